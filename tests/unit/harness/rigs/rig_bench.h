#pragma once

#include "harness/api/runtime.h"
#include "harness/api/traffic.h"
#include "harness/lab/virtual_clock.h"
#include "harness/model/manifest.h"

#include <functional>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::rigs {

/// What a rig runs on, in lab time.
struct RigBench {
  boost::asio::io_context io;
  lab::VirtualClock clock{lab::default_epoch()};
  api::NoTraffic traffic;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
  api::Runtime runtime{io, clock, traffic, log};

  /// Lets time go on until nothing more is due.
  void run() {
    while (clock.advance()) {
    }
  }

  Nanos elapsed() const { return clock.now() - lab::default_epoch(); }
};

/// Keeps what an asynchronous call ended with; a second end is a failure.
template <class T>
struct Outcome {
  std::optional<Result<T>> result;

  api::Done<T> done() {
    return [this](Result<T> ended) {
      EXPECT_FALSE(result.has_value()) << "the call ended twice";
      result = std::move(ended);
    };
  }
  bool over() const { return result.has_value(); }
  ErrorCode code() const { return result && !*result ? result->error().code : ErrorCode::internal; }
};

/// `count` pieces P1, P2 ... of one type, enrolled on items I1, I2 ...
inline model::Manifest enrolled(int count) {
  model::Manifest manifest;
  for (int i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    model::Piece piece{model::PieceId("P" + number), model::TagTypeId("t"), {}, ""};
    piece.uii = identity::Uii::from_hex("000" + number).value();
    manifest.expected.push_back({piece, model::ItemId("I" + number)});
  }
  return manifest;
}

inline std::vector<model::Piece> pieces_of(const model::Manifest& manifest, std::size_t count) {
  std::vector<model::Piece> pieces;
  for (std::size_t i = 0; i < count; ++i) pieces.push_back(manifest.expected[i].piece);
  return pieces;
}

}  // namespace plugtest::rigs

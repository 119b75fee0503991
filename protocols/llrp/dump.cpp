#include "protocols/llrp/dump.h"

#include "protocols/bits/error.h"
#include "protocols/llrp/json.h"
#include "protocols/llrp/text.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::llrp {

struct Dumper::Stream {
  std::string label{};
  std::optional<std::int64_t> time_ns{};
  Framer framer{};
  bool lost = false;  // message boundaries are not known any more
};

namespace {

std::string seconds(std::int64_t time_ns) {
  constexpr std::int64_t k_per_second = 1'000'000'000;
  return fmt::format("{}.{:09}", time_ns / k_per_second, time_ns % k_per_second);
}

/// {"offset":..,"stream":..,"time":..} without the closing brace: what each JSON line begins with.
std::string json_head(std::uint64_t offset, const std::string& label,
                      std::optional<std::int64_t> time_ns) {
  nlohmann::ordered_json head{{"offset", offset}};
  if (!label.empty()) {
    head["stream"] = label;
  }
  if (time_ns) {
    head["time"] = seconds(*time_ns);
  }
  std::string text = head.dump();
  text.pop_back();
  return text;
}

std::string text_head(std::uint64_t offset, const std::string& label,
                      std::optional<std::int64_t> time_ns) {
  return fmt::format("@{}{}{}{}{} ", offset, label.empty() ? "" : " ", label, time_ns ? " at " : "",
                     time_ns ? seconds(*time_ns) : "");
}

}  // namespace

Dumper::Dumper(DumpOptions options, Sink sink) : options_(options), sink_(std::move(sink)) {}
Dumper::~Dumper() = default;

void Dumper::push(const DumpContext& context, std::span<const std::uint8_t> bytes) {
  auto& stream = streams_[context.stream];
  if (!stream) {
    stream = std::make_unique<Stream>();
    stream->label = context.label;
  }
  stream->time_ns = context.time_ns;
  if (context.gap && !stream->lost) {
    write_error(*stream, {ErrorCode::malformed,
                          "bytes are missing in the capture; the rest of this stream is skipped",
                          {.byte_offset = stream->framer.offset()}});
    stream->lost = true;
  }
  // Pieces of bounded size keep the framer's buffer small even when a whole file comes at once.
  constexpr std::size_t k_piece = std::size_t{64} * 1024;
  while (!bytes.empty() && !stream->lost) {
    const auto piece = bytes.first(std::min(k_piece, bytes.size()));
    bytes = bytes.subspan(piece.size());
    stream->framer.push(piece);
    drain(*stream);
  }
}

void Dumper::drain(Stream& stream) {
  for (;;) {
    const auto frame = stream.framer.next();
    if (!frame) {
      write_error(stream, frame.error());
      stream.lost = true;
      return;
    }
    if (!*frame) {
      return;
    }
    write_frame(stream, **frame);
  }
}

void Dumper::write_frame(Stream& stream, const Frame& frame) {
  const DecodeResult message = decode(frame.bytes, options_.mode);
  if (!message) {
    Error error = message.error().error;
    error.where.byte_offset = error.where.byte_offset.value_or(0) + frame.offset;
    write_error(stream, error);
    return;
  }
  ++summary_.messages;
  if (options_.style == DumpStyle::json) {
    sink_(json_head(frame.offset, stream.label, stream.time_ns) + "," +
          to_json(*message).substr(1) + "\n");
  } else {
    sink_(text_head(frame.offset, stream.label, stream.time_ns) + to_text(*message));
  }
}

void Dumper::write_error(Stream& stream, const Error& error) {
  ++summary_.errors;
  const std::uint64_t offset = error.where.byte_offset.value_or(stream.framer.offset());
  if (options_.style == DumpStyle::json) {
    sink_(json_head(offset, stream.label, stream.time_ns) +
          ",\"error\":" + nlohmann::json(to_string(error)).dump() + "}\n");
  } else {
    sink_(text_head(offset, stream.label, stream.time_ns) + "error: " + to_string(error) + "\n");
  }
}

DumpSummary Dumper::finish() {
  for (auto& [number, stream] : streams_) {
    if (!stream->lost && stream->framer.pending() > 0) {
      write_error(*stream, {ErrorCode::truncated,
                            fmt::format("the stream ends inside a message, {} bytes of it are here",
                                        stream->framer.pending()),
                            {.byte_offset = stream->framer.offset()}});
    }
  }
  streams_.clear();
  return summary_;
}

}  // namespace plugtest::llrp

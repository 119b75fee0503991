#pragma once

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/doubles/scripted_radio.h"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace plugtest::test {

constexpr std::uint8_t k_tags = 10;

/// One reader of a family against its virtual module, in lock-step on lab time; the parameter is
/// "FAMILY+TRANSPORT".
class LineBench : public testing::TestWithParam<std::string> {
 protected:
  LineBench() {
    drivers::register_all(registry_);
    const bool ipico = GetParam().starts_with("ipico");
    radio_.mutable_capabilities().antenna_count = 1;
    radio_.mutable_capabilities().protocols = {ipico ? model::AirProtocol::type_d
                                                     : model::AirProtocol::type_c};
    for (std::uint8_t i = 0; i < k_tags; ++i) {
      const auto tag = ipico ? ScriptedRadio::type_d_tag(i) : ScriptedRadio::tag(i);
      tags_.insert(tag.uii);
    }
  }

  /// Each tag `times` times, `pause` after each other. Polled modules begin the script anew with
  /// every poll, so theirs is short.
  void script(int times, Nanos pause) {
    const bool ipico = GetParam().starts_with("ipico");
    Nanos at{0};
    for (int i = 0; i < times * k_tags; ++i) {
      const auto number = static_cast<std::uint8_t>(i % k_tags);
      at += pause;
      radio_.script.push_back(
          {at, ipico ? ScriptedRadio::type_d_tag(number) : ScriptedRadio::tag(number)});
    }
  }

  /// One frame in so many. A question is asked twice at most: where every inventory round is one,
  /// two damaged answers in a row are soon an end.
  std::int64_t now_and_then() const { return polled() ? 60 : 40; }

  bool polled() const { return GetParam().starts_with("a0") || GetParam().starts_with("chafon"); }

  /// Makes the module's end.
  Result<void> hold() {
    auto endpoint = registry_.make_endpoint(bench_.runtime, GetParam(), radio_, {});
    if (!endpoint) return fail(endpoint.error());
    endpoint_ = std::move(*endpoint);
    return {};
  }

  /// Makes the host's end, and connects.
  Result<void> reach(const api::ReaderOptions& options = {}) {
    auto reader = registry_.make_reader(bench_.runtime, endpoint_->uri(), options);
    if (!reader) return fail(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    return call([&](auto done) { reader_->connect(std::chrono::seconds(10), std::move(done)); });
  }

  /// Makes both ends, with `fault` planted, and connects.
  Result<void> connect(model::ReaderFault fault, std::int64_t parameter) {
    radio_.planted = {{fault, parameter}};
    if (auto held = hold(); !held) return held;
    return reach();
  }

  template <class Begin>
  Result<void> call(Begin begin) {
    return bench_.wait_lab<void>(begin);
  }

  Result<void> start() {
    return call(
        [&](auto done) { reader_->start({.id = 1}, std::chrono::seconds(10), std::move(done)); });
  }
  Result<void> stop() {
    auto stopped =
        call([&](auto done) { reader_->stop(std::chrono::seconds(10), std::move(done)); });
    if (!stopped) return stopped;
    return call([&](auto done) { reader_->drain(std::chrono::seconds(10), std::move(done)); });
  }

  Result<void> pass(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    return bench_.run_lab([&] { return over; });
  }

  AsyncBench bench_;
  ScriptedRadio radio_{bench_.clock};
  RecordingListener listener_;
  api::ReaderRegistry registry_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;
  std::set<identity::Uii> tags_;
};

}  // namespace plugtest::test

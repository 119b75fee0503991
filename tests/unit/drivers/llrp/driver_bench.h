#pragma once

#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/virtual_reader.h"
#include "harness/api/uri.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/doubles/scripted_llrp_reader.h"
#include "tests/doubles/scripted_radio.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

namespace plugtest::drivers {

constexpr Nanos k_patience = std::chrono::seconds(5);

inline Result<std::unique_ptr<api::Reader>> reader_at(api::Runtime& runtime,
                                                      std::string_view address,
                                                      const api::ReaderOptions& options = {},
                                                      const LlrpReaderOptions& llrp_options = {}) {
  const std::array<std::string, 4> schemes = {"llrp", "llrps", "llrp+listen", "llrps+listen"};
  const auto uri = api::parse_reader_uri(address, schemes);
  if (!uri) return fail(uri.error());
  return make_llrp_reader(runtime, *uri, options, llrp_options);
}

/// The calls of a reader, in lock-step on lab time.
class DriverBench : public testing::Test {
 protected:
  Result<void> connect(api::Reader& reader, Nanos timeout = k_patience) {
    return bench_.wait_lab<void>([&](auto done) { reader.connect(timeout, std::move(done)); });
  }
  Result<void> start(std::uint32_t id = 7) {
    return bench_.wait_lab<void>(
        [&](auto done) { reader_->start({.id = id}, k_patience, std::move(done)); });
  }
  Result<void> stop() {
    return bench_.wait_lab<void>([&](auto done) { reader_->stop(k_patience, std::move(done)); });
  }
  Result<void> drain() {
    return bench_.wait_lab<void>([&](auto done) { reader_->drain(k_patience, std::move(done)); });
  }
  Result<void> close() {
    return bench_.wait_lab<void>([&](auto done) { reader_->close(k_patience, std::move(done)); });
  }
  Result<model::AppliedSettings> configure(const model::ReaderSettings& settings) {
    return bench_.wait_lab<model::AppliedSettings>(
        [&](auto done) { reader_->configure(settings, k_patience, std::move(done)); });
  }
  Result<model::ReaderCapabilities> capabilities() {
    return bench_.wait_lab<model::ReaderCapabilities>(
        [&](auto done) { reader_->capabilities(k_patience, std::move(done)); });
  }
  Result<std::optional<model::AccessedTag>> access(const model::AccessOrder& order) {
    return bench_.wait_lab<std::optional<model::AccessedTag>>(
        [&](auto done) { reader_->access(order, k_patience, std::move(done)); });
  }

  /// Lets lab time pass.
  Result<void> pass_time(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    return bench_.run_lab([&] { return over; });
  }

  /// One inventory of a second.
  Result<void> inventory(std::uint32_t id = 7) {
    if (auto done = start(id); !done) return done;
    if (auto done = pass_time(std::chrono::seconds(1)); !done) return done;
    if (auto done = stop(); !done) return done;
    return drain();
  }

  test::AsyncBench bench_;
  test::RecordingListener listener_;
  api::ReaderOptions options_;
  std::unique_ptr<api::Reader> reader_;
};

/// The driver against the virtual reader over TCP.
class DriverTest : public DriverBench {
 protected:
  void listen() {
    auto made = make_virtual_llrp_reader(bench_.runtime, radio_, {});
    ASSERT_TRUE(made) << to_string(made.error());
    endpoint_ = std::move(*made);
  }
  std::unique_ptr<api::Reader> make_reader(test::RecordingListener& listener) {
    auto reader = reader_at(bench_.runtime, endpoint_->uri(), options_);
    EXPECT_TRUE(reader);
    (*reader)->set_listener(listener);
    return std::move(*reader);
  }
  void open() {
    listen();
    reader_ = make_reader(listener_);
    const auto connected = connect(*reader_);
    ASSERT_TRUE(connected) << to_string(connected.error());
  }

  test::ScriptedRadio radio_{bench_.clock};
  std::unique_ptr<api::Endpoint> endpoint_;
};

/// The driver against a scripted peer, which does what the virtual reader does not.
class PeerTest : public DriverBench {
 protected:
  std::string address(const std::string& query = "") {
    return "llrp://127.0.0.1:" + std::to_string(peer_.port()) + query;
  }
  void make_driver(const std::string& query = "") {
    auto made = reader_at(bench_.runtime, address(query), options_);
    ASSERT_TRUE(made) << to_string(made.error());
    reader_ = std::move(*made);
    reader_->set_listener(listener_);
  }
  void open(const std::string& query = "") {
    make_driver(query);
    const auto connected = connect(*reader_);
    ASSERT_TRUE(connected) << to_string(connected.error());
  }

  test::ScriptedLlrpReader peer_{bench_.runtime};
};

}  // namespace plugtest::drivers

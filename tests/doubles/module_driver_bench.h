#pragma once

#include "drivers/modules_core/virtual_module.h"
#include "harness/api/registry.h"
#include "harness/api/uri.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/doubles/scripted_radio.h"

#include <array>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace plugtest::test {

/// A family's driver against its virtual module, in lock-step on lab time.
class ModuleBench {
 protected:
  using MakeEndpoint = Result<std::unique_ptr<api::Endpoint>> (*)(api::Runtime&, api::VirtualRadio&,
                                                                  const api::EndpointOptions&,
                                                                  drivers::ModuleAttachment);
  using MakeReader = Result<std::unique_ptr<api::Reader>> (*)(api::Runtime&, const api::ReaderUri&,
                                                              const api::ReaderOptions&);
  static constexpr Nanos k_patience = std::chrono::seconds(10);

  ModuleBench(MakeEndpoint make_endpoint, MakeReader make_reader,
              drivers::ModuleAttachment attachment)
      : make_endpoint_(make_endpoint), make_reader_(make_reader), attachment_(attachment) {}

  void make() {
    auto endpoint = make_endpoint_(bench_.runtime, radio_, {}, attachment_);
    ASSERT_TRUE(endpoint) << to_string(endpoint.error());
    endpoint_ = std::move(*endpoint);
    std::string address = endpoint_->uri();
    if (!query_.empty()) address += (address.find('?') == std::string::npos ? "?" : "&") + query_;
    const std::array<std::string, 1> schemes = {address.substr(0, address.find(':'))};
    const auto uri = api::parse_reader_uri(address, schemes);
    ASSERT_TRUE(uri) << to_string(uri.error());
    auto reader = make_reader_(bench_.runtime, *uri, options_);
    ASSERT_TRUE(reader) << to_string(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
  }

  void open() {
    make();
    const auto connected = connect();
    ASSERT_TRUE(connected) << to_string(connected.error());
  }

  Result<void> connect() {
    return bench_.wait_lab<void>([&](auto done) { reader_->connect(k_patience, std::move(done)); });
  }
  Result<model::ReaderIdentity> identify() {
    return bench_.wait_lab<model::ReaderIdentity>(
        [&](auto done) { reader_->identify(k_patience, std::move(done)); });
  }
  Result<model::ReaderCapabilities> capabilities() {
    return bench_.wait_lab<model::ReaderCapabilities>(
        [&](auto done) { reader_->capabilities(k_patience, std::move(done)); });
  }
  Result<model::AppliedSettings> configure(const model::ReaderSettings& settings) {
    return bench_.wait_lab<model::AppliedSettings>(
        [&](auto done) { reader_->configure(settings, k_patience, std::move(done)); });
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

  /// One inventory of `span`, to the last report.
  Result<void> inventory(std::uint32_t id = 7, Nanos span = std::chrono::seconds(1)) {
    if (auto done = start(id); !done) return done;
    if (auto done = pass_time(span); !done) return done;
    if (auto done = stop(); !done) return done;
    return drain();
  }

  std::string query_;  ///< behind '?' of the address
  AsyncBench bench_;
  ScriptedRadio radio_{bench_.clock};
  RecordingListener listener_;
  api::ReaderOptions options_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;

 private:
  MakeEndpoint make_endpoint_;
  MakeReader make_reader_;
  drivers::ModuleAttachment attachment_;
};

/// ... over TCP and over a pty.
class ModuleDriverBench : public testing::TestWithParam<drivers::ModuleAttachment>,
                          protected ModuleBench {
 protected:
  ModuleDriverBench(MakeEndpoint make_endpoint, MakeReader make_reader)
      : ModuleBench(make_endpoint, make_reader, GetParam()) {}
};

inline const auto k_attachments =
    testing::Values(drivers::ModuleAttachment::tcp, drivers::ModuleAttachment::serial);

inline std::string attachment_name(
    const testing::TestParamInfo<drivers::ModuleAttachment>& attachment) {
  return attachment.param == drivers::ModuleAttachment::tcp ? "tcp" : "serial";
}

}  // namespace plugtest::test

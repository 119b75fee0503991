#pragma once

#include "drivers/transport/tls.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/certificates.h"
#include "tests/doubles/temporary_folder.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {

using Bytes = std::vector<std::uint8_t>;

/// One end of a connection, with what it heard.
struct TlsEnd {
  std::unique_ptr<ByteStream> stream;
  Bytes received;
  std::vector<Error> closed;

  void begin() {
    stream->start(
        [this](std::span<const std::uint8_t> bytes) {
          received.insert(received.end(), bytes.begin(), bytes.end());
        },
        [this](const Error& why) { closed.push_back(why); });
  }
};

/// A TLS listener and a client on loopback, with certificates of the test's own authority.
class TlsTest : public testing::Test {
 protected:
  static constexpr Nanos k_patience = std::chrono::seconds(5);

  static TlsIdentity identity(const test::CertificateFiles& files) {
    return {files.certificate, files.key};
  }

  static std::shared_ptr<const TlsContext> loaded(
      Result<std::shared_ptr<const TlsContext>> context) {
    EXPECT_TRUE(context) << to_string(context.error());
    return context ? *context : nullptr;
  }

  std::shared_ptr<const TlsContext> server_with(const test::CertificateWish& wish) {
    return loaded(load_tls_server({.identity = identity(authority_.issue(wish))}));
  }

  std::shared_ptr<const TlsContext> trusting_client() {
    return loaded(load_tls_client({.ca_file = authority_.ca_file()}));
  }

  void listen(std::shared_ptr<const TlsContext> server, TcpOptions options = {}) {
    options.outgoing = api::Direction::from_reader;
    auto made = listen_tls(
        bench_.runtime, "127.0.0.1", 0, std::move(server), k_patience, options,
        [this](std::unique_ptr<ByteStream> stream) {
          server_.stream = std::move(stream);
          if (start_server_) server_.begin();
        },
        [this](const Error& why) { turned_away_.push_back(why); });
    ASSERT_TRUE(made) << to_string(made.error());
    listener_ = std::move(*made);
  }

  Result<std::unique_ptr<ByteStream>> connect(std::shared_ptr<const TlsContext> client,
                                              const std::string& server_name = "localhost",
                                              const TcpOptions& options = {}) {
    return bench_.wait<std::unique_ptr<ByteStream>>([&](auto done) {
      attempt_ = connect_tls(bench_.runtime, "127.0.0.1", listener_->port(), k_patience,
                             std::move(client), server_name, options, std::move(done));
    });
  }

  /// What connect() says when it must not succeed.
  std::string refusal(std::shared_ptr<const TlsContext> client,
                      const std::string& server_name = "localhost") {
    const auto stream = connect(std::move(client), server_name);
    if (stream) return "connected";
    EXPECT_EQ(stream.error().code, ErrorCode::unreachable);
    return stream.error().message;
  }

  void open(const TcpOptions& options = {}) {
    if (!listener_) listen(server_with({}), options);
    auto stream = connect(trusting_client(), "localhost", options);
    ASSERT_TRUE(stream) << to_string(stream.error());
    client_.stream = std::move(*stream);
    client_.begin();
    ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
  }

  doubles::TemporaryFolder folder_;
  test::CertificateAuthority authority_{folder_.path(), "ca"};
  test::AsyncBench bench_;
  TlsEnd server_;
  TlsEnd client_;
  std::vector<Error> turned_away_;
  bool start_server_ = true;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<TcpConnect> attempt_;
};

}  // namespace plugtest::drivers

// LLRP over TLS, from the address to a reader that is set up.

#include "drivers/transport/tls.h"

#include "tests/doubles/certificates.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <memory>
#include <string>
#include <utility>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

class SecureTest : public PeerTest {
 protected:
  /// A reader behind TLS; `client_ca`: whose certificates it wants of clients.
  void serve(const std::string& client_ca = "") {
    const auto files = authority_.issue({});
    auto rules =
        load_tls_server({.identity = {files.certificate, files.key}, .client_ca_file = client_ca});
    ASSERT_TRUE(rules) << to_string(rules.error());
    auto listener = listen_tls(
        bench_.runtime, "127.0.0.1", 0, *rules, k_patience, {},
        [this](std::unique_ptr<ByteStream> stream) { peer_.accept(std::move(stream)); }, nullptr);
    ASSERT_TRUE(listener) << to_string(listener.error());
    listener_tls_ = std::move(*listener);
  }

  Result<void> connect_secure(const std::string& query) {
    auto made = reader_at(bench_.runtime,
                          "llrps://127.0.0.1:" + std::to_string(listener_tls_->port()) + query);
    if (!made) return fail(made.error());
    reader_ = std::move(*made);
    reader_->set_listener(listener_);
    return connect(*reader_);
  }

  doubles::TemporaryFolder folder_;
  test::CertificateAuthority authority_{folder_.path(), "authority"};
  std::unique_ptr<TcpListener> listener_tls_;
};

TEST_F(SecureTest, a_reader_of_an_authority_that_is_trusted_is_as_good_as_any) {
  serve();
  const auto connected = connect_secure("?ca=" + authority_.ca_file());
  ASSERT_TRUE(connected) << to_string(connected.error());
  EXPECT_TRUE(inventory());
  EXPECT_TRUE(close());
}

TEST_F(SecureTest, verification_is_on_unless_it_is_put_off) {
  serve();
  const auto refused = connect_secure("");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unreachable);
  EXPECT_THAT(refused.error().message, HasSubstr("unknown issuer"));
  EXPECT_TRUE(connect_secure("?verify=off"));
}

TEST_F(SecureTest, a_certificate_for_another_name_is_told) {
  serve();
  const auto refused = connect_secure("?name=dock-4.example&ca=" + authority_.ca_file());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("dock-4.example"));
}

TEST_F(SecureTest, a_reader_may_want_our_certificate) {
  serve(authority_.ca_file());
  EXPECT_FALSE(connect_secure("?ca=" + authority_.ca_file()));
  const auto ours = authority_.issue({.common_name = "station-1"});
  const auto connected = connect_secure("?ca=" + authority_.ca_file() +
                                        "&cert=" + ours.certificate + "&key=" + ours.key);
  EXPECT_TRUE(connected) << to_string(connected.error());
}

TEST_F(SecureTest, files_that_are_missing_are_told_before_anything_is_dialled) {
  const auto made = reader_at(bench_.runtime, "llrps://127.0.0.1?ca=/nowhere/ca.pem");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::configuration);
  EXPECT_THAT(made.error().message, HasSubstr("/nowhere/ca.pem"));
}

}  // namespace
}  // namespace plugtest::drivers

#include "tests/unit/drivers/transport/tls_bench.h"

#include <filesystem>
#include <fstream>

#include <openssl/ssl.h>

namespace plugtest::drivers {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::chrono::hours k_day{24};

TEST_F(TlsTest, a_certificate_of_a_trusted_issuer_for_the_right_name_or_address_is_taken) {
  listen(server_with({}));
  EXPECT_TRUE(connect(trusting_client(), "localhost"));
  EXPECT_TRUE(connect(trusting_client(), "127.0.0.1"));
  EXPECT_TRUE(connect(trusting_client(), "")) << "no name means the host";
}

TEST_F(TlsTest, an_expired_certificate_is_named_with_its_date) {
  listen(server_with({.common_name = "old", .begins = -3 * k_day, .ends = -2 * k_day}));
  EXPECT_THAT(refusal(trusting_client()),
              AllOf(HasSubstr("127.0.0.1:"), HasSubstr("CN=old"), HasSubstr("expired on"),
                    HasSubstr("needs a new one")));
}

TEST_F(TlsTest, a_certificate_of_tomorrow_points_to_the_clocks) {
  listen(server_with({.begins = k_day, .ends = 2 * k_day}));
  EXPECT_THAT(refusal(trusting_client()), AllOf(HasSubstr("only from"), HasSubstr("clocks")));
}

TEST_F(TlsTest, an_unknown_issuer_is_named) {
  test::CertificateAuthority stranger(folder_.path(), "stranger");
  listen(loaded(load_tls_server({.identity = identity(stranger.issue({}))})));
  EXPECT_THAT(refusal(trusting_client()),
              AllOf(HasSubstr("unknown issuer"), HasSubstr("CN=stranger"), HasSubstr("CA file")));
}

TEST_F(TlsTest, a_self_signed_certificate_is_refused_unless_it_is_the_ca_file) {
  const auto files = authority_.self_signed({});
  listen(loaded(load_tls_server({.identity = identity(files)})));
  EXPECT_THAT(refusal(trusting_client()), HasSubstr("signed by itself"));
  EXPECT_TRUE(connect(loaded(load_tls_client({.ca_file = files.certificate}))));
}

TEST_F(TlsTest, the_system_s_authorities_do_not_know_ours) {
  listen(server_with({}));
  EXPECT_THAT(refusal(loaded(load_tls_client({}))), HasSubstr("unknown issuer"));
}

TEST_F(TlsTest, a_wrong_name_is_told_with_the_names_the_certificate_has) {
  listen(server_with({.names = {"DNS:dock-3.example", "DNS:dock-4.example", "IP:192.0.2.7"}}));
  EXPECT_THAT(refusal(trusting_client(), "localhost"),
              AllOf(HasSubstr("'dock-3.example', 'dock-4.example', '192.0.2.7'"),
                    HasSubstr("'localhost'")));
  EXPECT_THAT(refusal(trusting_client(), "192.0.2.8"), HasSubstr("not for '192.0.2.8'"));
  EXPECT_TRUE(connect(trusting_client(), "dock-4.example"));
  EXPECT_TRUE(connect(trusting_client(), "192.0.2.7"));
}

TEST_F(TlsTest, names_of_a_hostile_certificate_are_shortened_and_made_printable) {
  std::vector<std::string> names;
  for (int i = 0; i < 50; ++i) names.push_back("DNS:host" + std::to_string(i) + ".example");
  listen(server_with({.names = names}));
  const std::string many = refusal(trusting_client());
  EXPECT_THAT(many, HasSubstr("and 42 more"));
  EXPECT_LT(many.size(), 1000U);
  listener_.reset();
  listen(server_with({.common_name = "bell\a\x1b[2J", .names = {}}));
  const std::string shown = refusal(trusting_client());
  EXPECT_EQ(shown.find('\a'), std::string::npos);
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_THAT(shown, HasSubstr("not for 'localhost'"));
}

TEST_F(TlsTest, a_certificate_meant_for_clients_is_no_server_s) {
  listen(server_with({.purpose = "clientAuth"}));
  EXPECT_THAT(refusal(trusting_client()), HasSubstr("purpose"));
}

TEST_F(TlsTest, without_verification_anything_goes) {
  listen(server_with({.names = {"DNS:other.example"}, .begins = -3 * k_day, .ends = -2 * k_day}));
  EXPECT_TRUE(connect(loaded(load_tls_client({.verify = false}))));
}

TEST_F(TlsTest, the_server_is_told_why_the_client_left) {
  listen(server_with({.names = {"DNS:other.example"}}));
  refusal(trusting_client());
  ASSERT_TRUE(bench_.run_until([&] { return !turned_away_.empty(); }));
  EXPECT_EQ(turned_away_[0].code, ErrorCode::unreachable);
  EXPECT_THAT(turned_away_[0].message, HasSubstr("our certificate is not accepted by the peer"));
}

TEST_F(TlsTest, an_impossible_server_name_is_refused_before_anything_is_sent) {
  listen(server_with({}));
  const auto stream = connect(trusting_client(), std::string(300, 'a'));
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().code, ErrorCode::configuration);
}

class TlsClientCertificateTest : public TlsTest {
 protected:
  void SetUp() override {
    listen(loaded(load_tls_server(
        {.identity = identity(authority_.issue({})), .client_ca_file = authority_.ca_file()})));
  }

  std::shared_ptr<const TlsContext> client_with(const test::CertificateFiles& files) {
    return loaded(load_tls_client({.ca_file = authority_.ca_file(), .identity = identity(files)}));
  }

  /// How the reader's refusal of our certificate reaches us: after the handshake (TLS 1.3).
  Error late_refusal(std::shared_ptr<const TlsContext> client) {
    auto stream = connect(std::move(client));
    if (!stream) return stream.error();
    client_.stream = std::move(*stream);
    client_.begin();
    EXPECT_TRUE(bench_.run_until([&] { return !client_.closed.empty(); }));
    return client_.closed.empty() ? Error{} : client_.closed[0];
  }
};

TEST_F(TlsClientCertificateTest, one_of_the_right_issuer_is_let_in) {
  auto stream = connect(client_with(authority_.issue({.common_name = "station-1"})));
  ASSERT_TRUE(stream);
  ASSERT_TRUE(bench_.run_until([&] { return server_.stream != nullptr; }));
}

TEST_F(TlsClientCertificateTest, none_is_refused_with_advice) {
  const Error why = late_refusal(trusting_client());
  EXPECT_EQ(why.code, ErrorCode::refused);
  EXPECT_THAT(why.message, HasSubstr("wants a client certificate"));
  ASSERT_EQ(turned_away_.size(), 1U);
  EXPECT_THAT(turned_away_[0].message, HasSubstr("showed no client certificate"));
  EXPECT_EQ(server_.stream, nullptr);
}

TEST_F(TlsClientCertificateTest, one_of_a_stranger_is_refused) {
  test::CertificateAuthority stranger(folder_.path(), "stranger");
  const Error why = late_refusal(client_with(stranger.issue({})));
  EXPECT_EQ(why.code, ErrorCode::refused);
  EXPECT_THAT(why.message, HasSubstr("issuer the peer does not trust"));
  ASSERT_EQ(turned_away_.size(), 1U);
  EXPECT_THAT(turned_away_[0].message, HasSubstr("unknown issuer"));
}

TEST_F(TlsClientCertificateTest, an_expired_one_is_refused) {
  const Error why =
      late_refusal(client_with(authority_.issue({.begins = -3 * k_day, .ends = -2 * k_day})));
  EXPECT_THAT(why.message, HasSubstr("our certificate has expired"));
}

std::string load_error(const Result<std::shared_ptr<const TlsContext>>& context) {
  if (context) return "loaded";
  EXPECT_EQ(context.error().code, ErrorCode::configuration);
  return context.error().message;
}

TEST_F(TlsTest, files_that_cannot_be_used_are_named) {
  const auto files = authority_.issue({});
  const auto others = authority_.issue({});
  const std::string text = folder_ / "text.pem";
  std::ofstream(text) << "no certificate\n";

  EXPECT_THAT(load_error(load_tls_client({.ca_file = "/no/such/ca.pem"})),
              AllOf(HasSubstr("CA file '/no/such/ca.pem'"), HasSubstr("No such file")));
  EXPECT_THAT(load_error(load_tls_client({.ca_file = folder_.path()})), HasSubstr("is a folder"));
  EXPECT_THAT(load_error(load_tls_client({.ca_file = text})), HasSubstr("no certificate in PEM"));
  EXPECT_THAT(load_error(load_tls_server({})), HasSubstr("needs a certificate file"));
  EXPECT_THAT(load_error(load_tls_server({.identity = {text, files.key}})),
              HasSubstr("text.pem' holds no certificate"));
  EXPECT_THAT(load_error(load_tls_server({.identity = {files.certificate, text}})),
              HasSubstr("text.pem' holds no private key"));
  EXPECT_THAT(load_error(load_tls_server({.identity = {files.certificate, others.key}})),
              HasSubstr("does not belong to the certificate"));
  EXPECT_THAT(load_error(load_tls_client({.identity = {"", files.key}})),
              HasSubstr("needs a certificate file with it"));
  EXPECT_THAT(load_error(load_tls_server(
                  {.identity = {files.certificate, authority_.locked_key(files, "secret")}})),
              HasSubstr("pass phrase"));
}

TEST_F(TlsTest, a_key_may_lie_in_the_certificate_s_file) {
  const auto files = authority_.issue({});
  std::ofstream(files.certificate, std::ios::app) << std::ifstream(files.key).rdbuf();
  EXPECT_TRUE(load_tls_server({.identity = {files.certificate, ""}}));
}

}  // namespace
}  // namespace plugtest::drivers

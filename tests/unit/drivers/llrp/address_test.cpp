// Addresses of LLRP readers.

#include "drivers/llrp/llrp_address.h"
#include "harness/api/uri.h"

#include <array>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

Result<LlrpAddress> parse(std::string_view text) {
  const std::array<std::string, 4> schemes = {"llrp", "llrps", "llrp+listen", "llrps+listen"};
  const auto uri = api::parse_reader_uri(text, schemes);
  if (!uri) return fail(uri.error());
  return parse_llrp_address(*uri);
}

std::string error_of(std::string_view text) {
  const auto address = parse(text);
  return address ? "accepted" : address.error().message;
}

TEST(LlrpAddressTest, ports_are_those_of_iana) {
  EXPECT_EQ(parse("llrp://192.0.2.1")->port, 5084);
  EXPECT_EQ(parse("llrps://192.0.2.1")->port, 5085);
  EXPECT_EQ(parse("llrp://192.0.2.1:77")->port, 77);
}

TEST(LlrpAddressTest, every_key_is_understood) {
  const auto address = parse(
      "llrps://reader.example?version=1.0.1&pen=50000&extensions=off&verify=off&ca=a.pem&cert=b.pem"
      "&key=c.pem&name=other.example");
  ASSERT_TRUE(address) << to_string(address.error());
  EXPECT_EQ(address->versions, LlrpVersions::only_1_0_1);
  EXPECT_EQ(address->extension_vendor, 50'000U);
  EXPECT_FALSE(address->vendor_extensions);
  EXPECT_TRUE(address->tls.wanted);
  EXPECT_FALSE(address->tls.verify);
  EXPECT_EQ(address->tls.ca_file, "a.pem");
  EXPECT_EQ(address->tls.certificate_file, "b.pem");
  EXPECT_EQ(address->tls.key_file, "c.pem");
  EXPECT_EQ(address->tls.server_name, "other.example");
  const auto listens = parse("llrp+listen://0.0.0.0:6000?peer=192.0.2.7");
  ASSERT_TRUE(listens);
  EXPECT_TRUE(listens->listens);
  EXPECT_EQ(listens->peer, "192.0.2.7");
}

TEST(LlrpAddressTest, verification_is_on_unless_it_is_put_off) {
  EXPECT_TRUE(parse("llrps://reader.example")->tls.verify);
}

TEST(LlrpAddressTest, what_makes_no_sense_is_told_with_what_does) {
  EXPECT_THAT(error_of("llrp://h?versoin=1.1"), HasSubstr("did you mean 'version'?"));
  EXPECT_THAT(error_of("llrp://h?ca=x"), HasSubstr("known are version, extensions, pen"));
  EXPECT_THAT(error_of("llrp://h?version=3"), HasSubstr("auto, 1.0.1 or 1.1"));
  EXPECT_THAT(error_of("llrp://h?extensions=maybe"), HasSubstr("on or off"));
  EXPECT_THAT(error_of("llrp://h?pen=4294967296"), HasSubstr("private enterprise number"));
  EXPECT_THAT(error_of("llrp://h?peer=1.2.3.4"), HasSubstr("unknown key 'peer'"));
  EXPECT_THAT(error_of("llrps://h?key=x.pem"), HasSubstr("needs its certificate"));
  EXPECT_THAT(error_of("llrps+listen://0.0.0.0"), HasSubstr("who listens needs a certificate"));
}

TEST(LlrpAddressTest, a_recording_may_be_one_of_another_enterprise_number) {
  const auto pen_of = [](const char* text) {
    const std::vector<std::string> schemes{"llrp+replay"};
    return parse_replay_query(api::parse_reader_uri(text, schemes).value());
  };
  EXPECT_EQ(pen_of("llrp+replay:a.bin"), 32'473U);
  EXPECT_EQ(pen_of("llrp+replay:a.bin?pen=50000"), 50'000U);
  EXPECT_THAT(pen_of("llrp+replay:a.bin?pen=x").error().message,
              HasSubstr("private enterprise number"));
  EXPECT_THAT(pen_of("llrp+replay:a.bin?ben=1").error().message,
              HasSubstr("unknown key 'ben' (did you mean 'pen'?); known are pen"));
}

}  // namespace
}  // namespace plugtest::drivers

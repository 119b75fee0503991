#include "harness/api/uri.h"

#include <array>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::api {
namespace {

using testing::HasSubstr;

const std::array<std::string, 5> k_schemes = {"exec", "ipico+serial", "llrp", "llrp+replay",
                                              "mercury+usb"};

ReaderUri good(std::string_view text) {
  auto uri = parse_reader_uri(text, k_schemes);
  EXPECT_TRUE(uri) << to_string(uri.error());
  return uri.value_or(ReaderUri{});
}

std::string refusal(std::string_view text) {
  const auto uri = parse_reader_uri(text, k_schemes);
  EXPECT_FALSE(uri) << text;
  if (uri) return {};
  EXPECT_EQ(uri.error().code, ErrorCode::configuration);
  return uri.error().message;
}

TEST(ReaderUriTest, takes_a_network_address_apart) {
  const auto uri = good("llrp://192.0.2.10:5084");
  EXPECT_EQ(uri.family, "llrp");
  EXPECT_EQ(uri.transport, "");
  EXPECT_EQ(uri.host, "192.0.2.10");
  EXPECT_EQ(uri.port, 5084);
  EXPECT_EQ(uri.text, "llrp://192.0.2.10:5084");
  EXPECT_FALSE(good("llrp://reader-1.example").port);
  EXPECT_EQ(good("llrp://reader-1.example/").host, "reader-1.example");
}

TEST(ReaderUriTest, takes_ipv6_in_brackets) {
  const auto uri = good("llrp://[2001:db8::1]:15084");
  EXPECT_EQ(uri.host, "2001:db8::1");
  EXPECT_EQ(uri.port, 15084);
  EXPECT_THAT(refusal("llrp://2001:db8::1"), HasSubstr("brackets"));
  EXPECT_THAT(refusal("llrp://[2001:db8::1"), HasSubstr("not closed"));
}

TEST(ReaderUriTest, takes_paths_relative_and_absolute) {
  EXPECT_EQ(good("llrp+replay:captures/a.bin").path, "captures/a.bin");
  EXPECT_EQ(good("llrp+replay:captures/a.bin").transport, "replay");
  EXPECT_EQ(good("llrp+replay:///srv/a%20b.bin").path, "/srv/a b.bin");
  EXPECT_EQ(good("exec:bin/driver").path, "bin/driver");
  EXPECT_EQ(good("mercury+usb:///0403:6001/SERIAL").path, "/0403:6001/SERIAL");
}

TEST(ReaderUriTest, takes_a_command_apart_at_blanks) {
  using testing::ElementsAre;
  EXPECT_THAT(command_words(good("exec:driver")), ElementsAre("driver"));
  EXPECT_THAT(command_words(good("exec:bin/driver  --port /dev/ttyUSB0 ")),
              ElementsAre("bin/driver", "--port", "/dev/ttyUSB0"));
  EXPECT_THAT(command_words(good("exec:///opt/my%20driver --url http://a:1/%3Fb $HOME '*'")),
              ElementsAre("/opt/my driver", "--url", "http://a:1/?b", "$HOME", "'*'"));
  EXPECT_THAT(refusal("exec: "), HasSubstr("expected a path"));
}

TEST(ReaderUriTest, takes_the_query) {
  const auto uri = good("ipico+serial:///dev/ttyUSB0?baud=9600&parity=none");
  EXPECT_EQ(uri.path, "/dev/ttyUSB0");
  EXPECT_EQ(uri.query.at("baud"), "9600");
  EXPECT_EQ(uri.query.at("parity"), "none");
  EXPECT_THAT(refusal("ipico+serial:///dev/ttyUSB0?baud"), HasSubstr("key=value"));
  EXPECT_THAT(refusal("ipico+serial:///dev/ttyUSB0?a=1&a=2"), HasSubstr("twice"));
}

TEST(ReaderUriTest, refuses_a_leftover_authority) {
  EXPECT_THAT(refusal("llrp+replay://host/file.bin"), HasSubstr("three slashes"));
}

TEST(ReaderUriTest, names_the_nearest_scheme_and_all_known_ones) {
  const auto message = refusal("lrlp://192.0.2.10");
  EXPECT_THAT(message, HasSubstr("'llrp'"));
  EXPECT_THAT(message, HasSubstr("exec, ipico+serial, llrp, llrp+replay, mercury+usb"));
}

TEST(ReaderUriTest, refuses_what_is_no_address) {
  EXPECT_THAT(refusal("192.0.2.10"), HasSubstr("SCHEME:"));
  EXPECT_THAT(refusal(""), HasSubstr("SCHEME:"));
  EXPECT_THAT(refusal(":x"), HasSubstr("SCHEME:"));
  EXPECT_THAT(refusal("llrp:192.0.2.10"), HasSubstr("'//'"));
  EXPECT_THAT(refusal("llrp://"), HasSubstr("expected a host"));
  EXPECT_THAT(refusal("llrp://a b"), HasSubstr("expected a host"));
  EXPECT_THAT(refusal("llrp://user@host"), HasSubstr("user name"));
  EXPECT_THAT(refusal("llrp://host/path"), HasSubstr("'/path'"));
  EXPECT_THAT(refusal("llrp+replay:"), HasSubstr("expected a path"));
  EXPECT_THAT(refusal("llrp+replay:a%2"), HasSubstr("hexadecimal"));
}

TEST(ReaderUriTest, refuses_ports_out_of_range) {
  for (const char* text : {"llrp://h:0", "llrp://h:65536", "llrp://h:", "llrp://h:50x",
                           "llrp://h:-1", "llrp://[::1]5084"}) {
    EXPECT_THAT(refusal(text), HasSubstr("port from 1 to 65535")) << text;
  }
}

}  // namespace
}  // namespace plugtest::api

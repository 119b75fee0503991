#include "harness/evidence/pass_records.h"

#include "tests/unit/harness/evidence/samples.h"

#include <gtest/gtest.h>

namespace plugtest::evidence {
namespace {

TEST(PassRecords, observations_keep_every_field_and_what_is_absent) {
  const auto pass = samples::pass(3, 10);
  ObservationEncoder encoder;
  std::vector<model::Observation> back;
  const std::span all(pass.observations);
  EXPECT_EQ(decode_observations(encoder.encode(3, all.first(6)), back), 3U);
  EXPECT_EQ(decode_observations(encoder.encode(3, all.subspan(6)), back), 3U);
  EXPECT_EQ(back, pass.observations);
}

TEST(PassRecords, begin_and_end_come_back) {
  const auto pass = samples::pass(9, 0);
  const PassBegin begin{9, pass.times.begin, pass.manifest};
  EXPECT_EQ(decode_pass_begin(encode_pass_begin(begin)), begin);

  const PassEnd with_manifest{pass, true};
  EXPECT_EQ(decode_pass_end(encode_pass_end(with_manifest)), with_manifest);
  PassEnd without{samples::pass(2, 0), false};
  without.pass.manifest = {};
  EXPECT_EQ(decode_pass_end(encode_pass_end(without)), without);
}

TEST(PassRecords, texts_that_are_no_utf8_are_kept) {
  PassBegin begin;
  begin.manifest.elsewhere = {{model::PieceId("\xff\xfe"), model::TagTypeId("\xc3"), {}, "x"}};
  EXPECT_EQ(decode_pass_begin(encode_pass_begin(begin)), begin);
}

// Bytes in the protobuf wire format, written by hand.
TEST(PassRecords, contradictions_are_malformed) {
  std::vector<model::Observation> out;
  const auto code = [&](std::string_view bytes) {
    const auto decoded = decode_observations(bytes, out);
    return decoded ? "accepted" : std::string(to_string(decoded.error().code));
  };
  EXPECT_EQ(code("\xff"), "malformed");
  // An observation (field 2) whose UII has one byte (field 1) and states nine bits (field 2).
  EXPECT_EQ(code("\x12\x05\x0a\x01\x30\x10\x09"), "malformed");
  EXPECT_EQ(code("\x12\x05\x0a\x01\x30\x10\x08"), "accepted");
  // Antenna (field 8) 65536, then 65535.
  EXPECT_EQ(code("\x12\x04\x40\x80\x80\x04"), "malformed");
  EXPECT_EQ(code("\x12\x04\x40\xff\xff\x03"), "accepted");
  // A protocol (field 3) that nobody knows.
  EXPECT_EQ(code("\x12\x03\x1a\x01x"), "malformed");
  // A disturbance (field 6 of the end of a pass) that nobody knows.
  EXPECT_FALSE(decode_pass_end("\x32\x01x").has_value());
}

TEST(PassRecords, checks_measured_speed_and_tags_of_the_hall_come_back) {
  PassEnd end{samples::pass(2, 0), true};
  end.pass.index = model::k_first_check + 1;
  end.pass.kind = model::PassKind::reference;
  end.pass.closes_batch = true;
  end.pass.times.speed_mmps = 998;
  end.pass.manifest.hall = {*identity::Uii::from_hex("00ff"), identity::Uii()};
  EXPECT_EQ(decode_pass_end(encode_pass_end(end)), end);
  // A kind (field 9) that nobody knows.
  EXPECT_FALSE(decode_pass_end("\x4a\x01x").has_value());
}

TEST(PassRecords, outcomes_of_steps_come_back) {
  PassEnd end{samples::pass(2, 0), true};
  end.pass.steps = {{4, true, {}, ""}, {5, false, model::PieceId("p1"), "it did not answer"}};
  EXPECT_EQ(decode_pass_end(encode_pass_end(end)), end);
}

}  // namespace
}  // namespace plugtest::evidence

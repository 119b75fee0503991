#include "protocols/gen2/fm0.h"
#include "protocols/gen2/miller.h"
#include "protocols/gen2/pie.h"

#include <string_view>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

constexpr std::string_view k_fm0_preamble = "110100100011";

bits::BitString sample(std::size_t size) {
  bits::BitString bits;
  std::uint64_t random = 7;
  while (bits.size() < size) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    bits.append(random >> 63U, 1);
  }
  return bits;
}

Chips inverted(Chips chips) {
  for (auto& chip : chips) chip = chip == 0 ? 1 : 0;
  return chips;
}

// ---- FM0 ---------------------------------------------------------------------------------------

TEST(fm0, vectors_of_the_fact_sheet) {
  EXPECT_EQ(to_string(fm0_encode({}, false)).substr(0, 12), k_fm0_preamble);
  EXPECT_EQ(to_string(fm0_encode({}, true)).substr(0, 36), "101010101010101010101010110100100011");
  EXPECT_EQ(to_string(fm0_encode(bits::BitString{0xABCD, 16}, false)),
            "1101001000110010110100101100110010101100101100");
  EXPECT_EQ(to_string(fm0_encode(bits::BitString{0x0000, 16}, false)),
            "1101001000110101010101010101010101010101010100");
}

TEST(fm0, there_and_back_in_either_polarity) {
  for (const std::size_t size : {0U, 1U, 16U, 128U, 528U}) {
    for (const bool pilot : {false, true}) {
      const auto bits = sample(size);
      const auto chips = fm0_encode(bits, pilot);
      EXPECT_EQ(chips.size(), 2 * (size + 1 + (pilot ? 18 : 6)));
      EXPECT_EQ(fm0_decode(chips, pilot), bits);
      EXPECT_EQ(fm0_decode(inverted(chips), pilot), bits);
    }
  }
}

TEST(fm0, decoder_refuses_what_the_coding_forbids) {
  const auto chips = fm0_encode(sample(16), false);
  EXPECT_EQ(fm0_decode({}, false).error().code, ErrorCode::truncated);
  EXPECT_EQ(fm0_decode(Chips(13, 1), false).error().code, ErrorCode::truncated);
  EXPECT_EQ(fm0_decode(Chips(46, 1), false).error().code, ErrorCode::malformed);
  EXPECT_EQ(fm0_decode(chips, true).error().code, ErrorCode::malformed);
  auto no_change = chips;
  no_change[12] = no_change[11];  // boundary after the preamble
  EXPECT_EQ(fm0_decode(no_change, false).error().message, "no level change before FM0 chip 12");
  auto no_dummy = chips;
  no_dummy.back() = no_dummy.back() == 0 ? 1 : 0;
  EXPECT_EQ(fm0_decode(no_dummy, false).error().message,
            "expected a dummy 1 at the end of an FM0 reply");
  EXPECT_FALSE(fm0_decode(Chips(100'000, 1), false));
}

// ---- Miller ------------------------------------------------------------------------------------

TEST(miller, preamble_of_the_fact_sheet) {
  const auto chips = to_string(miller_encode({}, Modulation::miller2, false));
  EXPECT_EQ(chips.substr(0, 16), "1010101010101010");  // 4 bit times of plain subcarrier
  EXPECT_EQ(chips.substr(16, 24), "101010010101011010010110");
  // Every M-th chip of the preamble is its baseband: 010111 = 111000011001.
  const auto m8 = to_string(miller_encode({}, Modulation::miller8, false));
  std::string baseband;
  for (std::size_t half = 8; half < 20; ++half) baseband += m8[half * 8];
  EXPECT_EQ(baseband, "111000011001");
}

TEST(miller, there_and_back_in_either_polarity) {
  for (const auto m : {Modulation::miller2, Modulation::miller4, Modulation::miller8}) {
    for (const std::size_t size : {0U, 1U, 16U, 128U}) {
      for (const bool pilot : {false, true}) {
        const auto bits = sample(size);
        const auto chips = miller_encode(bits, m, pilot);
        EXPECT_EQ(chips.size(),
                  std::size_t{2} * cycles_per_bit(m) * (size + 1 + (pilot ? 22 : 10)));
        EXPECT_EQ(miller_decode(chips, m, pilot), bits);
        EXPECT_EQ(miller_decode(inverted(chips), m, pilot), bits);
      }
    }
  }
}

TEST(miller, decoder_refuses_every_single_wrong_chip) {
  const auto chips = miller_encode(sample(8), Modulation::miller4, false);
  for (std::size_t i = 1; i < chips.size(); ++i) {
    auto damaged = chips;
    damaged[i] = damaged[i] == 0 ? 1 : 0;
    EXPECT_FALSE(miller_decode(damaged, Modulation::miller4, false)) << i;
  }
  EXPECT_EQ(miller_decode({}, Modulation::miller2, false).error().code, ErrorCode::truncated);
  EXPECT_EQ(miller_decode(chips, Modulation::miller4, true).error().code, ErrorCode::truncated);
  EXPECT_FALSE(miller_decode(Chips(100'000, 1), Modulation::miller2, false));
}

// ---- PIE ---------------------------------------------------------------------------------------

TEST(pie, envelope_lasts_the_duration_of_the_command) {
  for (const NamedProfile& named : named_profiles()) {
    for (const Command& command : {Command{Query{.q = 5}}, Command{Ack{0x1234}}}) {
      const auto bits = encode(command);
      const auto envelope = pie_encode(named.profile, bits, start_of(command));
      std::int64_t total = 0;
      for (const auto& level : envelope) total += level.ns;
      EXPECT_EQ(Duration{total}, named.profile.forward_duration(bits, start_of(command)))
          << named.name;
      const auto frame = pie_decode(envelope);
      ASSERT_TRUE(frame) << named.name << ": " << frame.error().message;
      EXPECT_EQ(frame->bits, bits);
      EXPECT_EQ(frame->tari_ns, named.profile.tari_ns);
      EXPECT_EQ(frame->rtcal_ns, named.profile.rtcal_ns());
      EXPECT_EQ(frame->trcal_ns.has_value(), start_of(command) == CommandStart::preamble);
    }
  }
}

TEST(pie, first_stretches_of_a_frame_sync) {
  const auto profile = find_profile("max-rate").value();
  const auto envelope = pie_encode(profile, bits::BitString{0b01, 2}, CommandStart::frame_sync);
  const std::vector<CarrierLevel> expected = {{false, 12500}, {true, 3125},  {false, 3125},
                                              {true, 12500},  {false, 3125}, {true, 3125},
                                              {false, 3125},  {true, 6250},  {false, 3125}};
  EXPECT_EQ(envelope, expected);
}

TEST(pie, decoder_refuses_what_the_coding_forbids) {
  const auto profile = find_profile("fm0-160").value();
  const auto good = pie_encode(profile, bits::BitString{0b0110, 4}, CommandStart::preamble);
  ASSERT_TRUE(pie_decode(good));
  const auto refused = [&](std::size_t at, std::int32_t ns) {
    auto bad = good;
    bad[at].ns = ns;
    return !pie_decode(bad);
  };
  EXPECT_TRUE(refused(0, 11000));   // delimiter
  EXPECT_TRUE(refused(3, 10000));   // RTcal below 2.5 Tari
  EXPECT_TRUE(refused(3, 40000));   // RTcal above 3 Tari
  EXPECT_TRUE(refused(5, 200000));  // TRcal above 3 RTcal
  EXPECT_TRUE(refused(7, 200000));  // a symbol above 4 RTcal
  EXPECT_TRUE(refused(7, 0));       // no carrier at all
  EXPECT_TRUE(refused(7, -5));      // nor less
  auto cut = good;
  cut.pop_back();
  EXPECT_EQ(pie_decode(cut).error().code, ErrorCode::truncated);
  EXPECT_EQ(pie_decode({}).error().code, ErrorCode::truncated);
  auto twice_high = good;
  twice_high[2].high = true;
  EXPECT_EQ(pie_decode(twice_high).error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace plugtest::gen2

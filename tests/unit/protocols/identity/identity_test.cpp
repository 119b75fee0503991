#include "protocols/identity/pc_word.h"
#include "protocols/identity/s10.h"
#include "protocols/identity/s9.h"
#include "protocols/identity/sscc.h"
#include "protocols/identity/text_form.h"
#include "protocols/identity/uii.h"

#include <array>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::identity {
namespace {

// ---- UII ---------------------------------------------------------------------------------------

TEST(uii, hexadecimal_both_ways) {
  const auto uii = Uii::from_hex("3034 257B f7194e4000001a85");
  ASSERT_TRUE(uii);
  EXPECT_EQ(uii->bit_count(), 96U);
  EXPECT_EQ(uii->to_hex(), "3034257bf7194e4000001a85");
}

TEST(uii, odd_lengths_are_written_with_their_bits) {
  const std::array<std::uint8_t, 1> bytes = {0xAF};
  const auto uii = Uii::from_bits(bytes, 5);
  ASSERT_TRUE(uii);
  EXPECT_EQ(uii->to_hex(), "a8/5");  // unused bits are zero
  EXPECT_EQ(Uii::from_hex("abc")->to_hex(), "abc");
  EXPECT_EQ(Uii{}.to_hex(), "");
}

TEST(uii, refuses_what_does_not_fit) {
  EXPECT_EQ(Uii::from_hex("30x4").error().where.byte_offset, 2U);
  EXPECT_EQ(Uii::from_hex("3 034").error().where.byte_offset, 1U);
  EXPECT_TRUE(Uii::from_hex(std::string(128, 'f')));
  EXPECT_FALSE(Uii::from_hex(std::string(129, 'f')));
  EXPECT_FALSE(Uii::from_bits(std::vector<std::uint8_t>(65), 513));
  EXPECT_FALSE(Uii::from_bits(std::vector<std::uint8_t>(1), 9));
  EXPECT_FALSE(Uii::from_bits({}, std::numeric_limits<std::size_t>::max()));
}

TEST(uii, hash_and_order_tell_lengths_apart) {
  const auto four = Uii::from_hex("00").value();
  const auto eight = Uii::from_hex("0000").value();
  EXPECT_NE(four, eight);
  EXPECT_NE(UiiHash{}(four), UiiHash{}(eight));
  EXPECT_LT(four, eight);
  EXPECT_LT(Uii::from_hex("01").value(), Uii::from_hex("02").value());
}

// ---- PC word -----------------------------------------------------------------------------------

TEST(pc_word, layout) {
  EXPECT_EQ(to_word(epc_pc(96)), 0x3000);
  EXPECT_EQ(to_word(iso_pc(80, 0xA1)), 0x29A1);
  const PcWord captured = pc_from_word(0x3400);  // of a tag on the air
  EXPECT_EQ(captured.length_words, 6);
  EXPECT_TRUE(captured.user_memory);
  EXPECT_FALSE(captured.extended);
  EXPECT_FALSE(captured.iso);
}

TEST(pc_word, every_word_survives) {
  for (unsigned word = 0; word <= 0xFFFF; ++word) {
    ASSERT_EQ(to_word(pc_from_word(static_cast<std::uint16_t>(word))), word);
  }
}

// ---- S10 ---------------------------------------------------------------------------------------

TEST(s10, check_digits_of_published_numbers) {
  EXPECT_EQ(s10_check_digit(47312482), 9);
  EXPECT_EQ(s10_check_digit(12345678), 5);
  EXPECT_EQ(s10_check_digit(16427), 3);
  EXPECT_EQ(s10_check_digit(0), 5);
}

TEST(s10, published_identifiers) {
  for (const std::string text : {"RB123456785GB", "RR000164273KH"}) {
    const auto item = parse_s10(text);
    ASSERT_TRUE(item) << to_string(item.error());
    EXPECT_EQ(to_string(*item), text);
  }
  EXPECT_EQ(to_string(*parse_s10("RR 0001 6427 3 KH")), "RR000164273KH");
}

TEST(s10, wrong_check_digit_names_the_right_one) {
  const auto item = parse_s10("RB123456786US");
  ASSERT_FALSE(item);
  EXPECT_EQ(item.error().code, ErrorCode::check_failed);
  EXPECT_EQ(item.error().message, "the check digit is 6, expected 5");
}

TEST(s10, refuses_what_is_none) {
  EXPECT_EQ(parse_s10("RB123456785XX").error().code, ErrorCode::unsupported);
  EXPECT_EQ(parse_s10("RB12345678").error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_s10("RB1234567B5GB").error().where.byte_offset, 9U);
  EXPECT_EQ(parse_s10("rB123456785GB").error().where.byte_offset, 0U);
  EXPECT_EQ(parse_s10("RB123456785GBX").error().where.byte_offset, 13U);
  EXPECT_EQ(parse_s10(" RB123456785GB").error().where.byte_offset, 0U);
  EXPECT_FALSE(validate(S10{{'R', '1'}, 0, {'G', 'B'}}));
  EXPECT_FALSE(validate(S10{{'R', 'A'}, 100'000'000, {'G', 'B'}}));
}

TEST(s10, services) {
  EXPECT_EQ(service_name(S10{{'E', 'E'}, 0, {'C', 'N'}}), "EMS item");
  EXPECT_EQ(service_name(S10{{'A', 'V'}, 0, {'C', 'N'}}), "e-commerce item tracked by RFID");
  EXPECT_EQ(service_name(S10{{'Q', 'A'}, 0, {'C', 'N'}}), "international business reply");
  EXPECT_EQ(service_name(S10{{'Q', 'Z'}, 0, {'C', 'N'}}), "not assigned");
  EXPECT_EQ(service_name(S10{{'F', 'A'}, 0, {'C', 'N'}}), "not assigned");
  for (const auto& row : service_indicators()) EXPECT_LE(row.second_from, row.second_to);
}

TEST(s10, countries) {
  int known = 0;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) known += is_country(std::string{a, b}) ? 1 : 0;
  }
  EXPECT_EQ(known, 249);  // of ISO 3166-1
  EXPECT_TRUE(is_country("CN"));
  EXPECT_FALSE(is_country("EA"));  // only across two neighbours of the table
  EXPECT_FALSE(is_country("C"));
}

// ---- S9, S8 ------------------------------------------------------------------------------------

const std::string k_receptacle = "CNBJSADEFRAAAUN51234001091245";

TEST(s9, fields_of_the_layout) {
  const auto parsed = parse_s9(k_receptacle);
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_TRUE(parsed->warnings.empty());
  const S9& receptacle = parsed->value;
  EXPECT_EQ(std::string(receptacle.dispatch.origin.data(), 6), "CNBJSA");
  EXPECT_EQ(std::string(receptacle.dispatch.destination.data(), 6), "DEFRAA");
  EXPECT_EQ(receptacle.dispatch.category, 'A');
  EXPECT_EQ(receptacle.dispatch.mail_class, (std::array<char, 2>{'U', 'N'}));
  EXPECT_EQ(receptacle.dispatch.year, 5);
  EXPECT_EQ(receptacle.dispatch.dispatch, 1234);
  EXPECT_EQ(receptacle.receptacle, 1);
  EXPECT_EQ(receptacle.highest, S9Flag::no);
  EXPECT_EQ(receptacle.registered, S9Flag::unknown);
  EXPECT_EQ(receptacle.weight_hg, 1245);
  EXPECT_EQ(to_string(receptacle), k_receptacle);
}

TEST(s9, first_twenty_characters_are_the_dispatch) {
  const auto dispatch = parse_s8(k_receptacle.substr(0, 20));
  ASSERT_TRUE(dispatch);
  EXPECT_EQ(dispatch->value, parse_s9(k_receptacle)->value.dispatch);
  EXPECT_EQ(to_string(dispatch->value), k_receptacle.substr(0, 20));
}

TEST(s9, digits_in_codes_are_accepted_with_a_warning) {
  std::string text = k_receptacle;
  text[5] = '1';
  const auto parsed = parse_s9(text);
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->warnings.size(), 1U);
  EXPECT_EQ(parsed->warnings[0],
            "character 6 is a digit, expected letters in offices, category and class");
  EXPECT_EQ(to_string(parsed->value), text);
}

TEST(s9, refuses_what_is_none) {
  EXPECT_FALSE(parse_s9(k_receptacle.substr(1)));
  for (const std::size_t position : {0U, 15U, 23U, 24U, 28U}) {
    std::string text = k_receptacle;
    text[position] = position == 23 || position == 24 ? '2' : '-';
    const auto parsed = parse_s9(text);
    ASSERT_FALSE(parsed) << position;
    EXPECT_EQ(parsed.error().where.byte_offset, position);
  }
}

// ---- SSCC --------------------------------------------------------------------------------------

TEST(sscc, example_of_the_tag_data_standard) {
  const auto sscc = sscc_from_urn("urn:epc:id:sscc:0614141.1234567890");
  ASSERT_TRUE(sscc) << to_string(sscc.error());
  EXPECT_EQ(sscc->partition, 5);
  EXPECT_EQ(to_uii(*sscc).to_hex(), "3114257bf4499602d2000000");
  EXPECT_EQ(to_digits(*sscc), "106141412345678908");
  EXPECT_EQ(sscc_from_digits("(00) 1 0614141 234567890 8", 7), sscc);
  EXPECT_EQ(sscc_from_uii(to_uii(*sscc)), sscc);
}

TEST(sscc, every_partition_there_and_back) {
  for (int digits = 6; digits <= 12; ++digits) {
    const auto sscc = sscc_from_digits("999999999999999995", digits, 2);
    ASSERT_TRUE(sscc) << to_string(sscc.error());
    EXPECT_EQ(sscc_from_uii(to_uii(*sscc)), sscc);
    EXPECT_EQ(sscc_from_urn(to_urn(*sscc), 2), sscc);
    EXPECT_EQ(to_digits(*sscc), "999999999999999995");
  }
}

TEST(sscc, refuses_what_is_none) {
  EXPECT_EQ(sscc_from_digits("106141412345678907", 7).error().code, ErrorCode::check_failed);
  EXPECT_EQ(sscc_from_digits("10614141234567890", 7).error().code, ErrorCode::malformed);
  EXPECT_EQ(sscc_from_digits("106141412345678908", 5).error().code, ErrorCode::malformed);
  EXPECT_EQ(sscc_from_digits("10614141234567890x", 7).error().where.byte_offset, 17U);
  EXPECT_EQ(sscc_from_urn("urn:epc:id:sgtin:0614141.1234567890").error().where.byte_offset, 0U);
  EXPECT_EQ(sscc_from_urn("urn:epc:id:sscc:06141x1.1234567890").error().where.byte_offset, 21U);
  EXPECT_FALSE(sscc_from_urn("urn:epc:id:sscc:06141.411234567890"));
  EXPECT_FALSE(sscc_from_urn("urn:epc:id:sscc:0614141.123456789"));
  EXPECT_FALSE(sscc_from_urn("urn:epc:id:sscc:0614141.1234567890", 8));
  const auto from_hex = [](const char* hex) { return sscc_from_uii(Uii::from_hex(hex).value()); };
  EXPECT_EQ(from_hex("3034257bf7194e4000001a85").error().code, ErrorCode::unsupported);
  EXPECT_EQ(from_hex("3114257bf4499602d2").error().code, ErrorCode::unsupported);
  EXPECT_EQ(from_hex("3114257bf4499602d2000001").error().code, ErrorCode::malformed);
  EXPECT_EQ(from_hex("311c257bf4499602d2000000").error().code, ErrorCode::malformed);  // 7
  EXPECT_EQ(from_hex("3114257bf7ffffffff000000").error().code, ErrorCode::malformed);  // serial
}

// ---- text forms --------------------------------------------------------------------------------

constexpr std::uint8_t k_afi = 0xC0;

TEST(text_form, s10_takes_eighty_bits_or_more) {
  const auto item = parse_s10("RR000164273KH").value();
  const auto tag = to_tag(item, k_afi);
  EXPECT_EQ(tag.uii.bit_count(), 80U);
  EXPECT_EQ(to_word(tag.pc), 0x29C0);
  EXPECT_EQ(describe(tag.uii, tag.pc), "S10 RR000164273KH");
  const auto padded = to_tag(item, k_afi, 96);
  EXPECT_EQ(padded.uii.bit_count(), 96U);
  EXPECT_EQ(describe(padded.uii, padded.pc), "S10 RR000164273KH");
}

TEST(text_form, six_bit_characters_are_the_low_bits_of_ascii) {
  // A = 000001, 0 = 110000, then 4 bits of 100000
  EXPECT_EQ(pack_six_bit("A0")->to_hex(), "0708");
  EXPECT_EQ(unpack_six_bit(Uii::from_hex("0708").value()), "A0");
  EXPECT_FALSE(unpack_six_bit(Uii::from_hex("0709").value()));
  EXPECT_EQ(pack_six_bit("Aa").error().where.byte_offset, 1U);
  EXPECT_TRUE(pack_six_bit(std::string(82, 'Z')));
  EXPECT_FALSE(pack_six_bit(std::string(83, 'Z')));
}

TEST(text_form, s9_takes_eleven_words) {
  const auto tag = to_tag(parse_s9(k_receptacle)->value, k_afi);
  EXPECT_EQ(tag.pc.length_words, 11);
  EXPECT_EQ(describe(tag.uii, tag.pc), "S9 " + k_receptacle);
}

TEST(text_form, the_pc_word_decides_how_bits_are_read) {
  const auto tag = to_tag(parse_s10("RR000164273KH").value(), k_afi);
  EXPECT_EQ(describe(tag.uii, epc_pc(80)), tag.uii.to_hex());
  const auto sscc = Uii::from_hex("3114257bf4499602d2000000").value();
  EXPECT_EQ(describe(sscc, epc_pc(96)), "urn:epc:id:sscc:0614141.1234567890");
  EXPECT_EQ(describe(sscc, iso_pc(96, k_afi)), "3114257bf4499602d2000000");
}

TEST(text_form, names_tags_as_described) {
  for (const std::string& text : {std::string("S10 RR000164273KH"), "S9 " + k_receptacle,
                                  std::string("urn:epc:id:sscc:0614141.1234567890"),
                                  std::string("3034257bf7194e4000001a85")}) {
    const auto tag = parse_tag_identity(text, k_afi);
    ASSERT_TRUE(tag) << to_string(tag.error());
    EXPECT_EQ(describe(tag->uii, tag->pc), text);
    EXPECT_EQ(tag->pc.length_words * 16U, tag->uii.bit_count());
  }
}

TEST(text_form, errors_count_from_the_start_of_the_text) {
  EXPECT_EQ(parse_tag_identity("S10 RR00016427xKH", k_afi).error().where.byte_offset, 14U);
  EXPECT_EQ(parse_tag_identity("urn:epc:id:sscc:x", k_afi).error().where.byte_offset, 16U);
  EXPECT_FALSE(parse_tag_identity("30", k_afi));  // not a whole word
  EXPECT_FALSE(parse_tag_identity(std::string(128, '0'), k_afi));
}

}  // namespace
}  // namespace plugtest::identity

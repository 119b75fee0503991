// The messages of the Reader contract, both directions.

#include "drivers/exec/contract.h"

#include <array>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers::contract {
namespace {

using testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

template <class Message>
Bytes without_length(const Message& message) {
  Framer framer;
  framer.push(encode(message));
  const auto got = framer.next();
  EXPECT_TRUE(got && *got);
  return {(**got).begin(), (**got).end()};
}

Call back(const Call& call) {
  auto decoded = decode_call(without_length(call));
  EXPECT_TRUE(decoded) << to_string(decoded.error());
  return decoded.value_or(Call{});
}

AdapterMessage back(const AdapterMessage& message) {
  auto decoded = decode_adapter_message(without_length(message));
  EXPECT_TRUE(decoded) << to_string(decoded.error());
  return decoded.value_or(AdapterMessage{});
}

model::AccessOrder order() {
  model::AccessOrder order;
  order.antennas = {2};
  order.filter = model::TagFilter{1, 32, bits::BitString(0x30395, 20)};
  order.operations = {{.kind = model::AccessRequest::Kind::write,
                       .bank = 3,
                       .word_pointer = 4,
                       .data = {0xBEEF, 1},
                       .password = 0xCAFEBABE},
                      {.kind = model::AccessRequest::Kind::lock, .payload = 0x80200}};
  order.search = std::chrono::milliseconds(750);
  return order;
}

TEST(Contract, EveryCallSaysTheSameOnTheOtherSide) {
  model::ReaderSettings settings;
  settings.antennas = {1, 4};
  settings.power_mdbm = 27'500;
  settings.session = 2;
  settings.link_profile = "m4-320";
  settings.protocols = {model::AirProtocol::type_d, model::AirProtocol::type_c};
  const std::vector<Call::What> all = {Unknown{},
                                       Hello{.version = 1, .name = "plugtest"},
                                       Connect{},
                                       Identify{},
                                       GetCapabilities{},
                                       settings,
                                       Start{77},
                                       Stop{},
                                       Drain{},
                                       order(),
                                       Close{}};
  ASSERT_EQ(all.size(), std::variant_size_v<Call::What>);
  for (const auto& what : all) {
    const Call call{.id = 9, .timeout_ms = 1500, .what = what};
    EXPECT_EQ(back(call), call) << name_of(what);
  }
}

TEST(Contract, EveryAnswerSaysTheSameOnTheOtherSide) {
  model::ReaderCapabilities can;
  can.antenna_count = 4;
  can.protocols = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  can.power_table_mdbm = {-5'000, 0, 30'000};
  can.channels_hz = {865'700'000};
  can.modes = {"m4-320"};
  can.has_clock = true;
  model::AppliedSettings applied;
  applied.power_mdbm = -1'000;
  applied.session = 0;
  applied.link_profile = "";
  applied.antennas = {1};
  model::AccessedTag tag;
  tag.uii = *identity::Uii::from_hex("3008");
  tag.antenna = 3;
  tag.results = {
      {.request = 0, .words = {0xE280}},
      {.request = 1, .outcome = model::AccessResult::Outcome::tag_error, .error_code = 4}};
  const std::vector<Answer::Value> all = {std::monostate{},
                                          Error{ErrorCode::refused, "no antenna 3"},
                                          Hello{.version = 1, .name = "adapter"},
                                          model::ReaderIdentity{"Example", "M", "1.0", "42"},
                                          can,
                                          applied,
                                          tag};
  ASSERT_EQ(all.size(), std::variant_size_v<Answer::Value>);
  for (const auto& value : all) {
    const AdapterMessage message =
        Answer{.id = 3, .clock_offset = std::chrono::microseconds(-250), .value = value};
    EXPECT_EQ(back(message), message) << value.index();
  }
}

TEST(Contract, WhatAReportDoesNotTellStaysApartFromZero) {
  model::Observation full;
  full.uii = *identity::Uii::from_hex("300833b2ddd9014000000001");
  full.protocol = model::AirProtocol::type_d;
  full.first_seen = ReaderTime{Nanos{0}};
  full.last_seen = ReaderTime{Nanos{-5}};
  full.seen_count = 0;
  full.antenna = 0;
  full.rssi_mdbm = 0;
  full.rssi_index = 0;
  full.hits = model::HitCounts{0, 255};
  full.channel_index = 0;
  full.pc_word = 0;
  full.crc = 0;
  full.phase_4096 = 0;
  full.inventory_id = 5;
  model::Observation bare;
  bare.uii = *identity::Uii::from_bits(std::array<std::uint8_t, 1>{0xA8}, 5);
  const AdapterMessage message = Reports{{full, bare}};
  EXPECT_EQ(back(message), message);
}

TEST(Contract, ErrorsKeepTheirMeaning) {
  for (const auto code : {ErrorCode::unreachable, ErrorCode::link_lost, ErrorCode::refused,
                          ErrorCode::timed_out, ErrorCode::protocol, ErrorCode::unsupported}) {
    const AdapterMessage message = LinkDown{{code, "why"}};
    EXPECT_EQ(back(message), message);
  }
  const auto other = back(AdapterMessage(LinkDown{{ErrorCode::internal, "a null pointer"}}));
  EXPECT_EQ(std::get<LinkDown>(other).error.code, ErrorCode::protocol)
      << "trouble inside an adapter is the doing of the reader's side";
}

// Field numbers and wire types are the contract: a change of them is a new version. Written by hand
// from the protobuf encoding, not by our encoder.
TEST(Contract, TheBytesOfVersionOneDoNotChange) {
  EXPECT_EQ(encode(Call{.id = 1, .timeout_ms = 900, .what = Hello{.version = 1, .name = "p"}}),
            (Bytes{12, 0x08, 0x01, 0x10, 0x84, 0x07, 0x1A, 0x05, 0x08, 0x01, 0x12, 0x01, 'p'}));
  model::Observation tag;
  tag.uii = *identity::Uii::from_hex("3008");
  tag.inventory_id = 7;
  tag.rssi_mdbm = -1;
  EXPECT_EQ(encode(AdapterMessage(Reports{{tag}})),
            (Bytes{14, 0x12, 12, 0x0A, 10, 0x0A, 2, 0x30, 0x08, 0x10, 16, 0x20, 7, 0x48, 0x01}));
}

TEST(Contract, ValuesThatDoNotFitAreNamed) {
  const auto complaint = [](const Bytes& observation) {
    Bytes message = {0x12, static_cast<std::uint8_t>(observation.size() + 2), 0x0A,
                     static_cast<std::uint8_t>(observation.size())};
    message.insert(message.end(), observation.begin(), observation.end());
    const auto decoded = decode_adapter_message(message);
    return decoded ? std::string("none") : decoded.error().message;
  };
  EXPECT_THAT(complaint({0x40, 0xF0, 0xA2, 0x04}), HasSubstr("antenna is 70000"));
  EXPECT_THAT(complaint({0x50, 0x80, 0x02}), HasSubstr("rssi_index is 256"));
  EXPECT_THAT(complaint({0x70, 0x80, 0x20}), HasSubstr("phase_4096 is 4096"));
  EXPECT_THAT(complaint({0x18, 0x02}), HasSubstr("no air protocol 2"));
  EXPECT_THAT(complaint({0x0A, 0x01, 0x30, 0x10, 0x09}), HasSubstr("uii"));
  EXPECT_EQ(complaint({0x40, 0x01}), "none");
}

TEST(Contract, TooManyReportsInOneMessageAreRefused) {
  const AdapterMessage message = Reports{std::vector<model::Observation>(4097)};
  const auto decoded = decode_adapter_message(without_length(message));
  ASSERT_FALSE(decoded);
  EXPECT_THAT(decoded.error().message, HasSubstr("more than 4096"));
}

TEST(ContractFramer, CutsAStreamWhereverItIsSplit) {
  Bytes stream;
  for (std::uint32_t id = 1; id <= 3; ++id) {
    const auto one = encode(Call{.id = id, .what = order()});
    stream.insert(stream.end(), one.begin(), one.end());
  }
  for (std::size_t split = 0; split <= stream.size(); ++split) {
    Framer framer;
    std::vector<std::uint32_t> ids;
    const auto drain = [&] {
      while (true) {
        const auto message = framer.next();
        ASSERT_TRUE(message);
        if (!*message) return;
        ids.push_back(decode_call(**message)->id);
      }
    };
    framer.push(std::span(stream).first(split));
    drain();
    framer.push(std::span(stream).subspan(split));
    drain();
    EXPECT_EQ(ids, (std::vector<std::uint32_t>{1, 2, 3})) << "split at " << split;
    EXPECT_EQ(framer.pending(), 0U);
  }
}

TEST(ContractFramer, ALengthThatNobodyMeansIsRefusedWithItsOffset) {
  Framer framer;
  framer.push(encode(Call{.id = 1, .what = Stop{}}));
  ASSERT_TRUE(framer.next());
  const std::size_t offset = framer.offset();
  framer.push(Bytes{0x81, 0x80, 0x10});  // 256 KiB and one byte
  const auto got = framer.next();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().where.byte_offset, offset);
  Framer text;
  text.push(Bytes{0xFF, 0xFF, 0xFF, 0xFF});
  EXPECT_FALSE(text.next());
}

}  // namespace
}  // namespace plugtest::drivers::contract

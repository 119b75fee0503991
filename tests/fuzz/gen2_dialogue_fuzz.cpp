// A Type C tag and a reader that says anything at any time, with the right handle where it wants
// to. Whatever the tag answers must be a sound frame of its kind that names the handle.

#include "protocols/gen2/tag.h"
#include "tests/fuzz/script.h"

#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace {

using namespace plugtest;
using fuzz::require;
using fuzz::Script;
using gen2::Time;

std::vector<std::uint16_t> words(Script& script, std::size_t count) {
  std::vector<std::uint16_t> taken(count);
  for (std::uint16_t& word : taken) word = script.word();
  return taken;
}

gen2::Tag make_tag(Script& script) {
  gen2::EpcReply identity;
  const std::uint8_t shape = script.byte();
  const std::size_t uii_words = shape % 32;
  const auto uii = script.bits(uii_words * 16).to_bytes();
  identity.uii = identity::Uii::from_bits(uii, uii.size() * 8).value();
  identity.pc = identity::pc_from_word(script.word());
  identity.pc.extended = false;  // XI follows the XPC, see below
  // A length that does not fit the UII is a fault that real tags show.
  if ((shape & 0x20U) == 0) identity.pc.length_words = static_cast<std::uint8_t>(uii_words);
  const auto tid = words(script, script.up_to(12));
  const auto user = words(script, script.up_to(90));
  gen2::TagMemory memory(identity, tid, user);
  memory.set_passwords((shape & 0x40U) != 0 ? 0x0001'0002U : 0U,
                       (shape & 0x80U) != 0 ? 0x0003'0004U : 0U);
  if (script.byte() % 2 != 0) memory.set_xpc(script.word(), script.word());
  return gen2::Tag(
      {.memory = memory,
       .seed = script.byte(),
       .version = script.byte() % 2 != 0 ? gen2::TagVersion::v2 : gen2::TagVersion::v1_2});
}

/// Any command, well formed; `rn`: the number that the tag expects.
gen2::Command command_of(Script& script, std::uint16_t rn) {
  const std::uint8_t head = script.byte();
  const std::uint16_t handle = (head & 0x80U) != 0 ? script.word() : rn;
  const auto bank = static_cast<gen2::MemoryBank>((head >> 5U) & 3U);
  const auto session = static_cast<gen2::Session>((head >> 5U) & 3U);
  const auto pointer = [&] {
    // Mostly inside the memory, at times far away.
    const std::uint8_t near = script.byte();
    return near < 250 ? std::uint32_t{near} : script.up_to(~std::uint32_t{0});
  };
  switch (head % 16) {
    case 0: {
      const std::uint16_t fields = script.word();
      return gen2::Query{.sel = static_cast<gen2::Sel>(fields & 3U),
                         .session = session,
                         .target = static_cast<gen2::Inventoried>((fields >> 2U) & 1U),
                         .q = static_cast<std::uint8_t>((fields >> 3U) & 3U)};
    }
    case 1:
      return gen2::QueryAdjust{
          session, std::array{gen2::UpDn::same, gen2::UpDn::down, gen2::UpDn::up}[script.up_to(2)]};
    case 2:
      return gen2::QueryRep{session};
    case 3:
      return gen2::Ack{handle};
    case 4:
      return gen2::Nak{};
    case 5:
      return gen2::ReqRn{handle};
    case 6:
      return gen2::Select{.target = static_cast<gen2::SelectTarget>(script.up_to(4)),
                          .action = static_cast<gen2::SelectAction>(script.up_to(7)),
                          .bank = bank,
                          .pointer = pointer(),
                          .mask = script.bits(script.byte()),
                          .truncate = script.byte() % 2 != 0};
    case 7:
      return gen2::Read{bank, pointer(), script.byte(), handle};
    case 8:
      return gen2::Write{bank, pointer(), script.word(), handle};
    case 9:
      return gen2::Kill{script.word(), static_cast<std::uint8_t>(script.up_to(7)), handle};
    case 10:
      return gen2::Lock{static_cast<std::uint16_t>(script.word() % 1024),
                        static_cast<std::uint16_t>(script.word() % 1024), handle};
    case 11:
      return gen2::Access{script.word(), handle};
    case 12:
      return gen2::BlockWrite{bank, pointer(),
                              words(script, script.up_to(gen2::BlockWrite::k_max_words)), handle};
    case 13:
      return gen2::BlockErase{bank, pointer(), script.byte(), handle};
    case 14: {
      gen2::BlockPermalock lock{
          .permalock = script.byte() % 2 != 0,
          .bank = bank,
          .block_pointer = pointer(),
          .block_range = static_cast<std::uint8_t>(script.up_to(gen2::BlockWrite::k_max_words)),
          .handle = handle};
      if (lock.permalock) lock.mask = words(script, lock.block_range);
      return lock;
    }
    default: {
      const std::uint16_t fields = script.word();
      return gen2::Untraceable{.assert_u = (fields & 1U) != 0,
                               .hide_epc = (fields & 2U) != 0,
                               .epc_words = static_cast<std::uint8_t>((fields >> 2U) % 32),
                               .tid = static_cast<gen2::HideTid>((fields >> 7U) % 3),
                               .hide_user = (fields & 0x200U) != 0,
                               .range = static_cast<gen2::RangeChange>((fields >> 10U) % 3),
                               .handle = handle};
    }
  }
}

void check(const gen2::TagReply& reply, const gen2::Tag& tag) {
  require(reply.after >= Time{0} && reply.after <= gen2::k_longest_write);
  switch (reply.kind) {
    case gen2::ReplyKind::rn16:
      require(gen2::decode_rn16(reply.bits) == tag.rn());
      return;
    case gen2::ReplyKind::handle:
      require(gen2::decode_handle(reply.bits).has_value());
      return;
    case gen2::ReplyKind::epc: {
      const auto epc = gen2::decode_epc(reply.bits);
      require(epc.has_value() && gen2::encode_epc(*epc) == reply.bits);
      return;
    }
    case gen2::ReplyKind::truncated_epc:
      require(gen2::decode_truncated(reply.bits).has_value());
      return;
    case gen2::ReplyKind::words:
    case gen2::ReplyKind::success:
    case gen2::ReplyKind::error: {
      const auto answer = gen2::decode_access_reply(reply.bits);
      require(answer.has_value());
      const auto* words = std::get_if<gen2::WordsReply>(&*answer);
      require((words == nullptr) == (reply.kind == gen2::ReplyKind::error));
      require((words == nullptr ? std::get<gen2::ErrorReply>(*answer).handle : words->handle) ==
              tag.rn());
      if (words != nullptr) {
        require(words->words.empty() == (reply.kind == gen2::ReplyKind::success));
      }
      return;
    }
  }
  require(false);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  gen2::Tag tag = make_tag(script);
  Time now{0};
  tag.power_up(now);
  while (!script.empty()) {
    now += std::chrono::milliseconds(1);
    const std::uint8_t event = script.byte();
    if (event < 8) {
      tag.power_down(now);
      now += std::chrono::milliseconds(100 * event);
      tag.power_up(now);
    } else if (event < 16) {
      tag.expire_t2();
    } else if (event < 20) {
      tag.set_can_write(event % 2 == 0);
    }
    const bool was_killed = tag.state() == gen2::TagState::killed;
    const gen2::Command command = command_of(script, tag.rn());
    // What is said is what a tag would hear: it goes over the air.
    require(gen2::decode(gen2::encode(command)) == command);
    const auto reply = tag.receive(command, now);
    require(!was_killed || !reply);
    if (reply) check(*reply, tag);
  }
  return 0;
}

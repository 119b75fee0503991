#include "tests/property/gen2_tag_life.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace plugtest::gen2 {

using doubles::Bits;
using doubles::ReferenceTag;

namespace {

Bits to_bits(std::span<const std::uint16_t> words) {
  Bits bits;
  for (const std::uint16_t word : words) {
    for (unsigned i = 16; i > 0; --i) bits.push_back(((word >> (i - 1)) & 1U) != 0);
  }
  return bits;
}

Twins make_twins(Dice& dice) {
  static constexpr std::array<std::uint32_t, 4> k_passwords{0, 0x12345678, 0x00005678, 0x12340000};
  const std::uint64_t uii_words = 2 + dice.below(6);
  std::vector<std::uint8_t> uii;
  for (std::uint64_t i = 0; i < 2 * uii_words; ++i) {
    uii.push_back(static_cast<std::uint8_t>(dice.word()));
  }
  EpcReply identity;
  identity.uii = identity::Uii::from_bits(uii, 16 * uii_words).value();
  identity.pc =
      dice.one_in(2) ? identity::epc_pc(16 * uii_words) : identity::iso_pc(16 * uii_words, 0xA1);
  if (dice.one_in(5)) identity.pc.length_words = static_cast<std::uint8_t>(dice.below(10));
  std::vector<std::uint16_t> tid;
  for (std::uint64_t i = 2 * dice.below(4); i > 0; --i) tid.push_back(dice.word());
  if (!tid.empty() && dice.one_in(2)) tid.front() = 0xE034;
  std::vector<std::uint16_t> user;
  for (std::uint64_t i = dice.one_in(6) ? 0 : dice.below(40); i > 0; --i) {
    user.push_back(dice.word());
  }

  Twins twins{.tag = {.memory = TagMemory(identity, tid, user)}, .reference = {}};
  TagMemory& memory = twins.tag.memory;
  memory.set_passwords(dice.of(k_passwords), dice.of(k_passwords));
  const auto block_words = static_cast<std::uint8_t>(std::array{0, 1, 2, 4, 4, 4}[dice.below(6)]);
  memory.set_block_words(block_words);
  for (std::size_t field = 0; field < TagLocks::k_fields; ++field) {
    const LockBits bits{.pwd = dice.one_in(3), .permalock = dice.one_in(5)};
    memory.locks().set(static_cast<LockField>(field), bits);
    twins.reference.locks[field] = {bits.pwd, bits.permalock};
  }
  if (dice.one_in(4)) {
    const auto xpc = static_cast<std::uint16_t>(1 + dice.below(0x7FFF));
    memory.set_xpc(xpc);
    twins.reference.xpc_w1 = xpc;
  }
  twins.reference.v2 = dice.one_in(3);
  twins.tag.version = twins.reference.v2 ? TagVersion::v2 : TagVersion::v1_2;
  twins.tag.seed = dice.below(1'000'000);
  twins.tag.write_time = std::chrono::microseconds(dice.below(8'000));
  const auto milliseconds = [&](std::uint64_t least, std::uint64_t most) {
    return Time(std::chrono::milliseconds(least + dice.below(most - least)));
  };
  twins.tag.persistence = {.s1 = milliseconds(500, 5'000),
                           .s2 = milliseconds(2'000, 9'000),
                           .s3 = dice.one_in(4) ? Time::max() : milliseconds(2'000, 9'000),
                           .sl = milliseconds(2'000, 9'000)};

  for (std::size_t i = 0; i < 4; ++i) {
    twins.reference.banks[i] = to_bits(memory.bank(static_cast<MemoryBank>(i)));
  }
  twins.reference.s1_keeps = twins.tag.persistence.s1;
  twins.reference.s2_keeps = twins.tag.persistence.s2;
  twins.reference.s3_keeps = twins.tag.persistence.s3;
  twins.reference.sl_keeps = twins.tag.persistence.sl;
  twins.reference.block_words = block_words;
  twins.reference.write_time = twins.tag.write_time;
  return twins;
}

}  // namespace

std::string reply_name(const std::string& command, ReplyKind kind, TagError error) {
  static constexpr std::array k_kinds{"RN16", "EPC", "truncated EPC", "handle", "words", "success"};
  if (kind == ReplyKind::error) return command + ": " + to_string(error);
  return command + ": " + k_kinds[static_cast<std::size_t>(kind)];
}

Life::Life(Dice dice, Coverage* coverage) : Life(make_twins(dice), coverage) {}

bool Life::step(std::uint64_t seed) {
  Dice dice(seed);
  now_ += Time(dice.below(2'000'000));
  old_rn_ = dice.one_in(4) ? tag_.rn() : old_rn_;
  const std::uint64_t what = dice.below(100);
  if (!tag_.powered() ? what < 60 : what < 3) {
    change_power(dice);
  } else if (what < 86 && what >= 83) {
    let_time_pass(dice);
  } else if (what >= 97) {
    told_ = "T2 is over";
    if (tag_.powered()) count(std::string("T2 in ").append(to_string(tag_.state())));
    tag_.expire_t2();
    reference_.expire_t2();
  } else if (what == 96) {
    can_write_ = dice.percent(70);
    told_ = can_write_ ? "field strong enough to write" : "field too weak to write";
    tag_.set_can_write(can_write_);
    reference_.set_can_write(can_write_);
  } else if (what >= 93 && tag_.state() == TagState::arbitrate) {
    count_slots(dice);
  } else {
    hear(any_command(dice));
  }
  compare_states();
  return difference_.empty();
}

void Life::change_power(Dice& dice) {
  if (tag_.powered()) {
    told_ = "power down";
    tag_.power_down(now_);
    reference_.power_down(now_);
    if (!dice.one_in(3)) return;
  }
  const auto& keeps = config_.persistence;
  const std::array<Time, 6> lengths{Time{0},  Time{1'000'000}, keeps.s1,
                                    keeps.s2, keeps.sl,        Time{60'000'000'000}};
  now_ += std::max(Time{0}, dice.of(lengths) + Time(dice.below(3)) - Time{1});
  told_ = "power up";
  tag_.power_up(now_);
  reference_.power_up(now_);
}

void Life::let_time_pass(Dice& dice) {
  told_ = "time passes";
  const Time returns = tag_.flags().s1_returns_at();
  if (returns != Time::max() && returns > now_) {
    now_ = returns + Time(dice.below(3)) - Time{1};
    count("time around the end of S1");
  } else {
    now_ += std::chrono::milliseconds(dice.below(6'000));
  }
}

/// Many QueryReps at once, as the round engine does it; the reference hears each of them.
void Life::count_slots(Dice& dice) {
  const Command rep = QueryRep{*tag_.session()};
  const std::uint32_t slot = tag_.slot();
  std::uint32_t reps = 1 + static_cast<std::uint32_t>(dice.below(3));
  std::optional<TagReply> reply;
  if (slot == 0) {
    tag_.count_down(reps);
    count("wrapped by count_down()");
  } else if (dice.one_in(2)) {
    reps = slot;
    tag_.count_down(slot - 1);
    reply = TagReply{.kind = ReplyKind::rn16, .bits = encode_rn16(tag_.answer_slot())};
    count("answered by answer_slot()");
  } else {
    reps = static_cast<std::uint32_t>(dice.below(slot));
    tag_.count_down(reps);
  }
  told_ = std::to_string(reps) + " QueryReps at once";
  std::optional<TagReply> expected;
  for (; reps > 0; --reps) expected = reference_.hear(rep, now_, {.number = tag_.rn()});
  compare_replies(reply, expected);
}

void Life::hear(const Command& command) {
  told_ = to_string(command);
  const std::string state(to_string(reference_.state()));
  const std::string name = k_commands[command.index()];
  count(state + " + " + name);
  if (reference_.in_sequence()) {
    count((reference_.half_killed() ? "half killed + " : "half opened + ") + name);
  }

  // By way of the air: what a tag hears has been bits.
  const auto heard = decode(encode(command));
  if (!heard || *heard != command) {
    difference_ += "  the command is another one after encode() and decode()\n";
    return;
  }
  const auto reply = tag_.receive(*heard, now_);
  ReferenceTag::Drawn drawn{.slot = tag_.slot()};
  if (reply && reply->bits.size() >= 16) {
    drawn.number = static_cast<std::uint16_t>(reply->bits.value(0, 16));
  }
  const auto expected = reference_.hear(*heard, now_, drawn);
  compare_replies(reply, expected);

  count(name + ": " + state + " > " + std::string(to_string(reference_.state())));
  if (!expected) return;
  const auto error = static_cast<TagError>(expected->bits.value(1, 8));
  count(reply_name(name, expected->kind, error));
}

void Life::compare_replies(const std::optional<TagReply>& tag,
                           const std::optional<TagReply>& reference) {
  same("replies", tag.has_value(), reference.has_value());
  if (!tag || !reference) return;
  same("kind of reply", static_cast<int>(tag->kind), static_cast<int>(reference->kind));
  same("bits of reply", tag->bits.to_string(), reference->bits.to_string());
  same("pilot of reply", tag->with_pilot, reference->with_pilot);
  if (reference->with_pilot && reference->after == Time{0}) {
    // The standard says no more about refusals, locks and kills.
    same("reply within 20 ms", tag->after <= k_longest_write, true);
  } else {
    same("reply after ns", tag->after.count(), reference->after.count());
  }
}

void Life::compare_states() {
  same("state", std::string(to_string(tag_.state())), std::string(to_string(reference_.state())));
  same("power", tag_.powered(), reference_.state() != ReferenceTag::State::off);
  if (!tag_.powered()) return;
  same("range reduced", tag_.range_reduced(), reference_.range_reduced());
  for (const Session session : {Session::s0, Session::s1, Session::s2, Session::s3}) {
    same("S" + std::to_string(static_cast<int>(session)) + " is B",
         tag_.flags().inventoried(session, now_) == Inventoried::b, reference_.is_b(session, now_));
  }
  same("SL", tag_.flags().selected(), reference_.selected());
  if (tag_.state() >= TagState::arbitrate && tag_.state() <= TagState::secured) {
    same("slot", tag_.slot(), reference_.slot());
    same("Q", static_cast<int>(tag_.q()), static_cast<int>(reference_.q()));
    same("session", static_cast<int>(tag_.session().value_or(Session::s0)),
         static_cast<int>(reference_.session()));
  }
  if (tag_.state() >= TagState::reply && tag_.state() <= TagState::secured) {
    same("RN16 or handle", tag_.rn(), reference_.rn());
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const auto bank = static_cast<MemoryBank>(i);
    same("bank " + std::to_string(i), to_bits(tag_.memory().bank(bank)), reference_.bank(bank));
  }
  for (std::size_t i = 0; i < TagLocks::k_fields; ++i) {
    const LockBits bits = tag_.memory().locks().of(static_cast<LockField>(i));
    same("lock " + std::to_string(i), std::pair(bits.pwd, bits.permalock), reference_.locks()[i]);
  }
  std::vector<bool> blocks;
  for (std::uint32_t i = 0; i < tag_.memory().blocks(); ++i) {
    blocks.push_back(tag_.memory().block_locked(i));
  }
  same("locked blocks", blocks, reference_.locked_blocks());
}

}  // namespace plugtest::gen2

// The Type C tag against a naive reference: random lives of a tag, step by step. After each step
// both tags must have said the same and be in the same state.

#include "protocols/gen2/tag.h"
#include "tests/doubles/reference_tag.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

using doubles::Bits;
using doubles::ReferenceConfig;
using doubles::ReferenceTag;

// The long run has the same lives as the short one, and then more.
#ifdef PLUGTEST_LONG_RUN
constexpr std::uint64_t k_lives = 60'000;
#else
constexpr std::uint64_t k_lives = 2'000;
#endif
constexpr std::size_t k_steps = 60;

constexpr std::array k_commands = {"Query",      "QueryAdjust", "QueryRep",       "ACK",
                                   "NAK",        "Req_RN",      "Select",         "Read",
                                   "Write",      "Kill",        "Lock",           "Access",
                                   "BlockWrite", "BlockErase",  "BlockPermalock", "Untraceable"};
enum Kind : std::size_t {
  query,
  query_adjust,
  query_rep,
  ack,
  nak,
  req_rn,
  select,
  read,
  write,
  kill,
  lock,
  access,
  block_write,
  block_erase,
  block_permalock,
  untraceable
};
static_assert(k_commands.size() == std::variant_size_v<Command>);

/// Numbers that a seed decides.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  bool percent(std::uint64_t chance) { return below(100) < chance; }
  std::uint16_t word() { return static_cast<std::uint16_t>(engine_() >> 20U); }
  template <class T, std::size_t n>
  T of(const std::array<T, n>& choices) {
    return choices[below(n)];
  }

 private:
  std::mt19937_64 engine_;
};

/// What has been exercised.
using Coverage = std::set<std::string>;

/// As in the coverage: "Read: words", "Read: memory overrun".
std::string reply_name(const std::string& command, ReplyKind kind, TagError error) {
  static constexpr std::array k_kinds{"RN16", "EPC", "truncated EPC", "handle", "words", "success"};
  if (kind == ReplyKind::error) return command + ": " + to_string(error);
  return command + ": " + k_kinds[static_cast<std::size_t>(kind)];
}

Bits to_bits(std::span<const std::uint16_t> words) {
  Bits bits;
  for (const std::uint16_t word : words) {
    for (unsigned i = 16; i > 0; --i) bits.push_back(((word >> (i - 1)) & 1U) != 0);
  }
  return bits;
}

/// Two tags made alike.
struct Twins {
  TagConfig tag;
  ReferenceConfig reference;
};

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

/// Both tags in one field, and what happens to them.
class Life {
 public:
  Life(std::uint64_t seed, Coverage* coverage) : Life(Dice(seed), coverage) {}

  /// One step, as `seed` and the state of the tags decide: the same seed asks for what makes sense
  /// in another state, too, so that steps can be left out. False when the tags differ.
  bool step(std::uint64_t seed);

  /// What happened last, in a line.
  const std::string& told() const { return told_; }
  /// How the tags differ.
  const std::string& difference() const { return difference_; }

 private:
  Life(Dice dice, Coverage* coverage) : Life(make_twins(dice), coverage) {}
  Life(const Twins& twins, Coverage* coverage)
      : config_(twins.tag), tag_(twins.tag), reference_(twins.reference), coverage_(coverage) {}

  void change_power(Dice& dice);
  void let_time_pass(Dice& dice);
  void count_slots(Dice& dice);
  void hear(const Command& command);

  Command any_command(Dice& dice);
  Kind useful_kind(Dice& dice) const;
  std::uint16_t rn(Dice& dice) const;
  Session session(Dice& dice) const;
  std::uint16_t covered(Dice& dice, std::uint32_t password, bool second) const;
  Select any_select(Dice& dice) const;
  std::uint32_t any_pointer(Dice& dice, MemoryBank bank) const;

  template <class A, class B>
  void same(std::string_view what, const A& tag, const B& reference) {
    if (tag == reference) return;
    std::ostringstream out;
    out << "  " << what << ": tag " << ::testing::PrintToString(tag) << ", reference "
        << ::testing::PrintToString(reference) << '\n';
    difference_ += out.str();
  }
  void compare_states();
  void compare_replies(const std::optional<TagReply>& tag,
                       const std::optional<TagReply>& reference);
  void count(const std::string& what) {
    if (coverage_ != nullptr) coverage_->insert(what);
  }

  TagConfig config_;
  Tag tag_;
  ReferenceTag reference_;
  Coverage* coverage_;
  Time now_{0};
  std::uint16_t old_rn_ = 0;
  bool can_write_ = true;
  std::string told_;
  std::string difference_;
};

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

// --- What the reader says

std::uint16_t Life::rn(Dice& dice) const {
  const std::uint64_t luck = dice.below(100);
  if (luck < 88) return tag_.rn();
  if (luck < 92) return old_rn_;
  if (luck < 96) return static_cast<std::uint16_t>(tag_.rn() ^ (1U << dice.below(16)));
  return dice.word();
}

Session Life::session(Dice& dice) const {
  if (tag_.session() && dice.percent(85)) return *tag_.session();
  return static_cast<Session>(dice.below(4));
}

/// Half of a password as the reader has to send it, mostly the right one.
std::uint16_t Life::covered(Dice& dice, std::uint32_t password, bool second) const {
  if (dice.one_in(8)) return dice.word();
  const std::uint32_t half = second ? password & 0xFFFFU : password >> 16U;
  return static_cast<std::uint16_t>(half ^ reference_.cover().value_or(tag_.rn()));
}

std::uint32_t Life::any_pointer(Dice& dice, MemoryBank bank) const {
  const std::uint64_t words = tag_.memory().bank(bank).size();
  if (!dice.one_in(12)) return static_cast<std::uint32_t>(dice.below(words + 1));
  return dice.of(
      std::array<std::uint32_t, 8>{0x20, 0x21, 0x22, 127, 128, 16'384, 0x7FFFFFFF, 0xFFFFFFFF});
}

Select Life::any_select(Dice& dice) const {
  Select select{.target = static_cast<SelectTarget>(dice.below(5)),
                .action = static_cast<SelectAction>(dice.below(8)),
                .bank = static_cast<MemoryBank>(1 + dice.below(3))};
  if (dice.one_in(3)) select.target = SelectTarget::sl;
  if (dice.one_in(2)) select.bank = MemoryBank::epc;
  if (dice.one_in(20)) select.bank = MemoryBank::reserved;
  const Bits& bank = reference_.bank(select.bank);
  select.pointer = static_cast<std::uint32_t>(dice.below(bank.size() + 2));
  if (dice.one_in(3)) select.pointer = 32;
  if (dice.one_in(30)) select.pointer = dice.of(std::array<std::uint32_t, 2>{0x210, 0xFFFFFFF0});
  for (std::uint64_t length = dice.one_in(3) ? dice.below(256) : dice.below(24); length > 0;
       --length) {
    const std::size_t here = std::size_t{select.pointer} + select.mask.size();
    if (here >= bank.size() && !dice.one_in(50)) break;
    select.mask.append(here < bank.size() && bank[here] ? 1 : 0, 1);
  }
  if (!select.mask.empty() && dice.one_in(4)) select.mask.flip(dice.below(select.mask.size()));
  select.truncate = dice.one_in(select.target == SelectTarget::sl ? 2 : 12);
  return select;
}

/// What leads deeper.
Kind Life::useful_kind(Dice& dice) const {
  switch (tag_.state()) {
    case TagState::off:
    case TagState::killed:
    case TagState::ready:
      return dice.one_in(6) ? select : query;
    case TagState::arbitrate:
      return tag_.slot() <= 2 ? query_rep : dice.of(std::array{query, query_adjust});
    case TagState::reply:
      return ack;
    case TagState::acknowledged:
      return req_rn;
    case TagState::open:
    case TagState::secured:
      break;
  }
  if (reference_.in_sequence()) {
    if (!reference_.cover()) return req_rn;
    return reference_.half_killed() ? kill : access;
  }
  if (reference_.cover()) return dice.of(std::array{write, write, kill, access, access});
  return dice.of(std::array{req_rn, req_rn, req_rn, read, read, untraceable, lock, block_write,
                            block_erase, block_permalock});
}

Command Life::any_command(Dice& dice) {
  static constexpr std::array k_banks{MemoryBank::reserved, MemoryBank::reserved, MemoryBank::epc,
                                      MemoryBank::epc,      MemoryBank::tid,      MemoryBank::user,
                                      MemoryBank::user,     MemoryBank::user};
  const Kind kind = dice.percent(75) ? useful_kind(dice) : static_cast<Kind>(dice.below(16));
  const MemoryBank bank = dice.of(k_banks);
  const std::uint32_t pointer = any_pointer(dice, bank);
  const auto word_count =
      static_cast<std::uint8_t>(dice.below(tag_.memory().bank(bank).size() + 2) % 5);
  switch (kind) {
    case query: {
      Query query{.dr = static_cast<DivideRatio>(dice.below(2)),
                  .m = static_cast<Modulation>(dice.below(4)),
                  .trext = dice.one_in(2),
                  .session = session(dice)};
      if (dice.one_in(5)) query.session = Session::s1;
      const bool singulated = tag_.state() >= TagState::acknowledged;
      Inventoried flag = tag_.flags().inventoried(query.session, now_);
      if (singulated && tag_.session() == query.session) flag = opposite(flag);
      query.target = dice.percent(90) ? flag : opposite(flag);
      if (dice.one_in(3)) query.sel = static_cast<Sel>(dice.below(4));
      if (!dice.one_in(3)) query.q = static_cast<std::uint8_t>(dice.below(dice.one_in(8) ? 16 : 5));
      return query;
    }
    case query_adjust:
      return QueryAdjust{session(dice),
                         dice.of(std::array{UpDn::same, UpDn::down, UpDn::down, UpDn::up})};
    case query_rep:
      return QueryRep{session(dice)};
    case ack:
      return Ack{rn(dice)};
    case nak:
      return Nak{};
    case req_rn:
      return ReqRn{rn(dice)};
    case select:
      return any_select(dice);
    case read:
      return Read{bank, pointer,
                  dice.one_in(3)
                      ? std::uint8_t{0}
                      : static_cast<std::uint8_t>(dice.below(tag_.memory().bank(bank).size() + 2)),
                  rn(dice)};
    case write: {
      std::uint16_t word = dice.word();
      // Lengths of the UII that fit, more often than chance has them.
      if (bank == MemoryBank::epc && pointer == 1 && !dice.one_in(3)) word = word % 0x2000U;
      if (bank == MemoryBank::reserved && dice.one_in(3)) word = 0;
      return Write{bank, pointer,
                   static_cast<std::uint16_t>(word ^ reference_.cover().value_or(dice.word())),
                   rn(dice)};
    }
    case kill:
      return Kill{covered(dice, tag_.memory().kill_password(), reference_.in_sequence()),
                  static_cast<std::uint8_t>(dice.one_in(4) ? dice.below(8) : 0), rn(dice)};
    case lock:
      return Lock{static_cast<std::uint16_t>(dice.below(1024) & dice.below(1024)),
                  static_cast<std::uint16_t>(dice.below(1024)), rn(dice)};
    case access:
      return Access{covered(dice, tag_.memory().access_password(), reference_.in_sequence()),
                    rn(dice)};
    case block_write: {
      BlockWrite write{.bank = bank, .word_pointer = pointer, .handle = rn(dice)};
      for (int i = 0; i <= word_count; ++i) {
        write.data.push_back(static_cast<std::uint16_t>(dice.word() & 0x1FFFU));
      }
      return write;
    }
    case block_erase:
      return BlockErase{bank, pointer, word_count, rn(dice)};
    case block_permalock: {
      BlockPermalock lock{.permalock = dice.one_in(2),
                          .bank = dice.one_in(6) ? bank : MemoryBank::user,
                          .block_pointer = static_cast<std::uint32_t>(dice.below(8) / 5),
                          .block_range = static_cast<std::uint8_t>((dice.below(8) + 2) / 3),
                          .handle = rn(dice)};
      if (dice.one_in(40)) lock.block_pointer = 0x10000000;
      if (!lock.permalock) return lock;
      for (int i = 0; i < lock.block_range; ++i) {
        lock.mask.push_back(
            dice.one_in(8) ? dice.word() : static_cast<std::uint16_t>(1U << (15 - dice.below(10))));
      }
      return lock;
    }
    case untraceable:
      break;
  }
  return Untraceable{.assert_u = dice.one_in(2),
                     .hide_epc = dice.one_in(2),
                     .epc_words = static_cast<std::uint8_t>(dice.below(dice.one_in(8) ? 32 : 4)),
                     .tid = static_cast<HideTid>(dice.below(3)),
                     .hide_user = dice.one_in(2),
                     .range = static_cast<RangeChange>(dice.below(3)),
                     .handle = rn(dice)};
}

// --- Many lives

struct Failure {
  std::uint64_t life = 0;
  std::vector<std::uint64_t> steps{};
};

/// How many steps it takes until the tags differ; nothing when they never do.
std::optional<std::size_t> steps_to_failure(std::uint64_t life,
                                            const std::vector<std::uint64_t>& steps,
                                            Coverage* coverage) {
  Life twins(life, coverage);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!twins.step(steps[i])) return i + 1;
  }
  return std::nullopt;
}

/// Leaves out steps, in runs of halving length, as long as the tags still differ in the end.
Failure shortest(Failure failure) {
  for (std::size_t run = failure.steps.size(); run > 0;
       run = failure.steps.size() < run ? failure.steps.size() : run / 2) {
    for (std::size_t from = 0; from + run <= failure.steps.size();) {
      auto fewer = failure.steps;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(from),
                  fewer.begin() + static_cast<std::ptrdiff_t>(from + run));
      if (const auto length = steps_to_failure(failure.life, fewer, nullptr)) {
        fewer.resize(*length);
        failure.steps = fewer;
      } else {
        ++from;
      }
    }
    if (run == 1) break;
  }
  return failure;
}

std::string story(const Failure& failure) {
  Life twins(failure.life, nullptr);
  std::string text = "life " + std::to_string(failure.life) + ":\n";
  for (const std::uint64_t step : failure.steps) {
    twins.step(step);
    text += twins.told() + '\n';
  }
  return text + twins.difference();
}

/// All lives, with what they have covered; ends with the first failure.
std::optional<Failure> live(Coverage& coverage) {
  for (std::uint64_t life = 0; life < k_lives; ++life) {
    Dice dice(life ^ 0x5EED'0000'0000U);
    std::vector<std::uint64_t> steps;
    for (std::size_t i = 0; i < k_steps; ++i) steps.push_back(dice.below(1ULL << 62U));
    if (const auto length = steps_to_failure(life, steps, &coverage)) {
      steps.resize(*length);
      return Failure{life, steps};
    }
  }
  return std::nullopt;
}

/// What the standard's tables have and no life of ours may leave out.
std::vector<std::string> wanted() {
  std::vector<std::string> all{
      "Query: ready > reply",
      "Query: ready > arbitrate",
      "Query: ready > ready",
      "Query: arbitrate > reply",
      "Query: arbitrate > ready",
      "Query: reply > reply",
      "Query: reply > arbitrate",
      "Query: reply > ready",
      "Query: acknowledged > reply",
      "Query: acknowledged > arbitrate",
      "Query: acknowledged > ready",
      "Query: open > reply",
      "Query: open > arbitrate",
      "Query: open > ready",
      "Query: secured > reply",
      "Query: secured > arbitrate",
      "Query: secured > ready",
      "QueryAdjust: arbitrate > reply",
      "QueryAdjust: arbitrate > arbitrate",
      "QueryAdjust: reply > reply",
      "QueryAdjust: reply > arbitrate",
      "QueryAdjust: acknowledged > ready",
      "QueryAdjust: acknowledged > acknowledged",
      "QueryAdjust: open > ready",
      "QueryAdjust: open > open",
      "QueryAdjust: secured > ready",
      "QueryAdjust: secured > secured",
      "QueryRep: arbitrate > reply",
      "QueryRep: arbitrate > arbitrate",
      "QueryRep: reply > arbitrate",
      "QueryRep: reply > reply",
      "QueryRep: acknowledged > ready",
      "QueryRep: acknowledged > acknowledged",
      "QueryRep: open > ready",
      "QueryRep: secured > ready",
      "ACK: reply > acknowledged",
      "ACK: reply > arbitrate",
      "ACK: acknowledged > acknowledged",
      "ACK: acknowledged > arbitrate",
      "ACK: open > open",
      "ACK: open > arbitrate",
      "ACK: secured > secured",
      "ACK: secured > arbitrate",
      "Req_RN: reply > arbitrate",
      "Req_RN: acknowledged > open",
      "Req_RN: acknowledged > secured",
      "Req_RN: acknowledged > acknowledged",
      "Access: open > secured",
      "Access: open > arbitrate",
      "Access: secured > arbitrate",
      "Kill: open > killed",
      "Kill: open > arbitrate",
      "Kill: secured > killed",
      "Kill: secured > arbitrate",
      "T2 in reply",
      "T2 in acknowledged",
      "wrapped by count_down()",
      "answered by answer_slot()",
      "time around the end of S1",
  };
  for (const char* state : {"off", "ready", "arbitrate", "reply", "acknowledged", "open", "secured",
                            "killed", "half killed", "half opened"}) {
    for (const char* command : k_commands) all.push_back(std::string(state) + " + " + command);
  }
  const auto replies = [&](const char* command, std::vector<ReplyKind> kinds,
                           std::vector<TagError> errors) {
    for (const ReplyKind kind : kinds) all.push_back(reply_name(command, kind, {}));
    for (const TagError error : errors) {
      all.push_back(reply_name(command, ReplyKind::error, error));
    }
  };
  const std::vector<TagError> writing{TagError::memory_overrun, TagError::memory_locked,
                                      TagError::insufficient_power};
  replies("ACK", {ReplyKind::epc, ReplyKind::truncated_epc}, {});
  replies("Req_RN", {ReplyKind::handle}, {});
  replies("Read", {ReplyKind::words}, {TagError::memory_overrun, TagError::memory_locked});
  replies("Write", {ReplyKind::success}, writing);
  replies("BlockWrite", {ReplyKind::success}, writing);
  replies("BlockErase", {ReplyKind::success}, writing);
  replies("Kill", {ReplyKind::handle, ReplyKind::success},
          {TagError::other, TagError::insufficient_power});
  replies("Lock", {ReplyKind::success}, {TagError::memory_locked, TagError::insufficient_power});
  replies("Access", {ReplyKind::handle}, {});
  replies("BlockPermalock", {ReplyKind::words, ReplyKind::success},
          {TagError::other, TagError::memory_overrun, TagError::insufficient_power});
  replies(
      "Untraceable", {ReplyKind::success},
      {TagError::insufficient_privileges, TagError::not_supported, TagError::insufficient_power});
  return all;
}

TEST(Gen2TagProperty, LivesLikeTheReference) {
  Coverage coverage;
  const auto failure = live(coverage);
  ASSERT_FALSE(failure) << story(shortest(*failure));

  // What has not been exercised has not been shown.
  std::vector<std::string> never;
  for (const std::string& what : wanted()) {
    if (!coverage.contains(what)) never.push_back(what);
  }
  EXPECT_THAT(never, ::testing::IsEmpty());
}

}  // namespace
}  // namespace plugtest::gen2

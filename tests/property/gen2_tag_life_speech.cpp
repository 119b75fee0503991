#include "tests/property/gen2_tag_life.h"

#include <algorithm>
#include <vector>

// What the reader of a random life says.

namespace plugtest::gen2 {

using doubles::Bits;

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
  select.pointer = static_cast<std::uint32_t>(dice.below(reference_.bank(select.bank).size() + 2));
  if (dice.one_in(3)) select.pointer -= select.pointer % 16;
  if (dice.one_in(4)) select.pointer = dice.one_in(3) ? 0 : 32;
  if (dice.one_in(30)) select.pointer = dice.of(std::array<std::uint32_t, 2>{0x210, 0xFFFFFFF0});
  std::uint64_t length = dice.one_in(3) ? dice.below(256) : dice.below(24);
  if (dice.one_in(5)) length = 0;
  if (config_.version == TagVersion::v2 && dice.one_in(5)) {
    // Whether there is any user memory, which Untraceable may hide.
    select.bank = MemoryBank::user;
    select.pointer = 0;
    length = dice.below(2);
  }
  const Bits& bank = reference_.bank(select.bank);
  for (; length > 0; --length) {
    const std::size_t here = std::size_t{select.pointer} + select.mask.size();
    if (here >= bank.size() && !dice.one_in(50)) break;
    select.mask.append(here < bank.size() && bank[here] ? 1 : 0, 1);
  }
  if (!select.mask.empty() && dice.one_in(4)) select.mask.flip(dice.below(select.mask.size()));
  select.truncate = dice.one_in(select.target == SelectTarget::sl ? 2 : 12);
  return select;
}

/// What leads deeper.
Life::Kind Life::useful_kind(Dice& dice) const {
  using enum Kind;
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
  // Only who has given the password may use Untraceable, so tags that know it get there often.
  const bool v2 = config_.version == TagVersion::v2;
  if (v2 && tag_.state() == TagState::open && dice.one_in(2)) {
    return reference_.cover() ? access : req_rn;
  }
  if (v2 && tag_.state() == TagState::secured && dice.one_in(4)) return untraceable;
  if (reference_.cover()) return dice.of(std::array{write, write, kill, access, access});
  return dice.of(std::array{req_rn, req_rn, req_rn, read, read, read, lock, block_write,
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
    case Kind::query: {
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
    case Kind::query_adjust:
      return QueryAdjust{session(dice),
                         dice.of(std::array{UpDn::same, UpDn::down, UpDn::down, UpDn::up})};
    case Kind::query_rep:
      return QueryRep{session(dice)};
    case Kind::ack:
      return Ack{rn(dice)};
    case Kind::nak:
      return Nak{};
    case Kind::req_rn:
      return ReqRn{rn(dice)};
    case Kind::select:
      return any_select(dice);
    case Kind::read:
      return Read{bank, dice.one_in(4) ? 0U : pointer,
                  dice.one_in(3)
                      ? std::uint8_t{0}
                      : static_cast<std::uint8_t>(dice.below(tag_.memory().bank(bank).size() + 2)),
                  rn(dice)};
    case Kind::write: {
      std::uint16_t word = dice.word();
      // Lengths of the UII that fit, more often than chance has them.
      if (bank == MemoryBank::epc && pointer == 1 && !dice.one_in(3)) word = word % 0x2000U;
      if (bank == MemoryBank::reserved && dice.one_in(3)) word = 0;
      return Write{bank, pointer,
                   static_cast<std::uint16_t>(word ^ reference_.cover().value_or(dice.word())),
                   rn(dice)};
    }
    case Kind::kill:
      return Kill{covered(dice, tag_.memory().kill_password(), reference_.in_sequence()),
                  static_cast<std::uint8_t>(dice.one_in(4) ? dice.below(8) : 0), rn(dice)};
    case Kind::lock:
      return Lock{static_cast<std::uint16_t>(dice.below(1024) & dice.below(1024)),
                  static_cast<std::uint16_t>(dice.below(1024)), rn(dice)};
    case Kind::access:
      return Access{covered(dice, tag_.memory().access_password(), reference_.in_sequence()),
                    rn(dice)};
    case Kind::block_write: {
      BlockWrite write{.bank = bank, .word_pointer = pointer, .handle = rn(dice)};
      for (int i = 0; i <= word_count; ++i) {
        write.data.push_back(static_cast<std::uint16_t>(dice.word() & 0x1FFFU));
      }
      return write;
    }
    case Kind::block_erase:
      return BlockErase{bank, pointer, word_count, rn(dice)};
    case Kind::block_permalock: {
      BlockPermalock lock{.permalock = dice.one_in(2),
                          .bank = dice.one_in(6) ? bank : MemoryBank::user,
                          .block_pointer = dice.one_in(5) ? 1U : 0U,
                          .block_range = static_cast<std::uint8_t>((dice.below(8) + 3) / 4),
                          .handle = rn(dice)};
      if (dice.one_in(40)) lock.block_pointer = 0x10000000;
      if (!lock.permalock) return lock;
      for (int i = 0; i < lock.block_range; ++i) {
        // Mostly a block that there is.
        const std::uint64_t blocks = std::min<std::uint64_t>(15, tag_.memory().blocks() + 1);
        const unsigned one = 0x8000U >> dice.below(blocks);
        lock.mask.push_back(dice.one_in(8) ? dice.word() : static_cast<std::uint16_t>(one));
      }
      return lock;
    }
    case Kind::untraceable:
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

}  // namespace plugtest::gen2

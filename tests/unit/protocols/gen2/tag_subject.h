#pragma once

#include "protocols/gen2/tag.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace plugtest::gen2 {

// A Type C tag in any state, and what a reader may say to it: for the tests of its transitions.

inline constexpr std::uint32_t k_access_password = 0x12345678;
inline constexpr std::uint32_t k_kill_password = 0x9ABCDEF0;
inline constexpr Session k_session = Session::s2;
inline constexpr Session k_other_session = Session::s3;
inline constexpr Time k_now{1'000};

/// Where a row begins: a state, and what of its past matters.
enum class From : std::uint8_t {
  off,
  ready,
  arbitrate,        ///< Q 15, many slots to wait
  arbitrate_next,   ///< Q 1, slot 1
  arbitrate_spent,  ///< slot 0, after a NAK
  reply,            ///< Q 0
  reply_wide,       ///< Q 15
  acknowledged,
  acknowledged_without_password,
  open,
  open_covered,  ///< has sent an RN16 to cover with
  open_half_opened,
  open_half_killed,
  secured,
  secured_covered,
  secured_half_opened,
  secured_half_killed,
  secured_half_killed_without_password,
  killed,
};

std::string to_string(From from);

/// A tag, and the RN16 that it sent last.
struct Subject {
  Tag tag;
  std::uint16_t cover = 0;

  std::optional<TagReply> hear(const Command& command) { return tag.receive(command, k_now); }
  void get_cover() { cover = decode_handle(hear(ReqRn{tag.rn()})->bits).value(); }
  std::uint16_t covered(std::uint32_t half) const {
    return static_cast<std::uint16_t>((half & 0xFFFFU) ^ cover);
  }
};

inline Query round_with(std::uint8_t q) { return Query{.session = k_session, .q = q}; }

Subject subject_in(From from, TagVersion version = TagVersion::v1_2);

/// What the tag hears; a T2 that is over, and power, are no commands.
using Say = std::function<std::optional<TagReply>(Subject&)>;

inline Say command(Command said) {
  return [said = std::move(said)](Subject& subject) { return subject.hear(said); };
}
inline Say query(std::uint8_t q, Session session = k_session, Inventoried target = Inventoried::a,
                 Sel sel = Sel::all) {
  return command(Query{.sel = sel, .session = session, .target = target, .q = q});
}
inline Say rep(Session session = k_session) { return command(QueryRep{session}); }
inline Say adjust(UpDn updn, Session session = k_session) {
  return command(QueryAdjust{session, updn});
}

/// A command that names the RN16 or handle, the right one or another.
template <class Make>
inline Say with_rn(bool right, Make make) {
  return [right, make](Subject& subject) {
    const std::uint16_t rn = subject.tag.rn();
    return subject.hear(make(subject, right ? rn : static_cast<std::uint16_t>(~rn)));
  };
}
inline Say ack(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) { return Ack{rn}; });
}
inline Say req_rn(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) { return ReqRn{rn}; });
}
inline Say read(bool right, std::uint32_t pointer = 2) {
  return with_rn(right, [pointer](const Subject&, std::uint16_t rn) {
    return Read{MemoryBank::epc, pointer, 1, rn};
  });
}
inline Say write(bool right, std::uint32_t pointer = 2) {
  return with_rn(right, [pointer](const Subject& subject, std::uint16_t rn) {
    return Write{MemoryBank::epc, pointer, subject.covered(0xABCD), rn};
  });
}
inline Say kill(bool right, std::uint32_t half = k_kill_password) {
  return with_rn(right, [half](const Subject& subject, std::uint16_t rn) {
    return Kill{subject.covered(half), 0, rn};
  });
}
inline Say lock(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) { return Lock{0x020, 0x020, rn}; });
}
inline Say access(bool right, std::uint32_t half = k_access_password) {
  return with_rn(right, [half](const Subject& subject, std::uint16_t rn) {
    return Access{subject.covered(half), rn};
  });
}
inline Say block_write(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) {
    return BlockWrite{MemoryBank::user, 0, {1, 2}, rn};
  });
}
inline Say block_erase(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) {
    return BlockErase{MemoryBank::user, 0, 2, rn};
  });
}
inline Say block_permalock(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) {
    return BlockPermalock{true, MemoryBank::user, 0, 1, {0x8000}, rn};
  });
}
inline Say untraceable() {
  return with_rn(true, [](const Subject&, std::uint16_t rn) {
    return Untraceable{.hide_user = true, .handle = rn};
  });
}

}  // namespace plugtest::gen2

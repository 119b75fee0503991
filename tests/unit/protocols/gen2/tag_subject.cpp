#include "tests/unit/protocols/gen2/tag_subject.h"

#include <array>

namespace plugtest::gen2 {

std::string to_string(From from) {
  static constexpr std::array k_names{"off",
                                      "ready",
                                      "arbitrate",
                                      "arbitrate_next",
                                      "arbitrate_spent",
                                      "reply",
                                      "reply_wide",
                                      "acknowledged",
                                      "acknowledged_without_password",
                                      "open",
                                      "open_covered",
                                      "open_half_opened",
                                      "open_half_killed",
                                      "secured",
                                      "secured_covered",
                                      "secured_half_opened",
                                      "secured_half_killed",
                                      "secured_half_killed_without_password",
                                      "killed"};
  return k_names[static_cast<std::size_t>(from)];
}

Subject subject_in(From from, TagVersion version) {
  TagConfig config{
      .memory = TagMemory(
          {identity::epc_pc(96), identity::Uii::from_hex("3034257BF7194E4000001A85").value()},
          std::array<std::uint16_t, 2>{0xE200, 0x1234}, std::array<std::uint16_t, 8>{}),
      .seed = 42};
  const bool no_access = from == From::acknowledged_without_password;
  const bool no_kill = from == From::secured_half_killed_without_password;
  config.memory.set_passwords(no_kill ? 0 : k_kill_password, no_access ? 0 : k_access_password);
  config.killed = from == From::killed;
  config.version = version;
  Subject subject{Tag(config)};
  if (from == From::off) return subject;
  subject.tag.power_up(Time{0});
  switch (from) {
    case From::off:
    case From::ready:
    case From::killed:
      return subject;
    case From::arbitrate:
      subject.hear(round_with(15));
      return subject;
    case From::arbitrate_next:
      while (subject.tag.slot() != 1) subject.hear(round_with(1));
      return subject;
    case From::reply_wide:
      subject.hear(round_with(15));
      subject.tag.count_down(subject.tag.slot() - 1U);
      subject.hear(QueryRep{k_session});
      return subject;
    default:
      break;
  }
  subject.hear(round_with(0));
  if (from == From::reply) return subject;
  subject.hear(Ack{subject.tag.rn()});
  if (from == From::arbitrate_spent) subject.hear(Nak{});
  if (from == From::arbitrate_spent || from == From::acknowledged || no_access) return subject;
  subject.hear(ReqRn{subject.tag.rn()});
  if (from == From::open) return subject;

  const auto say_half = [&](bool kill, std::uint32_t half) {
    subject.get_cover();
    const std::uint16_t handle = subject.tag.rn();
    if (kill) subject.hear(Kill{subject.covered(half), 0, handle});
    if (!kill) subject.hear(Access{subject.covered(half), handle});
  };
  const bool secured = from >= From::secured;
  if (secured) {
    say_half(false, k_access_password >> 16U);
    say_half(false, k_access_password);
  }
  const bool half_opened = from == From::open_half_opened || from == From::secured_half_opened;
  const bool half_killed =
      from == From::open_half_killed || from == From::secured_half_killed || no_kill;
  if (half_opened) say_half(false, k_access_password >> 16U);
  if (half_killed) say_half(true, k_kill_password >> 16U);
  if (from != From::secured) subject.get_cover();
  return subject;
}

}  // namespace plugtest::gen2

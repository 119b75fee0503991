#pragma once

#include "protocols/gen2/command.h"
#include "protocols/gen2/link_profile.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace plugtest::lab {

/// Durations of all frames of an inventory on one link, computed once from the bit frames.
class Gen2Frames {
 public:
  /// `sel`: what the Queries ask for.
  Gen2Frames(const gen2::LinkProfile& link, gen2::Session session, gen2::Sel sel = gen2::Sel::all);

  gen2::Duration query(std::uint8_t q, gen2::Inventoried target) const {
    return query_[static_cast<std::size_t>(target)][q];
  }
  gen2::Duration query_adjust(gen2::UpDn updn) const {
    return adjust_[static_cast<std::size_t>(updn)];
  }
  gen2::Duration query_rep() const { return rep_; }
  gen2::Duration ack(std::uint16_t rn) const;
  gen2::Duration nak() const { return nak_; }
  gen2::Duration rn16() const { return rn16_; }
  /// A reply with preamble, pilot tone if the link or the reply asks for it, and dummy bit.
  gen2::Duration reply(std::size_t bits, bool with_pilot = false) const {
    return with_pilot ? link_.reply_duration(bits, true) : link_.reply_duration(bits);
  }
  /// Any command.
  gen2::Duration of(const gen2::Command& command) const;

  /// Command end to reply, nominal.
  gen2::Duration t1() const { return t1_; }
  /// Reply end to the next command: 8 periods, inside the 3 to 20 of 6.3.1.6.
  gen2::Duration t2() const { return t2_; }
  /// Waited after T1 when no reply comes: 3 periods.
  gen2::Duration t3() const { return t3_; }

  /// Waited between two commands where no tag answers.
  gen2::Duration t4() const { return t4_; }

  /// The Query this reader sends.
  gen2::Query query_command(std::uint8_t q, gen2::Inventoried target) const;
  gen2::Session session() const { return session_; }
  /// Of the replies.
  gen2::Modulation modulation() const { return link_.m; }

 private:
  gen2::LinkProfile link_;
  gen2::Session session_;
  gen2::Sel sel_;
  std::array<std::array<gen2::Duration, 16>, 2> query_{};
  std::array<gen2::Duration, 8> adjust_{};
  gen2::Duration rep_;
  gen2::Duration ack_zeros_;
  gen2::Duration nak_;
  gen2::Duration rn16_;
  gen2::Duration t1_;
  gen2::Duration t2_;
  gen2::Duration t3_;
  gen2::Duration t4_;
};

}  // namespace plugtest::lab

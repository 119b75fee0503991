#include "harness/lab/gen2_frames.h"

#include <bit>
#include <variant>

namespace plugtest::lab {

namespace {

constexpr std::int64_t k_t2_periods = 8;
constexpr std::int64_t k_t3_periods = 3;
constexpr std::size_t k_rn16_bits = 16;

gen2::Duration duration(const gen2::LinkProfile& link, const gen2::Command& command) {
  return link.forward_duration(gen2::encode(command), gen2::start_of(command));
}

}  // namespace

Gen2Frames::Gen2Frames(const gen2::LinkProfile& link, gen2::Session session, gen2::Sel sel)
    : link_(link),
      session_(session),
      sel_(sel),
      rep_(duration(link, gen2::QueryRep{session})),
      ack_zeros_(duration(link, gen2::Ack{0})),
      nak_(duration(link, gen2::Nak{})),
      rn16_(link.reply_duration(k_rn16_bits)),
      t1_(link.t1().nominal),
      t2_(link.backscatter_cycles(k_t2_periods)),
      t3_(link.backscatter_cycles(k_t3_periods)),
      t4_(link.t4_min()) {
  for (const auto target : {gen2::Inventoried::a, gen2::Inventoried::b}) {
    auto& durations = query_[static_cast<std::size_t>(target)];
    for (std::size_t q = 0; q < durations.size(); ++q) {
      durations[q] = duration(link, query_command(static_cast<std::uint8_t>(q), target));
    }
  }
  for (const gen2::UpDn updn : {gen2::UpDn::same, gen2::UpDn::down, gen2::UpDn::up}) {
    adjust_[static_cast<std::size_t>(updn)] = duration(link, gen2::QueryAdjust{session, updn});
  }
}

gen2::Duration Gen2Frames::ack(std::uint16_t rn) const {
  // An ACK has no CRC: its length depends on the number of ones only.
  return ack_zeros_ + gen2::Duration(std::popcount(rn) * (link_.data1_ns - link_.tari_ns));
}

gen2::Duration Gen2Frames::of(const gen2::Command& command) const {
  if (const auto* acknowledge = std::get_if<gen2::Ack>(&command)) return ack(acknowledge->rn);
  return duration(link_, command);
}

gen2::Query Gen2Frames::query_command(std::uint8_t q, gen2::Inventoried target) const {
  gen2::Query query;
  gen2::ask_for(link_, query);
  query.sel = sel_;
  query.session = session_;
  query.q = q;
  query.target = target;
  return query;
}

}  // namespace plugtest::lab

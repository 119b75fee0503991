#include "harness/lab/gen2_round.h"

#include "protocols/gen2/reply.h"

#include <algorithm>

namespace plugtest::lab {

namespace {

constexpr std::size_t k_rn16_bits = 16;

/// Steps of the Q algorithm: annex D wants 0.1 to 0.5, smaller for a larger Q.
constexpr std::uint8_t k_small_q = 6;
constexpr std::int32_t k_step_small_q_milli = 350;
constexpr std::int32_t k_step_large_q_milli = 200;

template <class Answers>
void levels_of(const Answers& answers, std::span<const Link> links,
               std::vector<std::int32_t>& levels) {
  levels.clear();
  for (const auto& answer : answers) levels.push_back(links[answer.tag].backscatter_mdbm);
}

}  // namespace

Gen2Round::Gen2Round(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t initial_q)
    : frames_(link, session), initial_q_(initial_q), q_(fresh_q()) {}

gen2::QAlgorithm Gen2Round::fresh_q() const {
  return {initial_q_, initial_q_ <= k_small_q ? k_step_small_q_milli : k_step_large_q_milli};
}

void Gen2Round::restart() {
  q_ = fresh_q();
  adjust_.reset();
  slots_left_ = 0;
}

gen2::Time Gen2Round::open_slot(gen2::Time now, Gen2Tags& tags) {
  gen2::Time end{};
  if (slots_left_ == 0) {
    const std::uint8_t q = q_.q();
    end = now + frames_.query(q);
    tags.query(frames_.query_command(q), end, rn16s_);
    slots_left_ = 1U << q;
  } else if (adjust_) {
    end = now + frames_.query_adjust(*adjust_);
    tags.query_adjust({frames_.session(), *adjust_}, end, rn16s_);
    slots_left_ = 1U << q_.q();
  } else {
    end = now + frames_.query_rep();
    tags.query_rep({frames_.session()}, end, rn16s_);
  }
  adjust_.reset();
  --slots_left_;
  return end;
}

void Gen2Round::slot(gen2::Time now, Gen2Tags& tags, std::span<const Link> links,
                     Receiver& receiver, SlotResult& result) {
  result.decoded = false;
  const gen2::Time asked = open_slot(now, tags);
  levels_of(rn16s_, links, levels_);
  const Reception reception = receiver.receive(levels_, k_rn16_bits);
  if (reception.kind == Reception::Kind::nothing) {
    result.kind = SlotResult::Kind::empty;
    result.end = asked + frames_.t1() + frames_.t3();
    adjust_ = q_.on_empty();
    return;
  }
  const gen2::Time heard = asked + frames_.t1() + frames_.rn16();
  if (reception.kind == Reception::Kind::collision) {
    result.kind = SlotResult::Kind::collision;
    result.end = heard + frames_.t2();
    adjust_ = q_.on_collision();
    return;
  }
  result.kind = SlotResult::Kind::single;
  adjust_ = q_.on_single();
  // An RN16 has no CRC: the reader acknowledges what it has understood, wrong bits included.
  std::uint16_t rn16 = rn16s_[reception.from].rn16;
  for (std::size_t i = 0; i < reception.bits_wrong; ++i) {
    rn16 = static_cast<std::uint16_t>(rn16 ^ (0x8000U >> (reception.first_wrong + i)));
  }
  acknowledge(rn16, heard + frames_.t2(), tags, links, receiver, result);
}

void Gen2Round::acknowledge(std::uint16_t rn16, gen2::Time now, Gen2Tags& tags,
                            std::span<const Link> links, Receiver& receiver, SlotResult& result) {
  const gen2::Time asked = now + frames_.ack(rn16);
  tags.ack({rn16}, asked, epcs_);
  levels_of(epcs_, links, levels_);
  // Tags that chose the same RN16 answer together; the reader listens to the longest end.
  std::size_t longest = 0;
  for (const EpcAnswer& answer : epcs_) longest = std::max(longest, answer.bits.size());
  const Reception reception = receiver.receive(levels_, longest);
  const bool silence = reception.kind == Reception::Kind::nothing;
  const gen2::Time heard = asked + frames_.t1() + (silence ? frames_.t3() : frames_.epc(longest));
  if (reception.kind == Reception::Kind::frame) {
    EpcAnswer& answer = epcs_[reception.from];
    for (std::size_t i = 0; i < reception.bits_wrong; ++i) {
      const std::size_t bit = reception.first_wrong + i;
      if (bit < answer.bits.size()) answer.bits.flip(bit);
    }
    if (gen2::decode_epc(answer.bits)) {
      result.decoded = true;
      result.decoded_at = heard;
      result.tag = answer.tag;
      result.epc = answer.bits;
      result.end = heard + frames_.t2();
      return;
    }
  }
  // No intact UII: NAK, so that a tag which did hear the ACK does not count itself as read.
  const gen2::Time told = heard + (silence ? gen2::Duration{0} : frames_.t2()) + frames_.nak();
  tags.nak(told);
  result.end = told + frames_.t2();
}

gen2::Time Gen2Round::wind_up(gen2::Time now, Gen2Tags& tags) {
  const gen2::Time end = now + frames_.query_rep();
  tags.query_rep({frames_.session()}, end, rn16s_);
  return end;
}

}  // namespace plugtest::lab

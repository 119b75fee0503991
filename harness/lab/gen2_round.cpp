#include "harness/lab/gen2_round.h"

#include "harness/lab/level.h"
#include "protocols/gen2/reply.h"

#include <algorithm>

namespace plugtest::lab {

namespace {

constexpr std::size_t k_rn16_bits = 16;

template <class Answers>
void levels_of(const Answers& answers, std::span<const Link> links,
               std::vector<std::int32_t>& levels) {
  levels.clear();
  for (const auto& answer : answers) levels.push_back(links[answer.tag].backscatter_mdbm);
}

}  // namespace

Gen2Round::Gen2Round(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t initial_q,
                     const Gen2Habits& habits, Bystanders* bystanders, Gen2Log* log)
    : frames_(link, session),
      chooser_(habits, link, initial_q),
      bystanders_(bystanders),
      log_(log) {}

void Gen2Round::restart() {
  chooser_.restart();
  adjust_.reset();
  slots_left_ = 0;
  in_round_ = false;
}

void Gen2Round::sent(gen2::Time begin, gen2::Time end, const gen2::Command& command) {
  if (bystanders_ != nullptr) bystanders_->hear_command(begin, end);
  if (log_ != nullptr) log_->command(begin, end, command);
}

std::int32_t Gen2Round::heard_besides(gen2::Time begin, gen2::Time end) {
  return bystanders_ != nullptr ? bystanders_->talk_into(begin, end) : Receiver::k_silence_mdbm;
}

Reception Gen2Round::listen(gen2::Time asked, gen2::Time given_up, gen2::Time end, std::size_t bits,
                            Receiver& receiver, std::int32_t& besides) {
  if (bystanders_ == nullptr) {
    return receiver.receive(levels_, bits, Receiver::k_silence_mdbm, frames_.modulation());
  }
  // Without a reply the reader goes on after T3; what others send until then it may take for one.
  besides = heard_besides(asked, given_up);
  const bool reply =
      std::ranges::any_of(levels_, [&](std::int32_t level) { return receiver.notices(level); });
  if ((reply || receiver.notices(besides)) && end > given_up) {
    besides = power_sum_mdbm(besides, heard_besides(given_up, end));
  }
  return receiver.receive(levels_, bits, besides, frames_.modulation());
}

gen2::Time Gen2Round::open_slot(gen2::Time now, Gen2Tags& tags) {
  gen2::Time end{};
  if (slots_left_ == 0) {
    if (in_round_) chooser_.on_round_end();
    in_round_ = true;
    const std::uint8_t q = chooser_.q();
    const gen2::Query query = frames_.query_command(q, chooser_.target());
    end = now + frames_.query(q, chooser_.target());
    sent(now, end, query);
    tags.query(query, end, rn16s_);
    slots_left_ = 1U << q;
  } else if (adjust_) {
    const gen2::QueryAdjust adjust{frames_.session(), *adjust_};
    end = now + frames_.query_adjust(*adjust_);
    sent(now, end, adjust);
    tags.query_adjust(adjust, end, rn16s_);
    slots_left_ = 1U << chooser_.q();
  } else {
    const gen2::QueryRep rep{frames_.session()};
    end = now + frames_.query_rep();
    sent(now, end, rep);
    tags.query_rep(rep, end, rn16s_);
  }
  adjust_.reset();
  --slots_left_;
  return end;
}

void Gen2Round::slot(gen2::Time now, Gen2Tags& tags, std::span<const Link> links,
                     Receiver& receiver, SlotResult& result) {
  using Slot = Gen2Chooser::Slot;
  result.decoded = false;
  const gen2::Time asked = open_slot(now, tags);
  levels_of(rn16s_, links, levels_);
  const gen2::Time begins = asked + frames_.t1();
  const gen2::Time heard = begins + frames_.rn16();
  const gen2::Time given_up = begins + frames_.t3();
  std::int32_t besides = Receiver::k_silence_mdbm;
  const Reception reception = listen(asked, given_up, heard, k_rn16_bits, receiver, besides);
  if (log_ != nullptr) log_replies(gen2::ReplyKind::rn16, begins, heard, reception, besides);
  if (reception.kind == Reception::Kind::nothing) {
    result.kind = SlotResult::Kind::empty;
    result.end = given_up;
    adjust_ = chooser_.on_slot(Slot::empty);
    return;
  }
  if (reception.kind == Reception::Kind::collision) {
    result.kind = SlotResult::Kind::collision;
    result.end = heard + frames_.t2();
    heard_besides(heard, result.end);
    adjust_ = chooser_.on_slot(Slot::collision);
    return;
  }
  result.kind = SlotResult::Kind::single;
  adjust_ = chooser_.on_slot(Slot::single);
  // An RN16 has no CRC: the reader acknowledges what it has understood, wrong bits included.
  std::uint16_t rn16 = rn16s_[reception.from].rn16;
  for (std::size_t i = 0; i < reception.bits_wrong; ++i) {
    rn16 = static_cast<std::uint16_t>(rn16 ^ (0x8000U >> (reception.first_wrong + i)));
  }
  heard_besides(heard, heard + frames_.t2());
  acknowledge(rn16, heard + frames_.t2(), tags, links, receiver, result);
}

void Gen2Round::acknowledge(std::uint16_t rn16, gen2::Time now, Gen2Tags& tags,
                            std::span<const Link> links, Receiver& receiver, SlotResult& result) {
  const gen2::Time asked = now + frames_.ack(rn16);
  sent(now, asked, gen2::Ack{rn16});
  tags.ack({rn16}, asked, epcs_);
  levels_of(epcs_, links, levels_);
  // Tags that chose the same RN16 answer together; the reader listens to the longest end.
  std::size_t longest = 0;
  for (const EpcAnswer& answer : epcs_) longest = std::max(longest, answer.bits.size());
  const gen2::Time begins = asked + frames_.t1();
  const gen2::Time given_up = begins + frames_.t3();
  const gen2::Time ends = begins + (epcs_.empty() ? frames_.t3() : frames_.epc(longest));
  std::int32_t besides = Receiver::k_silence_mdbm;
  const Reception reception = listen(asked, given_up, ends, longest, receiver, besides);
  if (log_ != nullptr) log_replies(gen2::ReplyKind::epc, begins, ends, reception, besides);
  const bool silence = reception.kind == Reception::Kind::nothing;
  const gen2::Time heard = silence ? given_up : ends;
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
      heard_besides(heard, result.end);
      return;
    }
  }
  // No intact UII: NAK, so that a tag which did hear the ACK does not count itself as read.
  const gen2::Time nak = heard + (silence ? gen2::Duration{0} : frames_.t2());
  const gen2::Time told = nak + frames_.nak();
  heard_besides(heard, nak);
  sent(nak, told, gen2::Nak{});
  tags.nak(told);
  result.end = told + frames_.t2();
  heard_besides(told, result.end);
}

void Gen2Round::log_replies(gen2::ReplyKind kind, gen2::Time begin, gen2::Time end,
                            const Reception& reception, std::int32_t besides) {
  const bool rn16 = kind == gen2::ReplyKind::rn16;
  const std::size_t senders = rn16 ? rn16s_.size() : epcs_.size();
  if (senders == 0) log_->silence(begin, end);
  for (std::size_t i = 0; i < senders; ++i) {
    log_->reply({.begin = begin,
                 .end = end,
                 .kind = kind,
                 .tag = rn16 ? rn16s_[i].tag : epcs_[i].tag,
                 .index = i,
                 .senders = senders,
                 .sent = rn16 ? gen2::encode_rn16(rn16s_[i].rn16) : epcs_[i].bits,
                 .interference_mdbm = besides},
                reception);
  }
}

gen2::Time Gen2Round::wind_up(gen2::Time now, Gen2Tags& tags) {
  const gen2::QueryRep rep{frames_.session()};
  const gen2::Time end = now + frames_.query_rep();
  sent(now, end, rep);
  tags.query_rep(rep, end, rn16s_);
  return end;
}

}  // namespace plugtest::lab

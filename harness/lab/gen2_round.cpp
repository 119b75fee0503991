#include "harness/lab/gen2_round.h"

#include "protocols/gen2/reply.h"

#include <utility>

namespace plugtest::lab {

Gen2Round::Gen2Round(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t initial_q,
                     const Gen2Habits& habits, Bystanders* bystanders, Gen2Log* log,
                     Gen2Approach approach)
    : selects_(std::move(approach.selects)),
      frames_(link, session, approach.sel),
      dialogue_(frames_, bystanders, log),
      chooser_(habits, link, initial_q) {}

void Gen2Round::restart() {
  chooser_.restart(frames_.session() != gen2::Session::s0);
  adjust_.reset();
  slots_left_ = 0;
  in_round_ = false;
  selected_ = false;
}

gen2::Time Gen2Round::select(gen2::Time now, Gen2Tags& tags) {
  for (const gen2::Select& select : selects_) {
    const gen2::Time end = now + frames_.of(select);
    dialogue_.sent(now, end, select, tags);
    tags.select(select, end);
    now = end + frames_.t4();
    dialogue_.rest(end, now);
  }
  return now;
}

gen2::Time Gen2Round::open_slot(gen2::Time now, Gen2Tags& tags) {
  if (!std::exchange(selected_, true)) now = select(now, tags);
  gen2::Time end{};
  if (slots_left_ == 0) {
    if (in_round_) chooser_.on_round_end();
    in_round_ = true;
    const std::uint8_t q = chooser_.q();
    const gen2::Query query = frames_.query_command(q, chooser_.target());
    end = now + frames_.query(q, chooser_.target());
    tags.query(query, end, rn16s_);
    dialogue_.sent(now, end, query, tags);
    slots_left_ = 1U << q;
  } else if (adjust_) {
    const gen2::QueryAdjust adjust{frames_.session(), *adjust_};
    end = now + frames_.query_adjust(*adjust_);
    tags.query_adjust(adjust, end, rn16s_);
    dialogue_.sent(now, end, adjust, tags);
    slots_left_ = 1U << chooser_.q();
  } else {
    const gen2::QueryRep rep{frames_.session()};
    end = now + frames_.query_rep();
    tags.query_rep(rep, end, rn16s_);
    dialogue_.sent(now, end, rep, tags);
  }
  adjust_.reset();
  --slots_left_;
  return end;
}

void Gen2Round::slot(gen2::Time now, const Gen2Scene& scene, SlotResult& result) {
  using Slot = Gen2Chooser::Slot;
  result.decoded = false;
  const gen2::Time asked = open_slot(now, scene.tags);
  const Gen2Dialogue::Heard heard = dialogue_.listen_for_rn16(asked, rn16s_, scene);
  const Reception& reception = heard.reception;
  if (reception.kind == Reception::Kind::nothing) {
    result.kind = SlotResult::Kind::empty;
    result.end = heard.ends;
    adjust_ = chooser_.on_slot(Slot::empty);
    return;
  }
  const gen2::Time next = heard.ends + frames_.t2();
  dialogue_.rest(heard.ends, next);
  if (reception.kind == Reception::Kind::collision) {
    result.kind = SlotResult::Kind::collision;
    result.end = next;
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
  acknowledge(rn16, next, scene, result);
}

void Gen2Round::acknowledge(std::uint16_t rn16, gen2::Time now, const Gen2Scene& scene,
                            SlotResult& result) {
  const Gen2Dialogue::Answer answer = dialogue_.ask(gen2::Ack{rn16}, now, scene);
  result.end = answer.next;
  if (answer.kind == Reception::Kind::frame) {
    if (const auto reply = gen2::decode_epc(answer.bits)) {
      result.decoded = true;
      result.decoded_at = answer.heard_at;
      result.tag = answer.tag;
      result.epc = answer.bits;
      result.reply = *reply;
      result.rn16 = rn16;
      return;
    }
  }
  // No intact UII: NAK, so that a tag which did hear the ACK does not count itself as read.
  const gen2::Time told = answer.next + frames_.nak();
  scene.tags.tell(gen2::Nak{}, told, unanswered_);
  dialogue_.sent(answer.next, told, gen2::Nak{}, scene.tags);
  result.end = told + frames_.t2();
  dialogue_.rest(told, result.end);
}

gen2::Time Gen2Round::wind_up(gen2::Time now, Gen2Tags& tags) {
  const gen2::QueryRep rep{frames_.session()};
  const gen2::Time end = now + frames_.query_rep();
  tags.query_rep(rep, end, rn16s_);
  dialogue_.sent(now, end, rep, tags);
  // It counts as a slot, in which nobody was heard: the tags count it too.
  if (slots_left_ > 0) --slots_left_;
  return end;
}

}  // namespace plugtest::lab

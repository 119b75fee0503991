#include "harness/lab/slotted_tags.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace plugtest::lab {

namespace {

/// Slots of the largest round, and the QueryRep after its last one.
constexpr std::size_t k_slots = (std::size_t{1} << 15U) + 1;

/// Whether two Queries ask for the same tags.
bool same_selection(const gen2::Query& a, const gen2::Query& b) {
  return a.sel == b.sel && a.session == b.session && a.target == b.target;
}

void remove_at(std::vector<std::uint32_t>& list, std::vector<std::uint32_t>& positions,
               std::uint32_t tag, std::uint32_t none) {
  const std::uint32_t position = positions[tag];
  if (position == none) return;
  const std::uint32_t last = list.back();
  list[position] = last;
  positions[last] = position;
  list.pop_back();
  positions[tag] = none;
}

void add_to(std::vector<std::uint32_t>& list, std::vector<std::uint32_t>& positions,
            std::uint32_t tag) {
  positions[tag] = static_cast<std::uint32_t>(list.size());
  list.push_back(tag);
}

void sort_answers(std::vector<Rn16Answer>& answers) {
  std::sort(answers.begin(), answers.end(),
            [](const Rn16Answer& a, const Rn16Answer& b) { return a.tag < b.tag; });
}

}  // namespace

SlottedTags::SlottedTags(std::vector<gen2::Tag*> tags, std::uint64_t seed)
    : tags_(std::move(tags)),
      awake_at_(tags_.size(), k_none),
      asleep_at_(tags_.size(), k_none),
      bucket_(k_slots, k_none),
      next_(tags_.size(), k_none),
      in_slot_(tags_.size(), k_none),
      misses_(seed, tags_.size()) {
  for (std::uint32_t tag = 0; tag < tags_.size(); ++tag) {
    if (tags_[tag] != nullptr && tags_[tag]->powered()) wake(tag);
  }
}

void SlottedTags::wake(std::uint32_t tag) {
  remove_at(asleep_, asleep_at_, tag, k_none);
  if (awake_at_[tag] == k_none) add_to(awake_, awake_at_, tag);
}

void SlottedTags::sleep(std::uint32_t tag, gen2::Time now) {
  remove_at(awake_, awake_at_, tag, k_none);
  add_to(asleep_, asleep_at_, tag);
  in_slot_[tag] = k_none;
  const bool may_return =
      last_query_.session == gen2::Session::s1 && last_query_.target == gen2::Inventoried::a &&
      tags_[tag]->flags().inventoried(gen2::Session::s1, now) == gen2::Inventoried::b;
  if (!may_return) return;
  const gen2::Time wake_at = tags_[tag]->flags().s1_returns_at();
  if (wake_at != gen2::Time::max()) sleepers_.push({wake_at, tag});
}

void SlottedTags::forget(std::uint32_t tag) {
  remove_at(awake_, awake_at_, tag, k_none);
  remove_at(asleep_, asleep_at_, tag, k_none);
  in_slot_[tag] = k_none;  // its bucket finds out when its turn comes
}

void SlottedTags::wake_due(gen2::Time now) {
  while (!sleepers_.empty() && sleepers_.top().wake <= now) {
    // One that lost its power meanwhile has left the list; one awake again stays awake.
    const std::uint32_t tag = sleepers_.top().tag;
    sleepers_.pop();
    if (asleep_at_[tag] != k_none) wake(tag);
  }
}

void SlottedTags::power_up(std::uint32_t tag, gen2::Time now) {
  tags_[tag]->power_up(now);
  wake(tag);
}

void SlottedTags::power_down(std::uint32_t tag, gen2::Time now) {
  tags_[tag]->power_down(now);
  misses_.set_margin(tag, INT32_MAX);
  forget(tag);
}

void SlottedTags::send(const gen2::Command& command) {
  misses_.send(command);
  for (const std::uint32_t tag : misses_.last()) tags_[tag]->expire_t2();
}

void SlottedTags::end_slots() {
  std::erase_if(active_, [this](std::uint32_t tag) { return !misses_.missed(tag); });
  kept_.clear();
  for (const std::uint32_t tag : misses_.last()) {
    if (in_slot_[tag] == k_none) continue;
    in_slot_[tag] -= slot_;
    kept_.push_back(tag);
  }
  std::fill_n(bucket_.begin(), buckets_used_, k_none);
  buckets_used_ = 0;
  slot_ = 0;
  for (const std::uint32_t tag : kept_) put(tag, in_slot_[tag]);
}

void SlottedTags::put(std::uint32_t tag, std::uint32_t slot) {
  // Beyond the largest round only for a tag that missed that many QueryReps.
  if (slot >= bucket_.size()) bucket_.resize(slot + std::size_t{1}, k_none);
  in_slot_[tag] = slot;
  next_[tag] = bucket_[slot];
  bucket_[slot] = tag;
  buckets_used_ = std::max<std::size_t>(buckets_used_, slot + std::size_t{1});
}

void SlottedTags::take_out(std::uint32_t tag) {
  std::uint32_t* link = &bucket_[in_slot_[tag]];
  while (*link != tag) link = &next_[*link];
  *link = next_[tag];
}

void SlottedTags::sort_in(std::uint32_t tag, std::vector<Rn16Answer>& answers) {
  const gen2::Tag& state = *tags_[tag];
  in_slot_[tag] = k_none;
  if (state.session() != last_query_.session) return;
  if (state.state() == gen2::TagState::reply) {
    answers.push_back({tag, state.rn()});
    active_.push_back(tag);
  } else if (state.state() == gen2::TagState::arbitrate && state.slot() > 0) {
    put(tag, state.slot());
  }
}

void SlottedTags::query(const gen2::Query& query, gen2::Time now,
                        std::vector<Rn16Answer>& answers) {
  answers.clear();
  const gen2::Command command = query;
  send(command);
  end_slots();
  wake_due(now);
  if (!same_selection(query, last_query_)) {
    while (!asleep_.empty()) wake(asleep_.back());
  }
  last_query_ = query;
  // Backwards, because a tag that goes to sleep is replaced by the last one, already asked.
  for (std::size_t i = awake_.size(); i-- > 0;) {
    const std::uint32_t tag = awake_[i];
    if (misses_.missed(tag)) continue;
    tags_[tag]->receive(command, now);
    if (tags_[tag]->state() == gen2::TagState::ready) {
      sleep(tag, now);
    } else {
      sort_in(tag, answers);
    }
  }
  sort_answers(answers);
}

void SlottedTags::query_adjust(const gen2::QueryAdjust& adjust, gen2::Time now,
                               std::vector<Rn16Answer>& answers) {
  answers.clear();
  const gen2::Command command = adjust;
  send(command);
  if (adjust.session != last_query_.session) return;
  end_slots();
  for (const std::uint32_t tag : awake_) {
    if (misses_.missed(tag)) continue;
    tags_[tag]->receive(command, now);
    sort_in(tag, answers);
  }
  sort_answers(answers);
}

void SlottedTags::query_rep(const gen2::QueryRep& rep, gen2::Time now,
                            std::vector<Rn16Answer>& answers) {
  answers.clear();
  const gen2::Command command = rep;
  send(command);
  if (rep.session != last_query_.session) return;
  // Those who answered in the last slot go on by themselves: out of the round, or inventoried.
  kept_.clear();
  for (const std::uint32_t tag : active_) {
    if (misses_.missed(tag)) {
      kept_.push_back(tag);
    } else {
      tags_[tag]->receive(command, now);
    }
  }
  active_.swap(kept_);
  // For who missed it, this slot has not passed.
  for (const std::uint32_t tag : misses_.last()) {
    if (in_slot_[tag] == k_none) continue;
    take_out(tag);
    put(tag, in_slot_[tag] + 1);
  }
  ++slot_;
  assert(slot_ < k_slots);
  for (std::uint32_t tag = bucket_[slot_]; tag != k_none; tag = next_[tag]) {
    in_slot_[tag] = k_none;
    // A tag that lost its power since it drew this slot is out of the round.
    if (tags_[tag]->state() != gen2::TagState::arbitrate) continue;
    answers.push_back({tag, tags_[tag]->answer_slot()});
    active_.push_back(tag);
  }
  if (answers.size() > 1) sort_answers(answers);
}

void SlottedTags::select(const gen2::Select& select, gen2::Time now) {
  // A Select ends every tag's part in the round and may turn any flag.
  const gen2::Command command = select;
  send(command);
  end_slots();
  while (!asleep_.empty()) wake(asleep_.back());
  for (const std::uint32_t tag : awake_) {
    if (misses_.missed(tag)) continue;
    tags_[tag]->receive(command, now);
    in_slot_[tag] = k_none;
  }
}

void SlottedTags::tell(const gen2::Command& command, gen2::Time now,
                       std::vector<TagAnswer>& answers) {
  answers.clear();
  send(command);
  for (const std::uint32_t tag : active_) {
    if (misses_.missed(tag)) continue;
    if (auto reply = tags_[tag]->receive(command, now)) answers.push_back({tag, std::move(*reply)});
  }
  if (answers.size() > 1) {
    std::sort(answers.begin(), answers.end(),
              [](const TagAnswer& a, const TagAnswer& b) { return a.tag < b.tag; });
  }
}

}  // namespace plugtest::lab

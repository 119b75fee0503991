#pragma once

#include "protocols/gen2/q_algorithm.h"
#include "protocols/gen2/tag.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace plugtest::gen2 {

// Whole inventories of real tags over an ideal channel, to hold the reader side against theory.

struct Counts {
  int slots = 0;
  int idle = 0;
  int collided = 0;
  std::vector<std::uint16_t> read_order;  // RN16 of each tag read

  bool operator==(const Counts&) const = default;
};

inline std::vector<Tag> make_tags(int count, std::uint64_t seed) {
  std::vector<Tag> tags;
  tags.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto stream = seed * 1'000'003U + static_cast<std::uint64_t>(i);
    tags.emplace_back(TagConfig{.memory = TagMemory(EpcReply{}), .seed = stream});
    tags.back().power_up(Time{0});
  }
  return tags;
}

inline constexpr Session k_session = Session::s2;

/// Delivers every command to every tag.
class PlainAir {
 public:
  explicit PlainAir(std::vector<Tag>& tags) : tags_(tags) {}

  void send(const Command& command) {
    answering_.clear();
    for (Tag& tag : tags_) {
      if (tag.receive(command, Time{0})) answering_.push_back(&tag);
    }
  }
  void next_slot() { send(QueryRep{k_session}); }
  const std::vector<Tag*>& answering() const { return answering_; }
  bool anyone_waits() const {
    // A tag that has wrapped is too far off to answer in this round.
    return std::ranges::any_of(tags_, [](const Tag& tag) {
      return tag.state() == TagState::arbitrate && tag.slot() != 0 && tag.slot() < 0x4000;
    });
  }

 private:
  std::vector<Tag>& tags_;
  std::vector<Tag*> answering_;
};

/// Puts tags in a bucket for each slot and touches only those whose turn it is.
class BucketAir {
 public:
  explicit BucketAir(std::vector<Tag>& tags) {
    for (Tag& tag : tags) unread_.push_back(&tag);
  }

  void send(const Command& command) {
    end_slot(command);
    waiting_ = 0;
    slot_ = 0;
    for (auto& bucket : buckets_) bucket.clear();
    for (Tag* tag : unread_) {
      if (tag->receive(command, Time{0})) {
        answering_.push_back(tag);
      } else if (tag->state() == TagState::arbitrate) {
        if (tag->slot() >= buckets_.size()) buckets_.resize(std::size_t{1} << tag->q());
        buckets_[tag->slot()].push_back(tag);
        ++waiting_;
      }
    }
  }

  void next_slot() {
    end_slot(QueryRep{k_session});
    ++slot_;
    if (slot_ < buckets_.size()) std::swap(answering_, buckets_[slot_]);
    waiting_ -= answering_.size();
    for (Tag* tag : answering_) tag->answer_slot();
  }

  const std::vector<Tag*>& answering() const { return answering_; }
  bool anyone_waits() const { return waiting_ > 0; }

 private:
  /// Tells the tags of this slot that it is over.
  void end_slot(const Command& command) {
    for (Tag* tag : answering_) {
      if (tag->state() == TagState::acknowledged) {
        tag->receive(command, Time{0});
        std::erase(unread_, tag);
      } else if (std::holds_alternative<QueryRep>(command)) {
        tag->receive(command, Time{0});  // collided: wraps, out until Query or QueryAdjust
      }
    }
    answering_.clear();
  }

  std::vector<Tag*> unread_;
  std::vector<Tag*> answering_;
  std::vector<std::vector<Tag*>> buckets_;
  std::size_t waiting_ = 0;
  std::size_t slot_ = 0;
};

/// Reads all tags over an ideal channel (no noise, no capture). The rule for ending a round: when
/// no tag is left that could answer in it, the reader begins another with the Q it has come to.
template <class Air>
Counts inventory(std::vector<Tag>& tags, std::int32_t step_milli) {
  QAlgorithm algorithm(4, step_milli);
  Air air(tags);
  Counts counts;
  air.send(Query{.session = k_session, .q = algorithm.q()});
  for (;;) {
    ++counts.slots;
    std::optional<UpDn> change;
    if (air.answering().empty()) {
      ++counts.idle;
      change = algorithm.on_empty();
    } else if (air.answering().size() == 1) {
      Tag& tag = *air.answering().front();
      tag.receive(Ack{tag.rn()}, Time{0});
      counts.read_order.push_back(tag.rn());
      change = algorithm.on_single();
    } else {
      ++counts.collided;
      change = algorithm.on_collision();
    }
    if (counts.read_order.size() == tags.size()) return counts;
    if (change) {
      air.send(QueryAdjust{k_session, *change});
    } else if (!air.anyone_waits()) {
      air.send(Query{.session = k_session, .q = algorithm.q()});
    } else {
      air.next_slot();
    }
  }
}

struct MeanCounts {
  double slots = 0;
  double idle = 0;
  double collided = 0;
};

/// Mean over `seeds` inventories of `count` tags.
inline MeanCounts mean_inventory(int count, std::int32_t step_milli, int seeds) {
  MeanCounts mean;
  for (int seed = 1; seed <= seeds; ++seed) {
    auto tags = make_tags(count, static_cast<std::uint64_t>(seed));
    const Counts counts = inventory<BucketAir>(tags, step_milli);
    mean.slots += counts.slots;
    mean.idle += counts.idle;
    mean.collided += counts.collided;
  }
  return {mean.slots / seeds, mean.idle / seeds, mean.collided / seeds};
}

}  // namespace plugtest::gen2

#pragma once

#include "harness/lab/gen2_tags.h"
#include "harness/lab/missed_commands.h"
#include "protocols/gen2/reply.h"

#include <utility>
#include <vector>

namespace plugtest::lab::test {

/// Gen2Tags the slow and obvious way: every tag hears every command through gen2::Tag::receive,
/// unless it misses it.
class EveryTag final : public Gen2Tags {
 public:
  explicit EveryTag(std::vector<gen2::Tag*> tags, std::uint64_t seed = 0)
      : tags_(std::move(tags)), misses_(seed, tags_.size()) {}

  void power_up(std::uint32_t tag, gen2::Time now) override { tags_[tag]->power_up(now); }
  void power_down(std::uint32_t tag, gen2::Time now) override {
    tags_[tag]->power_down(now);
    misses_.set_margin(tag, INT32_MAX);
  }
  void query(const gen2::Query& query, gen2::Time now, std::vector<Rn16Answer>& answers) override {
    ask(query, now, answers);
  }
  void query_adjust(const gen2::QueryAdjust& adjust, gen2::Time now,
                    std::vector<Rn16Answer>& answers) override {
    ask(adjust, now, answers);
  }
  void query_rep(const gen2::QueryRep& rep, gen2::Time now,
                 std::vector<Rn16Answer>& answers) override {
    ask(rep, now, answers);
  }
  void select(const gen2::Select& select, gen2::Time now) override {
    send(select);
    for (std::uint32_t tag = 0; tag < tags_.size(); ++tag) {
      if (!missed(tag)) tags_[tag]->receive(select, now);
    }
  }
  void tell(const gen2::Command& command, gen2::Time now,
            std::vector<TagAnswer>& answers) override {
    answers.clear();
    send(command);
    for (std::uint32_t tag = 0; tag < tags_.size(); ++tag) {
      if (missed(tag)) continue;
      if (auto reply = tags_[tag]->receive(command, now)) answers.push_back({tag, *reply});
    }
  }
  void set_can_write(std::uint32_t tag, bool can) override { tags_[tag]->set_can_write(can); }
  void set_hearing(std::uint32_t tag, std::int32_t margin_mdb) override {
    misses_.set_margin(tag, margin_mdb);
  }
  bool missed(std::uint32_t tag) const override { return misses_.missed(tag); }

 private:
  void send(const gen2::Command& command) {
    misses_.send(command);
    for (std::uint32_t tag = 0; tag < tags_.size(); ++tag) {
      if (missed(tag)) tags_[tag]->expire_t2();
    }
  }

  void ask(const gen2::Command& command, gen2::Time now, std::vector<Rn16Answer>& answers) {
    answers.clear();
    send(command);
    for (std::uint32_t tag = 0; tag < tags_.size(); ++tag) {
      if (missed(tag)) continue;
      const auto reply = tags_[tag]->receive(command, now);
      if (reply) answers.push_back({tag, gen2::decode_rn16(reply->bits).value()});
    }
  }

  std::vector<gen2::Tag*> tags_;
  MissedCommands misses_;
};

}  // namespace plugtest::lab::test

#include "harness/lab/total_access.h"

#include "tests/unit/harness/lab/total_field.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::lab {
namespace {

using api::AccessRequest;
using api::AccessResult;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::TotalField;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = AccessRequest::Kind;
using Outcome = AccessResult::Outcome;

/// As scenarios/air/ipx-256-rw.yaml has it: pages without a header, every clock exact.
total::Profile read_write_profile() {
  total::Profile profile = total::default_profile();
  profile.coding = total::Coding::pwm;
  profile.link_rate_bps = 256'000;
  profile.clock_tolerance_permille = 0;
  profile.frame_tolerance_permille = 0;
  profile.first_type_bits = 0;
  profile.first_type = 0;
  profile.first_count_bits = 0;
  profile.first_data_bits = 48;
  profile.next_type_bits = 0;
  profile.next_type = 0;
  profile.next_data_bits = 44;
  profile.memory = total::Memory::read_write;
  return profile;
}

AccessRequest pages(Kind kind, std::uint32_t first, std::uint16_t count,
                    std::vector<std::uint16_t> words = {}) {
  return {.kind = kind, .word_pointer = first, .word_count = count, .data = std::move(words)};
}

api::RadioInventory with(std::vector<AccessRequest> requests) {
  api::RadioInventory inventory;
  inventory.protocols = {model::AirProtocol::type_d};
  inventory.type_d_access = std::move(requests);
  return inventory;
}

std::vector<Outcome> outcomes(const std::vector<AccessResult>& results) {
  std::vector<Outcome> all;
  for (const AccessResult& one : results) all.push_back(one.outcome);
  return all;
}

/// Steps until a tag has been identified, and tells what was done with it.
class Bench {
 public:
  explicit Bench(std::uint32_t tags = 1, const total::Profile& profile = read_write_profile())
      : field_(profile, tags, 1) {}

  Singulated next(const std::vector<AccessRequest>& requests) {
    field_.air().begin_inventory(with(requests));
    return again();
  }
  /// With what the inventory under way asks for.
  Singulated again() {
    const HostTime limit = now_ + seconds(2);
    while (now_ < limit) {
      AirStep step = field_.air().step(now_);
      now_ = step.end;
      if (step.tag) return std::move(*step.tag);
    }
    return {};
  }
  TotalField& field() { return field_; }
  HostTime now() const { return now_; }

 private:
  TotalField field_;
  HostTime now_ = TotalField::start();
};

TEST(TotalAccess, WritesPagesAndReadsThemBack) {
  Bench bench;
  const Singulated tag = bench.next({pages(Kind::write, 3, 2, {1, 2, 3, 0xFFFF, 5, 0xABCD}),
                                     pages(Kind::read, 3, 2), pages(Kind::read, 5, 1)});
  EXPECT_EQ(tag.uii, bench.field().pieces()[0].uii);
  ASSERT_THAT(outcomes(tag.access),
              ElementsAre(Outcome::success, Outcome::success, Outcome::success));
  EXPECT_EQ(tag.access[0].words_written, 6);
  EXPECT_THAT(tag.access[1].words, ElementsAre(1, 2, 3, 0xFFFF, 5, 0xABCD));
  EXPECT_THAT(tag.access[2].words, ElementsAre(0, 0, 0)) << "never written";
  EXPECT_EQ(tag.access[2].request, 2U);
}

TEST(TotalAccess, LastsAsLongAsCommandWaitAndAnswer) {
  Bench bench;
  const total::Profile profile = read_write_profile();
  const Singulated alone = bench.next({});
  const Singulated read = bench.next({pages(Kind::read, 1, 4)});
  const Singulated later = bench.next({pages(Kind::read, 1, 4)});
  EXPECT_THAT(alone.access, IsEmpty());
  // 28 bits at 4 kbit/s, 922 us, four pages of 64 bits with their sync at 256 kbit/s.
  const Nanos lasts =
      milliseconds(7) + microseconds(922) + profile.bits_duration(profile.sync_bits() + 4 * 64);
  EXPECT_EQ(longest_total_access(profile, std::vector{pages(Kind::read, 1, 4)}),
            lasts + profile.bits_duration(1));
  EXPECT_GE(later.when - read.when,
            lasts + microseconds(profile.listen_us) + profile.message_duration());
}

TEST(TotalAccess, ABoundHoldsForTheSlowestMessageOfTheSlowestClock) {
  total::Profile profile = read_write_profile();
  profile.clock_tolerance_permille = 150;
  profile.frame_tolerance_permille = 25;
  const auto requests = std::vector{pages(Kind::read, 1, 4)};
  const Nanos answer = profile.bits_duration(profile.sync_bits() + 4 * 64);
  EXPECT_EQ(longest_total_access(profile, requests),
            milliseconds(7) + microseconds(922) * 1150 / 1000 + profile.bits_duration(1) +
                answer * 1150 / 1000 * 1025 / 1000);
}

TEST(TotalAccess, ALockedPageIsNotWrittenAndNothingTellsSo) {
  Bench bench;
  const Singulated tag = bench.next({pages(Kind::write, 7, 1, {7, 7, 7}), pages(Kind::lock, 7, 1),
                                     pages(Kind::write, 7, 1, {8, 8, 8}), pages(Kind::read, 7, 1),
                                     pages(Kind::write, 0, 1, {1, 1, 1})});
  EXPECT_THAT(outcomes(tag.access),
              ElementsAre(Outcome::success, Outcome::success, Outcome::no_response,
                          Outcome::success, Outcome::no_response));
  EXPECT_THAT(tag.access[3].words, ElementsAre(7, 7, 7));
}

TEST(TotalAccess, ASuspendedTagIsSilentUntilItIsResumedOrLosesItsPower) {
  Bench bench;
  const Singulated tag = bench.next({pages(Kind::suspend, 0, 0), pages(Kind::read, 1, 1)});
  EXPECT_THAT(outcomes(tag.access), ElementsAre(Outcome::success, Outcome::no_response));
  EXPECT_TRUE(bench.again().uii.empty()) << "it said something";
  bench.field().air().carrier_off(bench.now());
  bench.field().air().carrier_on(bench.now() + milliseconds(1));
  const Singulated again =
      bench.next({pages(Kind::suspend, 0, 0), pages(Kind::resume, 0, 0), pages(Kind::read, 0, 1)});
  EXPECT_THAT(outcomes(again.access),
              ElementsAre(Outcome::success, Outcome::success, Outcome::success));
}

TEST(TotalAccess, SeveralTagsInTheFieldAnswerTogetherAndDrownEachOther) {
  Bench bench(3);
  const Singulated tag = bench.next({pages(Kind::read, 0, 1)});
  EXPECT_THAT(outcomes(tag.access), ElementsAre(Outcome::crc_error));
  // A write reaches them all, whether their answers are understood or not.
  bench.next({pages(Kind::write, 2, 1, {9, 9, 9})});
  EXPECT_FALSE(bench.next({}).uii.empty()) << "they go on talking afterwards";
}

TEST(TotalAccess, TagsWithoutSuchMemoryDoNotAnswer) {
  total::Profile profile = read_write_profile();
  profile.memory = total::Memory::identity;
  Bench bench(1, profile);
  EXPECT_THAT(outcomes(bench.next({pages(Kind::read, 0, 1)}).access),
              ElementsAre(Outcome::no_response));
}

TEST(TotalAccess, ATagIsLeftAloneOnceEverythingHasSucceeded) {
  Bench bench;
  EXPECT_THAT(outcomes(bench.next({pages(Kind::read, 0, 1)}).access),
              ElementsAre(Outcome::success));
  EXPECT_THAT(bench.again().access, IsEmpty());
  EXPECT_THAT(outcomes(bench.next({pages(Kind::write, 0, 1, {1, 2, 3})}).access),
              ElementsAre(Outcome::no_response));
  EXPECT_THAT(outcomes(bench.again().access), ElementsAre(Outcome::no_response));
}

TEST(TotalAccess, WhatFitsNoCommandIsRefusedBeforeAnythingIsSent) {
  const auto why = [](const AccessRequest& request) {
    const auto fits = check_total_access(std::vector{request});
    return fits ? std::string() : fits.error().message;
  };
  EXPECT_EQ(why(pages(Kind::read, 15, 1)), "");
  EXPECT_THAT(why(pages(Kind::read, 15, 2)), HasSubstr("pages are 0 to 15"));
  EXPECT_THAT(why(pages(Kind::read, 0, 16)), HasSubstr("1 to 15 pages"));
  EXPECT_THAT(why(pages(Kind::lock, 1, 0)), HasSubstr("1 to 15 pages"));
  EXPECT_THAT(why(pages(Kind::write, 1, 2, {1, 2, 3})), HasSubstr("a page is 3 words"));
  EXPECT_THAT(why(pages(Kind::kill, 0, 1)), HasSubstr("lock, suspend and resume"));
}

/// A reader in the lab gives every parcel's tag a page of its own as it passes by, one at a time.
TEST(TotalAccess, AReaderInTheLabWritesToEveryParcelThatPassesAndReadsItBack) {
  LabPlan plan = test::conveyor_plan(4);
  std::vector<model::AirParameter> air;
  const total::Profile profile = read_write_profile();
  for (const total::Parameter& one : total::parameters()) {
    air.push_back(
        {std::string(one.name), total::value_text(one, profile), "test", model::Confidence::model});
  }
  plan.tag_types = {test::type_d("rw", air)};
  model::TrainLoad one_parcel;
  one_parcel.items = 1;
  plan.scenario.load = one_parcel;
  plan.scenario.motion.speed_mps = 0.5;
  plan.scenario.settings.protocols = {model::AirProtocol::type_d};
  plan.reader.radio.protocols = {{model::AirProtocol::type_d, Nanos{0}}};
  test::LabBench bench(plan);
  bench.set_type_d_access({pages(Kind::write, 1, 1, {0x5031, 0x3233, 0x3435}),
                           pages(Kind::read, 1, 1), pages(Kind::lock, 1, 1)});
  for (std::uint32_t pass = 0; pass < 5; ++pass) {
    std::size_t accessed = 0;
    for (const api::TagRead& read : bench.pass(pass)) {
      if (outcomes(read.access) != std::vector(3, Outcome::success)) continue;
      ++accessed;
      EXPECT_THAT(read.access[1].words, ElementsAre(0x5031, 0x3233, 0x3435));
      // Locked now: in the passes to come the write is not answered.
    }
    EXPECT_EQ(accessed, pass == 0 ? 1U : 0U) << "pass " << pass;
  }
}

}  // namespace
}  // namespace plugtest::lab

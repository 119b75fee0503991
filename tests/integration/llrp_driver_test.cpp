// The LLRP driver and a virtual LLRP reader on the lab's tags: driver -> TCP -> virtual reader ->
// air and back.

#include "drivers/all/register.h"
#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "protocols/llrp/vendor.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest {
namespace {

using model::AccessRequest;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = AccessRequest::Kind;
using Outcome = model::AccessResult::Outcome;

class LlrpDriver : public testing::Test {
 protected:
  LlrpDriver() : plan_(lab::test::conveyor_plan(5)) { drivers::register_all(registry_); }

  /// The reader of plan_, and a driver that is connected with it.
  void open() {
    auto made = lab::make_lab(bench_.clock, plan_);
    ASSERT_TRUE(made) << to_string(made.error());
    lab_ = std::move(*made);
    pieces_ = lab::make_pieces(plan_.tag_types, model::item_count(plan_.scenario.load), plan_.seed);
    auto endpoint = registry_.make_endpoint(bench_.runtime, "llrp", lab_->radio(),
                                            {.llrp = plan_.reader.radio.llrp});
    ASSERT_TRUE(endpoint) << to_string(endpoint.error());
    endpoint_ = std::move(*endpoint);
    auto reader = registry_.make_reader(bench_.runtime, endpoint_->uri(), {});
    ASSERT_TRUE(reader) << to_string(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    const auto connected =
        wait<void>([&](auto done) { reader_->connect(seconds(10), std::move(done)); });
    ASSERT_TRUE(connected) << to_string(connected.error());
  }

  template <class T, class Begin>
  Result<T> wait(Begin begin) {
    return bench_.wait_lab<T>(std::move(begin));
  }

  void load() {
    const auto manifest =
        wait<model::Manifest>([&](auto done) { lab_->rig().load({0, pieces_}, std::move(done)); });
    ASSERT_TRUE(manifest) << to_string(manifest.error());
  }

  /// The load passes once while the reader takes inventory, with these wishes.
  void pass(const model::ReportWishes& report) {
    load();
    model::ReaderSettings settings;
    settings.report = report;
    const auto applied = wait<model::AppliedSettings>(
        [&](auto done) { reader_->configure(settings, seconds(10), std::move(done)); });
    ASSERT_TRUE(applied) << to_string(applied.error());
    ASSERT_TRUE(
        wait<void>([&](auto done) { reader_->start({.id = 1}, seconds(10), std::move(done)); }));
    ASSERT_TRUE(
        wait<model::PassTimes>([&](auto done) { lab_->rig().pass(minutes(1), std::move(done)); }));
    ASSERT_TRUE(wait<void>([&](auto done) { reader_->stop(seconds(10), std::move(done)); }));
    ASSERT_TRUE(wait<void>([&](auto done) { reader_->drain(seconds(10), std::move(done)); }));
  }

  test::AsyncBench bench_;
  lab::LabPlan plan_;
  api::ReaderRegistry registry_;
  std::unique_ptr<lab::Lab> lab_;
  std::vector<model::Piece> pieces_;
  test::RecordingListener listener_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;
};

class ImpinjReports : public LlrpDriver {
 protected:
  ImpinjReports() {
    plan_.reader.radio.phase = model::PhaseReport::modulo_2pi;
    plan_.reader.radio.llrp.extension = model::LlrpExtension::impinj;
    plan_.reader.radio.llrp.manufacturer = llrp::k_impinj;
    plan_.reader.radio.llrp.highest_version = 1;
  }
};

TEST_F(ImpinjReports, TidsAreReadOnTheAirAndTellEveryTagApart) {
  open();
  pass({.tid = true});
  std::map<identity::Uii, std::set<std::vector<std::uint16_t>>> tids;
  for (const model::Observation& seen : listener_.observations) {
    if (!seen.tid.empty()) tids[seen.uii].insert(seen.tid);
  }
  EXPECT_THAT(tids, SizeIs(10));
  std::set<std::vector<std::uint16_t>> all;
  for (const auto& [uii, own] : tids) {
    ASSERT_THAT(own, SizeIs(1)) << uii.to_hex();
    EXPECT_THAT(*own.begin(), SizeIs(6));
    EXPECT_EQ(own.begin()->front() >> 8U, 0xE2) << "class identifier of EPCglobal tags";
    all.insert(*own.begin());
  }
  EXPECT_THAT(all, SizeIs(10)) << "every tag has a TID of its own";
}

TEST_F(ImpinjReports, TheDopplerShiftSaysWhetherTagsComeOrGo) {
  open();
  pass({.doppler = true});
  constexpr double k_light_mps = 299'792'458;
  constexpr double k_highest_hz = 924.875e6;  // of the region plan
  // Head on, told in 1/16 Hz.
  const double bound_steps =
      std::ceil(2 * plan_.scenario.motion.speed_mps / k_light_mps * k_highest_hz * 16);
  std::map<std::uint16_t, std::int64_t> sum;  // by antenna
  for (const model::Observation& seen : listener_.observations) {
    ASSERT_TRUE(seen.doppler_millihz);
    ASSERT_TRUE(seen.antenna);
    EXPECT_LE(std::abs(*seen.doppler_millihz), bound_steps * 1000 / 16);
    sum[*seen.antenna] += *seen.doppler_millihz;
  }
  // Each looks along the belt at a slant: antenna 1 after the tags that it hears best, antenna 2
  // towards them.
  EXPECT_LT(sum[1], 0);
  EXPECT_GT(sum[2], 0);
}

TEST_F(ImpinjReports, WhatIsNotAskedForIsNotTold) {
  open();
  pass({});
  EXPECT_FALSE(listener_.observations.empty());
  for (const model::Observation& seen : listener_.observations) {
    EXPECT_FALSE(seen.doppler_millihz);
    EXPECT_THAT(seen.tid, IsEmpty());
  }
}

TEST_F(ImpinjReports, SettingsOfTheExtensionAreReadBackAsAskedFor) {
  open();
  model::ReaderSettings asked;
  asked.target = model::InventoryTarget::alternate;
  asked.low_duty_cycle = model::LowDutyCycle{.empty_field = std::chrono::milliseconds(300),
                                             .ping_interval = std::chrono::milliseconds(500)};
  const auto applied = wait<model::AppliedSettings>(
      [&](auto done) { reader_->configure(asked, seconds(10), std::move(done)); });
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->target, asked.target);
  EXPECT_EQ(applied->low_duty_cycle, asked.low_duty_cycle);
  EXPECT_THAT(listener_.events, IsEmpty());
}

/// One tagged parcel that creeps through the lane, under the antennas.
class PermalockTest : public LlrpDriver {
 protected:
  PermalockTest() {
    model::TrainLoad train;
    train.items = 1;
    plan_.scenario.load = train;
    plan_.scenario.motion.speed_mps = 0.02;
  }

  void open_with_a_tag() {
    open();
    load();
    lab_->rig().pass(minutes(60), [](const Result<model::PassTimes>&) {});
    const double way_m = plan_.scenario.motion.run_in_m + 0.2;
    bool there = false;
    api::Timer timer(bench_.clock);
    timer.set_after(std::chrono::duration_cast<Nanos>(
                        std::chrono::duration<double>(way_m / plan_.scenario.motion.speed_mps)),
                    [&] { there = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return there; }));
  }

  std::vector<model::AccessResult> access(std::vector<AccessRequest> operations) {
    model::AccessOrder order;
    order.operations = std::move(operations);
    const auto accessed = wait<std::optional<model::AccessedTag>>(
        [&](auto done) { reader_->access(order, seconds(30), std::move(done)); });
    if (!accessed) {
      ADD_FAILURE() << to_string(accessed.error());
      return {};
    }
    if (!*accessed) {
      ADD_FAILURE() << "no tag";
      return {};
    }
    EXPECT_EQ((*accessed)->uii, pieces_[0].uii);
    return (*accessed)->results;
  }
};

AccessRequest in_user_memory(Kind kind, std::uint32_t pointer, std::uint16_t count,
                             std::vector<std::uint16_t> data = {}) {
  return {.kind = kind,
          .bank = 3,
          .word_pointer = pointer,
          .word_count = count,
          .data = std::move(data)};
}

TEST_F(PermalockTest, BlocksAreLockedForGoodAndTheTagSaysWhich) {
  open_with_a_tag();
  // The tag's user memory: blocks of four words. The first bit of the mask is the first block.
  const auto before = access({in_user_memory(Kind::read_block_permalock, 0, 1)});
  ASSERT_THAT(before, SizeIs(1));
  EXPECT_THAT(before[0].words, ElementsAre(0x0000));
  const auto locked = access({in_user_memory(Kind::write, 0, 0, {0xCAFE}),
                              in_user_memory(Kind::block_permalock, 0, 0, {0x8000})});
  ASSERT_THAT(locked, SizeIs(2));
  EXPECT_EQ(locked[1].outcome, Outcome::success);
  const auto after = access({in_user_memory(Kind::read_block_permalock, 0, 1)});
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(after[0].outcome, Outcome::success);
  EXPECT_THAT(after[0].words, ElementsAre(0x8000));
  const auto refused = access({in_user_memory(Kind::write, 0, 0, {0xBEEF})});
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_EQ(refused[0].outcome, Outcome::tag_error);
  EXPECT_EQ(refused[0].error_code, 4) << "memory locked (Gen2 annex I)";
  const auto kept =
      access({in_user_memory(Kind::read, 0, 1), in_user_memory(Kind::write, 4, 0, {0xBEEF})});
  ASSERT_THAT(kept, SizeIs(2));
  EXPECT_THAT(kept[0].words, ElementsAre(0xCAFE));
  EXPECT_EQ(kept[1].outcome, Outcome::success) << "the second block is not locked";
}

}  // namespace
}  // namespace plugtest

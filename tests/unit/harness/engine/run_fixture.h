#pragma once

#include "harness/engine/run.h"
#include "harness/lab/lock_step.h"
#include "harness/lab/virtual_clock.h"
#include "tests/doubles/remembering_evidence.h"
#include "tests/doubles/scripted_reader.h"
#include "tests/doubles/timed_rig.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::engine {

class CountingListener final : public RunListener {
 public:
  std::uint32_t passes = 0;
  std::function<void(std::uint32_t)> then;
  void on_pass(const model::RunPlan&, std::uint32_t pass,
               std::span<const model::PassScore>) override {
    ++passes;
    if (then) then(pass);
  }
};

class RunTest : public testing::Test {
 protected:
  RunTest()
      : clock_(lab::default_epoch()),
        log_("test", std::make_shared<spdlog::sinks::null_sink_mt>()),
        runtime_{io_, clock_, ledger_, log_},
        reader_(runtime_),
        rig_(runtime_, std::chrono::seconds(5)) {
    plan_.reader = model::ReaderId("alpha");
    plan_.tag_types = {model::TagTypeId("c1")};
    scenario_.decision = model::SequentialRule{};
    scenario_.budgets = {std::chrono::seconds(10), std::chrono::seconds(60),
                         std::chrono::seconds(2)};
    scenario_.lane.antennas.resize(1);
    for (int i = 0; i < 3; ++i) {
      model::Piece piece;
      piece.id = model::PieceId("piece-" + std::to_string(i));
      piece.tag_type = plan_.tag_types[0];
      piece.uii = *identity::Uii::from_hex("30000000000000000000000" + std::to_string(i));
      pieces_.push_back(piece);
    }
    reader_.reports = [this](std::uint32_t inventory) { return see(inventory, pieces_.size()); };
  }

  /// Reports of the first `count` pieces.
  std::vector<model::Observation> see(std::uint32_t inventory, std::size_t count) {
    std::vector<model::Observation> reports;
    for (std::size_t i = 0; i < count; ++i) {
      model::Observation report;
      report.uii = pieces_[i].uii;
      report.received = clock_.now();
      report.inventory_id = inventory;
      reports.push_back(report);
    }
    return reports;
  }

  model::RunResult run() {
    engine::Run run({runtime_, reader_, rig_, evidence_, listener_, plan_, scenario_, record_,
                     pieces_, one_recorded_pass_});
    abort_ = [&run] { run.abort(); };
    std::optional<model::RunResult> result;
    run.start([&](model::RunResult ended) { result = std::move(ended); });
    const auto driven =
        lab::run_lock_step(io_, clock_, ledger_, lab::Pace::fast, std::chrono::milliseconds(2000),
                           [&] { return result.has_value(); });
    EXPECT_TRUE(driven) << to_string(driven.error());
    return result.value_or(model::RunResult{});
  }

  /// The link goes in the middle of the next pass, guard and pass being what they are.
  void drop_in_a_second() {
    clock_.call_at(clock_.now() + std::chrono::seconds(3), [this] {
      reader_.listener().on_link_down({ErrorCode::link_lost, "connection reset"});
    });
  }

  boost::asio::io_context io_;
  lab::VirtualClock clock_;
  lab::TrafficLedger ledger_;
  spdlog::logger log_;
  api::Runtime runtime_;
  doubles::ScriptedReader reader_;
  doubles::TimedRig rig_;
  doubles::RememberingEvidence evidence_;
  CountingListener listener_;
  model::RunPlan plan_;
  model::ScenarioPlan scenario_;
  model::ReaderRecord record_;
  std::vector<model::Piece> pieces_;
  bool one_recorded_pass_ = false;
  std::function<void()> abort_;
};

}  // namespace plugtest::engine

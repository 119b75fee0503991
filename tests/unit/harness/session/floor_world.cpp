#include "tests/unit/harness/session/floor_world.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace plugtest::session {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const identity::Uii& reference() {
  static const identity::Uii uii = identity::Uii::from_hex("3034257bf7194e40000fffff").value();
  return uii;
}

model::Piece piece(const std::string& id, const std::string& type, const identity::Uii& uii) {
  return {model::PieceId(id), model::TagTypeId(type), uii, ""};
}

}  // namespace

/// Answers for one runtime.
class FloorWorld::Operator final : public api::Prompter {
 public:
  Operator(FloorWorld& world, api::Runtime& runtime) : world_(world), timer_(runtime.clock) {}

  void ask(const std::string& key, const std::string& text, Nanos,
           api::Done<std::string> done) override {
    {
      const std::lock_guard lock(world_.mutex_);
      world_.questions.push_back(key);
      world_.most_questions_at_once =
          std::max(world_.most_questions_at_once, ++world_.open_questions_);
    }
    done_ = std::move(done);
    answer_soon(key, text);
  }
  void cancel() override {
    if (done_) end(fail(ErrorCode::cancelled, "the question was withdrawn"));
  }

 private:
  void answer_soon(const std::string& key, const std::string& text) {
    if (world_.unanswered.contains(key)) {
      return end(fail(ErrorCode::timed_out, "no answer to '" + key + "' in time"));
    }
    if (!world_.hold || !world_.hold(key, text)) {
      world_.obey(key, text);
      return end(std::string());
    }
    timer_.set_after(milliseconds(1), [this, key, text] { answer_soon(key, text); });
  }
  void end(Result<std::string> answer) {
    timer_.set_after(Nanos(0), [this, answer = std::move(answer)] {
      {
        const std::lock_guard lock(world_.mutex_);
        --world_.open_questions_;
      }
      std::exchange(done_, nullptr)(answer);
    });
  }

  FloorWorld& world_;
  api::Timer timer_;
  api::Done<std::string> done_;
};

/// Keeps the notes of a run in the world.
class FloorWorld::Evidence final : public doubles::RememberingEvidence {
 public:
  Evidence(FloorWorld& world, model::RunId run) : world_(world), run_(std::move(run)) {}
  void on_note(HostTime, const std::string& text) override {
    const std::lock_guard lock(world_.mutex_);
    world_.notes[run_].push_back(text);
  }

 private:
  FloorWorld& world_;
  model::RunId run_;
};

FloorWorld::FloorWorld() : log_("test", std::make_shared<spdlog::sinks::null_sink_mt>()) {
  event.id = "floor";
  event.rig = model::RigKind::operator_prompts;
  for (const char* id : {"alpha", "beta"}) {
    model::ReaderRecord& reader = event.readers.emplace_back();
    reader.id = model::ReaderId(id);
    reader.uri = std::string("double://") + id;
  }
  event.manifest.emplace();
  int number = 0;
  for (const std::string type : {"c1", "c2"}) {
    event.tag_types.emplace_back().id = model::TagTypeId(type);
    for (const std::string which : {"-1", "-2", "-3"}) {
      const auto uii =
          identity::Uii::from_hex("3034257bf7194e400000000" + std::to_string(number++));
      event.manifest->expected.push_back(
          {piece(type + which, type, uii.value()), model::ItemId("item-" + type + which)});
    }
  }
  std::uint16_t port = 0;
  for (const char* id : {"belt", "door"}) {
    model::ScenarioPlan& scenario = event.scenarios.emplace_back();
    scenario.id = model::ScenarioId(id);
    scenario.lane.id = model::LaneId(id);
    scenario.lane.antennas.emplace_back().port = ++port;
    scenario.decision = model::FixedRule{2, 0.05, 0.5};
    scenario.budgets = {seconds(20), seconds(20), milliseconds(1)};
  }
  event.independent_lanes = {{model::LaneId("belt"), model::LaneId("door")}};
  event.checks.emplace();
  event.checks->references = {piece("ref", "c1", reference())};
  event.checks->types = {event.tag_types[0]};
  event.checks->empty_field = milliseconds(2);
  event.checks->reference = milliseconds(2);

  registry_.add_reader("double", [this](api::Runtime& runtime, const api::ReaderUri& uri,
                                        const api::ReaderOptions&) {
    auto reader = std::make_unique<doubles::ScriptedReader>(runtime);
    if (unreachable.contains(uri.host)) {
      reader->on_connect = fail(ErrorCode::unreachable, "nobody is there");
    }
    doubles::ScriptedReader* it = reader.get();
    it->reports = [this, it, &runtime](std::uint32_t inventory) {
      std::vector<model::Observation> seen;
      for (const identity::Uii& uii : heard_at(it->configured.back().antennas.at(0))) {
        model::Observation& report = seen.emplace_back();
        report.uii = uii;
        report.received = runtime.clock.now();
        report.inventory_id = inventory;
        report.seen_count = 3;
      }
      return seen;
    };
    return Result<std::unique_ptr<api::Reader>>(std::move(reader));
  });
}

model::RunPlan FloorWorld::plan(const char* reader, const char* scenario,
                                const char* tag_type) const {
  model::RunPlan run;
  run.reader = model::ReaderId(reader);
  run.scenario = model::ScenarioId(scenario);
  run.tag_types = {model::TagTypeId(tag_type)};
  run.id = model::RunId(std::string(reader) + "-" + scenario + "-" + tag_type);
  return run;
}

std::vector<model::RunResult> FloorWorld::run(const std::vector<model::RunPlan>& plans,
                                              const std::stop_token& stop) {
  const SessionServices services{
      registry_,
      log_,
      *this,
      [this](const model::RunPlan& plan) -> Result<std::unique_ptr<api::EvidenceSink>> {
        return std::make_unique<Evidence>(*this, plan.id);
      },
      [this](api::Runtime& runtime) { return std::make_unique<Operator>(*this, runtime); },
      turns};
  SessionOptions options;
  options.batches = plan_batches(event, plans, plans);
  return run_session(event, plans, options, services, stop);
}

void FloorWorld::on_run_begin(const model::RunPlan& plan) {
  for (const auto& [id, other] : under_way_) {
    if (other.tag_types == plan.tag_types) mail_was_in_two_lanes = true;
  }
  under_way_[plan.id] = plan;
  most_runs_at_once = std::max(most_runs_at_once, under_way_.size());
}

void FloorWorld::on_run_end(const model::RunResult& result) { under_way_.erase(result.plan.id); }

/// The operator lays things where they are asked to; every question that is about one names its
/// lane (or the scenario of the same name).
void FloorWorld::obey(const std::string& key, const std::string& text) {
  const std::lock_guard lock(mutex_);
  const auto at = [&](const char* before) -> std::vector<identity::Uii>& {
    const std::size_t name = text.find(before) + std::string(before).size();
    return lanes_[text.substr(name, 4)];
  };
  if (key == "cross-read") {
    lanes_.clear();
    at("others hear lane ") = {reference()};
  } else if (key == "reference") {
    at("lane of ") = {reference()};
  } else if (key == "empty-field") {
    at("lane of ").clear();
  } else if (key == "load") {
    std::vector<identity::Uii>& lane = at(" of ");
    lane.clear();
    for (const model::ManifestEntry& entry : event.manifest->expected) {
      const bool named = text.find(entry.piece.id.str()) != std::string::npos;
      if (named) lane.push_back(entry.piece.uii);
    }
  }
}

std::vector<identity::Uii> FloorWorld::heard_at(std::uint16_t port) {
  const std::lock_guard lock(mutex_);
  const std::string lane = port == 1 ? "belt" : "door";
  std::vector<identity::Uii> heard = lanes_[lane];
  if (const auto from = leaks.find(lane); from != leaks.end()) {
    const std::vector<identity::Uii>& more = lanes_[from->second];
    heard.insert(heard.end(), more.begin(), more.end());
  }
  return heard;
}

}  // namespace plugtest::session

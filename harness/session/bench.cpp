#include "harness/session/bench.h"

#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "harness/api/rig.h"
#include "harness/lab/lab.h"
#include "harness/lab/virtual_clock.h"
#include "harness/rigs/gpi_rig.h"
#include "harness/rigs/operator_rig.h"
#include "harness/rigs/replay_rig.h"
#include "harness/session/batches.h"
#include "harness/session/floor_loop.h"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::session {

namespace {

namespace asio = boost::asio;

const model::ReaderRecord& record_of(const BenchParts& parts) {
  return *std::ranges::find(parts.event.readers, parts.run.reader, &model::ReaderRecord::id);
}

const model::ScenarioPlan& scenario_of(const BenchParts& parts) {
  return *std::ranges::find(parts.event.scenarios, parts.run.scenario, &model::ScenarioPlan::id);
}

std::vector<model::TagType> load_of(const BenchParts& parts) {
  std::vector<model::TagType> types;
  for (const model::TagTypeId& id : parts.run.tag_types) {
    types.push_back(*std::ranges::find(parts.event.tag_types, id, &model::TagType::id));
  }
  return types;
}

/// The enrolled pieces of the run's tag types; all others of the manifest are elsewhere.
model::Manifest manifest_of_run(const BenchParts& parts) {
  model::Manifest manifest;
  if (!parts.event.manifest) return manifest;
  manifest.elsewhere = parts.event.manifest->elsewhere;
  for (const model::ManifestEntry& entry : parts.event.manifest->expected) {
    const bool in_load =
        std::ranges::find(parts.run.tag_types, entry.piece.tag_type) != parts.run.tag_types.end();
    if (in_load) {
      manifest.expected.push_back(entry);
    } else {
      manifest.elsewhere.push_back(entry.piece);
    }
  }
  return manifest;
}

/// The driver of the run's reader, at `uri`.
Result<void> make_reader(const BenchParts& parts, api::Runtime& runtime, const std::string& uri,
                         std::unique_ptr<api::Reader>& reader) {
  const api::ReaderOptions options{.wire_tap = &parts.wire_tap,
                                   .ask_serial = !record_of(parts).serial.empty()};
  auto made = parts.registry.make_reader(runtime, uri, options);
  if (!made) return fail(made.error());
  reader = std::move(*made);
  return {};
}

std::vector<model::Piece> pieces_of(const model::Manifest& manifest) {
  std::vector<model::Piece> pieces;
  for (const model::ManifestEntry& entry : manifest.expected) pieces.push_back(entry.piece);
  return pieces;
}

/// A loop in lab time. Declared first in a bench, so that it outlives all that waits on it.
struct VirtualLoop {
  explicit VirtualLoop(spdlog::logger& log)
      : clock(lab::default_epoch()), runtime{io, clock, ledger, log} {}

  Result<void> drive(lab::Pace pace, std::chrono::milliseconds hang_guard,
                     const std::function<bool()>& done) {
    return lab::run_lock_step(io, clock, ledger, pace, hang_guard, done);
  }

  asio::io_context io;
  lab::VirtualClock clock;
  lab::TrafficLedger ledger;
  api::Runtime runtime;
};

/// Virtual reader, virtual mail, lab time.
class LabBench final : public Bench {
 public:
  explicit LabBench(const BenchParts& parts) : parts_(parts), loop_(parts.log) {}

  Result<void> build() {
    const model::ReaderRecord& record = record_of(parts_);
    const std::vector<model::TagType> load = load_of(parts_);
    auto made = lab::make_lab(loop_.clock,
                              {scenario_of(parts_), parts_.event.region, *record.virtual_reader,
                               with_reference(load), parts_.run.seed, parts_.air_tap});
    if (!made) return fail(made.error());
    lab_ = std::move(*made);
    auto endpoint =
        parts_.registry.make_endpoint(loop_.runtime, record.virtual_reader->family, lab_->radio(),
                                      {.llrp = record.virtual_reader->radio.llrp});
    if (!endpoint) return fail(endpoint.error());
    endpoint_ = std::move(*endpoint);

    const model::Manifest enrolled = manifest_of_run(parts_);
    pieces_ = lab::make_scenario_pieces(load, scenario_of(parts_), parts_.event.seed);
    if (!enrolled.expected.empty()) pieces_.load = pieces_of(enrolled);
    return make_reader(parts_, loop_.runtime, endpoint_->uri(), reader_);
  }

  api::Runtime& runtime() override { return loop_.runtime; }
  api::Reader& reader() override { return *reader_; }
  api::Rig& rig() override { return lab_->rig(); }
  std::vector<model::Piece> pieces() override { return pieces_.load; }
  std::vector<model::Piece> next_door() override { return pieces_.next_door; }
  Result<void> drive(const std::function<bool()>& done) override {
    return loop_.drive(parts_.pace, parts_.hang_guard, done);
  }
  void post(std::function<void()> task) override { asio::post(loop_.io, std::move(task)); }

 private:
  /// The types of all tags that the lab is to hold: those of the load, and that of the piece that
  /// the reader is checked with.
  std::vector<model::TagType> with_reference(std::vector<model::TagType> types) const {
    if (!parts_.event.checks) return types;
    const auto reference = reference_of(*parts_.event.checks, record_of(parts_));
    if (!reference) return types;
    const bool there =
        std::ranges::find(types, reference->tag_type, &model::TagType::id) != types.end();
    if (!there) {
      types.push_back(
          *std::ranges::find(parts_.event.checks->types, reference->tag_type, &model::TagType::id));
    }
    return types;
  }

  BenchParts parts_;
  VirtualLoop loop_;
  std::unique_ptr<lab::Lab> lab_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;
  lab::LabPieces pieces_;
};

/// A recording: its bytes come as fast as they are read, in lab time that nobody moves.
class ReplayBench final : public Bench {
 public:
  explicit ReplayBench(const BenchParts& parts)
      : parts_(parts),
        loop_(parts.log),
        manifest_(manifest_of_run(parts)),
        rig_(loop_.runtime, manifest_) {}

  Result<void> build() {
    return make_reader(parts_, loop_.runtime, record_of(parts_).uri, reader_);
  }

  api::Runtime& runtime() override { return loop_.runtime; }
  api::Reader& reader() override { return *reader_; }
  api::Rig& rig() override { return rig_; }
  std::vector<model::Piece> pieces() override { return pieces_of(manifest_); }
  Result<void> drive(const std::function<bool()>& done) override {
    return loop_.drive(lab::Pace::fast, parts_.hang_guard, done);
  }
  void post(std::function<void()> task) override { asio::post(loop_.io, std::move(task)); }

 private:
  BenchParts parts_;
  VirtualLoop loop_;
  model::Manifest manifest_;
  rigs::ReplayRig rig_;
  std::unique_ptr<api::Reader> reader_;
};

/// A real reader (or a virtual one in another process), and an operator who moves the mail.
class FloorBench final : public Bench {
 public:
  explicit FloorBench(const BenchParts& parts)
      : parts_(parts),
        loop_(parts.log),
        prompter_(parts.make_prompter(loop_.runtime)),
        manifest_(manifest_of_run(parts)),
        rig_(make_rig(parts)) {}

  Result<void> build() {
    return make_reader(parts_, loop_.runtime, record_of(parts_).uri, reader_);
  }

  api::Runtime& runtime() override { return loop_.runtime; }
  api::Reader& reader() override { return *reader_; }
  api::Rig& rig() override { return *rig_; }
  std::vector<model::Piece> pieces() override { return pieces_of(manifest_); }
  Result<void> drive(const std::function<bool()>& done) override {
    loop_.drive(done);
    return {};
  }
  void post(std::function<void()> task) override { loop_.post(std::move(task)); }

 private:
  std::unique_ptr<api::Rig> make_rig(const BenchParts& parts) {
    if (parts.event.rig == model::RigKind::gpi) {
      return std::make_unique<rigs::GpiRig>(loop_.runtime, *prompter_, manifest_,
                                            scenario_of(parts), parts.evidence, parts.turns);
    }
    return std::make_unique<rigs::OperatorRig>(loop_.runtime, *prompter_, manifest_,
                                               scenario_of(parts), parts.evidence, parts.turns);
  }

  BenchParts parts_;
  FloorLoop loop_;
  std::unique_ptr<api::Prompter> prompter_;
  model::Manifest manifest_;
  std::unique_ptr<api::Rig> rig_;
  std::unique_ptr<api::Reader> reader_;
};

template <class Kind>
Result<std::unique_ptr<Bench>> built(const BenchParts& parts) {
  auto bench = std::make_unique<Kind>(parts);
  if (const auto ok = bench->build(); !ok) return fail(ok.error());
  return bench;
}

}  // namespace

Result<std::unique_ptr<Bench>> make_bench(const BenchParts& parts) {
  switch (parts.event.rig) {
    case model::RigKind::lab:
      return built<LabBench>(parts);
    case model::RigKind::replay:
      return built<ReplayBench>(parts);
    case model::RigKind::operator_prompts:
    case model::RigKind::gpi:
      return built<FloorBench>(parts);
  }
  return fail(ErrorCode::internal, "an event with an unknown kind of rig");
}

}  // namespace plugtest::session

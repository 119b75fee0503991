#pragma once

#include "harness/api/evidence_sink.h"

#include <optional>
#include <string>
#include <vector>

namespace plugtest::doubles {

/// Evidence that stays in memory.
class RememberingEvidence : public api::EvidenceSink, public api::WireTap {
 public:
  std::vector<model::PassRecord> passes;
  std::vector<std::string> notes;
  std::size_t observations = 0;
  std::optional<model::RunResult> finished;
  std::optional<Error> disk_error;

  api::WireTap& wire_tap() override { return *this; }
  api::AirTap* air_tap() override { return nullptr; }
  void on_link(HostTime) override {}
  void on_bytes(api::Direction, HostTime, std::span<const std::uint8_t>) override {}
  void on_identity(const model::ReaderIdentity&) override {}
  void on_settings(const model::ReaderSettings&, const model::AppliedSettings&) override {}
  void on_pass_begin(std::uint32_t, HostTime, const model::Manifest&) override {}
  void on_observations(std::uint32_t, std::span<const model::Observation> seen) override {
    observations += seen.size();
  }
  void on_pass_end(const model::PassRecord& pass) override { passes.push_back(pass); }
  void on_note(HostTime, const std::string& text) override { notes.push_back(text); }
  Result<std::string> finish(const model::RunResult& result) override {
    finished = result;
    if (disk_error) return fail(*disk_error);
    return std::string("runs/remembered");
  }
};

}  // namespace plugtest::doubles

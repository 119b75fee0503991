#pragma once

#include "harness/api/evidence_sink.h"

#include <cstdint>
#include <span>
#include <string>

namespace plugtest::cli {

/// Keeps nothing: for runs that only the verdict is wanted of.
class NoEvidence final : public api::EvidenceSink, private api::WireTap {
 public:
  api::WireTap& wire_tap() override { return *this; }
  api::AirTap* air_tap() override { return nullptr; }
  void on_identity(const model::ReaderIdentity&) override {}
  void on_settings(const model::ReaderSettings&, const model::AppliedSettings&) override {}
  void on_pass_begin(std::uint32_t, HostTime, const model::Manifest&) override {}
  void on_observations(std::uint32_t, std::span<const model::Observation>) override {}
  void on_pass_end(const model::PassRecord&) override {}
  void on_note(HostTime, const std::string&) override {}
  Result<std::string> finish(const model::RunResult&) override { return std::string(); }

 private:
  void on_link(HostTime) override {}
  void on_bytes(api::Direction, HostTime, std::span<const std::uint8_t>) override {}
};

}  // namespace plugtest::cli

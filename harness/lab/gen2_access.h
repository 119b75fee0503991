#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/lab/gen2_dialogue.h"
#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::lab {

/// Whether the requests can be put into commands; error `configuration` names the first that
/// cannot.
Result<void> check_access(std::span<const api::AccessRequest> requests);

/// The reader's side of access to the tag that has just told its UII (Gen2 v1.2.0, 6.3.2.12.3):
/// gets the handle, gives passwords, covers what is written, and waits for tags that write. It
/// repeats nothing: what failed is told.
class Gen2Access {
 public:
  /// `rn16`: what the tag was acknowledged with. The references must outlive this object.
  Gen2Access(Gen2Dialogue& dialogue, const Gen2Scene& scene, std::uint16_t rn16);

  /// Carries out `requests` in their order, from `now`. One result each is added, in the same
  /// order; when the tag has left the dialogue, the rest is `no_response` without being tried. The
  /// answer is when the next command may begin. May be called again with what it answered.
  gen2::Time carry_out(std::span<const api::AccessRequest> requests, gen2::Time now,
                       std::vector<api::AccessResult>& results);

  /// The tag does not answer any more.
  bool lost() const { return lost_; }

 private:
  using Outcome = api::AccessResult::Outcome;

  Gen2Dialogue::Answer ask(const gen2::Command& command, bool patient = false);
  /// Req_RN: the handle the first time, then a cover. Nothing when no intact answer came.
  std::optional<std::uint16_t> ask_rn(std::uint16_t rn);
  bool give_password(std::uint32_t password, api::AccessResult& result);
  void carry_out(const api::AccessRequest& request, api::AccessResult& result);
  void write(const api::AccessRequest& request, api::AccessResult& result);
  void kill(const api::AccessRequest& request, api::AccessResult& result);
  /// Judges the answer to a command after which the tag says done, error or nothing.
  void judge(const Gen2Dialogue::Answer& answer, api::AccessResult& result);
  void lose(api::AccessResult& result, Outcome outcome);

  Gen2Dialogue& dialogue_;
  const Gen2Scene& scene_;
  std::uint16_t rn16_;
  bool opened_ = false;  ///< has asked for the handle
  std::uint16_t handle_ = 0;
  std::uint32_t password_ = 0;  ///< given so far
  bool lost_ = false;           ///< the tag no longer answers
  gen2::Time now_{};
};

}  // namespace plugtest::lab

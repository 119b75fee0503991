#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/lab/shared_air.h"
#include "harness/lab/total_listener.h"
#include "harness/lab/total_tags.h"
#include "protocols/bits/result.h"
#include "protocols/total/profile.h"

#include <span>
#include <vector>

namespace plugtest::lab {

/// Whether the requests can be put into commands of Type D; error `configuration` names the first
/// that cannot.
Result<void> check_total_access(std::span<const api::AccessRequest> requests);

/// A bound of what the requests take with the slowest tag of `profile`.
total::Time longest_total_access(const total::Profile& profile,
                                 std::span<const api::AccessRequest> requests);

/// The reader's side of access to the read/write tags of Type D in its field (facts/air.md B.2,
/// B.3). Its commands name no tag: whoever is near enough and understands one does what it says and
/// answers, so that several tags in the field drown each other. It repeats nothing: what failed is
/// told.
class TotalAccess {
 public:
  /// `profile`: of the tags that are meant. The references must outlive this object; `speaker` is
  /// who has the floor of `shared`.
  TotalAccess(TotalTags& tags, TotalListener& listener, SharedAir& shared,
              const AirInterface& speaker, const total::Profile& profile)
      : tags_(tags), listener_(listener), shared_(shared), speaker_(speaker), profile_(profile) {}

  /// Carries out `requests` in their order, from `now`. One result each, in the same order. The
  /// tags' time is the end of all that afterwards.
  std::vector<api::AccessResult> carry_out(std::span<const api::AccessRequest> requests,
                                           total::Time now);

 private:
  api::AccessResult carry_out(const api::AccessRequest& request, total::Time now);
  void send(const total::Command& command, total::Time now);
  TotalListener::Answer listen(total::Time give_up);

  TotalTags& tags_;
  TotalListener& listener_;
  SharedAir& shared_;
  const AirInterface& speaker_;
  const total::Profile& profile_;
};

}  // namespace plugtest::lab

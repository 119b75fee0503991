#pragma once

#include "drivers/llrp/rospec.h"
#include "drivers/llrp/rospec_run.h"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// The ROSpecs of a virtual reader: their life (LLRP 1.1, 6.1 and figure 5), their start triggers,
/// and which one has the radio. One is active at a time; a more important one takes the place of
/// one that is less so. A trigger that fires while the radio is taken is lost, but for an immediate
/// one: that ROSpec begins as soon as the radio is free, and again after it has been pre-empted.
class RoSpecs {
 public:
  explicit RoSpecs(const RoSpecParts& parts);

  /// @name The requests; `request` is the message body
  /// In DELETE, ENABLE and DISABLE a ROSpecID of 0 means all of them.
  /// @{
  Verdict add(const llrp::Element& request, llrp::Version version);
  Verdict remove(const llrp::Element& request);
  Verdict enable(const llrp::Element& request);
  Verdict disable(const llrp::Element& request);
  Verdict start(const llrp::Element& request);
  Verdict stop(const llrp::Element& request);
  /// @}

  /// The ROSpec parameters in the order in which they were added, with their states now.
  std::vector<llrp::Element> list() const;

  /// An input that is enabled has changed.
  void on_input(std::uint16_t port, bool high);

  /// What is done with tags has changed. Error: the radio refuses, and goes on as before.
  Verdict access_changed() { return run_.settings_changed(); }
  /// An antenna came or went. Without any the ROSpec is over.
  void antennas_changed();

  void clear();

 private:
  struct Held {
    RoSpec spec;
    bool due = false;  ///< immediate: begins when the radio is free
    api::Timer timer;  ///< of its start trigger

    Held(RoSpec rospec, api::Clock& clock) : spec(std::move(rospec)), timer(clock) {}
  };
  using All = std::list<Held>;  // the one that runs must stay where it is

  All::iterator find(std::uint32_t id);
  tl::expected<std::vector<std::uint32_t>, llrp::DecodeError> named(const llrp::Element& request,
                                                                    bool zero_is_all);
  void arm(Held& held);
  void arm_periodic(Held& held);
  void on_start_trigger(Held& held);
  /// Begins it, if need be in place of a less important one.
  Verdict begin(Held& held);
  void end_active(std::optional<std::uint32_t> preempted_by = std::nullopt);
  void on_over(std::uint32_t id);
  void begin_due_soon();
  void begin_due();
  bool is_active(std::uint32_t id) const;

  RoSpecParts parts_;
  All all_;
  RoSpecRun run_;
  api::Timer due_timer_;
};

}  // namespace plugtest::drivers

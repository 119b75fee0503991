#pragma once

#include "drivers/llrp/planted_faults.h"
#include "drivers/llrp/reader_stamp.h"
#include "drivers/llrp/refusal.h"
#include "drivers/llrp/report_buffer.h"
#include "drivers/llrp/rospecs.h"
#include "drivers/llrp/virtual_access.h"
#include "drivers/llrp/virtual_config.h"
#include "drivers/llrp/virtual_events.h"
#include "drivers/llrp/virtual_outbox.h"
#include "drivers/llrp/virtual_versions.h"
#include "harness/api/clock.h"
#include "harness/api/reader_ports.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/llrp_profile.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// A reader as LLRP sees it, without its connections: it answers every request of LLRP 1.0.1 and
/// 1.1, and bad input as LLRP 1.1, 15 asks; what its ROSpecs, inputs and antennas do goes out as
/// events and reports.
class VirtualDevice final : private RoSpecListener, private api::ReaderPorts::Listener {
 public:
  VirtualDevice(api::Runtime& runtime, api::VirtualRadio& radio, model::LlrpProfile profile);
  ~VirtualDevice() override;
  VirtualDevice(const VirtualDevice&) = delete;
  VirtualDevice& operator=(const VirtualDevice&) = delete;

  /// A client is there (and has been told so): events and reports flow, unless they are held back
  /// until it asks for them.
  void attach(DeviceOutlet& outlet);
  /// The client is gone. ROSpecs stay and run on.
  void detach();

  /// One whole message of the client.
  void on_message(const llrp::Frame& frame);
  /// The client's bytes make no message: says so. The stream cannot be read any further.
  void on_garbage(const Error& why);

  /// Whether the client may be gone, so that another one may have its place: several keepalives in
  /// a row were not acknowledged.
  bool client_silent() const;
  bool lets_go() const { return !profile_.has(model::LlrpQuirk::keeps_dead_connection); }

  /// READER_EVENT_NOTIFICATION with `event`, stamped with the reader's time; as bytes.
  std::vector<std::uint8_t> event_message(llrp::Element event) {
    return outbox_.event_message(std::move(event));
  }

 private:
  bool refuse_early(const llrp::Frame& frame);
  void negotiate(const llrp::Frame& frame);
  void refuse(const llrp::DecodeError& error, const llrp::TypeDef& definition,
              const llrp::Header& header);
  void execute(const llrp::Message& request);
  void execute_custom(const llrp::Message& request);
  Verdict handle(const llrp::Message& request, llrp::Element& response);
  Verdict handle_rospec(const llrp::Message& request, llrp::Element& response);
  Verdict handle_access(const llrp::Message& request, llrp::Element& response);
  Verdict change_access(const llrp::Message& request);
  const llrp::TypeDef* client_message(std::uint16_t type) const;
  /// The outlet that there was, or nullptr.
  DeviceOutlet* let_go();
  void hang_up();
  void keep_alive();
  void arm_keepalive();

  void on_rospec_start(std::uint32_t id) override;
  void on_rospec_end(std::uint32_t id, std::optional<std::uint32_t> preempted_by) override;
  void on_aispec_end(std::uint32_t id, std::uint16_t spec, const api::SlotCounts& slots) override;
  void on_survey(std::uint32_t id, std::uint16_t spec, bool started) override;
  void on_loop(std::uint32_t id, std::uint32_t loops) override;
  void on_hop(std::uint16_t channel) override;
  void on_report_due(bool rospec_over, bool silent) override;
  void on_buffer_level(unsigned percent) override;
  void on_trouble(std::uint32_t id, std::uint16_t spec, const std::string& what) override;
  void on_input(std::uint16_t port, bool high) override;
  void on_antenna(std::uint16_t port, bool connected) override;

  api::Runtime runtime_;
  api::VirtualRadio& radio_;
  model::LlrpProfile profile_;
  ReaderStamp stamp_;
  VirtualConfig config_;
  ReportBuffer reports_;
  VirtualAccess access_;
  VirtualOutbox outbox_;
  VirtualEvents events_;
  PlantedFaults faults_;
  RoSpecs rospecs_;
  VersionNegotiation version_;
  bool extended_ = false;  ///< the vendor's extension has been enabled on this connection
  unsigned unacknowledged_ = 0;
  api::Timer keepalive_timer_;
};

}  // namespace plugtest::drivers

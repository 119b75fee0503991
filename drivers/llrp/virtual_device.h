#pragma once

#include "drivers/llrp/refusal.h"
#include "drivers/llrp/report_buffer.h"
#include "drivers/llrp/rospec_runner.h"
#include "drivers/llrp/virtual_access.h"
#include "drivers/llrp/virtual_config.h"
#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

namespace plugtest::drivers {

/// Where a virtual device sends to: the established connection.
class DeviceOutlet {
 public:
  virtual ~DeviceOutlet() = default;
  virtual void send(std::span<const std::uint8_t> bytes) = 0;
  virtual void hang_up() = 0;  ///< after what was sent; the device has let go of the outlet
};

/// A reader as LLRP sees it, without its connections: configuration, ROSpecs, reports, events, and
/// the planted faults that show on the wire. It answers every request of LLRP 1.0.1, and bad input
/// as clause 14 asks.
class VirtualDevice final : private RoSpecListener {
 public:
  VirtualDevice(api::Runtime& runtime, api::VirtualRadio& radio);

  /// A client is there (and has been told so): events and reports flow, unless they are held back
  /// until it asks for them.
  void attach(DeviceOutlet& outlet);
  /// The client is gone. ROSpecs stay and run on.
  void detach();

  /// One whole message of the client.
  void on_message(const llrp::Frame& frame);
  /// The client's bytes make no message: says so. The stream cannot be read any further.
  void on_garbage(const Error& why);

  /// Several keepalives in a row were not acknowledged: the client may be gone.
  bool client_silent() const { return unacknowledged_ >= k_silent_after; }

  /// READER_EVENT_NOTIFICATION with `event`, stamped with the reader's time; as bytes.
  std::vector<std::uint8_t> event_message(llrp::Element event);

  static llrp::Element connection_event(std::string_view status);

 private:
  static constexpr unsigned k_silent_after = 2;
  static constexpr unsigned k_give_up_after = 5;
  static constexpr std::size_t k_max_held_events = 256;

  bool refuse_early(const llrp::Frame& frame);
  void execute(const llrp::Message& request);
  Verdict handle(const llrp::Message& request, llrp::Element& response);
  Verdict handle_rospec(const llrp::Message& request, llrp::Element& response);
  Verdict handle_access(const llrp::Message& request, llrp::Element& response);
  Verdict change_access(const llrp::Message& request);
  void answer(std::uint16_t response_type, const llrp::Element& status, std::uint32_t id);
  void error_message(const llrp::Element& status, std::uint32_t id, std::uint8_t version);
  void send(llrp::Message message, bool is_answer);
  void send_bytes(std::span<const std::uint8_t> bytes);
  void get_report(std::uint32_t id);
  void release_events();
  void close_by_client(std::uint32_t id);
  void give_up();
  void keep_alive();
  void arm_keepalive();

  void on_rospec(std::uint32_t id, bool started) override;
  void on_aispec_end(std::uint32_t id, std::uint16_t spec_index) override;
  void on_report_due() override;
  void on_buffer_level(unsigned percent) override;
  void on_trouble(std::uint32_t id, const std::string& what) override;
  void notify(std::size_t event_type, llrp::Element event);
  void arm_faults();
  std::optional<Nanos> fault_delay(model::ReaderFault fault) const;
  bool has_fault(model::ReaderFault fault) const;

  api::Runtime runtime_;
  api::VirtualRadio& radio_;
  VirtualConfig config_;
  ReportBuffer reports_;
  VirtualAccess access_;
  RoSpecRunner rospecs_;
  DeviceOutlet* outlet_ = nullptr;
  std::uint32_t next_id_ = 1;
  bool holding_ = false;  // until ENABLE_EVENTS_AND_REPORTS
  bool muted_ = false;    // the planted stall
  std::deque<std::vector<std::uint8_t>> held_events_;
  unsigned unacknowledged_ = 0;
  api::Timer keepalive_timer_;
  api::Timer stall_timer_;
  api::Timer garbage_timer_;
  api::Timer drop_timer_;
};

}  // namespace plugtest::drivers

#pragma once

#include "drivers/llrp/reader_stamp.h"
#include "drivers/llrp/report_buffer.h"
#include "drivers/llrp/virtual_config.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// Where a virtual device sends to: the established connection.
class DeviceOutlet {
 public:
  virtual ~DeviceOutlet() = default;
  virtual void send(std::span<const std::uint8_t> bytes) = 0;
  virtual void end_sending() = 0;  ///< after what was sent; the client may go on
  virtual void hang_up() = 0;      ///< after what was sent; the device has let go of the outlet
};

/// What a virtual reader says: answers, events and reports, in the version of the connection.
/// Events and reports can be held back until the client asks for them (LLRP 1.1, 13.2.6.4).
class VirtualOutbox {
 public:
  /// All must outlive this.
  VirtualOutbox(const VirtualConfig& config, const ReaderStamp& stamp, ReportBuffer& reports,
                bool wrong_answer_ids)
      : config_(config), stamp_(stamp), reports_(reports), wrong_answer_ids_(wrong_answer_ids) {}

  /// A client is there.
  void attach(DeviceOutlet& outlet);
  /// The client is gone; who it was.
  DeviceOutlet* detach();
  bool attached() const { return outlet_ != nullptr; }

  void set_version(llrp::Version version) { version_ = version; }
  llrp::Version version() const { return version_; }
  /// Nothing gets out any more, until the next client.
  void mute() { muted_ = true; }
  bool muted() const { return muted_; }

  /// Nothing gets out any more, and the client is told so by the end of our direction.
  void end_sending();

  /// Keeps reports back from now on, also when they are asked for, until burst() sends them all.
  void keep_back() { kept_back_ = true; }
  void burst();

  void answer(llrp::Message message);
  /// A message of the reader's own.
  void tell(llrp::MessageType type);
  /// ERROR_MESSAGE for a message that came in `version`.
  void error(const llrp::Element& status, std::uint32_t id, std::uint8_t version);
  /// READER_EVENT_NOTIFICATION, if events of this type are enabled.
  void notify(std::size_t event_type, llrp::Element event);
  /// The same, whatever is enabled or held back.
  void announce(llrp::Element event) { send(event_message(std::move(event))); }
  /// READER_EVENT_NOTIFICATION stamped with the reader's time.
  std::vector<std::uint8_t> event_message(llrp::Element event);
  void send(std::span<const std::uint8_t> bytes);

  /// Sends the complete reports, unless they are held back; without a client that wants them later
  /// they are lost. `even_none`: a report without anything when there is none.
  void flush(bool even_none = false);
  /// Completes what has been accumulated and sends it, as the answer to GET_REPORT.
  void answer_get_report(std::uint32_t id);
  /// ENABLE_EVENTS_AND_REPORTS: what was held back comes, events first.
  void release();

 private:
  llrp::Message event_of(llrp::Element event);

  static constexpr std::size_t k_max_held_events = 256;

  const VirtualConfig& config_;
  const ReaderStamp& stamp_;
  ReportBuffer& reports_;
  bool wrong_answer_ids_;
  DeviceOutlet* outlet_ = nullptr;
  llrp::Version version_ = llrp::Version::v1_0_1;
  std::uint32_t next_id_ = 1;
  bool holding_ = false;
  bool muted_ = false;
  bool kept_back_ = false;
  std::deque<llrp::Message> held_events_;
};

}  // namespace plugtest::drivers

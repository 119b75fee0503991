#pragma once

#include "drivers/usb_models/usb_model.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include <umockdev.h>

namespace plugtest::doubles {

/// A USB bus of umockdev's with our models plugged in: programs started with
/// LD_PRELOAD=libumockdev-preload.so.0 and UMOCKDEV_DIR see them in sysfs and usbfs, and their
/// unchanged libusb gets its ioctls answered by the models. No root, no kernel support.
class UmockdevBus {
 public:
  UmockdevBus();
  ~UmockdevBus();
  UmockdevBus(const UmockdevBus&) = delete;
  UmockdevBus& operator=(const UmockdevBus&) = delete;

  std::string root() const;  ///< for UMOCKDEV_DIR

  /// Device `number` (2 to 127) of bus 1 appears.
  void plug(unsigned number, drivers::UsbModel& model);
  /// ... and goes: what is under way ends with "no device", and the node disappears.
  void unplug(unsigned number);

  /// Only the system tells that it has gone: what is under way goes on waiting.
  void tell_unplugged(unsigned number);

  /// Opening it is refused from now on, to all but those whom no permission stops (root).
  void forbid(unsigned number);

  /// How often transfers were submitted; a measure of what the host does.
  std::size_t submitted(unsigned number) const;
  std::set<unsigned> claimed(unsigned number) const;

 private:
  class Node;

  UMockdevTestbed* testbed_;
  std::deque<std::unique_ptr<Node>> nodes_;
  Node* find(unsigned number) const;
};

}  // namespace plugtest::doubles

#pragma once

#include "drivers/transport/usb_device.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <libusb-1.0/libusb.h>

namespace plugtest::drivers {

/// The transfers of one open device, and the thread that handles their events. libusb's descriptors
/// are not given to Asio: not every system can wait for them (facts: usbfs under test doubles), a
/// thread works everywhere.
///
/// The events are called in that thread; all else is called from one other thread.
class UsbTransfers final {
 public:
  struct Events {
    std::function<void(std::vector<std::uint8_t> bytes)> read;
    std::function<void(std::size_t bytes)> written;  ///< of what was given to write()
    std::function<void(Error why)> lost;             ///< at most once
  };

  UsbTransfers(std::unique_ptr<UsbDevice> device, std::size_t max_unread, Events events);
  ~UsbTransfers() { join(); }
  UsbTransfers(const UsbTransfers&) = delete;
  UsbTransfers& operator=(const UsbTransfers&) = delete;

  /// Queues the IN transfers and begins.
  void start();

  /// Queues what carries `bytes`.
  void write(std::span<const std::uint8_t> bytes);

  /// The reader has taken so many bytes: the device may send more.
  void taken(std::size_t bytes);

  Result<void> set_line(const SerialLine& line);

  /// Has the thread let what was written go out, for a second at the most, cancel everything, wait
  /// for the last callback and close the device.
  void stop();

  /// Waits for that, a few seconds at the most: a program that ended before would leave the
  /// kernel's driver without its interface.
  void join();

 private:
  struct In {
    std::vector<std::uint8_t> buffer;
    libusb_transfer* transfer = nullptr;
  };
  struct Out {
    std::vector<std::uint8_t> transfer;
    std::size_t bytes = 0;  // of the stream
  };

  static void LIBUSB_CALL in_over(libusb_transfer* transfer);
  static void LIBUSB_CALL out_over(libusb_transfer* transfer);
  void run();
  void handle_events();
  void submit_in(libusb_transfer* transfer);
  void on_in(libusb_transfer* transfer);
  void next_out();
  void on_out(libusb_transfer* transfer);
  void note_loss(std::string why);
  void lose(Error why);
  void listen_for_unplugging();
  static int LIBUSB_CALL left(libusb_context* context, libusb_device* device,
                              libusb_hotplug_event event, void* self);
  bool sending();
  void cancel_all();

  std::unique_ptr<UsbDevice> device_;
  std::size_t max_unread_;
  Events events_;

  std::thread thread_;

  std::mutex mutex_;  // guards what follows
  std::vector<In> in_;
  std::vector<libusb_transfer*> parked_;  // not queued: too much unread
  std::deque<Out> out_queue_;
  libusb_transfer* out_ = nullptr;
  bool out_flying_ = false;
  std::size_t in_flying_ = 0;
  std::size_t unread_ = 0;
  unsigned faults_ = 0;  // stalls and errors in a row
  bool lost_ = false;
  std::string loss_;  ///< how
  bool stopped_ = false;
  std::vector<std::uint8_t> stalled_;  // endpoints to clear, outside the callback
};

}  // namespace plugtest::drivers

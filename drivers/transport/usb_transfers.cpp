#include "drivers/transport/usb_transfers.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr std::size_t k_in_transfers = 4;
constexpr std::size_t k_packets_per_transfer = 8;
constexpr unsigned k_most_faults = 16;  // in a row without a byte: the device is broken
constexpr auto k_linger = std::chrono::seconds(1);
constexpr auto k_drain = std::chrono::seconds(2);

constexpr const char* k_unplugged = "was unplugged";
constexpr const char* k_broken = "does not transfer any more";

/// Of a transfer that cannot be submitted.
std::string loss_of(int code) {
  return code == LIBUSB_ERROR_NO_DEVICE ? std::string(k_unplugged)
                                        : std::string("is lost: ") + libusb_strerror(code);
}

}  // namespace

UsbTransfers::UsbTransfers(std::unique_ptr<UsbDevice> device, std::size_t max_unread, Events events)
    : device_(std::move(device)), max_unread_(max_unread), events_(std::move(events)) {}

void UsbTransfers::start() {
  const UsbPipes& pipes = device_->bridge->pipes();
  {
    const std::lock_guard lock(mutex_);
    in_.resize(k_in_transfers);
    for (In& in : in_) {
      in.buffer.resize(pipes.in.packet_bytes * k_packets_per_transfer);
      in.transfer = libusb_alloc_transfer(0);
      const auto fill = pipes.in.type == UsbTransferType::interrupt ? libusb_fill_interrupt_transfer
                                                                    : libusb_fill_bulk_transfer;
      // Interrupt transfers end with every report that is shorter; one packet each keeps them
      // apart.
      const std::size_t length =
          pipes.in.type == UsbTransferType::interrupt ? pipes.in.packet_bytes : in.buffer.size();
      fill(in.transfer, device_->handle.get(), pipes.in.address, in.buffer.data(),
           static_cast<int>(length), &UsbTransfers::in_over, this, 0);
      submit_in(in.transfer);
    }
    out_ = libusb_alloc_transfer(0);
  }
  listen_for_unplugging();
  thread_ = std::thread([this] { run(); });
}

/// With the lock held.
void UsbTransfers::submit_in(libusb_transfer* transfer) {
  if (lost_ || stopped_) return;
  if (unread_ > max_unread_) {
    parked_.push_back(transfer);
    return;
  }
  if (const int code = libusb_submit_transfer(transfer); code == 0) {
    ++in_flying_;
  } else {
    note_loss(loss_of(code));
  }
}

void UsbTransfers::in_over(libusb_transfer* transfer) {
  static_cast<UsbTransfers*>(transfer->user_data)->on_in(transfer);
}

void UsbTransfers::on_in(libusb_transfer* transfer) {
  std::vector<std::uint8_t> bytes;
  const bool good = transfer->status == LIBUSB_TRANSFER_COMPLETED;
  if (good || transfer->status == LIBUSB_TRANSFER_STALL ||
      transfer->status == LIBUSB_TRANSFER_ERROR) {
    // A short transfer that ended badly may still have brought something.
    device_->bridge->incoming({transfer->buffer, static_cast<std::size_t>(transfer->actual_length)},
                              [&bytes](std::span<const std::uint8_t> part) {
                                bytes.insert(bytes.end(), part.begin(), part.end());
                              });
  }
  bool deliver = false;
  {
    const std::lock_guard lock(mutex_);
    --in_flying_;
    deliver = !bytes.empty() && !stopped_;
    if (deliver) unread_ += bytes.size();
    if (good) {
      faults_ = 0;
      submit_in(transfer);
    } else if (transfer->status == LIBUSB_TRANSFER_CANCELLED) {
      // by us
    } else if (transfer->status == LIBUSB_TRANSFER_NO_DEVICE) {
      note_loss(k_unplugged);
    } else if (++faults_ > k_most_faults) {
      note_loss(k_broken);
    } else {
      // Cleared, and queued again, outside the callback.
      if (transfer->status == LIBUSB_TRANSFER_STALL) stalled_.push_back(transfer->endpoint);
      parked_.push_back(transfer);
    }
  }
  if (deliver) events_.read(std::move(bytes));
}

void UsbTransfers::write(std::span<const std::uint8_t> bytes) {
  const auto transfers = device_->bridge->outgoing(bytes);
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    // All bytes are counted with the last transfer of a write.
    out_queue_.push_back({transfers[i], i + 1 == transfers.size() ? bytes.size() : 0});
  }
  if (!out_flying_) next_out();
}

/// With the lock held.
void UsbTransfers::next_out() {
  const auto& pipe = device_->bridge->pipes().out;
  if (lost_ || out_queue_.empty()) return;
  if (!pipe) return;  // by control requests, in the thread
  Out& next = out_queue_.front();
  const auto fill = pipe->type == UsbTransferType::interrupt ? libusb_fill_interrupt_transfer
                                                             : libusb_fill_bulk_transfer;
  fill(out_, device_->handle.get(), pipe->address, next.transfer.data(),
       static_cast<int>(next.transfer.size()), &UsbTransfers::out_over, this, 0);
  const bool whole_packets = next.transfer.size() % pipe->packet_bytes == 0;
  if (device_->bridge->pipes().zero_length_packet && whole_packets) {
    out_->flags |= LIBUSB_TRANSFER_ADD_ZERO_PACKET;
  } else {
    out_->flags = 0;
  }
  if (const int code = libusb_submit_transfer(out_); code == 0) {
    out_flying_ = true;
  } else {
    note_loss(loss_of(code));
  }
}

void UsbTransfers::out_over(libusb_transfer* transfer) {
  static_cast<UsbTransfers*>(transfer->user_data)->on_out(transfer);
}

void UsbTransfers::on_out(libusb_transfer* transfer) {
  std::size_t written = 0;
  {
    const std::lock_guard lock(mutex_);
    out_flying_ = false;
    if (out_queue_.empty()) return;  // given up
    Out& front = out_queue_.front();
    const auto sent = static_cast<std::size_t>(std::max(0, transfer->actual_length));
    if (transfer->status == LIBUSB_TRANSFER_COMPLETED) {
      faults_ = 0;
      written = front.bytes;
      out_queue_.pop_front();
    } else if (transfer->status == LIBUSB_TRANSFER_STALL && ++faults_ <= k_most_faults) {
      front.transfer.erase(front.transfer.begin(),
                           front.transfer.begin() + static_cast<std::ptrdiff_t>(sent));
      stalled_.push_back(transfer->endpoint);
      return;  // goes on when it is cleared
    } else if (transfer->status == LIBUSB_TRANSFER_CANCELLED) {
      return;
    } else {
      note_loss(transfer->status == LIBUSB_TRANSFER_NO_DEVICE ? k_unplugged : k_broken);
    }
    next_out();
  }
  if (written > 0) events_.written(written);
}

void UsbTransfers::taken(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  unread_ -= std::min(unread_, bytes);
  if (unread_ > max_unread_ / 2 || !stalled_.empty()) return;
  for (libusb_transfer* transfer : std::exchange(parked_, {})) submit_in(transfer);
}

Result<void> UsbTransfers::set_line(const SerialLine& line) {
  return device_->bridge->set_line(*device_, line);
}

void UsbTransfers::stop() {
  // With the lock held to the end: the thread closes the device, and its context with it, as soon
  // as it may know of this.
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  libusb_interrupt_event_handler(device_->context.get());
}

void UsbTransfers::join() {
  if (thread_.joinable()) thread_.join();
}

bool UsbTransfers::sending() {
  const std::lock_guard lock(mutex_);
  return !lost_ && !out_queue_.empty();
}

void UsbTransfers::handle_events() {
  timeval patience{.tv_sec = 0, .tv_usec = 100'000};
  libusb_handle_events_timeout_completed(device_->context.get(), &patience, nullptr);
  std::vector<std::uint8_t> stalled;
  std::vector<Out> by_control;
  std::optional<std::string> lost;
  {
    const std::lock_guard lock(mutex_);
    stalled.swap(stalled_);
    if (lost_) lost = loss_;
    if (!device_->bridge->pipes().out) {
      by_control.assign(out_queue_.begin(), out_queue_.end());
      out_queue_.clear();
    }
  }
  if (lost) lose({ErrorCode::link_lost, device_->name + " " + *lost});
  std::ranges::sort(stalled);
  const auto twice = std::ranges::unique(stalled);
  stalled.erase(twice.begin(), twice.end());
  for (const std::uint8_t endpoint : stalled) libusb_clear_halt(device_->handle.get(), endpoint);
  for (const Out& out : by_control) {
    if (auto done = device_->bridge->write_by_control(*device_, out.transfer); !done) {
      lose(done.error());
      return;
    }
    if (out.bytes > 0) events_.written(out.bytes);
  }
  const std::lock_guard lock(mutex_);
  if (unread_ <= max_unread_) {
    for (libusb_transfer* transfer : std::exchange(parked_, {})) submit_in(transfer);
  }
  if (!out_flying_) next_out();
}

/// With the lock held; told by the thread, once. The first reason counts.
void UsbTransfers::note_loss(std::string why) {
  if (std::exchange(lost_, true)) return;
  loss_ = std::move(why);
}

/// A device may go without any transfer's noticing (one that is parked). Where the system has no
/// such events, the next transfer tells.
void UsbTransfers::listen_for_unplugging() {
  if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) == 0) return;
  libusb_hotplug_register_callback(device_->context.get(), LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
                                   LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                                   LIBUSB_HOTPLUG_MATCH_ANY, &UsbTransfers::left, this, nullptr);
}

int UsbTransfers::left(libusb_context* /*context*/, libusb_device* device,
                       libusb_hotplug_event /*event*/, void* self) {
  auto& transfers = *static_cast<UsbTransfers*>(self);
  if (device != libusb_get_device(transfers.device_->handle.get())) return 0;
  const std::lock_guard lock(transfers.mutex_);
  transfers.note_loss(k_unplugged);
  return 1;  // heard enough
}

void UsbTransfers::lose(Error why) {
  if (const auto lost = std::exchange(events_.lost, nullptr)) lost(std::move(why));
}

void UsbTransfers::cancel_all() {
  const std::lock_guard lock(mutex_);
  for (In& in : in_) libusb_cancel_transfer(in.transfer);
  if (out_flying_) libusb_cancel_transfer(out_);
  out_queue_.clear();
}

void UsbTransfers::run() {
  const auto stopped = [this] {
    const std::lock_guard lock(mutex_);
    return stopped_;
  };
  const auto flying = [this] {
    const std::lock_guard lock(mutex_);
    return in_flying_ > 0 || out_flying_;
  };
  while (!stopped()) handle_events();
  const auto linger = std::chrono::steady_clock::now() + k_linger;
  while (sending() && std::chrono::steady_clock::now() < linger) handle_events();
  cancel_all();
  const auto drain = std::chrono::steady_clock::now() + k_drain;
  while (flying() && std::chrono::steady_clock::now() < drain) handle_events();
  if (flying()) {
    // A system that does not give a transfer back still writes to it: left to it for ever.
    for (In& in : in_) new std::vector<std::uint8_t>(std::move(in.buffer));
    [[maybe_unused]] UsbDevice* const abandoned = device_.release();
    return;
  }
  for (In& in : in_) libusb_free_transfer(in.transfer);
  libusb_free_transfer(out_);
  device_.reset();
}

}  // namespace plugtest::drivers

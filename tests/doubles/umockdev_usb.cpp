#include "tests/doubles/umockdev_usb.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <vector>

#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace plugtest::doubles {

namespace {

using drivers::UsbAnswer;
using drivers::UsbBytes;
using drivers::UsbHandshake;
using drivers::UsbModel;
using drivers::UsbSetup;

std::string hex(const UsbBytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02X", byte);
    text += digits.data();
  }
  return text;
}

std::uint16_t little(const std::uint8_t* bytes) {
  return static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8U);
}

constexpr std::size_t k_setup_bytes = 8;

}  // namespace

/// One device node: usbfs' ioctls, answered by a model.
class UmockdevBus::Node {
 public:
  Node(unsigned number, UsbModel& model) : number_(number), model_(model) {
    handler_ = umockdev_ioctl_base_new();
    g_signal_connect(handler_, "handle-ioctl", G_CALLBACK(&Node::on_ioctl), this);
  }
  ~Node() {
    g_signal_handlers_disconnect_by_data(handler_, this);
    for (Urb& urb : urbs_) forget(urb);
    g_object_unref(handler_);
  }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  unsigned number() const { return number_; }
  UMockdevIoctlBase* handler() const { return handler_; }
  std::string path() const { return "/devices/usb1/1-" + std::to_string(number_); }
  std::string node() const {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "bus/usb/001/%03u", number_);
    return name.data();
  }

  std::string description() const {
    UsbBytes all = model_.device_descriptor();
    const UsbBytes configuration = model_.configuration_descriptor();
    std::array<char, 128> ids{};
    std::snprintf(ids.data(), ids.size(), "A: idVendor=%04x\nA: idProduct=%04x\n", little(&all[8]),
                  little(&all[10]));
    all.insert(all.end(), configuration.begin(), configuration.end());
    const std::string number = std::to_string(number_);
    return "P: " + path() + "\nN: " + node() +
           "\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: BUSNUM=001\nE: DEVNUM=" + number +
           "\nE: DEVNAME=/dev/" + node() + "\nA: busnum=1\nA: devnum=" + number +
           "\nA: speed=12\nA: bConfigurationValue=1\n" + ids.data() + "H: descriptors=" + hex(all) +
           "\n\n";
  }

  void remove() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    for (Urb& urb : urbs_) urb.status = urb.done ? urb.status : -ESHUTDOWN;
    for (Urb& urb : urbs_) urb.done = true;
  }

  std::size_t submitted() const {
    const std::lock_guard lock(mutex_);
    return submitted_;
  }
  std::set<unsigned> claimed() const {
    const std::lock_guard lock(mutex_);
    return claimed_;
  }

 private:
  struct Urb {
    UMockdevIoctlData* urb = nullptr;
    UMockdevIoctlData* buffer = nullptr;
    bool done = false;
    int status = 0;
    int length = 0;
  };

  static usbdevfs_urb& raw(UMockdevIoctlData* data) {
    return *reinterpret_cast<usbdevfs_urb*>(data->data);
  }
  static void forget(Urb& urb) {
    umockdev_ioctl_data_unref(urb.buffer);
    umockdev_ioctl_data_unref(urb.urb);
  }

  static gboolean on_ioctl(UMockdevIoctlBase* /*handler*/, UMockdevIoctlClient* client,
                           gpointer self) {
    return static_cast<Node*>(self)->answer(client) ? TRUE : FALSE;
  }

  static bool complete(UMockdevIoctlClient* client, long result, int error = 0) {
    umockdev_ioctl_client_complete(client, result, error);
    return true;
  }

  bool answer(UMockdevIoctlClient* client) {
    const std::lock_guard lock(mutex_);
    const gulong request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData* arg = umockdev_ioctl_client_get_arg(client);
    if (gone_ && request != USBDEVFS_REAPURB && request != USBDEVFS_REAPURBNDELAY &&
        request != USBDEVFS_DISCARDURB) {
      return complete(client, -1, ENODEV);
    }
    switch (request) {
      case USBDEVFS_GET_CAPABILITIES: {
        UMockdevIoctlData* value =
            umockdev_ioctl_data_resolve(arg, 0, sizeof(std::uint32_t), nullptr);
        const std::uint32_t capabilities =
            USBDEVFS_CAP_BULK_SCATTER_GATHER | USBDEVFS_CAP_BULK_CONTINUATION |
            USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
        std::memcpy(value->data, &capabilities, sizeof capabilities);
        umockdev_ioctl_data_unref(value);
        return complete(client, 0);
      }
      case USBDEVFS_DISCONNECT_CLAIM:  // begins with the interface, like the next two
      case USBDEVFS_CLAIMINTERFACE:
      case USBDEVFS_RELEASEINTERFACE:
        return claim(client, arg, request != USBDEVFS_RELEASEINTERFACE);
      case USBDEVFS_CLEAR_HALT:
        return clear_halt(client, arg);
      case USBDEVFS_SUBMITURB:
        return submit(client, arg);
      case USBDEVFS_REAPURB:
      case USBDEVFS_REAPURBNDELAY:
        return reap(client, arg);
      case USBDEVFS_DISCARDURB:
        return discard(client, arg);
      case USBDEVFS_GETDRIVER:
        return complete(client, -1, ENODATA);  // no kernel driver here
      case USBDEVFS_SETCONFIGURATION:
      case USBDEVFS_RESET:
        return complete(client, 0);
      default:
        return false;
    }
  }

  bool claim(UMockdevIoctlClient* client, UMockdevIoctlData* arg, bool take) {
    UMockdevIoctlData* value = umockdev_ioctl_data_resolve(arg, 0, sizeof(unsigned), nullptr);
    unsigned interface = 0;
    std::memcpy(&interface, value->data, sizeof interface);
    umockdev_ioctl_data_unref(value);
    if (take && !claimed_.insert(interface).second) return complete(client, -1, EBUSY);
    if (!take) claimed_.erase(interface);
    return complete(client, 0);
  }

  bool clear_halt(UMockdevIoctlClient* client, UMockdevIoctlData* arg) {
    UMockdevIoctlData* value = umockdev_ioctl_data_resolve(arg, 0, sizeof(unsigned), nullptr);
    unsigned endpoint = 0;
    std::memcpy(&endpoint, value->data, sizeof endpoint);
    umockdev_ioctl_data_unref(value);
    const UsbSetup clear{0x02, 1, 0, static_cast<std::uint16_t>(endpoint), 0};
    model_.control(clear, {});
    return complete(client, 0);
  }

  bool submit(UMockdevIoctlClient* client, UMockdevIoctlData* arg) {
    Urb urb;
    urb.urb = umockdev_ioctl_data_resolve(arg, 0, sizeof(usbdevfs_urb), nullptr);
    const auto bytes = static_cast<std::size_t>(raw(urb.urb).buffer_length);
    urb.buffer =
        umockdev_ioctl_data_resolve(urb.urb, offsetof(usbdevfs_urb, buffer), bytes, nullptr);
    ++submitted_;
    begin(urb);
    urbs_.push_back(urb);
    return complete(client, 0);
  }

  /// Control and OUT transfers are over at once; IN transfers when they are reaped.
  void begin(Urb& urb) {
    const usbdevfs_urb& about = raw(urb.urb);
    std::uint8_t* bytes = urb.buffer->data;
    const auto length = static_cast<std::size_t>(about.buffer_length);
    if (about.type == USBDEVFS_URB_TYPE_CONTROL) {
      const UsbSetup setup{bytes[0], bytes[1], little(bytes + 2), little(bytes + 4),
                           little(bytes + 6)};
      const UsbAnswer answer = model_.control(
          setup, {bytes + k_setup_bytes, setup.is_in() ? 0 : length - k_setup_bytes});
      urb.done = true;
      urb.status = answer.handshake == UsbHandshake::ack ? 0 : -EPIPE;
      urb.length = static_cast<int>(setup.is_in() ? answer.bytes.size() : length - k_setup_bytes);
      std::ranges::copy(answer.bytes, bytes + k_setup_bytes);
    } else if ((about.endpoint & 0x80U) == 0) {
      urb.done = true;
      urb.status = model_.out(about.endpoint, {bytes, length}) == UsbHandshake::ack ? 0 : -EPIPE;
      urb.length = urb.status == 0 ? about.buffer_length : 0;
    }
  }

  /// Asks the model on behalf of the oldest IN transfer of each endpoint.
  void serve_reads() {
    std::set<unsigned> waiting;
    for (Urb& urb : urbs_) {
      if (urb.done) continue;
      const usbdevfs_urb& about = raw(urb.urb);
      if (waiting.contains(about.endpoint)) continue;
      const UsbAnswer answer =
          model_.in(about.endpoint, static_cast<std::size_t>(about.buffer_length));
      if (answer.handshake == UsbHandshake::nak) {
        waiting.insert(about.endpoint);
        continue;
      }
      urb.done = true;
      urb.status = answer.handshake == UsbHandshake::ack ? 0 : -EPIPE;
      urb.length = static_cast<int>(answer.bytes.size());
      std::ranges::copy(answer.bytes, urb.buffer->data);
    }
  }

  bool reap(UMockdevIoctlClient* client, UMockdevIoctlData* arg) {
    if (!gone_) serve_reads();
    const auto done = std::ranges::find(urbs_, true, &Urb::done);
    if (done == urbs_.end()) return complete(client, -1, gone_ ? ENODEV : EAGAIN);
    Urb urb = *done;
    urbs_.erase(done);
    raw(urb.urb).status = urb.status;
    raw(urb.urb).actual_length = urb.length;
    UMockdevIoctlData* pointer = umockdev_ioctl_data_resolve(arg, 0, sizeof(void*), nullptr);
    if (pointer != nullptr) {  // null: the program has gone
      umockdev_ioctl_data_set_ptr(pointer, 0, urb.urb);
      umockdev_ioctl_data_unref(pointer);
    }
    complete(client, 0);
    forget(urb);
    return true;
  }

  bool discard(UMockdevIoctlClient* client, UMockdevIoctlData* arg) {
    const auto found = std::ranges::find_if(urbs_, [&](const Urb& urb) {
      return !urb.done && urb.urb->client_addr == *reinterpret_cast<gulong*>(arg->data);
    });
    if (found == urbs_.end()) return complete(client, -1, EINVAL);
    found->done = true;
    found->status = -ENOENT;
    return complete(client, 0);
  }

  unsigned number_;
  UsbModel& model_;
  UMockdevIoctlBase* handler_;
  mutable std::mutex mutex_;
  std::deque<Urb> urbs_;
  std::set<unsigned> claimed_;
  std::size_t submitted_ = 0;
  bool gone_ = false;
};

UmockdevBus::UmockdevBus() : testbed_(umockdev_testbed_new()) {}

UmockdevBus::~UmockdevBus() {
  for (const auto& node : nodes_) {
    umockdev_testbed_detach_ioctl(testbed_, ("/dev/" + node->node()).c_str(), nullptr);
  }
  g_object_unref(testbed_);  // else its temporary folder stays behind
}

std::string UmockdevBus::root() const {
  gchar* text = umockdev_testbed_get_root_dir(testbed_);
  std::string root = text;
  g_free(text);
  return root;
}

void UmockdevBus::plug(unsigned number, UsbModel& model) {
  auto node = std::make_unique<Node>(number, model);
  GError* error = nullptr;
  umockdev_testbed_attach_ioctl(testbed_, ("/dev/" + node->node()).c_str(), node->handler(),
                                &error);
  if (error == nullptr) {
    umockdev_testbed_add_from_string(testbed_, node->description().c_str(), &error);
  }
  if (error != nullptr) {
    const std::string why = error->message;
    g_error_free(error);
    throw std::runtime_error("umockdev: " + why);
  }
  umockdev_testbed_uevent(testbed_, ("/sys" + node->path()).c_str(), "add");
  nodes_.push_back(std::move(node));
}

void UmockdevBus::unplug(unsigned number) {
  Node* node = find(number);
  node->remove();
  umockdev_testbed_uevent(testbed_, ("/sys" + node->path()).c_str(), "remove");
  umockdev_testbed_remove_device(testbed_, ("/sys" + node->path()).c_str());
}

void UmockdevBus::tell_unplugged(unsigned number) {
  umockdev_testbed_uevent(testbed_, ("/sys" + find(number)->path()).c_str(), "remove");
}

void UmockdevBus::forbid(unsigned number) {
  chmod((root() + "/dev/" + find(number)->node()).c_str(), 0);
}

std::size_t UmockdevBus::submitted(unsigned number) const { return find(number)->submitted(); }
std::set<unsigned> UmockdevBus::claimed(unsigned number) const { return find(number)->claimed(); }

UmockdevBus::Node* UmockdevBus::find(unsigned number) const {
  // The last one: a number may have been used before.
  for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
    if ((*node)->number() == number) return node->get();
  }
  throw std::runtime_error("no such device on the bus");
}

}  // namespace plugtest::doubles

#include "tools/cli/readers.h"

#include "drivers/transport/serial_ports.h"
#include "drivers/transport/usb_devices.h"
#include "tools/cli/events.h"
#include "tools/cli/reader_probe.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace plugtest::cli {

namespace {

using nlohmann::ordered_json;

std::string name_of(const drivers::UsbIdentity& usb) {
  std::string name = fmt::format("{:04x}:{:04x}", usb.vendor_id, usb.product_id);
  for (const std::string& part : {usb.manufacturer, usb.product}) {
    if (!part.empty()) name += " " + part;
  }
  return usb.serial.empty() ? name : name + ", serial number " + usb.serial;
}

std::string name_of(const model::ReaderIdentity& reader) {
  std::string name = reader.vendor + " " + reader.model + ", firmware " + reader.firmware;
  return reader.serial.empty() ? name : name + ", serial number " + reader.serial;
}

ordered_json json_of(const drivers::UsbIdentity& usb) {
  return {{"vendor_id", fmt::format("{:04x}", usb.vendor_id)},
          {"product_id", fmt::format("{:04x}", usb.product_id)},
          {"manufacturer", usb.manufacturer},
          {"product", usb.product},
          {"serial", usb.serial}};
}

/// The list under way, as text and as JSON.
class Listing {
 public:
  Listing(const ReadersCommand& command, const Context& context, const std::stop_token& stop,
          const ReadersPlaces& places)
      : command_(command),
        context_(context),
        stop_(stop),
        dev_(places.dev),
        ports_(drivers::serial_ports(places.sys)),
        devices_(drivers::usb_devices(places.sys, places.dev)) {}

  void ports() {
    head("Serial ports");
    for (const drivers::SerialPort& port : ports_) {
      const std::filesystem::path node = dev_ / std::filesystem::path(port.path).filename();
      const bool may_open = access(node.c_str(), R_OK | W_OK) == 0;
      ordered_json entry = {{"path", port.path}, {"driver", port.driver}, {"may_open", may_open}};
      if (port.usb) entry["usb"] = json_of(*port.usb);
      line(fmt::format("{:<16} {:<12} {}", port.path, port.driver,
                       port.usb ? name_of(*port.usb) : std::string("on the board")));
      if (!may_open) hint(node);
      if (command_.probe && may_open) {
        probe(serial_candidates(context_.registry, node.string()), entry);
      }
      json_["serial_ports"].push_back(std::move(entry));
    }
    none_if_empty("serial_ports");
  }

  void devices() {
    head("USB devices");
    for (const drivers::UsbDeviceInfo& device : devices_) {
      const std::string kind(device.kind ? drivers::to_string(*device.kind) : "other");
      ordered_json entry = json_of(device.identity);
      entry["bus"] = device.bus;
      entry["number"] = device.number;
      entry["kind"] = kind;
      entry["may_open"] = device.may_open;
      line(fmt::format("bus {} device {:<4} {:<9} {}", device.bus, device.number, kind,
                       name_of(device.identity)));
      if (device.kind && !device.may_open) {
        hint(dev_ / fmt::format("bus/usb/{:03}/{:03}", device.bus, device.number));
      }
      if (command_.probe && device.kind && device.may_open && !has_port(device)) {
        probe(usb_candidates(context_.registry, device.identity), entry);
      }
      json_["usb_devices"].push_back(std::move(entry));
    }
    none_if_empty("usb_devices");
  }

  void known(const std::vector<std::string>& addresses) {
    if (addresses.empty()) return;
    head("Readers by their address");
    for (const std::string& uri : addresses) {
      ordered_json entry = {{"address", uri}};
      line(uri);
      if (command_.probe) try_address(uri, entry);
      json_["readers"].push_back(std::move(entry));
    }
  }

  bool all_answered() const { return all_answered_; }

  void finish() {
    if (command_.json) context_.out << json_.dump(2) << "\n";
  }

 private:
  Nanos patience() const {
    return std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(command_.patience_s));
  }

  /// A device with a serial port has been asked there.
  bool has_port(const drivers::UsbDeviceInfo& device) const {
    return std::ranges::find(ports_, device.identity, &drivers::SerialPort::usb) != ports_.end();
  }

  void probe(const std::vector<std::string>& candidates, ordered_json& entry) {
    for (const std::string& uri : candidates) {
      if (stop_.stop_requested()) return;
      const auto reader = ask_identity(context_.registry, uri, patience(), context_.log, stop_);
      if (!reader) continue;
      line("    " + uri + ": " + name_of(*reader));
      entry["address"] = uri;
      entry["reader"] = name_of(*reader);
      return;
    }
    line("    no reader of a known family answers");
  }

  void try_address(const std::string& uri, ordered_json& entry) {
    const auto reader = ask_identity(context_.registry, uri, patience(), context_.log, stop_);
    if (reader) {
      line("    " + name_of(*reader));
      entry["reader"] = name_of(*reader);
    } else {
      all_answered_ = false;
      line("    " + to_string(reader.error()));
      entry["error"] = to_string(reader.error());
    }
  }

  void head(const std::string& text) {
    if (!command_.json) context_.out << text << "\n";
  }
  void line(const std::string& text) {
    if (!command_.json) context_.out << "  " << text << "\n";
  }
  /// Why the node of something that the system has cannot be opened.
  void hint(const std::filesystem::path& node) {
    std::error_code ignored;
    if (!std::filesystem::exists(node, ignored)) {
      line("    no node in /dev: whoever started this container has to hand the device in");
      return;
    }
    line(
        "    no permission: copy share/plugtest/udev/70-plugtest-readers.rules to "
        "/etc/udev/rules.d, then 'sudo udevadm control --reload && sudo udevadm trigger'");
  }
  void none_if_empty(const char* what) {
    if (!json_.contains(what)) {
      json_[what] = ordered_json::array();
      line("none");
    }
  }

  const ReadersCommand& command_;
  const Context& context_;
  std::stop_token stop_;
  std::filesystem::path dev_;
  std::vector<drivers::SerialPort> ports_;
  std::vector<drivers::UsbDeviceInfo> devices_;
  ordered_json json_ = ordered_json::object();
  bool all_answered_ = true;
};

}  // namespace

ExitCode run_command(const ReadersCommand& command, const Context& context,
                     const std::stop_token& stop) {
  return list_readers(command, context, stop, {});
}

ExitCode list_readers(const ReadersCommand& command, const Context& context,
                      const std::stop_token& stop, const ReadersPlaces& places) {
  std::vector<std::string> addresses = command.addresses;
  if (command.event_file) {
    const auto event = load_event_or_complain(*command.event_file, context);
    if (!event) return ExitCode::usage;
    for (const model::ReaderRecord& reader : event->readers) {
      if (!reader.uri.empty()) addresses.push_back(reader.uri);
    }
  }
  Listing listing(command, context, stop, places);
  listing.ports();
  listing.devices();
  listing.known(addresses);
  listing.finish();
  if (stop.stop_requested()) return ExitCode::interrupted;
  return listing.all_answered() ? ExitCode::ok : ExitCode::unreachable;
}

}  // namespace plugtest::cli

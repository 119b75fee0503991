#include "tools/cli/commands.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/subcommands.h"
#include "tools/cli/usbip.h"

#include <functional>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace plugtest::cli {

namespace {

void add_decode(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("decode", "Show recorded protocol bytes as text or JSON");
  auto options = std::make_shared<DecodeCommand>();
  command->add_option("PROTOCOL", options->protocol, "llrp, ipico or mercury")->required();
  command
      ->add_option("FILE", options->file,
                   "Recording: bytes back to back, hexadecimal text, pcap or pcapng; - = input")
      ->required();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->add_flag("--strict", options->strict, "Report what a conforming peer would not send");
  command
      ->add_option("--pen", options->type_d_vendor,
                   "LLRP: enterprise number of the Type D extension")
      ->type_name("NUMBER")
      ->capture_default_str();
  command->callback([=, &action] {
    action = [=](const Context& context) { return run_command(*options, context); };
  });
}

void add_air(CLI::App& app, Action& action) {
  auto* group = app.add_subcommand("air", "Look into the air interfaces of tags");
  group->require_subcommand(1);
  auto* command = group->add_subcommand("explain", "Take the bits of an air frame apart");
  auto options = std::make_shared<AirExplainCommand>();
  command
      ->add_option("FRAME", options->frames,
                   "Bits without preamble: 0 and 1, or hexadecimal as 0xC11234/40")
      ->required();
  command->add_option("--protocol", options->protocol, "c: Gen2, d: TOTAL")->capture_default_str();
  command->add_option("--direction", options->direction, "Type C: forward or backscatter")
      ->capture_default_str();
  command->add_option("--profile", options->profile, "Type D: air profile, by name or file")
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([=, &action] {
    action = [=](const Context& context) { return run_command(*options, context); };
  });
}

void add_adapter(CLI::App& app, Action& action) {
  auto* group = app.add_subcommand("adapter", "Reader drivers that are programs of their own");
  group->require_subcommand(1);
  auto* command = group->add_subcommand(
      "check",
      "Try a program against each rule of the Reader contract, with its reader or without");
  auto options = std::make_shared<AdapterCheckCommand>();
  command->add_option("ADDRESS", options->uri, "exec:PROGRAM, with arguments behind blanks")
      ->required();
  command->add_option("--patience", options->patience_s, "Seconds to wait for each answer")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--inventory", options->inventory_s, "Seconds of each inventory")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_readers(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "readers", "List serial ports and USB devices, and find which reader is behind them");
  auto options = std::make_shared<ReadersCommand>();
  command->add_option("ADDRESS", options->addresses, "Readers to list besides, llrp://192.0.2.10");
  command->add_option("--event", options->event_file, "Those of an event, too")
      ->type_name("EVENT.yaml");
  command->add_flag("--probe", options->probe,
                    "Ask who is there: on each port one family after the other, identity only");
  command->add_option("--patience", options->patience_s, "Seconds to wait for each answer")
      ->type_name("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--json", options->json, "As JSON");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_lab(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "lab", "Hold virtual readers on ports for any client to connect to, with mail passing by");
  auto options = std::make_shared<LabCommand>();
  command->add_option("EVENT", options->event_file, "Event file (default: the demo's)");
  add_selection(*command, options->selection);
  command
      ->add_option(
          "--port", options->port,
          "Port of the first reader, the next has the next; 0: any free ones (default: 5084, "
          "with TLS 5085)")
      ->type_name("N");
  command->add_option("--bind", options->bind_address, "Address to listen on")
      ->capture_default_str();
  command
      ->add_option("--pace", options->pace, "realtime: the only pace that clients outside can keep")
      ->capture_default_str();
  command->add_option("--for", options->seconds, "Seconds to hold them (default: until Ctrl-C)")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "Seed of the virtual lab")->type_name("N");
  command
      ->add_option("--pieces", options->pieces,
                   "Write the manifest of what passes by, for an event that reads it (CSV)")
      ->type_name("FILE");
  model::VirtualConnection& connection = options->connection;
  auto* certificate = command
                          ->add_option("--certificate", connection.certificate_file,
                                       "Speak TLS with this certificate (PEM)")
                          ->type_name("FILE");
  command->add_option("--key", connection.key_file, "Its key (PEM), where it is in another file")
      ->type_name("FILE")
      ->needs(certificate);
  command
      ->add_option("--client-ca", connection.client_ca_file,
                   "Let in only clients with a certificate of these authorities (PEM)")
      ->type_name("FILE");
  command
      ->add_option("--call", connection.call,
                   "Call a client there instead of listening; the next reader calls the next port")
      ->type_name("HOST:PORT");
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

void add_usbip(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "usbip", "Offer USB serial adapters and HID readers that are virtual, for usbip attach");
  auto options = std::make_shared<UsbIpCommand>();
  command
      ->add_option("DEVICE", options->devices,
                   "KIND=PORT: cdc-acm, ftdi, cp210x, ch34x, hid or keyboard, and the serial port "
                   "or module's address (plugtest lab) behind it, or echo")
      ->required()
      ->expected(1, 126);
  command->add_option("--port", options->port, "TCP port; 0: any free one")->capture_default_str();
  command->add_option("--bind", options->bind_address, "Address to listen on")
      ->capture_default_str();
  command->add_option("--for", options->seconds, "Seconds to offer them (default: until Ctrl-C)")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
  command->callback([=, &action] {
    action = [=](const Context& context) {
      const StopSignals signals;
      return run_command(*options, context, signals.token());
    };
  });
}

}  // namespace

void add_equipment_commands(CLI::App& app, Action& action) {
  add_decode(app, action);
  add_air(app, action);
  add_adapter(app, action);
  add_readers(app, action);
  add_lab(app, action);
  add_usbip(app, action);
}

}  // namespace plugtest::cli

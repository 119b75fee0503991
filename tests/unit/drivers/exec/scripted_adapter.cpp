// A program that speaks the Reader contract, and misbehaves as its argument says. It writes
// messages with the project's own encoder; the sample adapter is the one that has been written
// without it.

#include "drivers/exec/contract.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace {

using namespace plugtest;
using namespace plugtest::drivers;
using contract::AdapterMessage;
using contract::Answer;

void write_all(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (n <= 0) std::_Exit(9);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

void send(const AdapterMessage& message) { write_all(contract::encode(message)); }

[[noreturn]] void hang() {
  while (true) ::pause();
}

model::Observation tag(std::uint32_t inventory, std::uint8_t number) {
  model::Observation observation;
  const std::array<std::uint8_t, 12> bytes = {0x30, 0x08, 0x33, 0xb2, 0xdd, 0xd9,
                                              1,    0x40, 0,    0,    0,    number};
  observation.uii = *identity::Uii::from_bits(bytes, 96);
  observation.inventory_id = inventory;
  observation.antenna = 1;
  return observation;
}

class Program {
 public:
  explicit Program(std::string script) : script_(std::move(script)) {}

  int run() {
    if (script_ == "deaf") hang();
    if (script_ == "silent-death") return 3;
    if (script_ == "few-words") {
      std::puts("Ready");
      std::fflush(stdout);
      hang();
    }
    if (script_ == "last-words") {
      std::fputs("opening the device\nno such device: /dev/reader0\n", stderr);
      return 4;
    }
    if (script_ == "garbage") {
      std::puts(
          "Reader driver 2.1 starting, please wait ...\nLooking for readers on all serial ports "
          "...\n"
          "Found one on the first of them.");
      std::fflush(stdout);
      hang();
    }
    std::array<std::uint8_t, 4096> buffer{};
    while (true) {
      const ssize_t n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
      if (n <= 0) break;
      framer_.push({buffer.data(), static_cast<std::size_t>(n)});
      while (true) {
        const auto message = framer_.next();
        if (!message) return 2;
        if (!*message) break;
        const auto call = contract::decode_call(**message);
        if (!call) return 2;
        take(*call);
      }
    }
    if (script_ == "stays") hang();
    return 0;
  }

 private:
  bool is(std::string_view script) const { return script_ == script; }

  void take(const contract::Call& call) {
    Answer answer{.id = call.id};
    if (std::holds_alternative<contract::Hello>(call.what)) {
      answer.value = contract::Hello{.version = is("version-2") ? 2U : 1U, .name = "scripted"};
    } else if (std::holds_alternative<contract::Connect>(call.what)) {
      if (is("unreachable")) answer.value = Error{ErrorCode::unreachable, "no route to the reader"};
      if (is("early-report")) send(contract::Reports{{tag(1, 1)}});
    } else if (std::holds_alternative<contract::Identify>(call.what)) {
      identify(answer);
    } else if (std::holds_alternative<contract::Start>(call.what)) {
      start(std::get<contract::Start>(call.what).inventory_id, answer);
      return;
    } else if (std::holds_alternative<contract::Drain>(call.what) && is("late-report")) {
      send(answer);
      send(contract::Reports{{tag(inventory_, 1)}});
      return;
    } else if (const auto* asked = std::get_if<model::ReaderSettings>(&call.what)) {
      model::AppliedSettings applied;
      applied.power_mdbm = asked->power_mdbm;
      applied.session = asked->session;
      applied.antennas = asked->antennas;
      answer.value = applied;
    } else if (std::holds_alternative<contract::GetCapabilities>(call.what)) {
      model::ReaderCapabilities can;
      can.protocols = {model::AirProtocol::type_c};
      answer.value = can;
    } else if (const auto* order = std::get_if<model::AccessOrder>(&call.what)) {
      access(*order, answer);
    } else if (std::holds_alternative<contract::Unknown>(call.what) && !is("swallows-unknown")) {
      answer.value = Error{ErrorCode::unsupported, "no such call"};
    }
    send(answer);
  }

  void identify(Answer& answer) {
    if (is("hangs")) hang();
    if (is("dies")) {
      std::fputs("out of memory\n", stderr);
      std::_Exit(70);
    }
    if (is("crashes")) {
      ::signal(SIGABRT, SIG_DFL);
      ::kill(::getpid(), SIGKILL);
    }
    if (is("half-a-message")) {
      answer.value = model::ReaderIdentity{"Example", "Half", "1", ""};
      auto bytes = contract::encode(AdapterMessage(answer));
      bytes.resize(bytes.size() / 2);
      write_all(bytes);
      std::_Exit(0);
    }
    if (is("closes-output")) {
      ::close(STDOUT_FILENO);
      ::close(STDIN_FILENO);
      hang();
    }
    if (is("wrong-kind")) {
      answer.value = model::AppliedSettings{};
      return;
    }
    if (is("wrong-id")) answer.id += 7;
    if (is("answers-twice")) {
      answer.value = model::ReaderIdentity{"Example", "Twice", "1", ""};
      send(answer);
    }
    answer.value = model::ReaderIdentity{"Example", "Scripted", "1", ""};
    answer.clock_offset = std::chrono::milliseconds(250);
  }

  void start(std::uint32_t inventory, Answer answer) {
    inventory_ = inventory;
    if (is("refuses-start")) answer.value = Error{ErrorCode::refused, "the antenna is open"};
    send(answer);
    if (is("refuses-start")) return;
    if (is("wrong-inventory")) send(contract::Reports{{tag(inventory + 1, 1)}});
    if (is("floods-reports")) {
      const contract::Reports reports{std::vector(64, tag(inventory, 1))};
      while (true) send(reports);
    }
    if (is("floods-events")) {
      for (int i = 0; i < 20'000; ++i) send(contract::Event{"the fan has failed"});
    }
    if (is("floods-log")) {
      const std::string line(5'000, 'x');
      for (int i = 0; i < 4'000; ++i) std::fprintf(stderr, "%s\n", line.c_str());
    }
    if (is("loses-reader")) {
      send(contract::LinkDown{{ErrorCode::link_lost, "the reader hung up"}});
      return;
    }
    if (is("good")) {
      send(contract::Reports{{tag(inventory, 1), tag(inventory, 2)}});
      send(contract::Event{"buffer nearly full"});
    }
  }

  void access(const model::AccessOrder& order, Answer& answer) const {
    if (!order.filter || order.operations.size() != 1) return;  // no tag
    answer.value = model::AccessedTag{
        .uii = tag(1, 1).uii, .antenna = 1, .results = {{.request = 0, .words = {0xE280, 0x1160}}}};
  }

  std::string script_;
  contract::Framer framer_;
  std::uint32_t inventory_ = 0;
};

}  // namespace

int main(int argc, char** argv) { return Program(argc > 1 ? argv[1] : "good").run(); }

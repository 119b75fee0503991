// A sample adapter: a reader driver that is a program of its own, and that plugtest runs as
//
//   exec:plugtest_sample_adapter
//
// Copy it, put your SDK in the place of class Reader, and try it with `plugtest adapter check`.
// Nothing of plugtest is needed but reader_contract.proto. Standard output belongs to the contract:
// whatever is for people goes to standard error.

#include "drivers/exec/reader_contract.pb.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <iostream>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/util/delimited_message_util.h>
#include <unistd.h>

namespace {

namespace pb = plugtest::reader::v1;
namespace io = google::protobuf::io;
namespace util = google::protobuf::util;

constexpr std::uint32_t k_version = 1;  // of the contract

/// Stands for your SDK: a reader of one antenna with three tags before it, each seen every 20 ms.
class Reader {
 public:
  using OnTag = std::function<void(const std::string& epc, int rssi_dbm)>;

  void start(OnTag on_tag) {
    worker_ = std::jthread([on_tag = std::move(on_tag)](const std::stop_token& stop) {
      std::mutex mutex;
      std::condition_variable_any stopped;
      std::unique_lock lock(mutex);
      do {
        for (char tag = 1; tag <= 3; ++tag) {
          std::string epc("\x30\x39\x60\x62\xc3\xcb\xa1\xc0\x00\x00\x00\x00", 12);
          epc.back() = tag;
          on_tag(epc, -50 - tag);
        }
      } while (!stopped.wait_for(lock, stop, std::chrono::milliseconds(20), [] { return false; }) &&
               !stop.stop_requested());
    });
  }

  /// After this, on_tag is not called any more: so every tag has been reported.
  void stop() { worker_ = std::jthread(); }

 private:
  std::jthread worker_;
};

class Adapter {
 public:
  /// Answers calls until the input ends.
  int run() {
    io::FileInputStream input(STDIN_FILENO);
    while (true) {
      pb::Call call;
      bool clean_end = false;
      if (!util::ParseDelimitedFromZeroCopyStream(&call, &input, &clean_end)) {
        reader_.stop();
        return clean_end ? 0 : 1;
      }
      pb::AdapterMessage message;
      message.mutable_answer()->set_id(call.id());
      answer(call, *message.mutable_answer());
      send(message);
    }
  }

 private:
  void answer(const pb::Call& call, pb::Answer& answer) {
    switch (call.what_case()) {
      case pb::Call::kHello:
        answer.mutable_hello()->set_version(k_version);
        answer.mutable_hello()->set_name("sample adapter");
        break;
      case pb::Call::kConnect:
        break;  // connect to the reader here, in no more than call.timeout_ms()
      case pb::Call::kIdentify:
        answer.mutable_identity()->set_vendor("Example");
        answer.mutable_identity()->set_model("Sample");
        answer.mutable_identity()->set_firmware("1.0");
        break;
      case pb::Call::kCapabilities: {
        auto& can = *answer.mutable_capabilities();
        can.set_antenna_count(1);
        can.add_protocols(pb::TYPE_C);
        for (int dbm = 10; dbm <= 30; ++dbm) can.add_power_table_mdbm(dbm * 1000);
        break;
      }
      case pb::Call::kConfigure:
        configure(call.configure().settings(), answer);
        break;
      case pb::Call::kStart:
        start(call.start().inventory_id());
        break;
      case pb::Call::kStop:
        reader_.stop();
        break;
      case pb::Call::kDrain:
        break;  // stop() has waited for the last report
      case pb::Call::kClose:
        reader_.stop();
        break;
      case pb::Call::kAccess:
      case pb::Call::WHAT_NOT_SET:  // a call of a later edition of the contract
        refuse(answer, pb::Error::UNSUPPORTED, "this reader has no such function");
        break;
    }
  }

  /// Answers what the reader is set to: as asked where it can, and an error where it cannot.
  static void configure(const pb::Settings& asked, pb::Answer& answer) {
    for (const std::uint32_t antenna : asked.antennas()) {
      if (antenna != 1) return refuse(answer, pb::Error::REFUSED, "there is only antenna 1");
    }
    for (const int protocol : asked.protocols()) {
      if (protocol != pb::TYPE_C) return refuse(answer, pb::Error::REFUSED, "Type C only");
    }
    auto& got = *answer.mutable_settings();
    got.add_antennas(1);
    got.set_power_mdbm(asked.power_mdbm() / 1000 * 1000);  // in steps of 1 dB
    got.set_session(asked.session());
  }

  void start(std::uint32_t inventory_id) {
    reader_.start([this, inventory_id](const std::string& epc, int rssi_dbm) {
      pb::AdapterMessage message;
      auto& tag = *message.mutable_reports()->add_observations();
      tag.set_uii(epc);
      tag.set_protocol(pb::TYPE_C);
      tag.set_inventory_id(inventory_id);
      tag.set_antenna(1);
      tag.set_rssi_mdbm(rssi_dbm * 1000);
      send(message);
    });
  }

  static void refuse(pb::Answer& answer, pb::Error::Code code, const std::string& why) {
    answer.mutable_error()->set_code(code);
    answer.mutable_error()->set_message(why);
  }

  /// Reports come from the reader's thread, answers from ours: one message at a time.
  void send(const pb::AdapterMessage& message) {
    const std::lock_guard lock(output_mutex_);
    util::SerializeDelimitedToZeroCopyStream(message, &output_);
    output_.Flush();
  }

  Reader reader_;
  std::mutex output_mutex_;
  io::FileOutputStream output_{STDOUT_FILENO};
};

}  // namespace

int main() {
  std::cerr << "sample adapter: ready\n";
  return Adapter().run();
}

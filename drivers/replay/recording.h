#pragma once

#include "drivers/replay/replay_family.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"
#include "protocols/capture/capture_reader.h"

#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace plugtest::drivers {

/// A recorded dialogue in a file (raw bytes, hex text, pcap or pcapng), read a piece at a
/// time: memory stays flat however long it is. Both directions may be in it.
class Recording {
 public:
  /// One whole message; valid during the call.
  using OnMessage = std::function<void(std::span<const std::uint8_t>)>;
  /// What is wrong with the recording without ending it: bytes that were not captured, or a link
  /// that ended inside a message.
  using OnGap = std::function<void(const std::string&)>;

  /// `family` outlives the recording. Error `configuration` when there is no such file, or it
  /// cannot be read.
  static Result<std::unique_ptr<Recording>> open(const std::string& path,
                                                 const ReplayFamily& family, OnMessage on_message,
                                                 OnGap on_gap);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Reads the next 64 KiB and delivers the messages in them. False when the recording is over.
  /// Errors, with path and byte offset: `protocol` for bytes that are no message, `malformed` or
  /// `truncated` for a broken capture, `io`.
  Result<bool> read();

  /// When the end of the message that is being delivered was captured; empty where the file does
  /// not tell.
  std::optional<HostTime> captured() const { return captured_; }

 private:
  struct Stream {
    std::unique_ptr<MessageFramer> framer;
    bool lost = false;  // bytes are missing: there are no boundaries any more
  };
  Recording(std::string path, std::ifstream file, const ReplayFamily& family, OnMessage on_message,
            OnGap on_gap);
  void take(const capture::Chunk& chunk);
  void end(const capture::Chunk& chunk);
  void deliver(MessageFramer& framer);
  tl::unexpected<Error> located(Error error) const;

  std::string path_;
  std::ifstream file_;
  const ReplayFamily& family_;
  OnMessage on_message_;
  OnGap on_gap_;
  std::optional<capture::CaptureReader> capture_;
  std::map<std::uint32_t, Stream> streams_;
  bool at_end_ = false;  // of the file
  std::optional<Error> error_;
  std::optional<HostTime> captured_;
};

}  // namespace plugtest::drivers

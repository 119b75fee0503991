#pragma once

#include "harness/model/time.h"
#include "protocols/modules/ipico_command.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// What a virtual IPICO reader is set to: clock, message mode, format of records, rate of the tags
/// that it hears. It lasts over a restart.
class VirtualIpicoSettings {
 public:
  struct Answer {
    modules::ipico::Instruction instruction;
    std::vector<std::uint8_t> data{};
  };

  /// Nothing, when the command is about something else. `clock` is the reader's own, before it was
  /// set.
  std::optional<Answer> answer(const modules::ipico::Command& command, ReaderTime clock,
                               HostTime now);

  Nanos clock_adjustment() const { return clock_adjustment_; }
  bool tto() const { return tto_; }  ///< records tell index, page and status
  /// Empty: it hears both, as readers with two decoders.
  std::optional<std::int32_t> link_rate_bps() const { return link_rate_bps_; }

 private:
  Answer set_clock(const modules::ipico::Command& command, ReaderTime clock, HostTime now);
  Answer statistics() const;
  Answer configure(const modules::ipico::Command& command);
  Answer format_tags(const modules::ipico::Command& command);
  Answer choose_rate(const modules::ipico::Command& command);

  Nanos clock_adjustment_{0};
  std::uint8_t config3_ = 0;
  std::uint8_t event_seconds_ = 5;
  bool tto_ = false;
  std::optional<std::int32_t> link_rate_bps_;
};

}  // namespace plugtest::drivers

#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/total/command.h"
#include "protocols/total/profile.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::total {

/// A point in time for tags: nanoseconds since an epoch of the caller's choice.
inline constexpr Time k_never = Time::max();

struct TagConfig {
  const Profile* profile = nullptr;       ///< outlives the tag
  bits::BitString identity{};             ///< first_data_bits
  std::vector<bits::BitString> data{};    ///< data_pages of next_data_bits
  std::uint64_t seed = 0;                 ///< of hold-offs and of each message's own clock
  std::int32_t clock_error_permille = 0;  ///< of this piece: its periods are so much longer
  bool shifted_identity = false;  ///< planted fault: the identity page is shifted by one bit
};

/// What a tag sends by itself.
struct Transmission {
  Time begin{};
  Time end{};

  bool operator==(const Transmission&) const = default;
};

/// The pages with which a read/write tag answers a command, and when.
struct CommandAnswer {
  std::vector<bits::BitString> pages{};  ///< 48 bits and their check each
  Time after{};                          ///< the end of the command, by the tag's clock
  Time length{};                         ///< sync and pages, by the clock of this message
};

/// One Type D tag: an autonomous state machine (US 8,427,282 and facts/air.md B.3, as far as
/// known).
///
/// OFF -> LISTEN when the field comes; after the listen time without modulation HOLD for a random
/// time; then it sends its pages and begins again. Modulation that it can notice ends LISTEN and
/// HOLD at once, cuts a transmission off (or lets it end, by the profile), and silences the tag for
/// the mute time; then it listens anew. A suspended read/write tag is silent until it is resumed or
/// loses power.
///
/// Each message has a clock of its own: the piece's, which is off by clock_error_permille, and up
/// to frame_tolerance more or less, drawn anew.
///
/// The tag is driven by events: it tells when it will begin to send if the carrier stays plain;
/// who drives it tells of all modulation before that moment, and of the end of the transmission.
class Tag {
 public:
  explicit Tag(TagConfig config);

  void power_up(Time now);
  void power_down(Time now);
  bool powered() const { return powered_; }

  /// The carrier is modulated from `begin` to `end`, deep enough for the profile. Not before
  /// anything told earlier. Shorter than modulation_min_ns: not noticed.
  void hear_modulation(Time begin, Time end);

  /// The transmission under way or to come if the carrier stays plain; empty when there is none (no
  /// power, suspended). Its end moves when modulation cuts it off.
  std::optional<Transmission> next() const;

  /// The transmission that next() told has ended: the tag begins its next cycle.
  void sent();

  /// The pages of its message, as they are on the air.
  const std::vector<bits::BitString>& pages() const { return pages_; }

  /// A read/write tag hears an intact command that ends at `now`. It is modulation too: tell it
  /// with hear_modulation() first. Nothing for a tag without such memory, a locked page or one that
  /// does not exist. After its answer the tag listens anew.
  std::optional<CommandAnswer> receive(const Command& command, Time now);

  bool suspended() const { return suspended_; }
  /// A dual-mode tag that has heard a reader talk first behaves as Type C until power is lost.
  bool is_type_c() const { return type_c_; }
  const Profile& profile() const { return *config_.profile; }

 private:
  Time own(Time nominal) const;
  Time own_message(Time nominal);
  void listen_from(Time when, bool with_listening);
  std::uint64_t below(std::uint64_t end);
  std::uint64_t random();

  TagConfig config_;
  std::vector<bits::BitString> pages_;
  std::array<bits::BitString, Command::k_pages> memory_{};
  std::array<bool, Command::k_pages> locked_{};
  std::uint64_t random_state_;
  Time begin_ = k_never;
  Time end_ = k_never;
  Time quiet_until_{};  ///< after modulation during a message that was sent to its end
  bool powered_ = false;
  bool suspended_ = false;
  bool type_c_ = false;
};

}  // namespace plugtest::total

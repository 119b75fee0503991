#pragma once

#include "harness/lab/field.h"
#include "harness/model/tag_type.h"
#include "harness/model/time.h"
#include "protocols/bits/bit_string.h"
#include "protocols/identity/uii.h"
#include "protocols/total/command.h"
#include "protocols/total/profile.h"
#include "protocols/total/tag.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <vector>

namespace plugtest::lab {

/// What a Type D tag sends, as it arrives at the reader's port.
struct TotalMessage {
  struct Overlap {
    total::Time begin;
    total::Time end;
    std::int32_t level_mdbm;
  };
  std::uint32_t tag = 0;  ///< by number in the load
  total::Time begin{};
  total::Time end{};
  std::int32_t level_mdbm = 0;
  std::uint16_t phase_4096 = 0;
  bool answer = false;  ///< to a command, `pages` long; else the tag's own message
  std::vector<bits::BitString> pages{};
  std::vector<Overlap> others{};  ///< what else was on the air
};

/// All Type D tags of a load, as one party: when who talks, while the carrier is plain or
/// modulated.
///
/// Tags are kept from load to load. Cost goes with the tags that talk, not with those that cannot:
/// a queue holds when each will begin, and while a reader keeps talking, its modulation is noted
/// once and given to the tags only when they could have finished listening to it (their hold-off is
/// drawn anew with that; what they would have drawn in between nobody could have heard).
///
/// Times never go back.
class TotalTags {
 public:
  /// `profiles`: one per tag type, empty for types of another standard. `depth_percent`: how deep
  /// the reader modulates its carrier. The references must outlive
  /// this object.
  TotalTags(Field& field, const std::vector<model::TagType>& tag_types,
            std::vector<std::optional<total::Profile>> profiles, std::int32_t depth_percent,
            std::uint64_t seed);

  /// The field holds another load; nobody has power.
  void load();
  /// Power comes and goes with the field's links as they are now.
  void follow_field(total::Time now);
  void power_off(total::Time now);

  total::Time now() const { return now_; }
  bool of_type_d(std::uint32_t number) const { return tags_[number] != nullptr; }
  const total::Tag& tag(std::uint32_t number) const { return *tags_[number]; }
  /// Those that the lab's tags have.
  std::span<const std::optional<total::Profile>> profiles() const { return profiles_; }

  /// What happened in play().
  enum class Event : std::uint8_t {
    none,   ///< the time has come
    begun,  ///< on_air().back()
    ended,  ///< ended()
  };
  /// Plays on with a plain carrier to the next event, at most to `until`. Messages begin before
  /// `until` and end not after it.
  Event play(total::Time until);
  const std::vector<TotalMessage>& on_air() const { return on_air_; }
  const TotalMessage& ended() const { return ended_; }
  /// Plays on; nobody hears what ends.
  void pass_over(total::Time until);

  /// The carrier is modulated by who knows what. Who talks is cut off or goes on to its end.
  void hear_modulation(total::Time begin, total::Time end);

  /// Whether the tag is where the reader's modulation is strong enough for it.
  bool notices(std::uint32_t tag) const;

  /// A command of a reader of Type D, at `rate_bps`, which ends at `end`, after hear_modulation()
  /// for it. Tags that understand it act on it; their answers are messages to come.
  void tell(const bits::BitString& frame, std::int32_t rate_bps, total::Time end);

 private:
  struct Start {
    total::Time when;
    std::uint32_t tag;
    bool operator>(const Start& other) const {
      return when != other.when ? when > other.when : tag > other.tag;
    }
  };
  struct Modulation {
    total::Time begin;
    total::Time end;
  };

  total::Tag* tag_for(const LoadedTag& loaded);
  void schedule(std::uint32_t tag);
  bool sending(std::uint32_t tag) const;
  bool muted(std::uint32_t tag) const;
  void deliver_modulation();
  void follow_others(std::uint32_t tag);
  void interrupt(std::size_t index, total::Time begin, total::Time end);
  bool garbled(std::uint32_t tag, std::size_t bits, total::Time end) const;
  std::optional<total::Time> next_start();
  void begin(TotalMessage message);
  void begin_next();
  void take_ended(std::size_t index);
  std::optional<std::size_t> first_to_end() const;

  Field& field_;
  const std::vector<model::TagType>& tag_types_;
  std::vector<std::optional<total::Profile>> profiles_;
  std::int32_t depth_percent_;
  std::uint64_t seed_;
  std::map<identity::Uii, std::unique_ptr<total::Tag>> known_;
  std::vector<total::Tag*> tags_;  ///< by number in the load; null for another standard
  std::vector<total::Time> powered_at_;
  /// Since when the modulation of other readers keeps a tag silent; never: it does not.
  std::vector<total::Time> disturbed_since_;
  std::priority_queue<Start, std::vector<Start>, std::greater<>> starts_;
  std::vector<TotalMessage> answers_;  ///< to come, by their begin, the next one last
  std::vector<TotalMessage> on_air_;
  TotalMessage ended_;
  std::optional<Modulation> modulation_;  ///< not yet told to the tags
  total::Time quiet_{};                   ///< after modulation no tag can talk for so long
  total::Time now_{};
};

}  // namespace plugtest::lab

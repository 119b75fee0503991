#pragma once

#include "protocols/gen2/command.h"

#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <vector>

namespace plugtest::lab {

/// The share of wrong bits that a tag hears, `margin_mdb` above what its chip needs: Q(sqrt(SNR)),
/// as for a reader's receiver (receiver.h): with no margin a frame of 128 bits in ten is lost
/// (assumption; a passive tag lacks power before it lacks a signal). 0 from 5 dB on.
double forward_bit_error(std::int32_t margin_mdb);

/// Which commands which tags hear wrong.
///
/// A command with a wrong bit is lost on a tag: single wrong bits make no other command that a tag
/// would act on. CRCs tell of them; QueryRep turns into one of another session, QueryAdjust into
/// one without a valid UpDn; ACK into one with another RN16, which silences the tag just as missing
/// it does.
///
/// Nobody is looked at before its next wrong bit comes: for every tag that is near its limit the
/// number of bits until then is drawn, so tags that hear well cost nothing.
class MissedCommands {
 public:
  MissedCommands(std::uint64_t seed, std::size_t tags) : seed_(seed), tags_(tags) {}

  /// How far the reader's signal stands above what tag number `tag` needs, from now on.
  void set_margin(std::uint32_t tag, std::int32_t margin_mdb);

  /// The reader sends a command.
  void send(const gen2::Command& command);

  /// The tags that missed the last one, in ascending order; valid until the next.
  std::span<const std::uint32_t> last() const { return missed_; }
  /// Whether `tag` is one of them.
  bool missed(std::uint32_t tag) const;

 private:
  struct Tag {
    std::int32_t margin_mdb = INT32_MAX;
    double bit_error = 0;
    std::uint32_t draws = 0;
    std::uint32_t version = 0;  ///< of the entry in the queue that counts
  };
  struct WrongBit {
    std::uint64_t at;
    std::uint32_t tag;
    std::uint32_t version;
    bool operator>(const WrongBit& other) const {
      return at != other.at ? at > other.at : tag > other.tag;
    }
  };
  void draw_next(std::uint32_t tag, std::uint64_t from);

  std::uint64_t seed_;
  std::vector<Tag> tags_;
  std::priority_queue<WrongBit, std::vector<WrongBit>, std::greater<>> next_;
  std::vector<std::uint32_t> missed_;
  std::uint64_t bits_sent_ = 0;
};

}  // namespace plugtest::lab

#pragma once

#include "harness/model/air.h"
#include "harness/model/time.h"
#include "protocols/bits/bit_string.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::model {

/// One access operation on a tag. Type C: on the one that has been singulated (Gen2 v1.2.0,
/// 6.3.2.12). Type D: a command to all read/write tags that hear it, for it names none
/// (facts/air.md B.2); read, write, lock, suspend and resume only, of whole pages of 48 bits.
struct AccessRequest {
  enum class Kind : std::uint8_t {
    read,
    write,
    block_write,
    block_erase,
    lock,
    kill,
    block_permalock,
    read_block_permalock,
    untraceable,
    suspend,  ///< Type D: no tag says more until it is resumed or loses its power
    resume,   ///< Type D
  };
  Kind kind = Kind::read;
  std::uint8_t bank = 1;              ///< Gen2 MemBank; Type D has none
  std::uint32_t word_pointer = 0;     ///< block pointer for permalock; Type D: first page
  std::uint16_t word_count = 0;       ///< read, block_erase; block range for permalock; Type D:
                                      ///< pages
  std::vector<std::uint16_t> data{};  ///< words to write; mask words for permalock; Type D: three
                                      ///< words for each page
  std::uint32_t password = 0;         ///< kill: the kill password; else the access password
  std::uint32_t payload = 0;          ///< lock: 20 bits; untraceable: U, EPC, TID, User, Range

  bool operator==(const AccessRequest&) const = default;
};

/// How an access operation went.
struct AccessResult {
  enum class Outcome : std::uint8_t {
    success,         ///< Type D, suspend and resume: sent, for no tag answers them
    no_response,     ///< no reply within the time that the standard gives
    crc_error,       ///< a reply that could not be decoded
    tag_error,       ///< the tag answered with an error code
    wrong_password,  ///< the tag left the dialogue after Access or Kill
    insufficient_power,
    reader_error,  ///< the reader could not, for a reason of its own
  };
  std::size_t request = 0;  ///< index into the list of what was asked for
  Outcome outcome = Outcome::success;
  std::uint8_t error_code = 0;         ///< of the tag (annex I), with tag_error
  std::vector<std::uint16_t> words{};  ///< what was read
  std::uint16_t words_written = 0;

  bool operator==(const AccessResult&) const = default;
};

/// Which tags an access is meant for: those whose memory holds `mask` at `bit_pointer` of `bank`.
struct TagFilter {
  std::uint8_t bank = 1;           ///< Gen2 MemBank
  std::uint32_t bit_pointer = 32;  ///< 32 = the UII, behind StoredCRC and StoredPC
  bits::BitString mask{};

  bool operator==(const TagFilter&) const = default;
};

/// What is asked of a reader: find a tag and do something with it.
struct AccessOrder {
  AirProtocol protocol = AirProtocol::type_c;
  std::vector<std::uint16_t> antennas;    ///< ports, 1-based; empty = all
  std::optional<TagFilter> filter;        ///< empty = whatever tag is met first
  std::vector<AccessRequest> operations;  ///< in this order, in one dialogue where the reader can
  Nanos search{std::chrono::seconds(2)};  ///< how long to look for the tag

  bool operator==(const AccessOrder&) const = default;
};

/// A tag that a reader has accessed.
struct AccessedTag {
  identity::Uii uii;
  std::optional<std::uint16_t> antenna;
  std::vector<AccessResult> results;  ///< of the operations that were tried, in order

  bool operator==(const AccessedTag&) const = default;
};

}  // namespace plugtest::model

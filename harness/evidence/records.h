#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::evidence {

// A record file (little-endian):
//
//   header, 16 bytes   magic 89 50 54 52 0d 0a 1a 0a, version u16 = 1, zero u16, CRC u32 of these
//                      12 bytes
//   record, 16 bytes + payload
//                      payload length u32, type u32, CRC u32 of the payload, CRC u32 of these
//                      12 bytes that goes on from the CRC of the header (record) before
//   ...
//   end record         type 0, payload: number of records before it, u64
//
// All CRCs are CRC-32C. A record's own header check tells a damaged length from a file cut off;
// the chain of header checks shows a record that was taken out, put in or moved.

inline constexpr std::uint16_t k_record_file_version = 1;
inline constexpr std::size_t k_record_header_bytes = 16;
inline constexpr std::size_t k_max_record_bytes = std::size_t{64} << 20U;

enum class RecordType : std::uint32_t { end = 0, pass_begin = 1, observations = 2, pass_end = 3 };

/// Frames records for a sink that takes bytes in order.
class RecordWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// Writes the file header at once.
  explicit RecordWriter(Sink sink);

  /// One record. `payload` has at most k_max_record_bytes.
  void append(RecordType type, std::string_view payload);

  /// The end mark; nothing may follow.
  void finish();

 private:
  Sink sink_;
  std::uint32_t chain_ = 0;
  std::uint64_t count_ = 0;
};

/// How the reading of a record file ended.
struct RecordEnding {
  enum class How : std::uint8_t {
    reading,      ///< not ended yet
    complete,     ///< the end mark was reached
    cut_off,      ///< the file stops before its end mark; what was read is whole
    altered,      ///< bytes contradict a check
    unsupported,  ///< no record file, or one of a newer version
    unreadable,   ///< the system gave an error
  };
  How how = How::reading;
  std::uint64_t begin = 0;  ///< first byte that does not fit (length of the whole records)
  std::uint64_t end = 0;    ///< one past the last byte that does not fit
  std::string message;      ///< one sentence, without the position

  bool operator==(const RecordEnding&) const = default;
};

struct Record {
  std::uint32_t type = 0;    ///< may be unknown: a later version's, to be skipped
  std::string_view payload;  ///< valid until the next call
  std::uint64_t offset = 0;  ///< of the record's header in the file
};

/// Reads a record file, whole record by whole record. Survives any bytes; memory follows the bytes
/// that are there, not the lengths that they claim.
class RecordReader {
 public:
  /// `in` is a binary stream at the begin of the file; it outlives the reader.
  explicit RecordReader(std::istream& in) : in_(&in) {}

  /// The next record, or nothing: then ending() says why.
  std::optional<Record> next();
  const RecordEnding& ending() const { return ending_; }

 private:
  bool read_file_header();
  bool fill(std::size_t bytes);
  void stop(RecordEnding::How how, std::uint64_t begin, std::uint64_t end, std::string message);
  void check_end_record(std::uint64_t begin);

  std::istream* in_;
  RecordEnding ending_{};
  std::string buffer_{};
  std::uint64_t position_ = 0;
  std::uint32_t chain_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace plugtest::evidence

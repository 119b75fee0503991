#include "harness/evidence/records.h"

#include "protocols/bits/crc.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <istream>
#include <span>
#include <utility>

namespace plugtest::evidence {
namespace {

// As in other binary formats: a high bit, a name, both kinds of line end and an end of text, so
// that a transfer that changes any of them is noticed.
constexpr std::string_view k_magic = "\x89PTR\r\n\x1a\n";
constexpr std::size_t k_checked_bytes = 12;  // of a header, before its own CRC
static_assert(k_magic.size() == 8);

std::uint32_t crc32c(std::string_view bytes, std::uint32_t previous = 0) {
  return bits::crc32c({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
                      previous);
}

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) {
    out += static_cast<char>(static_cast<unsigned char>(value >> (8U * i)));
  }
}

std::uint64_t get(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

std::uint32_t get32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(get(bytes.substr(at, 4)));
}

}  // namespace

RecordWriter::RecordWriter(Sink sink) : sink_(std::move(sink)) {
  std::string header(k_magic);
  put(header, k_record_file_version, 2);
  put(header, 0, 2);
  chain_ = crc32c(header);
  put(header, chain_, 4);
  sink_(header);
}

void RecordWriter::append(RecordType type, std::string_view payload) {
  assert(payload.size() <= k_max_record_bytes);
  std::string header;
  put(header, payload.size(), 4);
  put(header, static_cast<std::uint32_t>(type), 4);
  put(header, crc32c(payload), 4);
  chain_ = crc32c(header, chain_);
  put(header, chain_, 4);
  sink_(header);
  sink_(payload);
  ++count_;
}

void RecordWriter::finish() {
  std::string payload;
  put(payload, count_, 8);
  append(RecordType::end, payload);
}

void RecordReader::stop(RecordEnding::How how, std::uint64_t begin, std::uint64_t end,
                        std::string message) {
  ending_ = {how, begin, end, std::move(message)};
}

// Reads up to `bytes` into buffer_; false when the stream ends before.
bool RecordReader::fill(std::size_t bytes) {
  constexpr std::size_t k_step = std::size_t{1} << 20U;
  buffer_.clear();
  while (buffer_.size() < bytes) {
    const std::size_t had = buffer_.size();
    const std::size_t want = std::min(k_step, bytes - had);
    buffer_.resize(had + want);
    in_->read(buffer_.data() + had, static_cast<std::streamsize>(want));
    const auto got = static_cast<std::size_t>(in_->gcount());
    buffer_.resize(had + got);
    if (got < want) break;
  }
  position_ += buffer_.size();
  return buffer_.size() == bytes;
}

bool RecordReader::read_file_header() {
  using How = RecordEnding::How;
  if (!fill(k_record_header_bytes)) {
    const bool begins_right =
        std::string_view(buffer_).substr(0, k_magic.size()) == k_magic.substr(0, buffer_.size());
    if (in_->bad()) {
      stop(How::unreadable, 0, position_, "the system could not read the file");
    } else if (begins_right) {
      stop(How::cut_off, 0, position_, "the file ends inside its header");
    } else {
      stop(How::unsupported, 0, position_, "not a record file: it begins with other bytes");
    }
    return false;
  }
  const std::string_view header(buffer_);
  if (!header.starts_with(k_magic)) {
    stop(How::unsupported, 0, k_magic.size(), "not a record file: it begins with other bytes");
    return false;
  }
  chain_ = crc32c(header.substr(0, k_checked_bytes));
  if (get32(header, k_checked_bytes) != chain_) {
    stop(How::altered, 0, k_record_header_bytes, "the file header does not fit its check value");
    return false;
  }
  if (get(header.substr(k_magic.size(), 2)) != k_record_file_version) {
    stop(How::unsupported, k_magic.size(), k_magic.size() + 2,
         "a record file of version " + std::to_string(get(header.substr(k_magic.size(), 2))) +
             ", expected version " + std::to_string(k_record_file_version));
    return false;
  }
  return true;
}

std::optional<Record> RecordReader::next() {
  using How = RecordEnding::How;
  if (ending_.how != How::reading) return std::nullopt;
  if (position_ == 0 && !read_file_header()) return std::nullopt;

  const std::uint64_t begin = position_;
  if (!fill(k_record_header_bytes)) {
    if (in_->bad()) {
      stop(How::unreadable, begin, position_, "the system could not read the file");
    } else {
      stop(How::cut_off, begin, position_, "the file stops before its end mark");
    }
    return std::nullopt;
  }
  std::array<char, k_checked_bytes> fields{};
  std::ranges::copy(std::string_view(buffer_).substr(0, k_checked_bytes), fields.begin());
  const std::string_view header(fields.data(), fields.size());
  const std::uint32_t length = get32(header, 0);
  const std::uint32_t chain = crc32c(header, chain_);
  if (get32(buffer_, k_checked_bytes) != chain || length > k_max_record_bytes) {
    stop(How::altered, begin, position_, "the header of a record does not fit its check value");
    return std::nullopt;
  }
  if (!fill(length)) {
    if (in_->bad()) {
      stop(How::unreadable, begin, position_, "the system could not read the file");
    } else {
      stop(How::cut_off, begin, position_, "the file stops inside a record");
    }
    return std::nullopt;
  }
  if (crc32c(buffer_) != get32(header, 8)) {
    stop(How::altered, begin + k_record_header_bytes, position_,
         "the content of a record does not fit its check value");
    return std::nullopt;
  }
  chain_ = chain;
  const std::uint32_t type = get32(header, 4);
  if (type == static_cast<std::uint32_t>(RecordType::end)) {
    check_end_record(begin);
    return std::nullopt;
  }
  ++count_;
  return Record{type, buffer_, begin};
}

void RecordReader::check_end_record(std::uint64_t begin) {
  using How = RecordEnding::How;
  if (buffer_.size() != 8 || get(buffer_) != count_) {
    stop(How::altered, begin, position_, "the end mark counts other records than the file holds");
    return;
  }
  const std::uint64_t end = position_;
  if (fill(1)) {
    stop(How::altered, end, position_, "bytes follow the end mark");
  } else {
    stop(How::complete, end, end, "");
  }
}

}  // namespace plugtest::evidence

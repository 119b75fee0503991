#include "protocols/modules/ipico_format.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace plugtest::modules::ipico {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t k_binary_head = 0xAA;
constexpr std::uint8_t k_cr = 0x0D;
constexpr std::uint8_t k_lf = 0x0A;
constexpr std::size_t k_end = 2;  // CR LF

constexpr std::size_t k_record_chars = 36;
constexpr std::size_t k_record_tto_chars = 42;
constexpr std::size_t k_page_report_chars = 38;  // 42 with the tag's CRC
constexpr std::size_t k_page_report_crc_chars = 42;
constexpr std::size_t k_short_page_chars = 26;
constexpr std::size_t k_short_page_counts_chars = 30;
constexpr std::size_t k_max_line = 10 + 2 * k_max_command_data;
constexpr std::size_t k_max_banner = 160;
constexpr std::size_t k_binary_record = 20;
constexpr std::size_t k_binary_record_tto = 23;

constexpr std::string_view k_banner_word = "Controller";

std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_hex(std::uint8_t byte) { return bits::hex_digit(static_cast<char>(byte)).has_value(); }

/// Two digits at `at`, which are there.
std::uint8_t pair(Bytes line, std::size_t at) {
  const unsigned high = bits::hex_digit(static_cast<char>(line[at])).value_or(0);
  return static_cast<std::uint8_t>(high << 4U |
                                   bits::hex_digit(static_cast<char>(line[at + 1])).value_or(0));
}

/// The characters of a command whose length byte says `length`.
std::size_t command_chars(std::uint8_t length, bool with_lrc) {
  const std::size_t data = length == 0xFF ? 0 : std::size_t{2} * length;
  return 8 + data + (with_lrc ? 2 : 0);
}

/// Whether a line of hexadecimal digits with the head a + `kind` has a length of that kind.
bool length_fits(Bytes line, char kind) {
  const auto is_command = [&](bool with_lrc) {
    return line.size() >= 8 && line.size() == command_chars(pair(line, 4), with_lrc);
  };
  switch (kind) {
    case 'a':
      return line.size() == k_record_chars || line.size() == k_record_tto_chars || is_command(true);
    case 'b':
      return is_command(true);
    case 'c':
      return is_command(false);
    case 'd':
      return line.size() == k_page_report_chars || line.size() == k_page_report_crc_chars;
    case 'e':
      return line.size() == k_short_page_chars || line.size() == k_short_page_counts_chars;
    default:
      return false;
  }
}

bool lrc_fits(Bytes line) {
  return bits::sum8(line.subspan(2, line.size() - 4)) == pair(line, line.size() - 2);
}

/// What is wrong with a line of digits (without its end); nothing when it is whole and right.
std::optional<SkipReason> complaint(Bytes line) {
  const char kind = static_cast<char>(line[1]);
  if (!length_fits(line, kind)) return SkipReason::bad_length;
  if (kind != 'c' && !lrc_fits(line)) return SkipReason::bad_check;
  return std::nullopt;
}

Finding inspect_line(Bytes bytes) {
  if (bytes.size() < 2) return Finding::wait();
  if (bytes[1] < 'a' || bytes[1] > 'e') return Finding::skip(SkipReason::noise);
  std::size_t end = 2;
  while (end < bytes.size() && end <= k_max_line && is_hex(bytes[end])) ++end;
  if (end > k_max_line) return Finding::skip(SkipReason::bad_length);
  if (end == bytes.size()) return Finding::wait();
  if (bytes[end] != k_cr) return Finding::skip(SkipReason::bad_character);
  if (end + 1 == bytes.size()) return Finding::wait();
  if (bytes[end + 1] != k_lf) return Finding::skip(SkipReason::bad_character);
  if (const auto why = complaint(bytes.first(end))) return Finding::skip(*why);
  return Finding::frame(end + k_end);
}

/// Whether text that was taken for the line of a banner ends with a whole frame of digits: then the
/// line end of the text was lost, and the frame must not be.
bool ends_with_frame(Bytes line) {
  for (std::size_t at = 1; at + 2 <= line.size(); ++at) {
    if (line[at] != 'a' || line[at + 1] < 'a' || line[at + 1] > 'e') continue;
    const Bytes rest = line.subspan(at);
    if (std::ranges::all_of(rest, is_hex) && !complaint(rest)) return true;
  }
  return false;
}

/// A banner is plain text; so is much noise. It names the controller.
Finding inspect_banner(Bytes bytes) {
  std::size_t end = 0;
  while (end < bytes.size() && end <= k_max_banner && bytes[end] >= 0x20 && bytes[end] < 0x7F)
    ++end;
  if (end > k_max_banner) return Finding::skip(SkipReason::noise);
  if (end == bytes.size()) return Finding::wait();
  if (bytes[end] != k_cr) return Finding::skip(SkipReason::noise);
  if (end + 1 == bytes.size()) return Finding::wait();
  if (bytes[end + 1] != k_lf) return Finding::skip(SkipReason::noise);
  const Bytes line = bytes.first(end);
  if (text_of(line).find(k_banner_word) == std::string_view::npos || ends_with_frame(line)) {
    return Finding::skip(SkipReason::noise);
  }
  return Finding::frame(end + k_end);
}

/// Whether a binary record of `size` bytes ends where it should.
bool binary_end(Bytes bytes, std::size_t size) {
  return bytes[size - 2] == k_cr && bytes[size - 1] == k_lf;
}

bool binary_lrc_fits(Bytes bytes, std::size_t size) {
  return bits::sum8(bytes.subspan(1, size - 4)) == bytes[size - 3];
}

Finding inspect_binary(Bytes bytes) {
  if (bytes.size() < k_binary_record) return Finding::wait();
  const bool end = binary_end(bytes, k_binary_record);
  if (end && binary_lrc_fits(bytes, k_binary_record)) return Finding::frame(k_binary_record);
  if (bytes.size() < k_binary_record_tto) return Finding::wait();
  const bool tto_end = binary_end(bytes, k_binary_record_tto);
  if (tto_end && binary_lrc_fits(bytes, k_binary_record_tto)) {
    return Finding::frame(k_binary_record_tto);
  }
  return Finding::skip(end || tto_end ? SkipReason::bad_check : SkipReason::noise);
}

// --- decoding ------------------------------------------------------------------------------------

tl::unexpected<Error> malformed(std::string message, std::size_t offset = 0) {
  return fail(ErrorCode::malformed, std::move(message), {.byte_offset = offset});
}

/// The fields of a tag record behind its head; the same in binary and, as digits, in text.
Result<Frame> decode_record(Bytes fields, bool binary) {
  ByteReader reader(fields);
  TagRecord record;
  record.binary = binary;
  record.reader_id = reader.u8();
  std::ranges::copy(reader.take(record.tag.size()), record.tag.begin());
  record.counts = {reader.u8(), reader.u8()};
  const std::size_t date = reader.position();
  Stamp& stamp = record.stamp;
  for (std::uint8_t* part :
       {&stamp.year, &stamp.month, &stamp.day, &stamp.hour, &stamp.minute, &stamp.second}) {
    const auto value = from_bcd(reader.u8());
    if (!value) {
      return malformed("date and time of a tag record are decimal digits",
                       1 + (binary ? date : 1 + 2 * date));
    }
    *part = *value;
  }
  stamp.hundredths = reader.u8();
  if (stamp.hundredths > 99) return malformed("a second has 100 times 10 ms, counted from 0");
  if (reader.left() >= 3) record.tto = Tto{reader.u8(), reader.u8(), reader.u8()};
  return record;
}

Frame decode_command(Bytes fields, Command::Head head) {
  ByteReader reader(fields);
  Command command;
  command.head = head;
  command.reader_id = reader.u8();
  const std::uint8_t length = reader.u8();
  command.query = length == 0xFF;
  command.instruction = static_cast<Instruction>(reader.u8());
  const Bytes data = reader.take(command.query ? 0 : length);
  command.data.assign(data.begin(), data.end());
  return command;
}

Frame decode_page_report(Bytes fields, bool with_crc) {
  ByteReader reader(fields);
  PageReport report;
  report.reader_id = reader.u8();
  const Bytes tag = reader.take(with_crc ? 8 : 6);
  report.tag.assign(tag.begin(), tag.end());
  report.page_byte = reader.u8();
  report.sequence = reader.u8();
  std::ranges::copy(reader.take(report.data.size()), report.data.begin());
  return report;
}

Frame decode_short_page(Bytes fields, bool with_counts) {
  ByteReader reader(fields);
  ShortPage page;
  page.reader_id = reader.u8();
  std::ranges::copy(reader.take(page.data.size()), page.data.begin());
  if (with_counts) page.counts = Counts{reader.u8(), reader.u8()};
  page.index = reader.u8();
  page.page = reader.u8();
  return page;
}

/// `line` is digits only, with a head.
Result<Frame> decode_line(Bytes line) {
  if (const auto why = complaint(line)) {
    if (*why == SkipReason::bad_check) {
      return fail(ErrorCode::check_failed, "the LRC does not fit",
                  {.byte_offset = line.size() - 2});
    }
    return malformed("no frame with this head has " + std::to_string(line.size()) + " characters",
                     line.size());
  }
  const std::vector<std::uint8_t> fields = *bits::parse_hex(text_of(line.subspan(2)));
  switch (static_cast<char>(line[1])) {
    case 'a':
      if (line.size() == k_record_chars || line.size() == k_record_tto_chars) {
        return decode_record(Bytes(fields).first(fields.size() - 1), false);
      }
      return decode_command(fields, Command::Head::aa);
    case 'b':
      return decode_command(fields, Command::Head::ab);
    case 'c':
      return decode_command(fields, Command::Head::ac);
    case 'd':
      return decode_page_report(fields, line.size() == k_page_report_crc_chars);
    default:
      return decode_short_page(fields, line.size() == k_short_page_counts_chars);
  }
}

Result<Frame> decode_binary(Bytes frame) {
  if (frame.size() != k_binary_record && frame.size() != k_binary_record_tto) {
    return malformed("a binary tag record has 20 or 23 bytes, not " + std::to_string(frame.size()),
                     frame.size());
  }
  if (!binary_lrc_fits(frame, frame.size())) {
    return fail(ErrorCode::check_failed, "the LRC does not fit", {.byte_offset = frame.size() - 3});
  }
  return decode_record(frame.subspan(1, frame.size() - 4), true);
}

// --- encoding ------------------------------------------------------------------------------------

std::vector<std::uint8_t> finished(std::string_view head, Bytes fields, bool with_lrc = true) {
  const std::string digits = bits::to_hex(fields);
  std::vector<std::uint8_t> line(head.begin(), head.end());
  line.insert(line.end(), digits.begin(), digits.end());
  if (with_lrc) {
    const std::uint8_t lrc = bits::sum8(Bytes(line).subspan(2));
    const std::string check = bits::to_hex(std::span(&lrc, 1));
    line.insert(line.end(), check.begin(), check.end());
  }
  line.push_back(k_cr);
  line.push_back(k_lf);
  return line;
}

std::vector<std::uint8_t> encoded(const TagRecord& record) {
  std::vector<std::uint8_t> fields = {record.reader_id};
  put(fields, record.tag);
  const Stamp& stamp = record.stamp;
  const std::array<std::uint8_t, 9> rest = {
      record.counts.in_phase, record.counts.quadrature, to_bcd(stamp.year),
      to_bcd(stamp.month),    to_bcd(stamp.day),        to_bcd(stamp.hour),
      to_bcd(stamp.minute),   to_bcd(stamp.second),     stamp.hundredths};
  put(fields, rest);
  if (record.tto) put(fields, std::array{record.tto->index, record.tto->page, record.tto->status});
  if (!record.binary) return finished("aa", fields);
  std::vector<std::uint8_t> frame = {k_binary_head};
  put(frame, fields);
  frame.push_back(bits::sum8(fields));
  frame.push_back(k_cr);
  frame.push_back(k_lf);
  return frame;
}

std::vector<std::uint8_t> encoded(const ShortPage& page) {
  std::vector<std::uint8_t> fields = {page.reader_id};
  put(fields, page.data);
  if (page.counts) put(fields, std::array{page.counts->in_phase, page.counts->quadrature});
  put(fields, std::array{page.index, page.page});
  return finished("ae", fields);
}

std::vector<std::uint8_t> encoded(const PageReport& report) {
  std::vector<std::uint8_t> fields = {report.reader_id};
  put(fields, report.tag);
  put(fields, std::array{report.page_byte, report.sequence});
  put(fields, report.data);
  return finished("ad", fields);
}

std::vector<std::uint8_t> encoded(const Command& command) {
  const auto length =
      command.query ? std::uint8_t{0xFF} : static_cast<std::uint8_t>(command.data.size());
  std::vector<std::uint8_t> fields = {command.reader_id, length,
                                      static_cast<std::uint8_t>(command.instruction)};
  put(fields, command.data);
  switch (command.head) {
    case Command::Head::ac:
      return finished("ac", fields, false);
    case Command::Head::aa:
      return finished("aa", fields);
    case Command::Head::ab:
      break;
  }
  return finished("ab", fields);
}

std::vector<std::uint8_t> encoded(const Banner& banner) {
  std::vector<std::uint8_t> line(banner.text.begin(), banner.text.end());
  line.push_back(k_cr);
  line.push_back(k_lf);
  return line;
}

}  // namespace

Finding Format::inspect(Bytes bytes) const {
  const std::uint8_t first = bytes[0];
  if (first == 'a') return inspect_line(bytes);
  if (first == k_binary_head) return inspect_binary(bytes);
  if (first >= 'A' && first <= 'Z') return inspect_banner(bytes);
  if (first == k_cr || first == k_lf || first == 0) return Finding::skip(SkipReason::filler);
  return Finding::skip(SkipReason::noise);
}

std::size_t Format::max_frame_bytes() const { return k_max_banner + k_end; }

Result<Frame> decode(Bytes frame) {
  if (frame.size() < 4 || frame[frame.size() - 2] != k_cr || frame.back() != k_lf) {
    return fail(ErrorCode::truncated, "a frame ends with CR LF", {.byte_offset = frame.size()});
  }
  if (frame[0] == k_binary_head) return decode_binary(frame);
  const Bytes line = frame.first(frame.size() - k_end);
  if (line[0] == 'a' && line[1] >= 'a' && line[1] <= 'e') {
    const auto strange = std::ranges::find_if_not(line.begin() + 2, line.end(), is_hex);
    if (strange != line.end()) {
      return malformed("expected hexadecimal digits",
                       static_cast<std::size_t>(strange - line.begin()));
    }
    return decode_line(line);
  }
  const std::string text(text_of(line));
  if (text.size() > k_max_banner || text.find(k_banner_word) == std::string::npos) {
    return malformed("no frame begins like this");
  }
  return Banner{text};
}

std::vector<std::uint8_t> encode(const Frame& frame) {
  return std::visit([](const auto& content) { return encoded(content); }, frame);
}

}  // namespace plugtest::modules::ipico

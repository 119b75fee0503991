#include "protocols/modules/byte_reader.h"
#include "protocols/modules/ipico_format.h"
#include "protocols/modules/ipico_line.h"

#include <algorithm>
#include <string>

namespace plugtest::modules::ipico {

namespace {

using namespace line;

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

}  // namespace

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

}  // namespace plugtest::modules::ipico

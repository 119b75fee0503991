#include "protocols/bits/crc.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/ipico_format.h"
#include "protocols/modules/ipico_line.h"

#include <array>
#include <string_view>

namespace plugtest::modules::ipico {

namespace {

using namespace line;

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

std::vector<std::uint8_t> encode(const Frame& frame) {
  return std::visit([](const auto& content) { return encoded(content); }, frame);
}

}  // namespace plugtest::modules::ipico

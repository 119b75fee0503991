#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The serial protocol of IPICO's Type D readers (IPICO Reader Serial Protocol 1.00, 2007; "PDF"
/// below), the same on RS-232 and over TCP: lines of lower-case hexadecimal digits, told apart by
/// their first two characters, each ended by CR LF. One of them, the tag record, also has a binary
/// form.
namespace plugtest::modules::ipico {

/// Time of the reader's clock: no century, no zone, 10 ms. Values are as sent: a clock that was
/// never set may say month 0.
struct Stamp {
  std::uint8_t year = 0;  ///< of its century
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;
  std::uint8_t hundredths = 0;

  bool operator==(const Stamp&) const = default;
};

/// How often the message was heard on each of the two receiver channels.
struct Counts {
  std::uint8_t in_phase = 0;
  std::uint8_t quadrature = 0;

  bool operator==(const Counts&) const = default;
};

/// Of a tag that sends several pages unasked ("tag talks only"; PDF 7.15).
struct Tto {
  std::uint8_t index = 0;   ///< links an identity (page 0) with the data pages that follow it
  std::uint8_t page = 0;    ///< 0 = identity
  std::uint8_t status = 0;  ///< bit 0 tamper, bit 7 first seen, bit 6 last seen; 0xff: tamper only

  bool tamper() const { return (status & 0x01U) != 0; }
  bool first_seen() const { return status != 0xFF && (status & 0x80U) != 0; }
  bool last_seen() const { return status != 0xFF && (status & 0x40U) != 0; }
  bool operator==(const Tto&) const = default;
};

/// "aa": a tag was read (PDF 1.1.1 and 1.1.2). 36 characters without TTO, 42 with; binary 20 or 23
/// bytes.
struct TagRecord {
  std::uint8_t reader_id = 0;
  std::array<std::uint8_t, 6> tag{};  ///< most significant digit first; the page's CRC is left out
  Counts counts;
  Stamp stamp;
  std::optional<Tto> tto;
  bool binary = false;

  bool operator==(const TagRecord&) const = default;
};

/// "ae": a data page in short form (PDF 1.1.4), without date and time. The PDF's table contradicts
/// itself about offsets; this is what its text says.
struct ShortPage {
  std::uint8_t reader_id = 0;
  std::array<std::uint8_t, 8> data{};  ///< all of the page, CRC included
  std::optional<Counts> counts;
  std::uint8_t index = 0;
  std::uint8_t page = 0;

  bool operator==(const ShortPage&) const = default;
};

/// "ad": a page of a read/write tag that was asked for (PDF 3).
struct PageReport {
  std::uint8_t reader_id = 0;
  std::vector<std::uint8_t> tag;  ///< 6 bytes, or 8 with the CRC
  /// Low nibble: page. From firmware 8.0: bits 7-6 hits of the I channel, 5-4 of the Q channel.
  std::uint8_t page_byte = 0;
  std::uint8_t sequence = 0;  ///< as in the action that asked for it
  std::array<std::uint8_t, 8> data{};

  std::uint8_t page() const { return page_byte & 0x0FU; }
  /// Heard at least twice on one channel; never true for firmware before 8.0.
  bool good() const { return (page_byte & 0xA0U) != 0; }
  bool operator==(const PageReport&) const = default;
};

/// A line of plain text that a reader prints when it starts: what it is (PDF 2).
struct Banner {
  std::string text;  ///< without the line end

  bool operator==(const Banner&) const = default;
};

}  // namespace plugtest::modules::ipico

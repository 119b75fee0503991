#include "tools/cli/air_fields.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/ebv.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "protocols/identity/pc_word.h"
#include "tools/cli/air_walker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

using bits::BitString;
using Names = std::vector<std::string>;

const Names& banks() {
  static const Names names = {"Reserved", "EPC", "TID", "User"};
  return names;
}

const Names& sessions() {
  static const Names names = {"S0", "S1", "S2", "S3"};
  return names;
}

void walk_query(Walker& walker) {
  walker.take(1, "DR", {"8", "64/3"});
  walker.take(2, "M", {"FM0", "Miller 2", "Miller 4", "Miller 8"});
  walker.take(1, "TRext", {"no pilot tone", "pilot tone"});
  walker.take(2, "Sel", {"all", "all", "~SL", "SL"});
  walker.take(2, "Session", sessions());
  walker.take(1, "Target", {"A", "B"});
  walker.number(4, "Q");
  walker.crc5();
}

void walk_select(Walker& walker) {
  walker.take(3, "Target", {"S0", "S1", "S2", "S3", "SL", "reserved", "reserved", "reserved"});
  walker.take(
      3, "Action",
      {"matching: assert or A; others: deassert or B", "matching: assert or A",
       "others: deassert or B", "matching: negate", "matching: deassert or B; others: assert or A",
       "matching: deassert or B", "others: assert or A", "others: negate"});
  walker.take(2, "MemBank", banks());
  walker.pointer("Pointer");
  const auto length = static_cast<std::size_t>(walker.number(8, "Length"));
  walker.bits_field(length, "Mask");
  walker.take(1, "Truncate", {"no", "yes"});
  walker.crc16();
}

void walk_close(Walker& walker) {
  walker.word("RN", "handle");
  walker.crc16();
}

void walk_place(Walker& walker, const char* pointer) {
  walker.take(2, "MemBank", banks());
  walker.pointer(pointer);
}

void walk_words(Walker& walker, std::size_t count, const char* name) {
  for (std::size_t i = 0; i < count && walker.left() > 0; ++i) walker.word(name);
}

/// Commands with a code of eight bits, which has been taken.
bool walk_access(Walker& walker, std::uint64_t code) {
  switch (code) {
    case 0xC0:
      return true;
    case 0xC1:
      walk_close(walker);
      return true;
    case 0xC2:
    case 0xC8:
      walk_place(walker, "WordPtr");
      walker.number(8, "WordCount");
      walk_close(walker);
      return true;
    case 0xC3:
      walk_place(walker, "WordPtr");
      walker.word("Data", "covered by XOR with an RN16");
      walk_close(walker);
      return true;
    case 0xC4:
      walker.word("Password", "one half, covered by XOR with an RN16");
      walker.take(3, "RFU/Recom");
      walk_close(walker);
      return true;
    case 0xC5: {
      for (const char* part : {"Mask", "Action"}) {
        for (const char* field : {"kill pwd", "access pwd", "EPC", "TID", "User"}) {
          walker.take(2, fmt::format("{} {}", part, field), {"-", "permalock", "pwd", "both"});
        }
      }
      walk_close(walker);
      return true;
    }
    case 0xC6:
      walker.word("Password", "one half, covered by XOR with an RN16");
      walk_close(walker);
      return true;
    case 0xC7: {
      walk_place(walker, "WordPtr");
      const auto count = static_cast<std::size_t>(walker.number(8, "WordCount"));
      walk_words(walker, count, "Data");
      walk_close(walker);
      return true;
    }
    case 0xC9: {
      walker.take(8, "RFU");
      const bool locks = walker.take(1, "Read/Lock", {"read", "permalock"}).value_or(0) != 0;
      walk_place(walker, "BlockPtr");
      const auto range = static_cast<std::size_t>(walker.number(8, "BlockRange"));
      if (locks) walk_words(walker, range, "Mask");
      walk_close(walker);
      return true;
    }
    default:
      return false;
  }
}

void walk_untraceable(Walker& walker) {
  walker.take(2, "RFU");
  walker.take(1, "U", {"deassert", "assert"});
  walker.take(1, "EPC", {"show", "hide"});
  walker.number(5, "EPC length");
  walker.take(2, "TID", {"show", "hide some", "hide all", "reserved"});
  walker.take(1, "User", {"show", "hide"});
  walker.take(2, "Range", {"normal", "toggle", "reduced", "reserved"});
  walk_close(walker);
}

AirReading reply_of(std::string title, const BitString& frame, void (*walk)(Walker&)) {
  Walker walker(frame);
  walker.reading.title = std::move(title);
  walk(walker);
  return walker.end();
}

std::string pc_text(std::uint16_t word) {
  const auto pc = identity::pc_from_word(word);
  return fmt::format("L={} words, UMI={}, XI={}, {}", pc.length_words, pc.user_memory ? 1 : 0,
                     pc.extended ? 1 : 0,
                     pc.iso ? fmt::format("ISO with AFI {:02X}", pc.low) : "GS1 EPC");
}

}  // namespace

AirReading explain_command(const BitString& frame) {
  Walker walker(frame);
  const auto decoded = gen2::decode(frame);
  if (frame.size() < 2) {
    walker.reading.title = "Type C command";
    walker.take(2, "Command");
    return walker.end();
  }
  const auto begin = [&](const char* title, std::size_t code_bits) {
    walker.reading.title = title;
    walker.take(code_bits, "Command");
  };
  if (frame.value(0, 2) == 0b00) {
    begin("QueryRep", 2);
    walker.take(2, "Session", sessions());
  } else if (frame.value(0, 2) == 0b01) {
    begin("ACK", 2);
    walker.word("RN", "RN16 or handle");
  } else if (frame.size() < 4) {
    begin("Type C command", 4);
  } else if (frame.value(0, 4) == 0b1000) {
    begin("Query", 4);
    walk_query(walker);
  } else if (frame.value(0, 4) == 0b1001) {
    begin("QueryAdjust", 4);
    walker.take(2, "Session", sessions());
    walker.take(3, "UpDn",
                {"Q", "reserved", "reserved", "Q-1", "reserved", "reserved", "Q+1", "reserved"});
  } else if (frame.value(0, 4) == 0b1010) {
    begin("Select", 4);
    walk_select(walker);
  } else if (frame.size() >= 16 && frame.value(0, 16) == 0xE200) {
    begin("Untraceable (v2)", 16);
    walk_untraceable(walker);
  } else if (frame.size() < 8) {
    begin("Type C command", 8);
  } else {
    constexpr std::array<const char*, 10> k_names = {
        "NAK",  "Req_RN", "Read",       "Write",      "Kill",
        "Lock", "Access", "BlockWrite", "BlockErase", "BlockPermalock"};
    const std::uint64_t code = frame.value(0, 8);
    const bool known = code >= 0xC0 && code <= 0xC9;
    begin(known ? k_names[code - 0xC0] : "unknown command", 8);
    if (!known || !walk_access(walker, code)) {
      walker.reading.fault = fmt::format("no command has the code {:02X}", code);
    }
  }
  AirReading reading = walker.end();
  if (!decoded && reading.fault.empty()) reading.fault = decoded.error().message;
  return reading;
}

std::vector<AirReading> explain_reply(const BitString& frame) {
  std::vector<AirReading> readings;
  const bool crc = bits::crc16_fits(frame);
  if (frame.size() == 16) {
    readings.push_back(reply_of("RN16 (to Query, QueryAdjust, QueryRep)", frame,
                                [](Walker& walker) { walker.word("RN16"); }));
  }
  if (frame.size() == 32) {
    readings.push_back(
        reply_of("handle or new RN16 (to Req_RN, Access, Kill)", frame, [](Walker& walker) {
          walker.word("RN");
          walker.crc16();
        }));
  }
  if (gen2::decode_epc(frame) || (frame.size() >= 32 && frame.size() % 16 == 0 && !crc)) {
    readings.push_back(reply_of("PC, UII and CRC (to ACK)", frame, [](Walker& walker) {
      const auto pc = walker.take(16, "PC");
      if (!pc) return;
      walker.reading.fields.back().meaning = pc_text(static_cast<std::uint16_t>(*pc));
      if (identity::pc_from_word(static_cast<std::uint16_t>(*pc)).extended) {
        constexpr std::uint64_t k_xeb = 0x8000;
        if ((walker.take(16, "XPC_W1").value_or(0) & k_xeb) != 0) walker.word("XPC_W2");
      }
      if (walker.left() > 16) walker.bits_field(walker.left() - 16, "UII");
      walker.crc16();
    }));
  }
  const auto access = gen2::decode_access_reply(frame);
  if (access && std::holds_alternative<gen2::ErrorReply>(*access)) {
    readings.push_back(reply_of("error", frame, [](Walker& walker) {
      walker.take(1, "Header", {"success", "error"});
      const auto code = walker.take(8, "Error code");
      if (code) {
        walker.reading.fields.back().meaning = gen2::to_string(static_cast<gen2::TagError>(*code));
      }
      walker.word("RN", "handle");
      walker.crc16();
    }));
  } else if (access) {
    readings.push_back(
        reply_of(frame.size() == 33 ? "success" : "words (to Read)", frame, [](Walker& walker) {
          walker.take(1, "Header", {"success", "error"});
          while (walker.left() > 32) walker.word("Data");
          walker.word("RN", "handle");
          walker.crc16();
        }));
  }
  if (gen2::decode_truncated(frame)) {
    readings.push_back(reply_of("truncated UII (to ACK)", frame, [](Walker& walker) {
      walker.take(5, "Header");
      if (walker.left() > 16) walker.bits_field(walker.left() - 16, "UII");
      walker.crc16();
    }));
  }
  if (readings.empty()) {
    AirReading none;
    none.title = "Type C reply";
    none.fault = fmt::format("no reply has {} bits{}", frame.size(),
                             frame.size() > 16 && !crc ? " whose last 16 are no CRC-16" : "");
    readings.push_back(std::move(none));
  }
  return readings;
}

Result<BitString> read_bits(const std::string& text) {
  const auto refuse = [](std::string why) { return fail(ErrorCode::usage, std::move(why)); };
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  BitString bits;
  std::optional<std::size_t> count;
  for (std::size_t at = hex ? 2 : 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ' ' || c == '_') continue;
    if (hex && c == '/') {
      const std::string digits = text.substr(at + 1);
      if (digits.empty() || digits.size() > 5 ||
          !std::ranges::all_of(digits, [](char d) { return d >= '0' && d <= '9'; })) {
        return refuse(fmt::format("character {}: expected a number of bits behind '/'", at + 2));
      }
      count = static_cast<std::size_t>(std::stoul(digits));
      break;
    }
    constexpr std::string_view k_digits = "0123456789ABCDEF";
    const auto digit = k_digits.find(c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c);
    const bool fits = hex ? digit != std::string_view::npos : c == '0' || c == '1';
    if (!fits) {
      return refuse(fmt::format("character {} is '{}', expected {}", at + 1, c,
                                hex ? "hexadecimal digits and perhaps '/' with a number of bits"
                                    : "0 or 1 (hexadecimal begins with 0x)"));
    }
    const std::size_t step = hex ? 4 : 1;
    if (bits.size() + step > BitString::k_max_bits) {
      return refuse(fmt::format("a frame has at most {} bits", BitString::k_max_bits));
    }
    bits.append(hex ? digit : (c == '1' ? 1U : 0U), step);
  }
  if (bits.empty()) return refuse("expected bits: 0 and 1, or 0x and hexadecimal digits");
  if (!count) return bits;
  if (*count > bits.size() || *count + 4 <= bits.size() || *count == 0) {
    return refuse(fmt::format("{} hexadecimal digits hold {} to {} bits, not {}", bits.size() / 4,
                              bits.size() - 3, bits.size(), *count));
  }
  return bits.slice(0, *count);
}

}  // namespace plugtest::cli

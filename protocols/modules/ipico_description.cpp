#include "protocols/bits/hex.h"
#include "protocols/modules/frame_description.h"
#include "protocols/modules/ipico_format.h"

#include <array>
#include <cstdio>

namespace plugtest::modules::ipico {

namespace {

/// "06-03-2026" would claim a century: "26-03-06 20:27:47.35".
std::string text_of(const Stamp& stamp) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%02u-%02u-%02u %02u:%02u:%02u.%02u", stamp.year,
                      stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second,
                      stamp.hundredths);
  return text.data();
}

void add_counts(FrameDescription& out, const Counts& counts) {
  out.add("i-count", counts.in_phase);
  out.add("q-count", counts.quadrature);
}

FrameDescription described(const TagRecord& record) {
  FrameDescription out{.kind = "tag-record", .fields = {}};
  out.add("reader", record.reader_id);
  out.add("tag", bits::to_hex(record.tag));
  add_counts(out, record.counts);
  out.add("time", text_of(record.stamp));
  if (record.tto) {
    out.add("tto-index", record.tto->index);
    out.add("tto-page", record.tto->page);
    out.add("tto-status", record.tto->status);
  }
  return out;
}

FrameDescription described(const ShortPage& page) {
  FrameDescription out{.kind = "short-page", .fields = {}};
  out.add("reader", page.reader_id);
  out.add("data", bits::to_hex(page.data));
  if (page.counts) add_counts(out, *page.counts);
  out.add("tto-index", page.index);
  out.add("tto-page", page.page);
  return out;
}

FrameDescription described(const PageReport& report) {
  FrameDescription out{.kind = "page-report", .fields = {}};
  out.add("reader", report.reader_id);
  out.add("tag", bits::to_hex(report.tag));
  out.add("page", report.page());
  out.add("sequence", report.sequence);
  out.add("data", bits::to_hex(report.data));
  return out;
}

FrameDescription described(const Command& command) {
  FrameDescription out{.kind = "command", .fields = {}};
  out.add("reader", command.reader_id);
  out.add("instruction", static_cast<std::int64_t>(command.instruction));
  out.add("name", std::string(to_string(command.instruction)));
  if (command.query) out.add("query", 1);
  if (!command.data.empty()) out.add("data", bits::to_hex(command.data));
  return out;
}

FrameDescription described(const Banner& banner) {
  FrameDescription out{.kind = "banner", .fields = {}};
  out.add("text", banner.text);
  return out;
}

}  // namespace

Result<FrameDescription> describe(std::span<const std::uint8_t> frame) {
  const auto content = decode(frame);
  if (!content) return fail(content.error());
  return std::visit([](const auto& kind) { return described(kind); }, *content);
}

}  // namespace plugtest::modules::ipico

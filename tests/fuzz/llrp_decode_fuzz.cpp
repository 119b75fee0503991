// Any bytes as one LLRP message, in both modes. What is accepted must encode to the same bytes,
// show as text and JSON, and agree with the fast path of tag reports.

#include "protocols/llrp/codec.h"
#include "protocols/llrp/json.h"
#include "protocols/llrp/tag_report.h"
#include "protocols/llrp/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using namespace plugtest::llrp;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void one(std::span<const std::uint8_t> bytes, DecodeMode mode) {
  const auto message = decode(bytes, mode);
  if (!message) {
    (void)encode(Message(Element(MessageType::error_message).append(status(message.error()))));
    return;
  }
  require(std::ranges::equal(encode(*message), bytes));
  require(!to_text(*message).empty());
  require(!to_json(*message).empty());
  if (message->is(MessageType::ro_access_report)) {
    std::size_t tags = 0;
    const auto summary =
        for_each_tag_report(bytes.subspan(k_header_bytes), [&](const TagReport& t) {
          ++tags;
          std::vector<std::uint8_t> again;
          append_tag_report(t, again);
        });
    if (message->problems.empty()) {
      require(summary.has_value());
      require(tags == message->body.count(ParamType::tag_report_data));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> bytes(data, data + size);
  one(bytes, DecodeMode::strict);
  one(bytes, DecodeMode::tolerant);
  // Most inputs fail at the length field: mend it, so that the body is reached too.
  if (size >= k_header_bytes) {
    for (std::size_t i = 0; i < 4; ++i) {
      bytes[2 + i] = static_cast<std::uint8_t>(size >> (8 * (3 - i)));
    }
    one(bytes, DecodeMode::strict);
    one(bytes, DecodeMode::tolerant);
  }
  return 0;
}

// Streaming decode allocates nothing, however many tags a message has: counted where all memory
// comes from. A program of its own, because it replaces operator new.

#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/tag_report.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include <gtest/gtest.h>

namespace {
std::atomic<std::size_t> g_allocations{
    0};  // NOLINT: counted by operator new, which takes no context
}

void* operator new(std::size_t bytes) {
  ++g_allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }

namespace plugtest::llrp {
namespace {

/// Reports of all kinds of layout, so that the predicted one is wrong now and then.
std::vector<std::uint8_t> message_of(std::size_t tags) {
  Message message(MessageType::ro_access_report, 1);
  for (std::size_t i = 0; i < tags; ++i) {
    Element report = make(ParamType::tag_report_data)
                         .add(make(ParamType::epc_96))
                         .add(make(ParamType::antenna_id).set("AntennaID", 1U + i % 4))
                         .add(make(ParamType::peak_rssi).set("PeakRSSI", -50));
    if (i % 7 == 0) report.add(make(ParamType::tag_seen_count).set("TagCount", 3U));
    message.body.append(std::move(report));
  }
  return encode(message);
}

TEST(LlrpAllocation, StreamingDecodeAllocatesNothing) {
  for (const std::size_t tags : {1U, 100U, 1000U}) {
    const auto bytes = message_of(tags);
    const auto body = std::span(bytes).subspan(k_header_bytes);
    std::size_t seen = 0;
    const std::size_t before = g_allocations;
    const auto summary = for_each_tag_report(
        body, [&seen](const TagReport& report) { seen += report.has(TagReport::antenna_id); });
    const std::size_t allocated = g_allocations - before;
    ASSERT_TRUE(summary);
    EXPECT_EQ(seen, tags);
    EXPECT_EQ(allocated, 0U) << tags << " tags";
  }
}

TEST(LlrpAllocation, AFramerTakesMemoryForWhatItHoldsOnly) {
  const auto bytes = message_of(100);
  Framer framer;
  for (int i = 0; i < 3; ++i) {  // as large as it will ever get
    framer.push(bytes);
    ASSERT_TRUE(framer.next().value());
  }
  const std::size_t before = g_allocations;
  for (int i = 0; i < 1000; ++i) {
    framer.push(bytes);
    if (!framer.next().value()) std::abort();
  }
  EXPECT_EQ(g_allocations - before, 0U);
}

TEST(LlrpAllocation, IsCounted) {
  const std::size_t before = g_allocations;
  EXPECT_TRUE(decode(message_of(1), DecodeMode::tolerant));
  EXPECT_GT(g_allocations - before, 0U);
}

}  // namespace
}  // namespace plugtest::llrp

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
#include <malloc.h>

namespace {
// NOLINTBEGIN: counted by operator new, which takes no context
std::atomic<std::size_t> g_allocations{0};
std::atomic<std::size_t> g_held{0};
std::atomic<std::size_t> g_most_held{0};
// NOLINTEND
}  // namespace

void* operator new(std::size_t bytes) {
  ++g_allocations;
  if (void* memory = std::malloc(bytes)) {
    g_held += malloc_usable_size(memory);
    if (g_held > g_most_held) g_most_held = g_held.load();
    return memory;
  }
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  g_held -= malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { operator delete(memory); }

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

/// The most memory that decoding `bytes` holds at a time.
std::size_t memory_for(std::span<const std::uint8_t> bytes, DecodeMode mode) {
  const std::size_t before = g_held;
  g_most_held = before;
  const auto decoded = decode(bytes, mode);
  const std::size_t most = g_most_held - before;
  if (decoded) {
    EXPECT_EQ(encode(*decoded), std::vector(bytes.begin(), bytes.end()));
  }
  return most;
}

/// An RO_ACCESS_REPORT whose body is `part` over and over, about a megabyte of it; with `inside`,
/// the body is one TagReportData full of `part`.
std::vector<std::uint8_t> crowd(const std::vector<std::uint8_t>& part, bool inside) {
  constexpr std::size_t k_long = 1'000'000;
  constexpr std::size_t k_longest_parameter = 65'535;
  std::vector<std::uint8_t> parameter;
  if (inside) parameter = {0, 240, 0, 0};
  const std::size_t room = inside ? k_longest_parameter : part.size();
  while (parameter.size() + part.size() <= room) {
    parameter.insert(parameter.end(), part.begin(), part.end());
  }
  if (inside) {
    parameter[2] = static_cast<std::uint8_t>(parameter.size() >> 8U);
    parameter[3] = static_cast<std::uint8_t>(parameter.size());
  }
  std::vector<std::uint8_t> message = encode(Message(MessageType::ro_access_report, 1));
  while (message.size() + parameter.size() <= k_long) {
    message.insert(message.end(), parameter.begin(), parameter.end());
  }
  for (unsigned i = 0; i < 4; ++i) {
    message[2 + i] = static_cast<std::uint8_t>(message.size() >> (24U - 8U * i));
  }
  return message;
}

TEST(LlrpAllocation, HostileMessagesHoldAtMostSixtyFourTimesTheirSize) {
  const std::vector<std::vector<std::uint8_t>> parts{
      {0x86, 0xD0},                // PeakRSSI, the shortest there is
      {0x81, 0, 1},                // AntennaID
      {0x92, 0, 1, 0, 2},          // C1G2SingulationDetails: two fields
      {0, 240, 0, 4},              // TagReportData with nothing in it
      {0, 240, 0, 6, 0x86, 0xD0},  // with the shortest
      {0, 238, 0, 6, 0xFF, 0xC0},  // TagReportContentSelector: many fields in few bytes
      {0, 226, 0, 5, 0x80},        // EventsAndReports
      {0, 240, 0, 5, 0xFF},        // an unknown TV inside
      {0x03, 0xE8, 0, 5, 7},       // unknown
      {0x03, 0xFF, 0, 12, 0, 0, 0, 1, 0, 0, 0, 1},  // Custom
  };
  for (const bool inside : {false, true}) {
    for (const auto& part : parts) {
      const auto bytes = crowd(part, inside);
      for (const auto mode : {DecodeMode::tolerant, DecodeMode::strict}) {
        EXPECT_LE(memory_for(bytes, mode), 64 * bytes.size())
            << "parameter " << +part[0] << ' ' << +part[1] << ", inside a report: " << inside;
      }
    }
  }
}

TEST(LlrpAllocation, ReportsOfManyTagsAreStillWhole) {
  const auto bytes = message_of(20'000);
  const auto decoded = decode(bytes, DecodeMode::tolerant);
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(decoded->problems.empty());
  EXPECT_EQ(decoded->body.children().size(), 20'000U);
}

}  // namespace
}  // namespace plugtest::llrp

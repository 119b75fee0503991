#include "harness/evidence/records.h"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::evidence {
namespace {

using How = RecordEnding::How;
using Payloads = std::vector<std::pair<std::uint32_t, std::string>>;

struct ReadBack {
  Payloads payloads;
  RecordEnding ending;
};

std::string file_of(const Payloads& payloads, bool finished = true) {
  std::string bytes;
  RecordWriter writer([&](std::string_view more) { bytes += more; });
  for (const auto& [type, payload] : payloads) writer.append(RecordType{type}, payload);
  if (finished) writer.finish();
  return bytes;
}

ReadBack read(const std::string& bytes) {
  std::istringstream in(bytes);
  RecordReader reader(in);
  ReadBack back;
  while (const auto record = reader.next()) {
    back.payloads.emplace_back(record->type, record->payload);
  }
  back.ending = reader.ending();
  return back;
}

const Payloads k_some{{1, "first"}, {2, ""}, {2, std::string(300, '\0')}, {77, "later version"}};

TEST(Records, come_back_as_they_were_written) {
  const std::string bytes = file_of(k_some);
  const ReadBack back = read(bytes);
  EXPECT_EQ(back.payloads, k_some);
  EXPECT_EQ(back.ending, (RecordEnding{How::complete, bytes.size(), bytes.size(), ""}));
}

// The layout that records.h states, byte by byte: files of today are read by later versions. The
// CRC-32C values were computed apart, bit by bit.
TEST(Records, layout_is_as_documented) {
  const std::string bytes = file_of({{1, "abc"}}, false);
  ASSERT_EQ(bytes.size(), 16U + 16U + 3U);
  EXPECT_EQ(bytes.substr(0, 12), std::string("\x89PTR\r\n\x1a\n\x01\0\0\0", 12));
  EXPECT_EQ(bytes.substr(12, 4), "\x42\x87\x3b\x0e");
  EXPECT_EQ(bytes.substr(16, 8), std::string("\x03\0\0\0\x01\0\0\0", 8));
  EXPECT_EQ(bytes.substr(24, 4), "\xb7\x3f\x4b\x36");  // CRC-32C of "abc" is 0x364B3FB7
  EXPECT_EQ(bytes.substr(32), "abc");
}

TEST(Records, every_shorter_file_gives_its_whole_records_and_says_cut_off) {
  const std::string bytes = file_of(k_some);
  std::vector<std::size_t> ends{16};
  for (const auto& [type, payload] : k_some) ends.push_back(ends.back() + 16 + payload.size());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    std::size_t whole = 0;
    while (whole < k_some.size() && ends[whole + 1] <= length) ++whole;
    const ReadBack back = read(bytes.substr(0, length));
    EXPECT_EQ(back.payloads, Payloads(k_some.begin(), k_some.begin() + std::ptrdiff_t(whole)));
    EXPECT_EQ(back.ending.how, How::cut_off) << length;
    EXPECT_EQ(back.ending.begin, length < 16 ? 0 : ends[whole]) << length;
    EXPECT_EQ(back.ending.end, length);
  }
}

TEST(Records, every_changed_byte_is_found_where_it_is) {
  const std::string bytes = file_of(k_some);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    const RecordEnding ending = read(changed).ending;
    EXPECT_EQ(ending.how, at < 8 ? How::unsupported : How::altered) << at;
    EXPECT_LE(ending.begin, at);
    EXPECT_GT(ending.end, at);
    EXPECT_LE(ending.end - ending.begin, 300U);
  }
}

TEST(Records, a_record_taken_out_put_in_or_moved_is_found) {
  const std::string bytes = file_of({{1, "aaaa"}, {1, "bbbb"}, {1, "cccc"}});
  constexpr std::size_t k_size = 20;
  const std::string head = bytes.substr(0, 16);
  const std::string a = bytes.substr(16, k_size);
  const std::string b = bytes.substr(16 + k_size, k_size);
  const std::string c = bytes.substr(16 + 2 * k_size, k_size);
  const std::string end = bytes.substr(16 + 3 * k_size);
  ASSERT_EQ(read(head + a + b + c + end).ending.how, How::complete);
  for (const std::string& other :
       {head + a + c + end, head + b + a + c + end, head + a + a + b + c + end, head + a + b + end,
        head + a + b + c + end + "x", head + a + b + c + end + end}) {
    EXPECT_EQ(read(other).ending.how, How::altered);
  }
}

TEST(Records, a_newer_version_and_other_files_are_refused) {
  EXPECT_EQ(read("{\"format\": 1}").ending.message,
            "not a record file: it begins with other bytes");
  std::string newer = file_of({});
  newer[8] = 2;
  // CRC-32C of the header with version 2, computed apart.
  newer.replace(12, 4, "\x7b\x0e\x19\x6c");
  const RecordEnding ending = read(newer).ending;
  EXPECT_EQ(ending.how, How::unsupported) << ending.message;
  EXPECT_EQ(ending.message, "a record file of version 2, expected version 1");
}

TEST(Records, a_huge_length_takes_no_more_memory_than_there_are_bytes) {
  // A header whose own check fits and whose payload is absent.
  std::string bytes;
  RecordWriter writer([&](std::string_view more) { bytes += more; });
  writer.append(RecordType::observations, std::string(k_max_record_bytes, 'x'));
  bytes.resize(64);
  EXPECT_EQ(read(bytes).ending,
            (RecordEnding{How::cut_off, 16, 64, "the file stops inside a record"}));
}

}  // namespace
}  // namespace plugtest::evidence

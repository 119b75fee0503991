#include "protocols/modules/frame_scanner.h"

#include "tests/unit/protocols/modules/scanning.h"

namespace plugtest::modules {
namespace {

/// Frames of this test: '<' length digit, so many bytes, '>'. Dots are filler. A frame with an 'x'
/// inside has a wrong check.
class Angles final : public FrameFormat {
 public:
  Finding inspect(std::span<const std::uint8_t> bytes) const override {
    if (bytes[0] == '.') return Finding::skip(SkipReason::filler);
    if (bytes[0] != '<') return Finding::skip(SkipReason::noise);
    if (bytes.size() < 2) return Finding::wait();
    if (bytes[1] < '0' || bytes[1] > '9') return Finding::skip(SkipReason::bad_length);
    const std::size_t whole = bytes[1] - std::size_t{'0'} + 3;
    if (bytes.size() < whole) return Finding::wait();
    if (bytes[whole - 1] != '>') return Finding::skip(SkipReason::bad_character);
    if (std::ranges::find(bytes.first(whole), 'x') != bytes.first(whole).end()) {
      return Finding::skip(SkipReason::bad_check);
    }
    return Finding::frame(whole);
  }
  std::size_t max_frame_bytes() const override { return 12; }
};

const Angles k_angles;

/// Pieces as text: frames as they are, the rest as "reason(bytes)".
std::string pieces(std::string_view stream) {
  const Bytes bytes(stream.begin(), stream.end());
  std::string text;
  for (const Found& piece : scan(k_angles, bytes)) {
    const std::string content(piece.bytes.begin(), piece.bytes.end());
    text += piece.is_frame ? content : std::string(to_string(piece.reason)) + "(" + content + ")";
    text += ' ';
  }
  return text;
}

TEST(frame_scanner, what_is_no_frame_comes_with_its_reason_and_all_of_it_comes) {
  EXPECT_EQ(pieces("<2ab><0>"), "<2ab> <0> ");
  EXPECT_EQ(pieces("!!<2ab>"), "noise(!!) <2ab> ");
  EXPECT_EQ(pieces("<0>..<0>.!"), "<0> filler(..) <0> filler(.) noise(!) ");
  EXPECT_EQ(pieces("<2ax><1b>"), "bad-check(<2ax>) <1b> ");
  EXPECT_EQ(pieces("!<2ax>!<1b>"), "noise(!) bad-check(<2ax>!) <1b> ");
  EXPECT_EQ(pieces("<?"), "bad-length(<?) ");
  EXPECT_EQ(pieces("<3abcd>"), "bad-character(<3abcd>) ");
  EXPECT_EQ(pieces("<5ab"), "cut-off(<5ab) ");
}

TEST(frame_scanner, a_frame_inside_or_right_behind_a_broken_one_is_not_lost) {
  EXPECT_EQ(pieces("<9ab<1b>"), "cut-off(<9ab) <1b> ");
  EXPECT_EQ(pieces("<4ab<1b>><0>"), "bad-character(<4ab) <1b> noise(>) <0> ");
}

TEST(frame_scanner, settling_gives_up_what_waits_and_a_later_push_begins_anew) {
  FrameScanner scanner(k_angles);
  const auto push = [&](std::string_view text) {
    scanner.push(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  };
  push("<5a<0>");
  EXPECT_FALSE(scanner.next()) << "five bytes are to come";
  EXPECT_EQ(scanner.pending(), 6U);
  scanner.settle();
  EXPECT_EQ(scanner.next()->reason, SkipReason::cut_off);
  EXPECT_TRUE(scanner.next()->is_frame);
  EXPECT_FALSE(scanner.next());
  push("<");
  EXPECT_FALSE(scanner.next()) << "waits again";
  push("0>");
  const auto piece = scanner.next();
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->offset, 6U);
}

TEST(frame_scanner, noise_without_end_comes_in_pieces_of_bounded_size) {
  const Bytes noise(1000, '!');
  const auto found = scan(k_angles, noise);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].bytes.size(), FrameScanner::k_max_skip);
  EXPECT_EQ(found[3].offset, 3 * FrameScanner::k_max_skip);
  FrameScanner scanner(k_angles);
  for (const std::uint8_t byte : noise) {
    scanner.push(std::span(&byte, 1));
    while (scanner.next()) continue;
    ASSERT_LT(scanner.pending(), FrameScanner::k_max_skip);
  }
}

TEST(frame_scanner, reset_forgets_and_keeps_counting) {
  FrameScanner scanner(k_angles);
  const Bytes half = {'<', '9'};
  scanner.push(half);
  scanner.reset();
  EXPECT_EQ(scanner.pending(), 0U);
  EXPECT_EQ(scanner.offset(), 2U);
  const Bytes frame = {'<', '0', '>'};
  scanner.push(frame);
  EXPECT_EQ(scanner.next()->offset, 2U);
}

TEST(frame_scanner, nothing_depends_on_how_the_stream_is_split) {
  const std::string text = "..!<2ab>!<9a<0><3abx><1b>x<?.<0>" + std::string(300, '!') + "<0>";
  const Bytes stream(text.begin(), text.end());
  const auto whole = scan(k_angles, stream);
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); second += 7) {
      ASSERT_EQ(scan(k_angles, stream, std::vector{first, second}), whole);
    }
  }
}

}  // namespace
}  // namespace plugtest::modules

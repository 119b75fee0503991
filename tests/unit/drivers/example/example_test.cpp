// The family to copy: its lines, and its driver against its virtual module over TCP and a pty.

#include "drivers/example/example_format.h"
#include "drivers/example/example_reader.h"
#include "drivers/example/virtual_example.h"
#include "tests/doubles/module_driver_bench.h"

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

TEST(ExampleFormat, a_line_is_what_it_was_made_of) {
  const Bytes line = example::encode("TAG 3008 -61");
  EXPECT_EQ(std::string(line.begin(), line.end()), "TAG 3008 -61*7b\n");
  EXPECT_THAT(example::decode(line).value(), ElementsAre("TAG", "3008", "-61"));
  Bytes wrong = line;
  wrong[5] = '9';
  EXPECT_EQ(example::decode(wrong).error().code, ErrorCode::check_failed);
  EXPECT_EQ(example::decode(Bytes{'A', '*'}).error().code, ErrorCode::malformed);
  EXPECT_EQ(example::decode({}).error().code, ErrorCode::malformed);
}

TEST(ExampleFormat, lines_are_found_however_the_stream_is_split) {
  const example::Format format;
  Bytes stream = {'?', '\n', 0x80};
  for (const char* text : {"OK", "TAG 3008 -61"}) {
    const Bytes line = example::encode(text);
    stream.insert(stream.end(), line.begin(), line.end());
  }
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    modules::FrameScanner scanner(format);
    int frames = 0;
    const auto take = [&](std::span<const std::uint8_t> bytes) {
      scanner.push(bytes);
      while (const auto piece = scanner.next()) frames += piece->is_frame ? 1 : 0;
    };
    take(std::span(stream).first(cut));
    take(std::span(stream).subspan(cut));
    EXPECT_EQ(frames, 2) << "cut at " << cut;
  }
}

class ExampleDriverTest : public test::ModuleDriverBench {
 protected:
  ExampleDriverTest() : ModuleDriverBench(make_virtual_example, make_example_reader) {}
};
INSTANTIATE_TEST_SUITE_P(Example, ExampleDriverTest, test::k_attachments, test::attachment_name);

TEST_P(ExampleDriverTest, tells_who_it_is_and_takes_its_power) {
  open();
  const auto identity = identify();
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->model, "Example");
  EXPECT_EQ(identity->firmware, "1.0");
  model::ReaderSettings settings;
  settings.power_mdbm = 25'700;
  const auto applied = configure(settings);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->power_mdbm, 25'000);
  settings.antennas = {2};
  EXPECT_EQ(configure(settings).error().code, ErrorCode::refused);
}

TEST_P(ExampleDriverTest, tells_every_tag_of_an_inventory) {
  radio_.script_tags(5);
  open();
  const auto done = inventory(7, std::chrono::milliseconds(200));
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_THAT(listener_.uiis(), SizeIs(5));
  for (const auto& seen : listener_.observations) {
    EXPECT_EQ(seen.inventory_id, 7U);
    EXPECT_EQ(seen.rssi_mdbm, -50'000);
    EXPECT_FALSE(seen.antenna) << "not provided is not 1";
  }
  EXPECT_FALSE(radio_.running());
  EXPECT_TRUE(close());
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_P(ExampleDriverTest, a_restart_in_the_middle_breaks_the_protocol) {
  radio_.planted = {{ReaderFault::restarts, 100}};
  radio_.script_tags(5);
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(pass_time(std::chrono::seconds(2)));
  ASSERT_THAT(listener_.downs, SizeIs(1));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::protocol);
  EXPECT_THAT(listener_.downs[0].message, HasSubstr("virtual example module"));
  EXPECT_THAT(listener_.uiis(), SizeIs(5)) << "what was told before is kept";
}

TEST_P(ExampleDriverTest, a_refused_start_is_told) {
  radio_.planted = {{ReaderFault::refuses_start, 0}};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
  EXPECT_THAT(started.error().message, HasSubstr("busy"));
}

}  // namespace
}  // namespace plugtest::drivers

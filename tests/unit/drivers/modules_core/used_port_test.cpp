// Ports that others use too: what they left there, and what they do.

#include "drivers/transport/serial.h"
#include "tests/unit/drivers/modules_core/line_bench.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A port that somebody else has had open before.
class UsedPort : public test::LineBench {
 protected:
  /// Somebody opens it, writes, and is gone.
  void leave(const std::vector<std::uint8_t>& bytes) {
    const std::string& uri = endpoint_->uri();
    const auto begin = uri.find("//") + 2;
    const std::string path = uri.substr(begin, uri.find('?') - begin);
    std::unique_ptr<drivers::SerialConnect> attempt;
    auto stream = bench_.wait_lab<std::unique_ptr<drivers::LineStream>>([&](auto done) {
      attempt = drivers::connect_serial(bench_.runtime, path, {.lock = false}, seconds(1),
                                        std::move(done));
    });
    ASSERT_TRUE(stream) << to_string(stream.error());
    (*stream)->start([](auto) {}, [](const Error&) {});
    (*stream)->write(bytes);
    ASSERT_TRUE(pass(milliseconds(50)));
    (*stream)->close();
  }
};

INSTANTIATE_TEST_SUITE_P(, UsedPort,
                         testing::Values("ipico+serial", "mercury+serial", "a0+serial",
                                         "chafon+serial", "m100+serial"),
                         [](const auto& family) {
                           return family.param.substr(0, family.param.find('+'));
                         });

TEST_P(UsedPort, what_was_begun_on_it_swallows_no_question) {
  const std::map<std::string, std::vector<std::uint8_t>> begun = {
      {"ipico+serial", {'a', 'b', '0', '0', 'f'}},
      {"mercury+serial", {0xFF, 0xF0, 0x2F}},
      {"a0+serial", {0xA0, 0xFE, 0x01}},
      {"chafon+serial", {0x60, 0x00, 0x01}},
      {"m100+serial", {0xBB, 0x00, 0x49, 0x00, 0xF0}}};
  ASSERT_TRUE(hold());
  leave(begun.at(GetParam()));
  const auto connected = reach();
  EXPECT_TRUE(connected) << to_string(connected.error());
}

TEST_P(UsedPort, a_look_leaves_what_runs_alone) {
  script(100, milliseconds(10));
  ASSERT_TRUE(hold());
  ASSERT_TRUE(reach());
  ASSERT_TRUE(start());
  reader_.reset();  // without a goodbye: where a module streams, its inventory goes on
  ASSERT_TRUE(pass(milliseconds(100)));
  const auto found = reach({.ask_serial = true, .look_only = true});
  ASSERT_TRUE(found) << to_string(found.error());
  const auto identity = bench_.wait_lab<model::ReaderIdentity>(
      [&](auto done) { reader_->identify(seconds(10), std::move(done)); });
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_FALSE(identity->firmware.empty() && identity->model.empty());
  EXPECT_TRUE(call([&](auto done) { reader_->close(seconds(10), std::move(done)); }));
  if (polled()) {
    ASSERT_TRUE(pass(seconds(1)));
    EXPECT_FALSE(radio_.running()) << "nobody has asked it to";
  } else {
    EXPECT_TRUE(bench_.run_lab([&] { return radio_.running(); }));
    ASSERT_TRUE(reach()) << "a driver that is to work with it stops it";
    EXPECT_FALSE(radio_.running());
  }
}

}  // namespace
}  // namespace plugtest

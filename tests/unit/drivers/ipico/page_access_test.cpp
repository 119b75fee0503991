// Access to pages when the reader does not do as it is told.

#include "drivers/ipico/ipico_reader.h"
#include "drivers/ipico/virtual_ipico.h"
#include "tests/doubles/module_driver_bench.h"

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using std::chrono::milliseconds;

class PageAccessTest : public test::ModuleDriverBench {
 protected:
  PageAccessTest() : ModuleDriverBench(make_virtual_ipico, make_ipico_reader) {
    radio_.mutable_capabilities().protocols = {model::AirProtocol::type_d};
    radio_.access_words = {0x1111, 0x2222, 0x3333};
  }

  model::AccessOrder order() const {
    model::AccessOrder order;
    order.protocol = model::AirProtocol::type_d;
    order.operations = {
        {.kind = model::AccessRequest::Kind::read, .word_pointer = 1, .word_count = 1}};
    return order;
  }
};
INSTANTIATE_TEST_SUITE_P(Ipico, PageAccessTest, test::k_attachments, test::attachment_name);

TEST_P(PageAccessTest, the_radio_is_off_afterwards) {
  radio_.script.push_back({milliseconds(5), test::ScriptedRadio::type_d_tag(1)});
  open();
  const auto accessed = access(order());
  ASSERT_TRUE(accessed) << to_string(accessed.error());
  EXPECT_TRUE(*accessed);
  EXPECT_FALSE(radio_.running());
}

TEST_P(PageAccessTest, the_radio_is_off_after_one_that_failed) {
  // The tag is seen, and the reader falls silent in the middle of what is done to it.
  radio_.planted = {{ReaderFault::stalls, 500}};
  radio_.script.push_back({milliseconds(490), test::ScriptedRadio::type_d_tag(1)});
  open();
  const auto accessed = access(order());
  ASSERT_FALSE(accessed);
  EXPECT_EQ(accessed.error().code, ErrorCode::timed_out);
  EXPECT_FALSE(radio_.running()) << "nobody would know that it is on";
}

}  // namespace
}  // namespace plugtest::drivers

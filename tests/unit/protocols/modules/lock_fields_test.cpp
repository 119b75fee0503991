#include "protocols/modules/lock_fields.h"

#include "protocols/gen2/tag_lock.h"

#include <gmock/gmock.h>

namespace plugtest::modules {
namespace {

using Part = LockField::Part;
using Action = LockField::Action;
using testing::ElementsAre;
using testing::Optional;

// Gen2 v1.2.0, figure 6.24: mask and action, ten bits each, kill password first.
TEST(LockFields, TheBitsOfAPayload) {
  EXPECT_THAT(lock_fields(0b1100000000'1000000000),
              Optional(ElementsAre(LockField{Part::kill_password, Action::lock})));
  EXPECT_THAT(lock_fields(0b0000110000'0000110000),
              Optional(ElementsAre(LockField{Part::epc, Action::lock_forever})));
  EXPECT_THAT(lock_fields(0b0011000011'0001000000),
              Optional(ElementsAre(LockField{Part::access_password, Action::open_forever},
                                   LockField{Part::user, Action::open})));
  EXPECT_THAT(lock_fields(0), Optional(testing::IsEmpty()));
}

TEST(LockFields, ThePasswordBitAloneClearsAPermalockBitThatCannotBeSet) {
  EXPECT_THAT(lock_fields(0b1000000000'1000000000),
              Optional(ElementsAre(LockField{Part::kill_password, Action::lock})));
  // The action bit of what the mask leaves out means nothing.
  EXPECT_THAT(lock_fields(0b0000100000'0000010000),
              Optional(ElementsAre(LockField{Part::epc, Action::open})));
}

// What the text of lock_fields() claims, held against the tag's own rules.
TEST(LockFields, ATagsBitsComeOutAsThePayloadWouldHaveThem) {
  for (const unsigned before : {0U, 1U, 2U, 3U}) {
    for (const unsigned mask : {2U, 3U}) {
      for (const unsigned action : {0U, 1U, 2U, 3U}) {
        gen2::TagLocks as_asked;
        const gen2::LockBits bits{.pwd = (before & 2U) != 0, .permalock = (before & 1U) != 0};
        as_asked.set(gen2::LockField::epc, bits);
        gen2::TagLocks as_told = as_asked;
        const auto told = lock_fields(mask << 14U | action << 4U);
        ASSERT_THAT(told, Optional(testing::SizeIs(1)));
        const std::uint32_t payload = lock_payload(told->front());
        as_asked.apply(static_cast<std::uint16_t>(mask << 4U),
                       static_cast<std::uint16_t>(action << 4U));
        as_told.apply(static_cast<std::uint16_t>(payload >> 10U),
                      static_cast<std::uint16_t>(payload & 0x3FFU));
        EXPECT_EQ(as_told.of(gen2::LockField::epc), as_asked.of(gen2::LockField::epc))
            << "bits " << before << ", mask " << mask << ", action " << action;
      }
    }
  }
}

TEST(LockFields, ThePermalockBitAloneCannotBeSaid) {
  EXPECT_FALSE(lock_fields(0b0100000000'0100000000));
  EXPECT_FALSE(lock_fields(0b1100000001'1000000000));
}

TEST(LockFields, EveryFieldThereAndBack) {
  for (const Part part :
       {Part::kill_password, Part::access_password, Part::epc, Part::tid, Part::user}) {
    for (const Action action :
         {Action::open, Action::open_forever, Action::lock, Action::lock_forever}) {
      const LockField field{part, action};
      EXPECT_THAT(lock_fields(lock_payload(field)), Optional(ElementsAre(field)));
    }
  }
}

}  // namespace
}  // namespace plugtest::modules

#include "protocols/modules/lock_fields.h"

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

TEST(LockFields, HalfAPartCannotBeSaid) {
  EXPECT_FALSE(lock_fields(0b1000000000'1000000000));
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

#include "harness/model/settings_difference.h"

#include <gmock/gmock.h>

namespace plugtest::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SettingsDifference, what_is_as_asked_or_not_told_is_none) {
  ReaderSettings asked;
  asked.per_antenna = {{.antenna = 2, .power_mdbm = 27'000}};
  asked.target = InventoryTarget::b;
  EXPECT_THAT(uncommon_differences(asked, {}), IsEmpty());
  AppliedSettings applied;
  applied.per_antenna = {{.antenna = 1, .power_mdbm = 30'000},
                         {.antenna = 2, .power_mdbm = 26'500, .receive_backoff_mdb = 1000}};
  applied.target = InventoryTarget::b;
  applied.filters.emplace();
  EXPECT_THAT(uncommon_differences(asked, applied), IsEmpty());
}

TEST(SettingsDifference, every_one_is_told_with_both_values) {
  ReaderSettings asked;
  asked.per_antenna = {{.antenna = 2, .power_mdbm = 20'000, .receive_backoff_mdb = 3000}};
  asked.filters = {{.tags = {.mask = bits::BitString(0x30, 8)}}};
  asked.target = InventoryTarget::alternate;
  asked.selected = SelectedFlag::all;
  asked.hop_table = 3;
  asked.channels_hz = {865'700'000};
  asked.low_duty_cycle = LowDutyCycle{};
  AppliedSettings applied;
  applied.per_antenna = {{.antenna = 2, .power_mdbm = 21'000, .receive_backoff_mdb = 0}};
  applied.filters.emplace();
  applied.target = InventoryTarget::a;
  applied.selected = SelectedFlag::not_sl;
  applied.hop_table = 1;
  applied.channels_hz = std::vector<std::int64_t>{865'700'000, 866'300'000};
  applied.low_duty_cycle = LowDutyCycle{.empty_field = std::chrono::milliseconds(1)};
  EXPECT_THAT(uncommon_differences(asked, applied),
              ElementsAre(HasSubstr("20000 mdBm on antenna 2, the reader uses 21000 mdBm"),
                          HasSubstr("3000 mdB on antenna 2, the reader uses 0 mdB"),
                          HasSubstr("select filters: 1, the reader uses 0"),
                          HasSubstr("target alternate, the reader uses a"),
                          HasSubstr("SL flag: all, the reader uses not-sl"),
                          HasSubstr("hop table 3, the reader uses 1"),
                          HasSubstr("865700 kHz, the reader uses 865700 kHz, 866300 kHz"),
                          HasSubstr("rests between looks")));
}

TEST(SettingsDifference, other_filters_of_the_same_number_are_told) {
  ReaderSettings asked;
  asked.filters = {{.tags = {.mask = bits::BitString(0x30, 8)}}};
  AppliedSettings applied;
  applied.filters = std::vector<SelectFilter>{{.tags = {.mask = bits::BitString(0x31, 8)}}};
  EXPECT_THAT(uncommon_differences(asked, applied), ElementsAre(HasSubstr("not the same")));
}

}  // namespace
}  // namespace plugtest::model

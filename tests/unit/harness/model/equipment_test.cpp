#include "harness/model/fault.h"
#include "harness/model/lane.h"
#include "harness/model/scenario_plan.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::model {
namespace {

// 30 dBm into 1 dB of cable and a 6 dBi patch: 35 dBm EIRP, 32.85 dBm ERP (just under 2 W).
TEST(Erp, CountsGainCableAndTheDipole) {
  EXPECT_EQ(erp_mdbm(Antenna{}, 30'000), 32'850);
  Antenna dipole;
  dipole.gain_dbi.value = 2.15;
  dipole.cable_loss_db.value = 0;
  EXPECT_EQ(erp_mdbm(dipole, 27'000), 27'000);
}

TEST(FaultCatalogue, NamesEachFaultOnceInTheOrderOfTheEnumeration) {
  std::set<std::string_view> names;
  std::size_t index = 0;
  for (const FaultInfo& entry : fault_catalogue()) {
    EXPECT_EQ(static_cast<std::size_t>(entry.fault), index++);
    EXPECT_EQ(&info(entry.fault), &entry);
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_EQ(entry.parameter_name.empty(), entry.default_parameter == 0) << entry.name;
    EXPECT_TRUE(entry.description.ends_with('.')) << entry.name;
  }
  EXPECT_EQ(fault_catalogue().back().fault, ReaderFault::late_replies);
}

TEST(FaultCatalogue, FindsThePlantedFault) {
  const std::vector<PlantedFault> planted{{ReaderFault::stalls, 700},
                                          {ReaderFault::lost_reports, 20}};
  EXPECT_EQ(find(planted, ReaderFault::lost_reports),
            (PlantedFault{ReaderFault::lost_reports, 20}));
  EXPECT_EQ(find(planted, ReaderFault::garbage), std::nullopt);
}

TEST(ItemCount, ReadsEitherKindOfLoad) {
  TrainLoad train;
  train.items = 7;
  EXPECT_EQ(item_count(train), 7U);
  SackLoad sack;
  sack.items = 41;
  EXPECT_EQ(item_count(sack), 41U);
}

}  // namespace
}  // namespace plugtest::model

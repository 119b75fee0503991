// What holds for every family of modules alike: driver against virtual module, over TCP.

#include "drivers/a0/a0_reader.h"
#include "drivers/a0/virtual_a0.h"
#include "drivers/chafon/chafon_reader.h"
#include "drivers/chafon/virtual_chafon.h"
#include "drivers/ipico/ipico_reader.h"
#include "drivers/ipico/virtual_ipico.h"
#include "drivers/m100/m100_reader.h"
#include "drivers/m100/virtual_m100.h"
#include "drivers/mercury/mercury_reader.h"
#include "drivers/mercury/virtual_mercury.h"
#include "tests/doubles/module_driver_bench.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

struct Family {
  const char* name;
  Result<std::unique_ptr<api::Endpoint>> (*make_endpoint)(api::Runtime&, api::VirtualRadio&,
                                                          const api::EndpointOptions&,
                                                          ModuleAttachment);
  Result<std::unique_ptr<api::Reader>> (*make_reader)(api::Runtime&, const api::ReaderUri&,
                                                      const api::ReaderOptions&);
  model::AirProtocol protocol = model::AirProtocol::type_c;
  /// One that its virtual module is made for, one that it is not; empty: addresses name none.
  const char* its_region = "";
  const char* other_region = "";
};
constexpr Family k_ipico{"ipico", make_virtual_ipico, make_ipico_reader,
                         model::AirProtocol::type_d};
constexpr Family k_mercury{"mercury", make_virtual_mercury, make_mercury_reader};
constexpr Family k_a0{"a0", make_virtual_a0, make_a0_reader, model::AirProtocol::type_c, "etsi",
                      "fcc"};
constexpr Family k_chafon{
    "chafon", make_virtual_chafon, make_chafon_reader, model::AirProtocol::type_c, "eu", "us"};
constexpr Family k_m100{
    "m100", make_virtual_m100, make_m100_reader, model::AirProtocol::type_c, "eu", "us"};

class ModuleFamily : public testing::TestWithParam<Family>, protected test::ModuleBench {
 protected:
  ModuleFamily()
      : ModuleBench(GetParam().make_endpoint, GetParam().make_reader, ModuleAttachment::tcp) {
    settings_.antennas = {1};
    settings_.power_mdbm = 20'000;
    settings_.protocols = {GetParam().protocol};
  }

  void script_tags(std::uint8_t count) {
    for (std::uint8_t i = 0; i < count; ++i) {
      const auto tag = GetParam().protocol == model::AirProtocol::type_d
                           ? test::ScriptedRadio::type_d_tag(i)
                           : test::ScriptedRadio::tag(i);
      radio_.script.push_back({std::chrono::milliseconds(i + 1), tag});
    }
  }

  model::ReaderSettings settings_;
};
std::string name_of(const testing::TestParamInfo<Family>& family) { return family.param.name; }
INSTANTIATE_TEST_SUITE_P(, ModuleFamily,
                         testing::Values(k_ipico, k_mercury, k_a0, k_chafon, k_m100), name_of);

TEST_P(ModuleFamily, refuses_settings_that_it_does_not_have) {
  open();
  ASSERT_TRUE(configure(settings_)) << "as it is, nothing is wrong with it";
  using Change = std::function<void(model::ReaderSettings&)>;
  std::vector<Change> changes = {
      [](auto& settings) { settings.receive_backoff_mdb = 3'000; },
      [](auto& settings) { settings.per_antenna.emplace_back(); },
      [](auto& settings) { settings.filters.emplace_back(); },
      [](auto& settings) { settings.target = model::InventoryTarget::b; },
      [](auto& settings) { settings.selected = model::SelectedFlag::sl; },
      [](auto& settings) { settings.hop_table = 1; },
      [](auto& settings) { settings.channels_hz = {866'900'000}; },
      [](auto& settings) { settings.low_duty_cycle.emplace(); },
  };
  if (GetParam().protocol == model::AirProtocol::type_c) {  // of IPICO's readers set by hand
    changes.emplace_back([](auto& settings) { settings.link_profile = "m4-320"; });
    changes.emplace_back([](auto& settings) { settings.antennas = {9}; });
    changes.emplace_back([](auto& settings) { settings.power_mdbm = -1'000; });
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    model::ReaderSettings changed = settings_;
    changes[i](changed);
    const auto applied = configure(changed);
    ASSERT_FALSE(applied) << "change " << i << " was passed over";
    EXPECT_EQ(applied.error().code, ErrorCode::refused) << i;
  }
}

TEST_P(ModuleFamily, a_damaged_uii_is_no_other_pieces) {
  constexpr std::uint8_t k_tags = 200;
  script_tags(k_tags);
  std::set<std::string> as_they_are;
  for (const auto& scripted : radio_.script) as_they_are.insert(scripted.read.uii.to_hex());
  radio_.planted = {{model::ReaderFault::wrong_uii, 1}};
  open();
  ASSERT_TRUE(configure(settings_));
  ASSERT_TRUE(inventory());
  const auto& told = listener_.observations;
  EXPECT_GE(told.size(), k_tags / 2U);
  const auto whole = std::ranges::count_if(
      told, [&](const auto& one) { return as_they_are.contains(one.uii.to_hex()); });
  EXPECT_EQ(whole, 0);
}

class ModuleRegion : public ModuleFamily {};
INSTANTIATE_TEST_SUITE_P(, ModuleRegion, testing::Values(k_a0, k_chafon, k_m100), name_of);

TEST_P(ModuleRegion, is_set_when_the_address_asks_for_it) {
  query_ = std::string("region=") + GetParam().its_region;
  open();
  const auto applied = configure(settings_);
  EXPECT_TRUE(applied) << to_string(applied.error());
}

TEST_P(ModuleRegion, that_the_module_does_not_take_is_refused) {
  query_ = std::string("region=") + GetParam().other_region;
  open();
  const auto applied = configure(settings_);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::refused);
}

TEST_P(ModuleRegion, that_nobody_knows_is_no_address) {
  const std::array<std::string, 1> schemes = {std::string(GetParam().name) + "+tcp"};
  const auto uri = api::parse_reader_uri(schemes[0] + "://127.0.0.1:9?region=mars", schemes);
  ASSERT_TRUE(uri) << to_string(uri.error());
  const auto reader = GetParam().make_reader(bench_.runtime, *uri, {});
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::configuration);
  EXPECT_THAT(reader.error().message, HasSubstr("no region 'mars'; known are"));
  EXPECT_THAT(reader.error().message, HasSubstr(GetParam().its_region));
}

}  // namespace
}  // namespace plugtest::drivers

// Spectrum and general purpose ports.

#include "harness/api/reader_extras.h"
#include "protocols/llrp/codec.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <vector>

namespace plugtest::drivers {
namespace {

using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ServicesTest : public PeerTest {
 protected:
  Result<std::vector<model::SpectrumLevel>> survey(const model::SurveyOrder& order) {
    return bench_.wait_lab<std::vector<model::SpectrumLevel>>(
        [&](auto done) { reader_->extras()->survey(order, k_patience, std::move(done)); });
  }
  Result<std::vector<model::PortLevel>> inputs() {
    return bench_.wait_lab<std::vector<model::PortLevel>>(
        [&](auto done) { reader_->extras()->read_inputs(k_patience, std::move(done)); });
  }
  Result<void> output(std::uint16_t port, bool high) {
    return bench_.wait_lab<void>([&](auto done) {
      reader_->extras()->write_output(port, high, k_patience, std::move(done));
    });
  }
  void give_ports(unsigned in, unsigned out) {
    peer_.general().find(ParamType::gpio_capabilities)->set("NumGPIs", in).set("NumGPOs", out);
  }
  /// An RO_ACCESS_REPORT with one level.
  static Message level(unsigned khz, int average, int peak) {
    Message report(MessageType::ro_access_report);
    report.body.add(make(ParamType::rf_survey_report_data)
                        .add(make(ParamType::frequency_rssi_level_entry)
                                 .set("Frequency", khz)
                                 .set("Bandwidth", 200U)
                                 .set("AverageRSSI", average)
                                 .set("PeakRSSI", peak)
                                 .add(make(ParamType::utc_timestamp).set("Microseconds", 5U))));
    return report;
  }

  const model::SurveyOrder k_band{.antenna = 2,
                                  .start_hz = 865'000'000,
                                  .end_hz = 868'000'000,
                                  .duration = std::chrono::milliseconds(500)};
};

TEST_F(ServicesTest, a_survey_gives_the_levels_of_the_band) {
  peer_.abilities().set("CanDoRFSurvey", 1U);
  open();
  peer_.on_request = [this](const Message& request) -> std::optional<Message> {
    if (request.is(MessageType::start_rospec)) peer_.send(level(865'100, -80, -70));
    if (request.is(MessageType::get_report)) peer_.send(level(867'900, -90, -88));
    return std::nullopt;
  };
  const auto levels = survey(k_band);
  ASSERT_TRUE(levels) << to_string(levels.error());
  const ReaderTime when = ReaderTime{} + std::chrono::microseconds(5);
  EXPECT_THAT(*levels, ElementsAre(model::SpectrumLevel{.frequency_hz = 865'100'000,
                                                        .bandwidth_hz = 200'000,
                                                        .average_mdbm = -80'000,
                                                        .peak_mdbm = -70'000,
                                                        .when = when},
                                   model::SpectrumLevel{.frequency_hz = 867'900'000,
                                                        .bandwidth_hz = 200'000,
                                                        .average_mdbm = -90'000,
                                                        .peak_mdbm = -88'000,
                                                        .when = when}));
  const auto* spec =
      peer_.last(MessageType::add_rospec)->body.find(ParamType::rospec, ParamType::rf_survey_spec);
  ASSERT_NE(spec, nullptr);
  EXPECT_EQ(spec->get_unsigned("AntennaID"), 2U);
  EXPECT_EQ(spec->get_unsigned("StartFrequency"), 865'000U);
  EXPECT_EQ(spec->get_unsigned("EndFrequency"), 868'000U);
  EXPECT_THAT(listener_.observations, IsEmpty());
}

TEST_F(ServicesTest, a_reader_that_cannot_survey_is_not_asked) {
  open();
  const auto levels = survey(k_band);
  ASSERT_FALSE(levels);
  EXPECT_EQ(levels.error().code, ErrorCode::refused);
  EXPECT_EQ(peer_.count(MessageType::add_rospec), 0U);
}

TEST_F(ServicesTest, inputs_are_enabled_read_and_heard) {
  give_ports(2, 0);
  open();
  const Message& enabled = *peer_.last(MessageType::set_reader_config);
  ASSERT_EQ(enabled.body.count(ParamType::gpi_port_current_state), 2U);
  EXPECT_TRUE(enabled.body.find(ParamType::gpi_port_current_state)->get_flag("Config"));
  peer_.event(make(ParamType::gpi_event).set("GPIPortNumber", 2U).set("GPIEvent", 1U));
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.inputs.empty(); }));
  EXPECT_EQ(listener_.inputs[0].port, 2);
  EXPECT_TRUE(listener_.inputs[0].high);
  EXPECT_TRUE(listener_.inputs[0].when);
  peer_.on_request = [](const Message& request) -> std::optional<Message> {
    if (!request.is(MessageType::get_reader_config)) return std::nullopt;
    Message answer(MessageType::get_reader_config_response);
    answer.body.add(llrp::success_status());
    unsigned port = 0;
    for (const auto* state : {"low", "high", "unknown"}) {
      answer.body.add(make(ParamType::gpi_port_current_state)
                          .set("GPIPortNum", ++port)
                          .set_name("State", state));
    }
    return answer;
  };
  const auto levels = inputs();
  ASSERT_TRUE(levels) << to_string(levels.error());
  EXPECT_THAT(*levels,
              ElementsAre(model::PortLevel{.port = 1, .high = false},
                          model::PortLevel{.port = 2, .high = true}, model::PortLevel{.port = 3}));
}

TEST_F(ServicesTest, an_output_is_set) {
  give_ports(0, 4);
  open();
  ASSERT_TRUE(output(3, true));
  const auto* data =
      peer_.last(MessageType::set_reader_config)->body.find(ParamType::gpo_write_data);
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(data->get_unsigned("GPOPortNumber"), 3U);
  EXPECT_TRUE(data->get_flag("GPOData"));
  const auto refused = output(5, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().message, HasSubstr("no output 5; it has 1 to 4"));
}

TEST_F(ServicesTest, without_a_connection_there_are_none) {
  make_driver();
  const auto levels = inputs();
  ASSERT_FALSE(levels);
  EXPECT_EQ(levels.error().code, ErrorCode::link_lost);
}

}  // namespace
}  // namespace plugtest::drivers

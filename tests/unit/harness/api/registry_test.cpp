#include "harness/api/registry.h"

#include "harness/api/clock.h"
#include "harness/api/traffic.h"
#include "harness/api/virtual_radio.h"

#include <string>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NoClock final : public Clock {
 public:
  HostTime now() const override { return {}; }
  TimerId call_at(HostTime, Callback) override { return 1; }
  void cancel(TimerId) override {}
};

class NoRadio final : public VirtualRadio {
 public:
  const RadioCapabilities& capabilities() const override { return capabilities_; }
  std::span<const model::PlantedFault> faults() const override { return {}; }
  Result<void> start(const RadioInventory&, TagReadListener&) override { return {}; }
  void stop() override {}
  bool running() const override { return false; }
  ReaderTime reader_time(HostTime) const override { return {}; }
  std::uint64_t endpoint_seed() const override { return 0; }

 private:
  RadioCapabilities capabilities_;
};

class RegistryTest : public testing::Test {
 protected:
  boost::asio::io_context io_;
  NoClock clock_;
  NoTraffic traffic_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  Runtime runtime_{io_, clock_, traffic_, log_};
  NoRadio radio_;
  ReaderRegistry registry_;
};

TEST_F(RegistryTest, hands_the_parsed_address_to_the_driver_of_the_scheme) {
  std::string seen;
  const auto remember = [&](const std::string& scheme) {
    return [&seen, scheme](Runtime&, const ReaderUri& uri,
                           const ReaderOptions&) -> Result<std::unique_ptr<Reader>> {
      seen = scheme + " " + uri.host + uri.path;
      return fail(ErrorCode::configuration, "only a test");
    };
  };
  registry_.add_reader("llrp+replay", remember("replay"));
  registry_.add_reader("llrp", remember("live"));
  EXPECT_THAT(registry_.schemes(), ElementsAre("llrp", "llrp+replay"));
  EXPECT_EQ(registry_.make_reader(runtime_, "llrp://reader", {}).error().message, "only a test");
  EXPECT_EQ(seen, "live reader");
  EXPECT_FALSE(registry_.make_reader(runtime_, "llrp+replay:file", {}));
  EXPECT_EQ(seen, "replay file");
}

TEST_F(RegistryTest, refuses_what_it_does_not_know) {
  registry_.add_reader("llrp", {});
  const auto reader = registry_.make_reader(runtime_, "lrp://reader", {});
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::configuration);
  const auto none = registry_.make_endpoint(runtime_, "ipico", radio_, {});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("'ipico'"));
}

TEST_F(RegistryTest, makes_the_endpoint_of_the_family) {
  bool asked = false;
  registry_.add_endpoint("llrp",
                         [&](Runtime&, VirtualRadio& radio,
                             const EndpointOptions& options) -> Result<std::unique_ptr<Endpoint>> {
                           asked = &radio == &radio_ && options.port == 7;
                           return fail(ErrorCode::configuration, "only a test");
                         });
  EXPECT_THAT(registry_.endpoint_families(), ElementsAre("llrp"));
  EXPECT_FALSE(registry_.make_endpoint(runtime_, "llrp", radio_, {.bind_address = "", .port = 7}));
  EXPECT_TRUE(asked);
}

}  // namespace
}  // namespace plugtest::api

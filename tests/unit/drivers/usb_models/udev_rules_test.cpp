#include "drivers/transport/usb_bridge.h"
#include "drivers/usb_models/usb_model.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

/// The lines of the rules file that say something, comments left out.
std::vector<std::string> rules() {
  std::ifstream file(PLUGTEST_SOURCE_DIR "/tools/udev/70-plugtest-readers.rules");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  }
  return lines;
}

// udev(7): KEY OPERATOR "VALUE", separated by commas. `udevadm verify` says the same where there is
// one (systemd 254; Debian 12 has 252): tests/integration/udev_rules.sh.
TEST(UdevRulesTest, every_line_is_a_list_of_matches_and_assignments) {
  const std::string item =
      R"re((ACTION|SUBSYSTEM|TAG|MODE|GROUP|GOTO|LABEL|ATTRS?\{\w+\}|ENV\{\w+\})(==|!=|=|\+=)"[^"]*")re";
  const std::regex line_form(item + "(, " + item + ")*");
  ASSERT_FALSE(rules().empty());
  for (const std::string& line : rules()) {
    EXPECT_TRUE(std::regex_match(line, line_form)) << line;
  }
}

TEST(UdevRulesTest, every_goto_has_its_label_below) {
  const std::vector<std::string> lines = rules();
  const std::regex jump(R"re(GOTO="(\w+)")re");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch found;
    if (!std::regex_search(lines[i], found, jump)) continue;
    const std::string label = "LABEL=\"" + found[1].str() + "\"";
    const bool below = std::find(lines.begin() + static_cast<std::ptrdiff_t>(i), lines.end(),
                                 label) != lines.end();
    EXPECT_TRUE(below) << lines[i];
  }
}

TEST(UdevRulesTest, the_device_models_are_in_them) {
  for (const UsbBridgeKind kind :
       {UsbBridgeKind::cdc_acm, UsbBridgeKind::ftdi, UsbBridgeKind::cp210x, UsbBridgeKind::ch34x,
        UsbBridgeKind::hid, UsbBridgeKind::keyboard}) {
    const UsbAddress address = usb_model_address(kind);
    std::array<char, 5> vendor{};
    std::array<char, 5> product{};
    std::snprintf(vendor.data(), vendor.size(), "%04x", address.vendor_id);
    std::snprintf(product.data(), product.size(), "%04x", address.product_id);
    const std::regex rule(std::string(R"re(ATTRS\{idVendor\}==")re") + vendor.data() +
                          R"re(", ATTRS\{idProduct\}=="[^"]*\b)re" + product.data() +
                          R"re(\b.*)re");
    const auto lines = rules();
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return std::regex_match(line, rule);
    })) << to_string(kind);
  }
}

}  // namespace
}  // namespace plugtest::drivers

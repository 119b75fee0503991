#include "drivers/llrp/llrp_address.h"

#include "protocols/bits/suggest.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace plugtest::drivers {

namespace {

tl::unexpected<Error> refuse(const LlrpAddress& address, const std::string& why) {
  return fail(ErrorCode::configuration, "reader address '" + address.text + "': " + why);
}

Result<void> read_version(const std::string& value, LlrpAddress& address) {
  if (value == "auto") {
    address.versions = LlrpVersions::negotiate;
  } else if (value == "1.0.1") {
    address.versions = LlrpVersions::only_1_0_1;
  } else if (value == "1.1") {
    address.versions = LlrpVersions::only_1_1;
  } else {
    return refuse(address, "version is auto, 1.0.1 or 1.1, not '" + value + "'");
  }
  return {};
}

Result<void> read_switch(const std::string& key, const std::string& value, LlrpAddress& address,
                         bool& out) {
  if (value != "on" && value != "off") {
    return refuse(address, key + " is on or off, not '" + value + "'");
  }
  out = value == "on";
  return {};
}

Result<void> read_vendor(const std::string& value, LlrpAddress& address) {
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), address.extension_vendor);
  if (error != std::errc() || end != value.data() + value.size()) {
    return refuse(address, "pen is a private enterprise number, not '" + value + "'");
  }
  return {};
}

/// The keys that may stand behind '?' of such an address.
std::vector<std::string> known_keys(const LlrpAddress& address) {
  std::vector<std::string> keys{"version", "extensions", "pen"};
  if (address.listens) keys.emplace_back("peer");
  if (address.tls.wanted) keys.insert(keys.end(), {"verify", "ca", "cert", "key", "name"});
  return keys;
}

Result<void> check_key(const std::string& key, const std::vector<std::string>& keys,
                       const LlrpAddress& address) {
  if (std::ranges::find(keys, key) != keys.end()) return {};
  std::string all;
  for (const auto& known : keys) all += (all.empty() ? "" : ", ") + known;
  return refuse(address,
                "unknown key '" + key + "'" + bits::did_you_mean(key, keys) + "; known are " + all);
}

Result<void> read_key(const std::string& key, const std::string& value, LlrpAddress& address) {
  if (auto known = check_key(key, known_keys(address), address); !known) return known;
  if (key == "version") return read_version(value, address);
  if (key == "pen") return read_vendor(value, address);
  if (key == "extensions") return read_switch(key, value, address, address.vendor_extensions);
  if (key == "verify") return read_switch(key, value, address, address.tls.verify);
  if (key == "peer") address.peer = value;
  if (key == "ca") address.tls.ca_file = value;
  if (key == "cert") address.tls.certificate_file = value;
  if (key == "key") address.tls.key_file = value;
  if (key == "name") address.tls.server_name = value;
  return {};
}

}  // namespace

Result<std::uint32_t> parse_replay_query(const api::ReaderUri& uri) {
  LlrpAddress address;
  address.text = uri.text;
  for (const auto& [key, value] : uri.query) {
    if (auto known = check_key(key, {"pen"}, address); !known) return fail(known.error());
    if (auto read = read_vendor(value, address); !read) return fail(read.error());
  }
  return address.extension_vendor;
}

Result<LlrpAddress> parse_llrp_address(const api::ReaderUri& uri) {
  LlrpAddress address;
  address.text = uri.text;
  address.listens = uri.transport == "listen";
  address.tls.wanted = uri.family == "llrps";
  address.host = uri.host;
  address.port = uri.port.value_or(address.tls.wanted ? k_llrps_port : k_llrp_port);
  for (const auto& [key, value] : uri.query) {
    if (auto read = read_key(key, value, address); !read) return fail(read.error());
  }
  if (address.tls.certificate_file.empty() && !address.tls.key_file.empty()) {
    return refuse(address, "a key (key=FILE) needs its certificate (cert=FILE)");
  }
  if (address.tls.wanted && address.listens && address.tls.certificate_file.empty()) {
    return refuse(address, "who listens needs a certificate (cert=FILE)");
  }
  return address;
}

}  // namespace plugtest::drivers

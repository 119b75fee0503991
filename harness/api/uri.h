#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::api {

/// Where a reader is: family + transport (DESIGN 5), taken apart.
///
///   llrp://192.0.2.10:5084         family llrp, transport tcp (the family's own default)
///   ipico+serial:///dev/ttyUSB0    family ipico, transport serial, path /dev/ttyUSB0
///   llrp+replay:relative/file.bin  family llrp, transport replay, path relative/file.bin
///   exec:PROGRAM ARGUMENTS         family exec, path all of it; see command_words()
struct ReaderUri {
  std::string text;       ///< as given
  std::string family;     ///< "llrp"
  std::string transport;  ///< "tcp", "replay", ... ; empty = the family's default
  std::string host;       ///< without brackets for IPv6
  std::optional<std::uint16_t> port;
  std::string path;
  std::map<std::string, std::string> query;

  bool operator==(const ReaderUri&) const = default;
};

/// Takes `text` apart. `known_schemes` (for example "llrp", "llrp+replay") is what the registry
/// offers: an unknown scheme is refused with the nearest one and the whole list. A replay scheme
/// with an authority ("llrp+replay://host/...") is refused. Errors: `configuration`.
Result<ReaderUri> parse_reader_uri(std::string_view text,
                                   std::span<const std::string> known_schemes);

/// Where a TCP peer listens.
struct HostPort {
  std::string host;  ///< without brackets for IPv6
  std::uint16_t port = 0;

  bool operator==(const HostPort&) const = default;
};

/// HOST:PORT, an IPv6 address in brackets. Nothing when `text` is not that.
std::optional<HostPort> parse_host_port(std::string_view text);
std::string to_string(const HostPort& address);

/// The program of an exec address and its arguments. Blanks separate them, and nothing else is
/// special: no quotes, no variables, no wildcards. What is to be part of a word is written as RFC
/// 3986, 2.1 says: %20 a blank, %25 a '%', %3F a '?'. Never empty for an address that
/// parse_reader_uri() took.
std::vector<std::string> command_words(const ReaderUri& uri);

}  // namespace plugtest::api

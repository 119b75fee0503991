#pragma once

#include "harness/api/uri.h"
#include "protocols/bits/result.h"
#include "protocols/llrp/lab_extension.h"

#include <cstdint>
#include <string>

namespace plugtest::drivers {

inline constexpr std::uint16_t k_llrp_port = 5084;   ///< IANA; LLRP 1.0.1, 19.1
inline constexpr std::uint16_t k_llrps_port = 5085;  ///< IANA; over TLS

/// Which version of the protocol is spoken.
enum class LlrpVersions : std::uint8_t {
  negotiate,  ///< the highest that both know, 1.0.1 where the reader knows no negotiation
  only_1_0_1,
  only_1_1,
};

/// Where an LLRP reader is and how it is spoken to, out of its address (README.md beside this
/// file).
struct LlrpAddress {
  std::string text;      ///< as given
  bool listens = false;  ///< the reader calls us
  std::string host;      ///< to dial; or the numeric address to listen on
  std::uint16_t port = k_llrp_port;
  std::string peer;  ///< listening: only this numeric address may call; empty = anybody
  LlrpVersions versions = LlrpVersions::negotiate;
  bool vendor_extensions = true;
  std::uint32_t extension_vendor = llrp::lab_extension::k_vendor;  ///< of the Type D extension

  struct Tls {
    bool wanted = false;
    bool verify = true;
    std::string ca_file{};           ///< PEM, whom to trust; empty = whom the system trusts
    std::string certificate_file{};  ///< PEM, our own; empty = none
    std::string key_file{};          ///< PEM; empty = in the certificate's file
    std::string server_name{};       ///< whose certificate is expected; empty = the host's
  };
  Tls tls{};
};

/// What stands behind '?' of the address of a recording, `llrp+replay:FILE?pen=NUMBER`: the
/// enterprise number of the Type D extension. Errors: `configuration`, with the nearest valid key.
Result<std::uint32_t> parse_replay_query(const api::ReaderUri& uri);

/// Reads the schemes llrp, llrps, llrp+listen and llrps+listen. Errors: `configuration`, with the
/// nearest valid key.
Result<LlrpAddress> parse_llrp_address(const api::ReaderUri& uri);

}  // namespace plugtest::drivers

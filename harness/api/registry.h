#pragma once

#include "harness/api/reader.h"
#include "harness/api/runtime.h"
#include "harness/api/uri.h"
#include "harness/model/llrp_profile.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace plugtest::api {

class VirtualRadio;
class WireTap;

/// What a driver is given besides the address.
struct ReaderOptions {
  WireTap* wire_tap = nullptr;  ///< may be null; outlives the reader
  bool ask_serial = false;      ///< identify() also asks for a serial number or other unique id
  /// Only to see who is there: connect() and close() of a module ask and set nothing, so that an
  /// inventory that somebody else has begun goes on.
  bool look_only = false;
};

/// A virtual reader's wire side: listens (or holds a pty) until destroyed.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  virtual std::string uri() const = 0;  ///< where a driver reaches it, "llrp://127.0.0.1:40001"
};

struct EndpointOptions {
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 0;     ///< 0 = any free one
  model::LlrpProfile llrp{};  ///< how a reader of that family presents itself
  /// HOST:PORT of a client that the reader calls, again and again, instead of waiting for one;
  /// empty: it listens. Of families whose readers can.
  std::string call{};
  /// PEM files; the reader then speaks TLS. Of families that know it.
  std::string certificate_file{};
  std::string key_file{};
  std::string client_ca_file{};  ///< not empty: only clients with a certificate of these
};

/// The reader families this build knows. Filled once at start-up by drivers/all; passed by
/// reference.
class ReaderRegistry {
 public:
  using MakeReader = std::function<Result<std::unique_ptr<Reader>>(Runtime&, const ReaderUri&,
                                                                   const ReaderOptions&)>;
  using MakeEndpoint = std::function<Result<std::unique_ptr<Endpoint>>(Runtime&, VirtualRadio&,
                                                                       const EndpointOptions&)>;

  void add_reader(std::string scheme, MakeReader make);
  void add_endpoint(std::string family, MakeEndpoint make);

  std::vector<std::string> schemes() const;            ///< sorted
  std::vector<std::string> endpoint_families() const;  ///< sorted

  /// Parses the address and makes the driver. Errors: `configuration`.
  Result<std::unique_ptr<Reader>> make_reader(Runtime& runtime, std::string_view uri,
                                              const ReaderOptions& options) const;
  Result<std::unique_ptr<Endpoint>> make_endpoint(Runtime& runtime, std::string_view family,
                                                  VirtualRadio& radio,
                                                  const EndpointOptions& options) const;

 private:
  std::map<std::string, MakeReader, std::less<>> readers_;
  std::map<std::string, MakeEndpoint, std::less<>> endpoints_;
};

}  // namespace plugtest::api

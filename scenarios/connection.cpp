#include "scenarios/connection.h"

#include "harness/api/uri.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace plugtest::scenarios {
namespace {

/// The file under `key`, beside the event file.
void read_file_name(Fields& fields, std::string_view key, Need need, const Library& library,
                    std::string& target) {
  if (!fields.text(key, need, target)) return;
  target = library.beside(target);
  std::error_code error;
  if (std::filesystem::is_regular_file(target, error)) return;
  fields.problems().add(ErrorCode::not_found, "the file '" + target + "' does not exist",
                        fields.find(key)->place.where());
}

}  // namespace

void read_connection(Fields& fields, const std::string& family, const Library& library,
                     model::VirtualConnection& connection) {
  // Whether a family can do more than listen in clear is told by its schemes.
  const auto offers = [&](const std::string& scheme) {
    const auto& schemes = library.options().schemes;
    return std::ranges::find(schemes, scheme) != schemes.end();
  };
  if (const Node* tls = fields.map("tls", Need::optional)) {
    if (!offers(family + "s")) {
      fields.complain(*tls, "a virtual reader of the family '" + family + "' does not speak TLS");
    }
    Fields tls_fields(*tls, "tls", fields.problems());
    read_file_name(tls_fields, "certificate", Need::required, library, connection.certificate_file);
    read_file_name(tls_fields, "key", Need::optional, library, connection.key_file);
    read_file_name(tls_fields, "client_ca", Need::optional, library, connection.client_ca_file);
    tls_fields.finish();
  }
  if (!fields.text("call", Need::optional, connection.call)) return;
  const Node& call = *fields.find("call");
  if (!api::parse_host_port(connection.call)) {
    fields.complain(call, "'call' is '" + connection.call +
                              "', expected HOST:PORT, for example 192.0.2.20:5084");
  } else if (!offers(family + "+listen")) {
    fields.complain(call,
                    "a virtual reader of the family '" + family + "' does not call its clients");
  }
}

}  // namespace plugtest::scenarios

#include "harness/store/location.h"

#include <string_view>

namespace plugtest::store {
namespace {

constexpr std::string_view k_between = "://";

}  // namespace

std::string Location::for_people() const {
  if (backend == Backend::sqlite) return address;
  const auto begin = address.find(k_between) + k_between.size();
  const auto host = address.substr(0, address.find('?')).rfind('@');
  std::string shown = address;
  if (host != std::string::npos && host >= begin) {
    const auto password = shown.find(':', begin);
    if (password < host) shown.replace(password + 1, host - password - 1, "***");
  }
  // libpq takes a password among the parameters, too.
  constexpr std::string_view k_parameter = "password=";
  for (auto at = shown.find(k_parameter); at != std::string::npos;
       at = shown.find(k_parameter, at + k_parameter.size())) {
    const auto value = at + k_parameter.size();
    shown.replace(value, shown.find('&', value) - value, "***");
  }
  return shown;
}

Result<Location> parse_location(const std::string& where) {
  const auto end = where.find(k_between);
  if (end == std::string::npos) return Location{Backend::sqlite, where};
  const std::string scheme = where.substr(0, end);
  if (scheme == "sqlite3") return Location{Backend::sqlite, where.substr(end + k_between.size())};
  if (scheme == "postgresql" || scheme == "postgres") return Location{Backend::postgresql, where};
  return fail(ErrorCode::unsupported, "no database of the kind '" + scheme +
                                          "' is known, expected a path, 'sqlite3://PATH' or "
                                          "'postgresql://USER@HOST/DATABASE'");
}

}  // namespace plugtest::store

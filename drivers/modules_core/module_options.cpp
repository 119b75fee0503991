#include "drivers/modules_core/module_options.h"

#include <charconv>

namespace plugtest::drivers {

Result<std::uint16_t> number_option(const api::ReaderUri& uri, const std::string& key,
                                    std::uint16_t otherwise, std::uint16_t least,
                                    std::uint16_t most) {
  const auto found = uri.query.find(key);
  if (found == uri.query.end()) return otherwise;
  const std::string& text = found->second;
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    return fail(ErrorCode::configuration, "reader address '" + uri.text + "': " + key +
                                              " is a number from " + std::to_string(least) +
                                              " to " + std::to_string(most));
  }
  return value;
}

Error unknown_name(const api::ReaderUri& uri, const std::string& key, std::string_view known) {
  return {ErrorCode::configuration,
          "reader address '" + uri.text + "': there is no " + key + " '" + uri.query.at(key) +
              "'; known are " + std::string(known),
          {}};
}

}  // namespace plugtest::drivers

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::model {

/// How sure a parameter of an air interface is.
enum class Confidence : std::uint8_t {
  standard,  ///< read in the standard's text
  product,   ///< read in a manual, data sheet or patent of a product of that family
  model,     ///< a placeholder of ours: nothing public says it
};

std::string_view to_string(Confidence confidence);  ///< "standard", "product", "model"

/// One named parameter, as written in the profile's file. What names there are and what their
/// values may be is the air protocol's business.
struct AirParameter {
  std::string name;   ///< "listen_us"
  std::string value;  ///< "1000", "ppe", "00 01 10 11"
  std::string source;
  Confidence confidence = Confidence::model;

  bool operator==(const AirParameter&) const = default;
};

/// The numbers of an air interface whose standard's text is not public, as data (facts/air.md B.3).
struct AirProfile {
  std::string id;  ///< "total-reference", "ipx-64"
  std::string title;
  std::string source;
  std::vector<AirParameter> parameters;  ///< those that the file names; others have their defaults

  bool operator==(const AirProfile&) const = default;
};

}  // namespace plugtest::model

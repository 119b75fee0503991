#include "harness/model/air.h"

namespace plugtest::model {

std::string_view to_string(AirProtocol protocol) {
  switch (protocol) {
    case AirProtocol::type_c:
      return "type-c";
    case AirProtocol::type_d:
      return "type-d";
  }
  return "unknown";
}

}  // namespace plugtest::model

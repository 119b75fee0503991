#include "protocols/modules/password_data.h"

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/whole.h"

namespace plugtest::modules {

Result<std::uint32_t> parse_password(std::span<const std::uint8_t> data) {
  ByteReader reader(data);
  const std::uint32_t password = reader.u32();
  return whole(reader, password);
}

std::vector<std::uint8_t> password_data(std::uint32_t password) {
  std::vector<std::uint8_t> out;
  put_u32(out, password);
  return out;
}

}  // namespace plugtest::modules

#include "drivers/exec/contract_taker.h"

#include "drivers/exec/reader_contract.pb.h"

#include <span>

namespace plugtest::drivers::contract {

namespace pb = plugtest::reader::v1;

void Taker::protocol(model::AirProtocol& to, int from) {
  if (from == pb::TYPE_C) {
    to = model::AirProtocol::type_c;
  } else if (from == pb::TYPE_D) {
    to = model::AirProtocol::type_d;
  } else {
    complain("there is no air protocol " + std::to_string(from));
  }
}

void Taker::uii(identity::Uii& to, const std::string& bytes, std::uint32_t bits) {
  const std::span<const std::uint8_t> data(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                           bytes.size());
  auto taken = identity::Uii::from_bits(data, bits == 0 ? bytes.size() * 8 : bits);
  if (taken) {
    to = *taken;
  } else {
    complain("uii: " + taken.error().message);
  }
}

}  // namespace plugtest::drivers::contract

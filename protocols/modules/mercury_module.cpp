#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"

#include <algorithm>

namespace plugtest::modules::mercury {

namespace {

using Bytes = std::span<const std::uint8_t>;

}  // namespace

Result<VersionInfo> parse_version(Bytes data) {
  ByteReader reader(data);
  VersionInfo version;
  for (auto* part :
       {&version.bootloader, &version.hardware, &version.firmware_date, &version.firmware}) {
    std::ranges::copy(reader.take(part->size()), part->begin());
  }
  version.protocols = reader.u32();
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return version;
}

std::vector<std::uint8_t> version_data(const VersionInfo& version) {
  std::vector<std::uint8_t> out;
  for (const auto* part :
       {&version.bootloader, &version.hardware, &version.firmware_date, &version.firmware}) {
    put(out, *part);
  }
  put_u32(out, version.protocols);
  return out;
}

std::string model_name(std::uint8_t hardware) {
  switch (hardware) {
    case 0x00:
      return "M5e";
    case 0x01:
      return "M5e Compact";
    case 0x02:
      return "M5e EU";
    case 0x03:
      return "M4e";
    case 0x18:
      return "M6e";
    default:
      return "model " + bits::to_hex(std::span(&hardware, 1));
  }
}

Result<PowerLimits> parse_power_limits(Bytes data) {
  ByteReader reader(data);
  reader.u8();  // option
  PowerLimits limits{reader.u16(), reader.u16(), reader.u16()};
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return limits;
}

std::vector<std::uint8_t> power_limits_data(const PowerLimits& limits) {
  std::vector<std::uint8_t> out = {1};
  put_u16(out, limits.power);
  put_u16(out, limits.max);
  put_u16(out, limits.min);
  return out;
}

Result<std::vector<AntennaPort>> parse_antennas(Bytes data, AntennaOption option) {
  ByteReader reader(data);
  const std::uint8_t told = reader.u8();
  if (reader.good() && told != static_cast<std::uint8_t>(option)) {
    return fail(ErrorCode::malformed, "the antenna option is " + std::to_string(told),
                {.byte_offset = 0});
  }
  std::vector<AntennaPort> ports;
  while (reader.left() >= 2) ports.push_back({reader.u8(), reader.u8()});
  if (reader.left() > 0) reader.u16();
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return ports;
}

std::vector<std::uint8_t> antennas_data(AntennaOption option, std::span<const AntennaPort> ports) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(option)};
  for (const AntennaPort& port : ports) put(out, std::array{port.port, port.value});
  return out;
}

namespace {

struct RegionName {
  Region region;
  std::string_view name;
};
constexpr std::array<RegionName, 14> k_regions = {{{Region::na, "na"},
                                                   {Region::eu, "eu"},
                                                   {Region::kr, "kr"},
                                                   {Region::in, "in"},
                                                   {Region::jp, "jp"},
                                                   {Region::prc, "prc"},
                                                   {Region::eu2, "eu2"},
                                                   {Region::eu3, "eu3"},
                                                   {Region::kr2, "kr2"},
                                                   {Region::au, "au"},
                                                   {Region::nz, "nz"},
                                                   {Region::na2, "na2"},
                                                   {Region::na3, "na3"},
                                                   {Region::open, "open"}}};

}  // namespace

std::string_view to_string(Region region) {
  const auto found = std::ranges::find(k_regions, region, &RegionName::region);
  return found == k_regions.end() ? std::string_view() : found->name;
}

std::optional<Region> region_named(std::string_view name) {
  const auto found = std::ranges::find(k_regions, name, &RegionName::name);
  if (found == k_regions.end()) return std::nullopt;
  return found->region;
}

}  // namespace plugtest::modules::mercury

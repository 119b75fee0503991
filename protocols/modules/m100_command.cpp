#include "protocols/modules/m100_command.h"

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/whole.h"

#include <string>

namespace plugtest::modules::m100 {

namespace {

constexpr std::size_t k_report_overhead = 5;  // RSSI, PC, CRC
constexpr std::uint8_t k_poll_reserved = 0x22;

}  // namespace

Result<InformationAnswer> parse_information(Data data) {
  ByteReader reader(data);
  const std::uint8_t which = reader.u8();
  if (auto enough = reader.check(); !enough) return fail(enough.error());
  if (which > 2) {
    return fail(ErrorCode::unsupported, "there is no module information " + std::to_string(which),
                {.byte_offset = 0});
  }
  const Data text = reader.take(reader.left());
  return InformationAnswer{static_cast<Information>(which),
                           {reinterpret_cast<const char*>(text.data()), text.size()}};
}

std::vector<std::uint8_t> information_data(const InformationAnswer& answer) {
  std::vector<std::uint8_t> out(answer.text.begin(), answer.text.end());
  out.insert(out.begin(), static_cast<std::uint8_t>(answer.which));
  return out;
}

Result<Region> parse_region(Data data) {
  ByteReader reader(data);
  const std::uint8_t region = reader.u8();
  if (auto enough = whole(reader, true); !enough) return fail(enough.error());
  if (region == 0 || region == 5 || region > 6) {
    return fail(ErrorCode::unsupported, "there is no region " + std::to_string(region),
                {.byte_offset = 0});
  }
  return static_cast<Region>(region);
}

std::string_view to_string(Region region) {
  switch (region) {
    case Region::china900:
      return "china-900";
    case Region::us:
      return "us";
    case Region::eu:
      return "eu";
    case Region::china800:
      return "china-800";
    case Region::korea:
      return "korea";
  }
  return "unnamed";
}

std::optional<Region> region_named(std::string_view name) {
  for (const auto region :
       {Region::china900, Region::us, Region::eu, Region::china800, Region::korea}) {
    if (to_string(region) == name) return region;
  }
  return std::nullopt;
}

std::int64_t channel_hz(Region region, std::uint8_t index) {
  switch (region) {
    case Region::china900:
      return 920'125'000 + std::int64_t{index} * 250'000;
    case Region::us:
      return 902'250'000 + std::int64_t{index} * 500'000;
    case Region::eu:
      return 865'100'000 + std::int64_t{index} * 200'000;
    case Region::china800:
      return 840'125'000 + std::int64_t{index} * 250'000;
    case Region::korea:
      return 917'100'000 + std::int64_t{index} * 200'000;
  }
  return 0;
}

Result<std::int32_t> parse_power_mdbm(Data data) {
  ByteReader reader(data);
  const auto centi_dbm = static_cast<std::int16_t>(reader.u16());
  return whole(reader, std::int32_t{centi_dbm} * 10);
}

std::vector<std::uint8_t> power_data(std::int32_t mdbm) {
  std::vector<std::uint8_t> out;
  put_u16(out, static_cast<std::uint16_t>(mdbm / 10));
  return out;
}

Result<Query> parse_query(Data data) {
  ByteReader reader(data);
  const unsigned bits = reader.u16();
  Query query;
  query.dr = static_cast<std::uint8_t>(bits >> 15U);
  query.m = static_cast<std::uint8_t>((bits >> 13U) & 3U);
  query.pilot = ((bits >> 12U) & 1U) != 0;
  query.sel = static_cast<std::uint8_t>((bits >> 10U) & 3U);
  query.session = static_cast<std::uint8_t>((bits >> 8U) & 3U);
  query.target = static_cast<std::uint8_t>((bits >> 7U) & 1U);
  query.q = static_cast<std::uint8_t>((bits >> 3U) & 15U);
  if (reader.good() && (bits & 7U) != 0) {
    return fail(ErrorCode::malformed, "the last three bits of the query parameters are zero",
                {.byte_offset = 1});
  }
  return whole(reader, query);
}

std::vector<std::uint8_t> query_data(const Query& query) {
  std::vector<std::uint8_t> out;
  const unsigned bits = (unsigned{query.dr} << 15U) | (unsigned{query.m} << 13U) |
                        (query.pilot ? 1U << 12U : 0U) | (unsigned{query.sel} << 10U) |
                        (unsigned{query.session} << 8U) | (unsigned{query.target} << 7U) |
                        (unsigned{query.q} << 3U);
  put_u16(out, static_cast<std::uint16_t>(bits));
  return out;
}

Result<Select> parse_select(Data data) {
  ByteReader reader(data);
  Select select;
  const unsigned fields = reader.u8();
  select.target = static_cast<std::uint8_t>(fields >> 5U);
  select.action = static_cast<std::uint8_t>((fields >> 2U) & 7U);
  select.bank = static_cast<std::uint8_t>(fields & 3U);
  select.bit_pointer = reader.u32();
  select.mask_bits = reader.u8();
  const std::uint8_t truncate = reader.u8();
  if (reader.good() && (truncate & 0x7FU) != 0) {
    return fail(ErrorCode::malformed, "truncation is 00 or 80", {.byte_offset = 6});
  }
  select.truncate = truncate != 0;
  const Data mask = reader.take((std::size_t{select.mask_bits} + 7) / 8);
  select.mask.assign(mask.begin(), mask.end());
  return whole(reader, std::move(select));
}

std::vector<std::uint8_t> select_data(const Select& select) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(
      (unsigned{select.target} << 5U) | (unsigned{select.action} << 2U) | select.bank)};
  put_u32(out, select.bit_pointer);
  out.push_back(select.mask_bits);
  out.push_back(select.truncate ? 0x80 : 0x00);
  put(out, select.mask);
  return out;
}

Result<std::uint16_t> parse_multi_poll(Data data) {
  ByteReader reader(data);
  const std::uint8_t reserved = reader.u8();
  const std::uint16_t count = reader.u16();
  if (reader.good() && reserved != k_poll_reserved) {
    return fail(ErrorCode::malformed, "the first parameter of a multi-poll is 22",
                {.byte_offset = 0});
  }
  return whole(reader, count);
}

std::vector<std::uint8_t> multi_poll_data(std::uint16_t count) {
  std::vector<std::uint8_t> out = {k_poll_reserved};
  put_u16(out, count);
  return out;
}

Result<TagReport> parse_tag_report(Data data) {
  ByteReader reader(data);
  TagReport report;
  report.rssi_dbm = static_cast<std::int8_t>(reader.u8());
  report.pc = reader.u16();
  report.epc = reader.take(data.size() < k_report_overhead ? 0 : data.size() - k_report_overhead);
  report.crc = reader.u16();
  return whole(reader, report);
}

std::vector<std::uint8_t> tag_report_data(const TagReport& report) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(report.rssi_dbm)};
  put_u16(out, report.pc);
  put(out, report.epc);
  put_u16(out, report.crc);
  return out;
}

}  // namespace plugtest::modules::m100

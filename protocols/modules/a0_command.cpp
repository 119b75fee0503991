#include "protocols/modules/a0_command.h"

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/whole.h"

#include <string>

namespace plugtest::modules::a0 {

namespace {

constexpr std::size_t k_summary_bytes = 7;
constexpr std::size_t k_tag_overhead = 4;  // frequency and antenna, PC, RSSI

std::uint8_t frequency_and_antenna(std::uint8_t frequency, std::uint8_t antenna) {
  return static_cast<std::uint8_t>((unsigned{frequency} << 2U) | ((antenna - 1U) & 3U));
}

}  // namespace

std::optional<std::uint8_t> status_of(Data data) {
  if (data.size() != 1) return std::nullopt;
  return data[0];
}

Result<Firmware> parse_firmware(Data data) {
  ByteReader reader(data);
  Firmware firmware;
  firmware.major = reader.u8();
  firmware.minor = reader.u8();
  return whole(reader, firmware);
}

std::vector<std::uint8_t> firmware_data(const Firmware& firmware) {
  return {firmware.major, firmware.minor};
}

Result<Region> parse_region(Data data) {
  ByteReader reader(data);
  Region region;
  const std::uint8_t name = reader.u8();
  if (reader.good() && (name < 1 || name > 3)) {
    return fail(ErrorCode::unsupported,
                "frequency region " + std::to_string(name) + " is none of those built in",
                {.byte_offset = 0});
  }
  region.name = static_cast<Region::Name>(name);
  region.first = reader.u8();
  region.last = reader.u8();
  return whole(reader, region);
}

std::vector<std::uint8_t> region_data(const Region& region) {
  return {static_cast<std::uint8_t>(region.name), region.first, region.last};
}

std::optional<Region> region_named(std::string_view name) {
  if (name == "fcc") return Region{Region::Name::fcc, 7, 59};       // 902.0 to 928.0 MHz
  if (name == "etsi") return Region{Region::Name::etsi, 0, 6};      // 865.0 to 868.0 MHz
  if (name == "china") return Region{Region::Name::china, 43, 53};  // 920.0 to 925.0 MHz
  return std::nullopt;
}

Result<SessionInventory> parse_session_inventory(Data data) {
  ByteReader reader(data);
  SessionInventory inventory;
  inventory.session = reader.u8();
  inventory.target = reader.u8();
  inventory.repeat = reader.u8();
  return whole(reader, inventory);
}

std::vector<std::uint8_t> session_inventory_data(const SessionInventory& inventory) {
  return {inventory.session, inventory.target, inventory.repeat};
}

bool is_tag_report(Data data) { return data.size() >= k_tag_overhead && data.size() % 2 == 0; }

Result<TagReport> parse_tag_report(Data data) {
  if (!is_tag_report(data)) {
    return fail(ErrorCode::malformed, "an EPC has a whole number of words",
                {.byte_offset = data.size()});
  }
  ByteReader reader(data);
  TagReport report;
  const std::uint8_t both = reader.u8();
  report.frequency = both >> 2U;
  report.antenna = static_cast<std::uint8_t>((both & 3U) + 1U);
  report.pc = reader.u16();
  report.epc = reader.take(data.size() - k_tag_overhead);
  report.rssi = reader.u8();
  return whole(reader, report);
}

std::vector<std::uint8_t> tag_report_data(const TagReport& report) {
  std::vector<std::uint8_t> out = {frequency_and_antenna(report.frequency, report.antenna)};
  put_u16(out, report.pc);
  put(out, report.epc);
  out.push_back(report.rssi);
  return out;
}

bool is_summary(Data data) { return data.size() == k_summary_bytes; }

Result<Summary> parse_summary(Data data) {
  ByteReader reader(data);
  Summary summary;
  summary.antenna = static_cast<std::uint8_t>(reader.u8() + 1U);
  summary.reads_per_s = reader.u16();
  summary.reads = reader.u32();
  return whole(reader, summary);
}

std::vector<std::uint8_t> summary_data(const Summary& summary) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(summary.antenna - 1U)};
  put_u16(out, summary.reads_per_s);
  put_u32(out, summary.reads);
  return out;
}

Result<Read> parse_read(Data data) {
  ByteReader reader(data);
  Read read;
  read.bank = reader.u8();
  read.word_pointer = reader.u8();
  read.word_count = reader.u8();
  if (reader.left() > 0) read.password = reader.u32();
  return whole(reader, read);
}

std::vector<std::uint8_t> read_data(const Read& read) {
  std::vector<std::uint8_t> out = {read.bank, read.word_pointer, read.word_count};
  if (read.password) put_u32(out, *read.password);
  return out;
}

Result<Write> parse_write(Data data) {
  ByteReader reader(data);
  Write write;
  write.password = reader.u32();
  write.bank = reader.u8();
  write.word_pointer = reader.u8();
  write.words = reader.words(reader.u8());
  return whole(reader, write);
}

std::vector<std::uint8_t> write_data(const Write& write) {
  std::vector<std::uint8_t> out;
  put_u32(out, write.password);
  out.push_back(write.bank);
  out.push_back(write.word_pointer);
  out.push_back(static_cast<std::uint8_t>(write.words.size()));
  put_words(out, write.words);
  return out;
}

Result<Lock> parse_lock(Data data) {
  ByteReader reader(data);
  Lock lock;
  lock.password = reader.u32();
  const std::uint8_t region = reader.u8();
  const std::uint8_t action = reader.u8();
  if (reader.good() && (region < 1 || region > 5 || action > 3)) {
    return fail(ErrorCode::malformed, "there is no such region or action to lock",
                {.byte_offset = 4});
  }
  lock.region = static_cast<Lock::Region>(region);
  lock.action = static_cast<Lock::Action>(action);
  return whole(reader, lock);
}

std::vector<std::uint8_t> lock_data(const Lock& lock) {
  std::vector<std::uint8_t> out;
  put_u32(out, lock.password);
  out.push_back(static_cast<std::uint8_t>(lock.region));
  out.push_back(static_cast<std::uint8_t>(lock.action));
  return out;
}

Result<Data> parse_match(Data data) {
  ByteReader reader(data);
  const std::uint8_t mode = reader.u8();
  if (reader.good() && mode > 1) {
    return fail(ErrorCode::malformed, "the mode of an EPC match is 0 or 1", {.byte_offset = 0});
  }
  Data epc;
  if (mode == 0) epc = reader.take(reader.u8());
  return whole(reader, epc);
}

std::vector<std::uint8_t> match_data(Data epc) {
  if (epc.empty()) return {1};
  std::vector<std::uint8_t> out = {0, static_cast<std::uint8_t>(epc.size())};
  put(out, epc);
  return out;
}

Result<AccessReply> parse_access_reply(Data data, bool of_read) {
  ByteReader reader(data);
  AccessReply reply;
  reply.tags = reader.u16();
  const std::uint8_t length = reader.u8();
  const Data tag = reader.take(length);
  const std::uint8_t read_or_status = reader.u8();
  const std::uint8_t both = reader.u8();
  reply.frequency = both >> 2U;
  reply.antenna = static_cast<std::uint8_t>((both & 3U) + 1U);
  reply.times = reader.u8();
  if (auto enough = whole(reader, true); !enough) return fail(enough.error());

  const std::size_t read = of_read ? read_or_status : 0;
  if (!of_read) reply.status = read_or_status;
  if (tag.size() < 4 + read) {
    return fail(ErrorCode::malformed, "the data holds less than PC, EPC, CRC and what was read",
                {.byte_offset = 2});
  }
  ByteReader in(tag);
  reply.pc = in.u16();
  reply.epc = in.take(tag.size() - 4 - read);
  reply.crc = in.u16();
  reply.words = in.take(read);
  return reply;
}

std::vector<std::uint8_t> access_reply_data(const AccessReply& reply, bool of_read) {
  std::vector<std::uint8_t> out;
  put_u16(out, reply.tags);
  out.push_back(static_cast<std::uint8_t>(4 + reply.epc.size() + reply.words.size()));
  put_u16(out, reply.pc);
  put(out, reply.epc);
  put_u16(out, reply.crc);
  put(out, reply.words);
  out.push_back(of_read ? static_cast<std::uint8_t>(reply.words.size()) : reply.status);
  out.push_back(frequency_and_antenna(reply.frequency, reply.antenna));
  out.push_back(reply.times);
  return out;
}

}  // namespace plugtest::modules::a0

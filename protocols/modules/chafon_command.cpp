#include "protocols/modules/chafon_command.h"

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/whole.h"

#include <bit>
#include <string>

namespace plugtest::modules::chafon {

namespace {

constexpr std::uint8_t k_masked = 0xFF;  // in place of the number of EPC words
constexpr std::uint8_t k_max_epc_words = 15;
constexpr std::uint8_t k_first_antenna = 0x80;
constexpr std::size_t k_where_bytes = 3;  // target, antenna, scan time

Mask take_mask(ByteReader& reader) {
  Mask mask;
  mask.bank = reader.u8();
  mask.bit_pointer = reader.u16();
  mask.bits = reader.u8();
  const Data bytes = reader.take((std::size_t{mask.bits} + 7) / 8);
  mask.bytes.assign(bytes.begin(), bytes.end());
  return mask;
}

void put_mask(std::vector<std::uint8_t>& out, const Mask& mask) {
  out.push_back(mask.bank);
  put_u16(out, mask.bit_pointer);
  out.push_back(mask.bits);
  put(out, mask.bytes);
}

/// The number of EPC words and the EPC, or the mark that a mask comes at the end.
Result<bool> take_epc(ByteReader& reader, Target& target) {
  const std::size_t at = reader.position();
  const std::uint8_t words = reader.u8();
  if (words == k_masked) return true;
  if (words > k_max_epc_words) {
    return fail(ErrorCode::malformed, "an EPC has at most 15 words here", {.byte_offset = at});
  }
  const Data epc = reader.take(std::size_t{words} * 2);
  target.epc.assign(epc.begin(), epc.end());
  return false;
}

void put_epc(std::vector<std::uint8_t>& out, const Target& target) {
  if (target.mask) {
    out.push_back(k_masked);
  } else {
    out.push_back(static_cast<std::uint8_t>(target.epc.size() / 2));
    put(out, target.epc);
  }
}

void put_mask_of(std::vector<std::uint8_t>& out, const Target& target) {
  if (target.mask) put_mask(out, *target.mask);
}

}  // namespace

Result<ReaderInformation> parse_reader_information(Data data) {
  ByteReader reader(data);
  ReaderInformation information;
  information.major = reader.u8();
  information.minor = reader.u8();
  information.type = reader.u8();
  information.protocols = reader.u8();
  const std::uint8_t high = reader.u8();
  const std::uint8_t low = reader.u8();
  information.band = static_cast<std::uint8_t>(((high >> 6U) << 2U) | (low >> 6U));
  information.max_frequency = high & 0x3FU;
  information.min_frequency = low & 0x3FU;
  information.power_dbm = reader.u8();
  information.scan_time_100ms = reader.u8();
  if (auto enough = reader.check(); !enough) return fail(enough.error());
  information.is_short = reader.left() == 0;
  if (!information.is_short) information.antennas = reader.u8();
  const Data rest = reader.take(reader.left());
  information.rest.assign(rest.begin(), rest.end());
  return information;
}

std::vector<std::uint8_t> reader_information_data(const ReaderInformation& information) {
  std::vector<std::uint8_t> out = {
      information.major,
      information.minor,
      information.type,
      information.protocols,
      static_cast<std::uint8_t>(((information.band >> 2U) << 6U) | information.max_frequency),
      static_cast<std::uint8_t>(((information.band & 3U) << 6U) | information.min_frequency),
      information.power_dbm,
      information.scan_time_100ms};
  if (information.is_short) return out;
  out.push_back(information.antennas);
  put(out, information.rest);
  return out;
}

Result<Inventory> parse_inventory(Data data) {
  ByteReader reader(data);
  Inventory inventory;
  inventory.q = reader.u8();
  inventory.session = reader.u8();
  // Two forms of the same command: with a mask's four fields (or more), or without. What is left
  // tells which: three bytes at most cannot hold a mask.
  if (reader.left() > k_where_bytes) inventory.mask = take_mask(reader);
  if (reader.left() == k_where_bytes) {
    auto& where = inventory.where.emplace();
    where.target = reader.u8();
    const std::uint8_t antenna = reader.u8();
    if (antenna < k_first_antenna || antenna > k_first_antenna + 15) {
      return fail(ErrorCode::malformed, "an antenna is 80 to 8f",
                  {.byte_offset = reader.position() - 1});
    }
    where.antenna = static_cast<std::uint8_t>(antenna - k_first_antenna + 1);
    where.scan_time_100ms = reader.u8();
  } else if (reader.good() && reader.left() > 0) {
    return fail(ErrorCode::unsupported, "an inventory of TIDs is not known here",
                {.byte_offset = reader.position()});
  }
  return whole(reader, inventory);
}

std::vector<std::uint8_t> inventory_data(const Inventory& inventory) {
  std::vector<std::uint8_t> out = {inventory.q, inventory.session};
  if (inventory.mask) put_mask(out, *inventory.mask);
  if (inventory.where) {
    out.push_back(inventory.where->target);
    out.push_back(static_cast<std::uint8_t>(k_first_antenna + inventory.where->antenna - 1));
    out.push_back(inventory.where->scan_time_100ms);
  }
  return out;
}

std::optional<std::uint8_t> InventoryReply::antenna() const {
  if (!antennas || !std::has_single_bit(*antennas)) return std::nullopt;
  return static_cast<std::uint8_t>(std::countr_zero(*antennas) + 1);
}

Result<InventoryReply> parse_inventory_reply(Data data, Variant variant) {
  ByteReader reader(data);
  InventoryReply reply;
  const bool newer = variant == Variant::reader288;
  if (newer) reply.antennas = reader.u8();
  const std::uint8_t count = reader.u8();
  for (unsigned i = 0; i < count && reader.good(); ++i) {
    InventoriedTag tag;
    const std::uint8_t length = reader.u8();
    tag.with_tid = newer && (length & 0x80U) != 0;
    const bool phase = newer && (length & 0x40U) != 0;
    tag.epc = reader.take(newer ? length & 0x3FU : length);
    if (newer) tag.rssi = reader.u8();
    if (phase) {
      tag.phase = reader.u32();
      tag.frequency_khz = reader.u24();
    }
    reply.tags.push_back(tag);
  }
  return whole(reader, std::move(reply));
}

std::vector<std::uint8_t> inventory_reply_data(const InventoryReply& reply, Variant variant) {
  std::vector<std::uint8_t> out;
  const bool newer = variant == Variant::reader288;
  if (newer) out.push_back(reply.antennas.value_or(0));
  out.push_back(static_cast<std::uint8_t>(reply.tags.size()));
  for (const InventoriedTag& tag : reply.tags) {
    unsigned length = static_cast<unsigned>(tag.epc.size());
    if (tag.with_tid) length |= 0x80U;
    if (tag.phase) length |= 0x40U;
    out.push_back(static_cast<std::uint8_t>(length));
    put(out, tag.epc);
    if (newer) out.push_back(tag.rssi.value_or(0));
    if (tag.phase) {
      put_u32(out, *tag.phase);
      put_u24(out, tag.frequency_khz.value_or(0));
    }
  }
  return out;
}

Result<RealTimeTag> parse_real_time_tag(Data data) {
  ByteReader reader(data);
  RealTimeTag tag;
  tag.antennas = reader.u8();
  tag.epc = reader.take(reader.u8());
  tag.rssi = reader.u8();
  return whole(reader, tag);
}

std::vector<std::uint8_t> real_time_tag_data(const RealTimeTag& tag) {
  std::vector<std::uint8_t> out = {tag.antennas, static_cast<std::uint8_t>(tag.epc.size())};
  put(out, tag.epc);
  out.push_back(tag.rssi);
  return out;
}

Result<Read> parse_read(Data data) {
  ByteReader reader(data);
  Read read;
  const auto masked = take_epc(reader, read.target);
  if (!masked) return fail(masked.error());
  read.bank = reader.u8();
  read.word_pointer = reader.u8();
  read.word_count = reader.u8();
  read.password = reader.u32();
  if (*masked) read.target.mask = take_mask(reader);
  return whole(reader, std::move(read));
}

std::vector<std::uint8_t> read_data(const Read& read) {
  std::vector<std::uint8_t> out;
  put_epc(out, read.target);
  out.push_back(read.bank);
  out.push_back(read.word_pointer);
  out.push_back(read.word_count);
  put_u32(out, read.password);
  put_mask_of(out, read.target);
  return out;
}

Result<Write> parse_write(Data data) {
  ByteReader reader(data);
  Write write;
  const std::uint8_t words = reader.u8();
  const auto masked = take_epc(reader, write.target);
  if (!masked) return fail(masked.error());
  write.bank = reader.u8();
  write.word_pointer = reader.u8();
  write.words = reader.words(words);
  write.password = reader.u32();
  if (*masked) write.target.mask = take_mask(reader);
  return whole(reader, std::move(write));
}

std::vector<std::uint8_t> write_data(const Write& write) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(write.words.size())};
  put_epc(out, write.target);
  out.push_back(write.bank);
  out.push_back(write.word_pointer);
  put_words(out, write.words);
  put_u32(out, write.password);
  put_mask_of(out, write.target);
  return out;
}

Result<Kill> parse_kill(Data data) {
  ByteReader reader(data);
  Kill kill;
  const auto masked = take_epc(reader, kill.target);
  if (!masked) return fail(masked.error());
  kill.password = reader.u32();
  if (*masked) kill.target.mask = take_mask(reader);
  return whole(reader, std::move(kill));
}

std::vector<std::uint8_t> kill_data(const Kill& kill) {
  std::vector<std::uint8_t> out;
  put_epc(out, kill.target);
  put_u32(out, kill.password);
  put_mask_of(out, kill.target);
  return out;
}

Result<Lock> parse_lock(Data data) {
  ByteReader reader(data);
  Lock lock;
  const auto masked = take_epc(reader, lock.target);
  if (!masked) return fail(masked.error());
  const std::size_t at = reader.position();
  const std::uint8_t region = reader.u8();
  const std::uint8_t action = reader.u8();
  if (region > 4 || action > 3) {
    return fail(ErrorCode::malformed, "there is no such region or action to lock",
                {.byte_offset = at});
  }
  lock.region = static_cast<Lock::Region>(region);
  lock.action = static_cast<Lock::Action>(action);
  lock.password = reader.u32();
  if (*masked) lock.target.mask = take_mask(reader);
  return whole(reader, std::move(lock));
}

std::vector<std::uint8_t> lock_data(const Lock& lock) {
  std::vector<std::uint8_t> out;
  put_epc(out, lock.target);
  out.push_back(static_cast<std::uint8_t>(lock.region));
  out.push_back(static_cast<std::uint8_t>(lock.action));
  put_u32(out, lock.password);
  put_mask_of(out, lock.target);
  return out;
}

}  // namespace plugtest::modules::chafon

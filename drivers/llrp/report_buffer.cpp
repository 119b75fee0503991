#include "drivers/llrp/report_buffer.h"

#include "harness/model/seed.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/tag_report.h"

#include <algorithm>
#include <limits>

namespace plugtest::drivers {

namespace {

using llrp::ParamType;
using llrp::TagReport;
using model::ReaderFault;

constexpr std::int32_t k_mdb_per_db = 1000;

std::int8_t to_dbm(std::int32_t mdbm) {
  const std::int32_t half = mdbm < 0 ? -k_mdb_per_db / 2 : k_mdb_per_db / 2;
  return static_cast<std::int8_t>(std::clamp((mdbm + half) / k_mdb_per_db, -128, 127));
}

std::uint64_t to_us(ReaderTime time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count());
}

identity::Uii with_flipped_bit(const identity::Uii& uii, std::uint64_t choice) {
  if (uii.empty()) return uii;
  std::vector<std::uint8_t> bytes(uii.bytes().begin(), uii.bytes().end());
  const std::size_t bit = choice % uii.bit_count();
  bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (0x80U >> (bit % 8)));
  return identity::Uii::from_bits(bytes, uii.bit_count()).value_or(uii);
}

std::vector<llrp::lab_extension::TypeDPage> to_wire(std::span<const api::TotalPage> pages) {
  std::vector<llrp::lab_extension::TypeDPage> out;
  for (const api::TotalPage& page : pages) out.push_back({page.number, page.crc_right, page.bits});
  return out;
}

void patch_length(std::vector<std::uint8_t>& message) {
  constexpr std::size_t k_length_offset = 2;
  const auto length = static_cast<std::uint32_t>(message.size());
  for (unsigned i = 0; i < 4; ++i) {
    message[k_length_offset + i] = static_cast<std::uint8_t>(length >> (24U - 8U * i));
  }
}

}  // namespace

ReportPolicy read_policy(const llrp::Element& report_spec) {
  ReportPolicy policy;
  policy.trigger = static_cast<ReportPolicy::Trigger>(report_spec.get_unsigned("ROReportTrigger"));
  policy.n = static_cast<std::uint16_t>(report_spec.get_unsigned("N"));
  const auto* content = report_spec.find(ParamType::tag_report_content_selector);
  if (content == nullptr) return policy;
  policy.rospec_id = content->get_flag("EnableROSpecID");
  policy.spec_index = content->get_flag("EnableSpecIndex");
  policy.inventory_parameter_spec = content->get_flag("EnableInventoryParameterSpecID");
  policy.antenna = content->get_flag("EnableAntennaID");
  policy.channel = content->get_flag("EnableChannelIndex");
  policy.rssi = content->get_flag("EnablePeakRSSI");
  policy.first_seen = content->get_flag("EnableFirstSeenTimestamp");
  policy.last_seen = content->get_flag("EnableLastSeenTimestamp");
  policy.seen_count = content->get_flag("EnableTagSeenCount");
  policy.access_spec = content->get_flag("EnableAccessSpecID");
  if (const auto* memory = content->find(ParamType::c1g2_epc_memory_selector)) {
    policy.crc = memory->get_flag("EnableCRC");
    policy.pc = memory->get_flag("EnablePCBits");
  }
  return policy;
}

ReportBuffer::ReportBuffer(std::uint32_t limit, std::span<const model::PlantedFault> faults,
                           std::uint64_t seed)
    : limit_(limit), faults_(faults), seed_(seed) {}

std::size_t ReportBuffer::KeyHash::operator()(const Key& key) const noexcept {
  const std::uint64_t ids = (std::uint64_t{key.rospec} << 32U) ^
                            (std::uint64_t{key.spec_index} << 24U) ^
                            (std::uint64_t{key.antenna} << 16U) ^ key.channel ^
                            (static_cast<std::uint64_t>(key.protocol) << 63U);
  return identity::UiiHash{}(key.uii) ^ static_cast<std::size_t>(ids * 0x9e3779b97f4a7c15ULL);
}

ReportBuffer::Added ReportBuffer::add(const api::TagRead& read, ReaderTime seen,
                                      const ReadContext& context, const ReportPolicy& policy,
                                      const AccessReport* access) {
  Key key;
  key.uii = read.uii;
  key.protocol = read.protocol;
  if (policy.rospec_id) key.rospec = context.rospec;
  if (policy.spec_index) key.spec_index = context.spec_index;
  if (policy.antenna) key.antenna = read.antenna;
  if (policy.channel) key.channel = read.channel;
  if (const auto found = index_.find(key); access == nullptr && found != index_.end()) {
    Entry& entry = entries_[found->second];
    entry.last = std::max(entry.last, seen);
    if (read.rssi_mdbm > entry.rssi_mdbm) {
      entry.rssi_mdbm = read.rssi_mdbm;
      entry.phase_4096 = read.phase_4096;
    }
    if (entry.pages && read.pages.size() > entry.pages->size()) entry.pages = read.pages;
    if (entry.count < std::numeric_limits<std::uint16_t>::max()) ++entry.count;
    return Added::merged;
  }
  if (full()) return Added::full;
  if (access == nullptr) index_.emplace(key, entries_.size());
  entries_.push_back({.uii = read.uii,
                      .context = context,
                      .policy = policy,
                      .antenna = read.antenna,
                      .channel = read.channel,
                      .pc_word = read.pc_word,
                      .crc = read.crc,
                      .rssi_mdbm = read.rssi_mdbm,
                      .first = seen,
                      .last = seen,
                      .count = 1,
                      .phase_4096 = read.phase_4096,
                      .pages = read.protocol == model::AirProtocol::type_d
                                   ? std::optional(read.pages)
                                   : std::nullopt});
  if (access != nullptr) {
    Entry& entry = entries_.back();
    entry.access_spec = access->access_spec;
    for (const llrp::Element& result : access->results) {
      llrp::encode(result, llrp::Version::v1_0_1, entry.results);
    }
  }
  return Added::appended;
}

void ReportBuffer::close() {
  ready_ = entries_.size();
  index_.clear();
}

void ReportBuffer::drop() {
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(ready_));
  for (auto& [key, position] : index_) position -= ready_;
  ready_ = 0;
}

void ReportBuffer::send(const std::function<std::uint32_t()>& new_id, bool at_least_one,
                        const std::function<void(std::span<const std::uint8_t>)>& sink) {
  std::size_t next = 0;
  while (next < ready_ || at_least_one) {
    at_least_one = false;
    std::vector<std::uint8_t> message =
        llrp::encode(llrp::Message(llrp::MessageType::ro_access_report, new_id()));
    const std::size_t end = std::min(ready_, next + k_tags_per_message);
    for (; next < end; ++next) encode(entries_[next], message);
    patch_length(message);
    sink(message);
  }
  drop();
}

bool ReportBuffer::strikes(ReaderFault fault) {
  const auto planted = model::find(faults_, fault);
  if (!planted || planted->parameter < 1) return false;
  const auto draw = model::derive_seed(seed_, model::info(fault).name, choices_);
  return draw % static_cast<std::uint64_t>(planted->parameter) == 0;
}

void ReportBuffer::encode(const Entry& entry, std::vector<std::uint8_t>& out) {
  ++choices_;
  if (strikes(ReaderFault::lost_reports)) return;
  const identity::Uii uii =
      strikes(ReaderFault::wrong_uii)
          ? with_flipped_bit(entry.uii, model::derive_seed(seed_, "wrong-bit", choices_))
          : entry.uii;
  const ReportPolicy& policy = entry.policy;
  TagReport report;
  report.present = TagReport::epc;
  const auto has = [&](bool enabled, TagReport::Field field) {
    if (enabled) report.present |= field;
  };
  has(policy.rospec_id, TagReport::rospec_id);
  has(policy.spec_index, TagReport::spec_index);
  has(policy.inventory_parameter_spec, TagReport::inventory_parameter_spec_id);
  has(policy.antenna, TagReport::antenna_id);
  has(policy.rssi, TagReport::peak_rssi);
  has(policy.channel, TagReport::channel_index);
  has(policy.first_seen, TagReport::first_seen_utc);
  has(policy.last_seen, TagReport::last_seen_utc);
  has(policy.seen_count, TagReport::tag_seen_count);
  has(policy.crc && !entry.pages, TagReport::crc);  // of Type C memory
  has(policy.pc && !entry.pages, TagReport::pc);
  has(policy.access_spec, TagReport::access_spec_id);
  report.epc_bits = static_cast<std::uint16_t>(uii.bit_count());
  report.epc_data = uii.bytes().data();
  report.rospec = entry.context.rospec;
  report.spec = entry.context.spec_index;
  report.inventory_parameter_spec = entry.context.inventory_parameter_spec;
  report.antenna = entry.antenna;
  report.rssi_dbm = to_dbm(entry.rssi_mdbm);
  report.channel = entry.channel;
  report.first_seen_utc_us = to_us(entry.first);
  report.last_seen_utc_us = to_us(entry.last);
  report.seen_count = entry.count;
  report.crc_word = entry.crc;
  report.pc_word = entry.pc_word;
  report.access_spec = entry.access_spec;
  std::vector<std::uint8_t> customs = entry.results;
  if (entry.pages) llrp::lab_extension::append_type_d_tag(to_wire(*entry.pages), customs);
  if (entry.phase_4096) llrp::lab_extension::append_phase(*entry.phase_4096, customs);
  llrp::append_tag_report(report, out, customs);
  if (strikes(ReaderFault::duplicated_reports)) llrp::append_tag_report(report, out, customs);
}

}  // namespace plugtest::drivers

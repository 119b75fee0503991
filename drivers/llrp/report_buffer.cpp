#include "drivers/llrp/report_buffer.h"

#include "harness/model/seed.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/tag_report.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace plugtest::drivers {

namespace {

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

ReportBuffer::ReportBuffer(std::uint32_t limit, const model::LlrpProfile& profile,
                           ReaderTime started, std::span<const model::PlantedFault> faults,
                           std::uint64_t seed)
    : limit_(limit), profile_(&profile), started_(started), faults_(faults), seed_(seed) {}

std::size_t ReportBuffer::KeyHash::operator()(const Key& key) const noexcept {
  const std::uint64_t ids = (std::uint64_t{key.rospec} << 32U) ^
                            (std::uint64_t{key.spec_index} << 24U) ^
                            (std::uint64_t{key.antenna} << 16U) ^ key.channel ^
                            (std::uint64_t{key.inventory_parameter_spec} << 40U) ^ key.memory ^
                            (static_cast<std::uint64_t>(key.protocol) << 63U);
  return identity::UiiHash{}(key.uii) ^ static_cast<std::size_t>(ids * 0x9e3779b97f4a7c15ULL);
}

ReportBuffer::Key ReportBuffer::key_of(const api::TagRead& read, const ReadContext& context,
                                       const ReportPolicy& policy) {
  Key key;
  key.uii = read.uii;
  key.protocol = read.protocol;
  if (policy.rospec_id) key.rospec = context.rospec;
  if (policy.spec_index) key.spec_index = context.spec_index;
  if (policy.inventory_parameter_spec) {
    key.inventory_parameter_spec = context.inventory_parameter_spec;
  }
  if (policy.antenna) key.antenna = read.antenna;
  if (policy.channel) key.channel = read.channel;
  if (policy.pc) key.memory = read.pc_word;
  if (policy.crc) key.memory |= std::uint64_t{read.crc} << 16U;
  if (policy.xpc) {
    key.memory |= std::uint64_t{read.xpc_w1.value_or(0)} << 32U |
                  std::uint64_t{read.xpc_w2.value_or(0)} << 48U;
  }
  return key;
}

void ReportBuffer::merge(const api::TagRead& read, ReaderTime seen, Entry& entry) {
  entry.last = std::max(entry.last, seen);
  if (read.rssi_mdbm > entry.rssi_mdbm) {
    entry.rssi_mdbm = read.rssi_mdbm;
    entry.phase_4096 = read.phase_4096;
    entry.doppler_sixteenth_hz = read.doppler_sixteenth_hz;
  }
  if (entry.pages && read.pages.size() > entry.pages->size()) entry.pages = read.pages;
  if (entry.count < std::numeric_limits<std::uint16_t>::max()) ++entry.count;
}

ReportBuffer::Added ReportBuffer::add(const api::TagRead& read, ReaderTime seen,
                                      const ReadContext& context, const ReportPolicy& policy,
                                      const AccessReport* access,
                                      const std::vector<std::uint16_t>& tid) {
  const Key key = key_of(read, context, policy);
  if (const auto found = index_.find(key); access == nullptr && found != index_.end()) {
    Entry& entry = entries_[found->second];
    merge(read, seen, entry);
    if (entry.tid.empty()) entry.tid = tid;
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
                      .xpc_w1 = read.xpc_w1,
                      .xpc_w2 = read.xpc_w2,
                      .rssi_mdbm = read.rssi_mdbm,
                      .first = seen,
                      .last = seen,
                      .count = 1,
                      .phase_4096 = read.phase_4096,
                      .doppler_sixteenth_hz = read.doppler_sixteenth_hz,
                      .tid = tid,
                      .pages = read.protocol == model::AirProtocol::type_d
                                   ? std::optional(read.pages)
                                   : std::nullopt});
  if (access != nullptr) {
    entries_.back().access_spec = access->access_spec;
    entries_.back().results = access->results;
  }
  return Added::appended;
}

bool ReportBuffer::add_survey(llrp::Element data) {
  if (full()) return false;
  surveys_.push_back(std::move(data));
  return true;
}

void ReportBuffer::close() {
  ready_ = entries_.size();
  surveys_ready_ = surveys_.size();
  index_.clear();
}

void ReportBuffer::drop() {
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(ready_));
  for (auto& [key, position] : index_) position -= ready_;
  ready_ = 0;
  surveys_.erase(surveys_.begin(), surveys_.begin() + static_cast<std::ptrdiff_t>(surveys_ready_));
  surveys_ready_ = 0;
}

void ReportBuffer::send(const ReportWay& way, bool at_least_one) {
  std::size_t next = 0;
  std::size_t survey = 0;
  while (next < ready_ || survey < surveys_ready_ || at_least_one) {
    at_least_one = false;
    std::vector<std::uint8_t> message =
        llrp::encode(llrp::Message(llrp::MessageType::ro_access_report, way.new_id(), way.version));
    const std::size_t end = std::min(ready_, next + k_tags_per_message);
    for (; next < end; ++next) encode(entries_[next], way.version, message);
    if (next == ready_) {
      for (; survey < surveys_ready_; ++survey)
        llrp::encode(surveys_[survey], way.version, message);
    }
    patch_length(message);
    way.sink(message);
  }
  drop();
}

bool ReportBuffer::strikes(ReaderFault fault) {
  const auto planted = model::find(faults_, fault);
  if (!planted || planted->parameter < 1) return false;
  const auto draw = model::derive_seed(seed_, model::info(fault).name, choices_);
  return draw % static_cast<std::uint64_t>(planted->parameter) == 0;
}

std::uint64_t ReportBuffer::stamp(ReaderTime time) const {
  return profile_->utc_clock ? to_us(time) : to_us(ReaderTime{std::max(time - started_, Nanos{0})});
}

llrp::TagReport ReportBuffer::fields_of(const Entry& entry) const {
  using model::LlrpQuirk;
  const ReportPolicy& policy = entry.policy;
  const bool type_c = !entry.pages;
  const bool utc = profile_->utc_clock;
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
  has(policy.first_seen, utc ? TagReport::first_seen_utc : TagReport::first_seen_uptime);
  has(policy.last_seen, utc ? TagReport::last_seen_utc : TagReport::last_seen_uptime);
  has(policy.seen_count, TagReport::tag_seen_count);
  has(policy.crc && type_c, TagReport::crc);
  has(policy.pc && type_c, TagReport::pc);
  has(policy.xpc && entry.xpc_w1, TagReport::xpc_w1);
  has(policy.xpc && entry.xpc_w2, TagReport::xpc_w2);
  has(policy.access_spec && (entry.access_spec || profile_->has(LlrpQuirk::access_spec_id_0)),
      TagReport::access_spec_id);
  report.rospec = entry.context.rospec;
  report.spec =
      profile_->has(LlrpQuirk::spec_index_0) ? std::uint16_t{0} : entry.context.spec_index;
  report.inventory_parameter_spec = entry.context.inventory_parameter_spec;
  report.antenna = entry.antenna;
  report.rssi_dbm = to_dbm(entry.rssi_mdbm);
  report.channel = entry.channel;
  (utc ? report.first_seen_utc_us : report.first_seen_uptime_us) = stamp(entry.first);
  (utc ? report.last_seen_utc_us : report.last_seen_uptime_us) = stamp(entry.last);
  report.seen_count = entry.count;
  report.crc_word = entry.crc;
  report.pc_word = entry.pc_word;
  report.xpc_word_1 = entry.xpc_w1.value_or(0);
  report.xpc_word_2 = entry.xpc_w2.value_or(0);
  report.access_spec = entry.access_spec.value_or(0);
  return report;
}

/// What LLRP has no words for, as far as it is wanted: in the vendor's Customs, or in ours.
void ReportBuffer::append_extras(const Entry& entry, std::vector<std::uint8_t>& out) const {
  const VendorContent& vendor = entry.policy.vendor;
  if (vendor.tid && !entry.tid.empty()) append_impinj_tid(entry.tid, out);
  if (vendor.phase && entry.phase_4096) append_impinj_phase(*entry.phase_4096, out);
  if (vendor.fine_rssi) append_impinj_rssi(entry.rssi_mdbm, out);
  if (vendor.doppler && entry.doppler_sixteenth_hz) {
    append_impinj_doppler(*entry.doppler_sixteenth_hz, out);
  }
  if (vendor.lab_phase && entry.phase_4096) {
    llrp::lab_extension::append_phase(*entry.phase_4096, out, profile_->type_d_vendor);
  }
}

void ReportBuffer::encode(const Entry& entry, llrp::Version version,
                          std::vector<std::uint8_t>& out) {
  ++choices_;
  if (strikes(ReaderFault::lost_reports)) return;
  const identity::Uii uii =
      strikes(ReaderFault::wrong_uii)
          ? with_flipped_bit(entry.uii, model::derive_seed(seed_, "wrong-bit", choices_))
          : entry.uii;
  TagReport report = fields_of(entry);
  report.epc_bits = static_cast<std::uint16_t>(uii.bit_count());
  report.epc_data = uii.bytes().data();
  std::vector<std::uint8_t> customs;
  for (const llrp::Element& result : entry.results) llrp::encode(result, version, customs);
  if (entry.pages) {
    llrp::lab_extension::append_type_d_tag(to_wire(*entry.pages), customs, profile_->type_d_vendor);
  }
  append_extras(entry, customs);
  llrp::append_tag_report(report, out, customs);
  if (strikes(ReaderFault::duplicated_reports)) llrp::append_tag_report(report, out, customs);
}

}  // namespace plugtest::drivers

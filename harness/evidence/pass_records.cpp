#include "harness/evidence/pass_records.h"

#include "harness/evidence/observations.pb.h"
#include "harness/model/enum_names.h"

#include <limits>
#include <utility>

namespace plugtest::evidence {
namespace {

using model::Manifest;
using model::Observation;
using model::Piece;

std::int64_t ns(HostTime time) { return time.time_since_epoch().count(); }
std::int64_t ns(ReaderTime time) { return time.time_since_epoch().count(); }
HostTime host_time(std::int64_t ns) { return HostTime(Nanos(ns)); }
ReaderTime reader_time(std::int64_t ns) { return ReaderTime(Nanos(ns)); }

const char* chars(const identity::Uii& uii) {
  return reinterpret_cast<const char*>(uii.bytes().data());
}

Result<identity::Uii> uii_from(const std::string& bytes, std::uint32_t bits) {
  if (bytes.size() != (std::uint64_t{bits} + 7U) / 8U) {
    return fail(ErrorCode::malformed, "a UII has another length than it states");
  }
  return identity::Uii::from_bits(
      {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, bits);
}

void save(const identity::Uii& uii, wire::Uii& out) {
  out.set_value(chars(uii), uii.byte_count());
  out.set_bits(static_cast<std::uint32_t>(uii.bit_count()));
}

void save(const Piece& piece, wire::Piece& out) {
  out.set_id(piece.id.str());
  out.set_tag_type(piece.tag_type.str());
  save(piece.uii, *out.mutable_uii());
  out.set_tid_hex(piece.tid_hex);
}

void save(const Manifest& manifest, wire::Manifest& out) {
  for (const auto& entry : manifest.expected) {
    auto* added = out.add_expected();
    save(entry.piece, *added->mutable_piece());
    added->set_item(entry.item.str());
    added->set_place(entry.place);
  }
  for (const auto& piece : manifest.elsewhere) save(piece, *out.add_elsewhere());
  for (const auto& uii : manifest.hall) save(uii, *out.add_hall());
}

Result<Piece> load(const wire::Piece& in) {
  auto uii = uii_from(in.uii().value(), in.uii().bits());
  if (!uii) return fail(std::move(uii.error()));
  return Piece{model::PieceId(in.id()), model::TagTypeId(in.tag_type()), *uii, in.tid_hex()};
}

Result<Manifest> load(const wire::Manifest& in) {
  Manifest manifest;
  for (const auto& entry : in.expected()) {
    auto piece = load(entry.piece());
    if (!piece) return fail(std::move(piece.error()));
    manifest.expected.push_back({std::move(*piece), model::ItemId(entry.item()), entry.place()});
  }
  for (const auto& entry : in.elsewhere()) {
    auto piece = load(entry);
    if (!piece) return fail(std::move(piece.error()));
    manifest.elsewhere.push_back(std::move(*piece));
  }
  for (const auto& entry : in.hall()) {
    auto uii = uii_from(entry.value(), entry.bits());
    if (!uii) return fail(std::move(uii.error()));
    manifest.hall.push_back(*uii);
  }
  return manifest;
}

void save(const Observation& from, wire::Observation& to) {
  to.set_uii(chars(from.uii), from.uii.byte_count());
  to.set_uii_bits(static_cast<std::uint32_t>(from.uii.bit_count()));
  if (from.protocol != model::AirProtocol::type_c) {
    to.set_protocol(std::string(to_string(from.protocol)));
  }
  to.set_received_ns(ns(from.received));
  if (from.first_seen) to.set_first_seen_ns(ns(*from.first_seen));
  if (from.last_seen) to.set_last_seen_ns(ns(*from.last_seen));
  if (from.seen_count) to.set_seen_count(*from.seen_count);
  if (from.antenna) to.set_antenna(*from.antenna);
  if (from.rssi_mdbm) to.set_rssi_mdbm(*from.rssi_mdbm);
  if (from.channel_index) to.set_channel_index(*from.channel_index);
  if (from.pc_word) to.set_pc_word(*from.pc_word);
  if (from.crc) to.set_crc(*from.crc);
  if (from.phase_4096) to.set_phase_4096(*from.phase_4096);
  if (from.rssi_index) to.set_rssi_index(*from.rssi_index);
  if (from.hits) to.set_hits_i_q(from.hits->in_phase * 256U + from.hits->quadrature);
  if (from.inventory_id) to.set_inventory_id(*from.inventory_id);
  if (from.doppler_millihz) to.set_doppler_millihz(*from.doppler_millihz);
  for (const std::uint16_t word : from.tid) to.add_tid_words(word);
}

// True when `value` was absent or fits 16 bits.
bool take16(bool present, std::uint32_t value, std::optional<std::uint16_t>& out) {
  if (!present) return true;
  if (value > std::numeric_limits<std::uint16_t>::max()) return false;
  out = static_cast<std::uint16_t>(value);
  return true;
}

Result<Observation> load(const wire::Observation& from) {
  Observation to;
  auto uii = uii_from(from.uii(), from.uii_bits());
  if (!uii) return fail(std::move(uii.error()));
  to.uii = *uii;
  if (!from.protocol().empty()) {
    const auto protocol = model::air_protocol_from(from.protocol());
    if (!protocol) return fail(ErrorCode::malformed, "an observation of an unknown air protocol");
    to.protocol = *protocol;
  }
  to.received = host_time(from.received_ns());
  if (from.has_first_seen_ns()) to.first_seen = reader_time(from.first_seen_ns());
  if (from.has_last_seen_ns()) to.last_seen = reader_time(from.last_seen_ns());
  if (from.has_seen_count()) to.seen_count = from.seen_count();
  if (from.has_rssi_mdbm()) to.rssi_mdbm = from.rssi_mdbm();
  if (from.has_inventory_id()) to.inventory_id = from.inventory_id();
  const bool fits = take16(from.has_antenna(), from.antenna(), to.antenna) &&
                    take16(from.has_channel_index(), from.channel_index(), to.channel_index) &&
                    take16(from.has_pc_word(), from.pc_word(), to.pc_word) &&
                    take16(from.has_crc(), from.crc(), to.crc) &&
                    take16(from.has_phase_4096(), from.phase_4096(), to.phase_4096);
  if (!fits || from.rssi_index() > 0xFF || from.hits_i_q() > 0xFFFF) {
    return fail(ErrorCode::malformed, "an observation with a number that is too large");
  }
  if (from.has_doppler_millihz()) to.doppler_millihz = from.doppler_millihz();
  for (const std::uint32_t word : from.tid_words()) {
    if (word > std::numeric_limits<std::uint16_t>::max()) {
      return fail(ErrorCode::malformed, "a TID word of more than 16 bits");
    }
    to.tid.push_back(static_cast<std::uint16_t>(word));
  }
  if (from.has_rssi_index()) to.rssi_index = static_cast<std::uint8_t>(from.rssi_index());
  if (from.has_hits_i_q()) {
    to.hits = model::HitCounts{static_cast<std::uint8_t>(from.hits_i_q() >> 8U),
                               static_cast<std::uint8_t>(from.hits_i_q() & 0xFFU)};
  }
  return to;
}

template <class Message>
bool parse(std::string_view payload, Message& message) {
  return payload.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()) &&
         message.ParseFromArray(payload.data(), static_cast<int>(payload.size()));
}

}  // namespace

std::string encode_pass_begin(const PassBegin& begin) {
  wire::PassBegin message;
  message.set_pass(begin.pass);
  message.set_when_ns(ns(begin.when));
  save(begin.manifest, *message.mutable_manifest());
  return message.SerializeAsString();
}

Result<PassBegin> decode_pass_begin(std::string_view payload) {
  wire::PassBegin message;
  if (!parse(payload, message)) return fail(ErrorCode::malformed, "not the begin of a pass");
  auto manifest = load(message.manifest());
  if (!manifest) return fail(std::move(manifest.error()));
  return PassBegin{message.pass(), host_time(message.when_ns()), std::move(*manifest)};
}

std::string encode_pass_end(const PassEnd& end) {
  wire::PassEnd message;
  message.set_pass(end.pass.index);
  message.set_begin_ns(ns(end.pass.times.begin));
  message.set_end_ns(ns(end.pass.times.end));
  if (end.pass.inventory_id) message.set_inventory_id(*end.pass.inventory_id);
  if (end.pass.clock_offset) message.set_clock_offset_ns(end.pass.clock_offset->count());
  if (end.pass.disturbed) message.set_disturbed(std::string(to_string(*end.pass.disturbed)));
  if (end.own_manifest) save(end.pass.manifest, *message.mutable_manifest());
  if (end.pass.kind != model::PassKind::load) {
    message.set_kind(std::string(to_string(end.pass.kind)));
  }
  message.set_closes_batch(end.pass.closes_batch);
  if (end.pass.times.speed_mmps) message.set_speed_mmps(*end.pass.times.speed_mmps);
  for (const model::StepOutcome& outcome : end.pass.steps) {
    auto* added = message.add_steps();
    added->set_step(outcome.step);
    added->set_held(outcome.held);
    added->set_piece(outcome.piece.str());
    added->set_detail(outcome.detail);
  }
  return message.SerializeAsString();
}

Result<PassEnd> decode_pass_end(std::string_view payload) {
  wire::PassEnd message;
  if (!parse(payload, message)) return fail(ErrorCode::malformed, "not the end of a pass");
  PassEnd end;
  end.pass.index = message.pass();
  end.pass.times.begin = host_time(message.begin_ns());
  end.pass.times.end = host_time(message.end_ns());
  if (message.has_speed_mmps()) end.pass.times.speed_mmps = message.speed_mmps();
  if (message.has_inventory_id()) end.pass.inventory_id = message.inventory_id();
  if (message.has_clock_offset_ns()) end.pass.clock_offset = Nanos(message.clock_offset_ns());
  if (message.has_disturbed()) {
    end.pass.disturbed = model::reason_from(message.disturbed());
    if (!end.pass.disturbed) {
      return fail(ErrorCode::malformed, "a pass that was disturbed for an unknown reason");
    }
  }
  if (message.has_kind()) {
    const auto kind = model::pass_kind_from(message.kind());
    if (!kind) return fail(ErrorCode::malformed, "a pass of an unknown kind");
    end.pass.kind = *kind;
  }
  end.pass.closes_batch = message.closes_batch();
  for (const auto& outcome : message.steps()) {
    end.pass.steps.push_back(
        {outcome.step(), outcome.held(), model::PieceId(outcome.piece()), outcome.detail()});
  }
  end.own_manifest = message.has_manifest();
  if (end.own_manifest) {
    auto manifest = load(message.manifest());
    if (!manifest) return fail(std::move(manifest.error()));
    end.pass.manifest = std::move(*manifest);
  }
  return end;
}

struct ObservationEncoder::Memory {
  wire::Observations message;
  std::string bytes;
};

ObservationEncoder::ObservationEncoder() : memory_(std::make_unique<Memory>()) {}
ObservationEncoder::~ObservationEncoder() = default;

std::string_view ObservationEncoder::encode(std::uint32_t pass,
                                            std::span<const Observation> observations) {
  // Clear() keeps the observations' objects for the next round.
  memory_->message.Clear();
  memory_->message.set_pass(pass);
  for (const Observation& observation : observations) {
    save(observation, *memory_->message.add_observations());
  }
  memory_->message.SerializeToString(&memory_->bytes);
  return memory_->bytes;
}

Result<std::uint32_t> decode_observations(std::string_view payload, std::vector<Observation>& out) {
  wire::Observations message;
  if (!parse(payload, message)) return fail(ErrorCode::malformed, "not a list of observations");
  for (const auto& entry : message.observations()) {
    auto observation = load(entry);
    if (!observation) return fail(std::move(observation.error()));
    out.push_back(*observation);
  }
  return message.pass();
}

}  // namespace plugtest::evidence

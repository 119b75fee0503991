#include "drivers/exec/contract.h"
#include "drivers/exec/reader_contract.pb.h"

#include <cassert>
#include <utility>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

namespace plugtest::drivers::contract {

namespace {

namespace pb = plugtest::reader::v1;

template <class... F>
struct Cases : F... {
  using F::operator()...;
};
template <class... F>
Cases(F...) -> Cases<F...>;

std::vector<std::uint8_t> delimited(const google::protobuf::MessageLite& message) {
  std::string text;
  {
    google::protobuf::io::StringOutputStream stream(&text);
    google::protobuf::util::SerializeDelimitedToZeroCopyStream(message, &stream);
  }
  return {text.begin(), text.end()};
}

std::string bytes_of(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

pb::AirProtocol to_pb(model::AirProtocol protocol) {
  return protocol == model::AirProtocol::type_d ? pb::TYPE_D : pb::TYPE_C;
}

void fill(pb::Hello& to, const Hello& from) {
  to.set_version(from.version);
  to.set_name(from.name);
}

void fill(pb::Settings& to, const model::ReaderSettings& from) {
  for (const auto antenna : from.antennas) to.add_antennas(antenna);
  to.set_power_mdbm(from.power_mdbm);
  to.set_session(from.session);
  to.set_tag_population(from.tag_population);
  if (!from.link_profile.empty()) to.set_link_profile(from.link_profile);
  for (const auto protocol : from.protocols) to.add_protocols(to_pb(protocol));
}

void fill(pb::Settings& to, const model::AppliedSettings& from) {
  for (const auto antenna : from.antennas) to.add_antennas(antenna);
  if (from.power_mdbm) to.set_power_mdbm(*from.power_mdbm);
  if (from.session) to.set_session(*from.session);
  if (from.tag_population) to.set_tag_population(*from.tag_population);
  if (from.link_profile) to.set_link_profile(*from.link_profile);
}

void fill(pb::AccessRequest& to, const model::AccessRequest& from) {
  to.set_kind(static_cast<pb::AccessRequest::Kind>(from.kind));  // same order in both
  to.set_bank(from.bank);
  to.set_word_pointer(from.word_pointer);
  to.set_word_count(from.word_count);
  for (const auto word : from.data) to.add_data(word);
  to.set_password(from.password);
  to.set_payload(from.payload);
}

void fill(pb::AccessOrder& to, const model::AccessOrder& from) {
  to.set_protocol(to_pb(from.protocol));
  for (const auto antenna : from.antennas) to.add_antennas(antenna);
  if (from.filter) {
    auto& filter = *to.mutable_filter();
    filter.set_bank(from.filter->bank);
    filter.set_bit_pointer(from.filter->bit_pointer);
    filter.set_mask(bytes_of(from.filter->mask.to_bytes()));
    filter.set_mask_bits(static_cast<std::uint32_t>(from.filter->mask.size()));
  }
  for (const auto& operation : from.operations) fill(*to.add_operations(), operation);
  to.set_search_ms(static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(from.search).count()));
}

void fill(pb::Error& to, const Error& from) {
  to.set_message(from.message);
  switch (from.code) {
    case ErrorCode::unreachable:
      to.set_code(pb::Error::UNREACHABLE);
      break;
    case ErrorCode::link_lost:
      to.set_code(pb::Error::LINK_LOST);
      break;
    case ErrorCode::refused:
      to.set_code(pb::Error::REFUSED);
      break;
    case ErrorCode::timed_out:
      to.set_code(pb::Error::TIMED_OUT);
      break;
    case ErrorCode::protocol:
      to.set_code(pb::Error::PROTOCOL);
      break;
    case ErrorCode::unsupported:
      to.set_code(pb::Error::UNSUPPORTED);
      break;
    default:
      to.set_code(pb::Error::OTHER);
  }
}

void fill(pb::Identity& to, const model::ReaderIdentity& from) {
  to.set_vendor(from.vendor);
  to.set_model(from.model);
  to.set_firmware(from.firmware);
  to.set_serial(from.serial);
}

void fill(pb::Capabilities& to, const model::ReaderCapabilities& from) {
  to.set_antenna_count(from.antenna_count);
  for (const auto protocol : from.protocols) to.add_protocols(to_pb(protocol));
  for (const auto power : from.power_table_mdbm) to.add_power_table_mdbm(power);
  for (const auto channel : from.channels_hz) to.add_channels_hz(channel);
  for (const auto& mode : from.modes) to.add_link_profiles(mode);
  to.set_has_clock(from.has_clock);
}

void fill(pb::AccessedTag& to, const model::AccessedTag& from) {
  to.set_uii(bytes_of(from.uii.bytes()));
  to.set_uii_bits(static_cast<std::uint32_t>(from.uii.bit_count()));
  if (from.antenna) to.set_antenna(*from.antenna);
  for (const auto& result : from.results) {
    auto& out = *to.add_results();
    out.set_operation(static_cast<std::uint32_t>(result.request));
    out.set_outcome(static_cast<pb::AccessResult::Outcome>(result.outcome));  // same order in both
    out.set_error_code(result.error_code);
    for (const auto word : result.words) out.add_words(word);
    out.set_words_written(result.words_written);
  }
}

void fill(pb::Observation& to, const model::Observation& from) {
  to.set_uii(bytes_of(from.uii.bytes()));
  to.set_uii_bits(static_cast<std::uint32_t>(from.uii.bit_count()));
  to.set_protocol(to_pb(from.protocol));
  to.set_inventory_id(from.inventory_id.value_or(0));
  if (from.first_seen) to.set_first_seen_ns(from.first_seen->time_since_epoch().count());
  if (from.last_seen) to.set_last_seen_ns(from.last_seen->time_since_epoch().count());
  if (from.seen_count) to.set_seen_count(*from.seen_count);
  if (from.antenna) to.set_antenna(*from.antenna);
  if (from.rssi_mdbm) to.set_rssi_mdbm(*from.rssi_mdbm);
  if (from.rssi_index) to.set_rssi_index(*from.rssi_index);
  if (from.channel_index) to.set_channel_index(*from.channel_index);
  if (from.pc_word) to.set_pc_word(*from.pc_word);
  if (from.crc) to.set_crc(*from.crc);
  if (from.phase_4096) to.set_phase_4096(*from.phase_4096);
  if (from.hits) {
    to.set_hits_in_phase(from.hits->in_phase);
    to.set_hits_quadrature(from.hits->quadrature);
  }
}

}  // namespace

std::vector<std::uint8_t> encode(const Call& call) {
  pb::Call to;
  to.set_id(call.id);
  to.set_timeout_ms(call.timeout_ms);
  std::visit(
      Cases{[](const Unknown&) {}, [&](const Hello& hello) { fill(*to.mutable_hello(), hello); },
            [&](const Connect&) { to.mutable_connect(); },
            [&](const Identify&) { to.mutable_identify(); },
            [&](const GetCapabilities&) { to.mutable_capabilities(); },
            [&](const model::ReaderSettings& settings) {
              fill(*to.mutable_configure()->mutable_settings(), settings);
            },
            [&](const Start& start) { to.mutable_start()->set_inventory_id(start.inventory_id); },
            [&](const Stop&) { to.mutable_stop(); }, [&](const Drain&) { to.mutable_drain(); },
            [&](const model::AccessOrder& order) { fill(*to.mutable_access(), order); },
            [&](const Close&) { to.mutable_close(); }},
      call.what);
  return delimited(to);
}

std::vector<std::uint8_t> encode(const AdapterMessage& message) {
  pb::AdapterMessage to;
  const auto answer = [&](const Answer& from) {
    auto& out = *to.mutable_answer();
    out.set_id(from.id);
    if (from.clock_offset) out.set_clock_offset_ns(from.clock_offset->count());
    std::visit(
        Cases{[](const std::monostate&) {},
              [&](const Error& error) { fill(*out.mutable_error(), error); },
              [&](const Hello& hello) { fill(*out.mutable_hello(), hello); },
              [&](const model::ReaderIdentity& who) { fill(*out.mutable_identity(), who); },
              [&](const model::ReaderCapabilities& can) { fill(*out.mutable_capabilities(), can); },
              [&](const model::AppliedSettings& got) { fill(*out.mutable_settings(), got); },
              [&](const model::AccessedTag& tag) { fill(*out.mutable_accessed(), tag); }},
        from.value);
  };
  std::visit(Cases{[](const Unknown&) {}, answer,
                   [&](const Reports& reports) {
                     auto& out = *to.mutable_reports();
                     for (const auto& one : reports.observations)
                       fill(*out.add_observations(), one);
                   },
                   [&](const Event& event) { to.mutable_event()->set_what(event.what); },
                   [&](const LinkDown& down) {
                     fill(*to.mutable_link_down()->mutable_error(), down.error);
                   }},
             message);
  return delimited(to);
}

std::string_view name_of(const Call::What& what) {
  static constexpr std::array<std::string_view, std::variant_size_v<Call::What>> names = {
      "a call of another edition",
      "hello",
      "connect",
      "identify",
      "capabilities",
      "configure",
      "start",
      "stop",
      "drain",
      "access",
      "close"};
  return names[what.index()];
}

}  // namespace plugtest::drivers::contract

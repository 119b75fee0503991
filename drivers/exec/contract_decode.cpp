#include "drivers/exec/contract.h"
#include "drivers/exec/contract_taker.h"
#include "drivers/exec/reader_contract.pb.h"

#include <utility>

namespace plugtest::drivers::contract {

namespace {

namespace pb = plugtest::reader::v1;

template <class Message>
bool parse(Message& message, std::span<const std::uint8_t> bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

Hello take_hello(Taker& take, const pb::Hello& from) {
  Hello hello{.version = from.version(), .name = {}};
  take.text(hello.name, from.name());
  return hello;
}

model::ReaderSettings take_settings(Taker& take, const pb::Settings& from) {
  model::ReaderSettings settings;
  take.list(settings.antennas, from.antennas(), "antennas");
  if (from.has_power_mdbm()) settings.power_mdbm = from.power_mdbm();
  if (from.has_session()) take.number(settings.session, from.session(), "session", std::uint8_t{3});
  if (from.has_tag_population()) {
    take.number(settings.tag_population, from.tag_population(), "tag_population");
  }
  take.text(settings.link_profile, from.link_profile());
  take.protocols(settings.protocols, from.protocols());
  return settings;
}

model::AppliedSettings take_applied(Taker& take, const pb::Settings& from) {
  model::AppliedSettings applied;
  take.list(applied.antennas, from.antennas(), "antennas");
  if (from.has_power_mdbm()) applied.power_mdbm = from.power_mdbm();
  take.optional(applied.session, from.has_session(), from.session(), "session", std::uint8_t{3});
  take.optional(applied.tag_population, from.has_tag_population(), from.tag_population(),
                "tag_population");
  if (from.has_link_profile()) take.text(applied.link_profile.emplace(), from.link_profile());
  return applied;
}

model::AccessRequest take_request(Taker& take, const pb::AccessRequest& from) {
  model::AccessRequest request;
  take.enumerator(request.kind, from.kind(), model::AccessRequest::Kind::untraceable, "operation");
  take.number(request.bank, from.bank(), "bank", std::uint8_t{3});
  request.word_pointer = from.word_pointer();
  take.number(request.word_count, from.word_count(), "word_count");
  take.list(request.data, from.data(), "data");
  request.password = from.password();
  request.payload = from.payload();
  return request;
}

model::AccessOrder take_order(Taker& take, const pb::AccessOrder& from) {
  model::AccessOrder order;
  take.protocol(order.protocol, from.protocol());
  take.list(order.antennas, from.antennas(), "antennas");
  if (from.has_filter()) {
    auto& filter = order.filter.emplace();
    take.number(filter.bank, from.filter().bank(), "bank", std::uint8_t{3});
    filter.bit_pointer = from.filter().bit_pointer();
    const std::string& mask = from.filter().mask();
    auto bits = bits::BitString::from_bytes(
        {reinterpret_cast<const std::uint8_t*>(mask.data()), mask.size()},
        from.filter().mask_bits());
    if (bits) {
      filter.mask = *bits;
    } else {
      take.complain("mask: " + bits.error().message);
    }
  }
  for (const auto& operation : from.operations()) {
    order.operations.push_back(take_request(take, operation));
  }
  order.search = std::chrono::milliseconds(from.search_ms());
  return order;
}

/// What goes wrong inside an adapter is the doing of the reader's side.
Error take_error(Taker& take, const pb::Error& from) {
  Error error;
  take.text(error.message, from.message());
  switch (from.code()) {
    case pb::Error::UNREACHABLE:
      error.code = ErrorCode::unreachable;
      break;
    case pb::Error::LINK_LOST:
      error.code = ErrorCode::link_lost;
      break;
    case pb::Error::REFUSED:
      error.code = ErrorCode::refused;
      break;
    case pb::Error::TIMED_OUT:
      error.code = ErrorCode::timed_out;
      break;
    case pb::Error::UNSUPPORTED:
      error.code = ErrorCode::unsupported;
      break;
    case pb::Error::PROTOCOL:
    case pb::Error::OTHER:
    default:
      error.code = ErrorCode::protocol;
  }
  return error;
}

model::ReaderIdentity take_identity(Taker& take, const pb::Identity& from) {
  model::ReaderIdentity identity;
  take.text(identity.vendor, from.vendor());
  take.text(identity.model, from.model());
  take.text(identity.firmware, from.firmware());
  take.text(identity.serial, from.serial());
  return identity;
}

model::ReaderCapabilities take_capabilities(Taker& take, const pb::Capabilities& from) {
  model::ReaderCapabilities can;
  take.number(can.antenna_count, from.antenna_count(), "antenna_count");
  take.protocols(can.protocols, from.protocols());
  take.list(can.power_table_mdbm, from.power_table_mdbm(), "power_table_mdbm");
  take.list(can.channels_hz, from.channels_hz(), "channels_hz");
  for (int i = 0; i < from.link_profiles_size() && i < k_max_list; ++i) {
    take.text(can.modes.emplace_back(), from.link_profiles(i));
  }
  can.has_clock = from.has_clock();
  return can;
}

model::AccessedTag take_accessed(Taker& take, const pb::AccessedTag& from) {
  model::AccessedTag tag;
  take.uii(tag.uii, from.uii(), from.uii_bits());
  take.optional(tag.antenna, from.has_antenna(), from.antenna(), "antenna");
  for (const auto& result : from.results()) {
    auto& out = tag.results.emplace_back();
    out.request = result.operation();
    take.enumerator(out.outcome, result.outcome(), model::AccessResult::Outcome::insufficient_power,
                    "outcome");
    take.number(out.error_code, result.error_code(), "error_code");
    take.list(out.words, result.words(), "words");
    take.number(out.words_written, result.words_written(), "words_written");
  }
  return tag;
}

std::optional<ReaderTime> reader_time(bool has, std::int64_t nanos) {
  if (!has) return std::nullopt;
  return ReaderTime{Nanos{nanos}};
}

model::Observation take_observation(Taker& take, const pb::Observation& from) {
  model::Observation to;
  take.uii(to.uii, from.uii(), from.uii_bits());
  take.protocol(to.protocol, from.protocol());
  if (from.inventory_id() != 0) to.inventory_id = from.inventory_id();
  to.first_seen = reader_time(from.has_first_seen_ns(), from.first_seen_ns());
  to.last_seen = reader_time(from.has_last_seen_ns(), from.last_seen_ns());
  take.optional(to.seen_count, from.has_seen_count(), from.seen_count(), "seen_count");
  take.optional(to.antenna, from.has_antenna(), from.antenna(), "antenna");
  take.optional(to.rssi_mdbm, from.has_rssi_mdbm(), from.rssi_mdbm(), "rssi_mdbm");
  take.optional(to.rssi_index, from.has_rssi_index(), from.rssi_index(), "rssi_index");
  take.optional(to.channel_index, from.has_channel_index(), from.channel_index(), "channel_index");
  take.optional(to.pc_word, from.has_pc_word(), from.pc_word(), "pc_word");
  take.optional(to.crc, from.has_crc(), from.crc(), "crc");
  take.optional(to.phase_4096, from.has_phase_4096(), from.phase_4096(), "phase_4096",
                std::uint16_t{4095});
  if (from.has_hits_in_phase() && from.has_hits_quadrature()) {
    auto& hits = to.hits.emplace();
    take.number(hits.in_phase, from.hits_in_phase(), "hits_in_phase");
    take.number(hits.quadrature, from.hits_quadrature(), "hits_quadrature");
  }
  return to;
}

Answer take_answer(Taker& take, const pb::Answer& from) {
  Answer answer{.id = from.id()};
  if (from.has_clock_offset_ns()) answer.clock_offset = Nanos{from.clock_offset_ns()};
  switch (from.result_case()) {
    case pb::Answer::kError:
      answer.value = take_error(take, from.error());
      break;
    case pb::Answer::kHello:
      answer.value = take_hello(take, from.hello());
      break;
    case pb::Answer::kIdentity:
      answer.value = take_identity(take, from.identity());
      break;
    case pb::Answer::kCapabilities:
      answer.value = take_capabilities(take, from.capabilities());
      break;
    case pb::Answer::kSettings:
      answer.value = take_applied(take, from.settings());
      break;
    case pb::Answer::kAccessed:
      answer.value = take_accessed(take, from.accessed());
      break;
    case pb::Answer::RESULT_NOT_SET:
      break;
  }
  return answer;
}

Call::What take_what(Taker& take, const pb::Call& from) {
  switch (from.what_case()) {
    case pb::Call::kHello:
      return take_hello(take, from.hello());
    case pb::Call::kConnect:
      return Connect{};
    case pb::Call::kIdentify:
      return Identify{};
    case pb::Call::kCapabilities:
      return GetCapabilities{};
    case pb::Call::kConfigure:
      return take_settings(take, from.configure().settings());
    case pb::Call::kStart:
      return Start{from.start().inventory_id()};
    case pb::Call::kStop:
      return Stop{};
    case pb::Call::kDrain:
      return Drain{};
    case pb::Call::kAccess:
      return take_order(take, from.access());
    case pb::Call::kClose:
      return Close{};
    case pb::Call::WHAT_NOT_SET:
      break;
  }
  return Unknown{};
}

}  // namespace

Result<Call> decode_call(std::span<const std::uint8_t> message) {
  pb::Call from;
  if (!parse(from, message)) return fail(ErrorCode::malformed, "this is no Call");
  Taker take;
  Call call{.id = from.id(), .timeout_ms = from.timeout_ms(), .what = take_what(take, from)};
  return take.result(std::move(call));
}

Result<AdapterMessage> decode_adapter_message(std::span<const std::uint8_t> message) {
  pb::AdapterMessage from;
  if (!parse(from, message)) return fail(ErrorCode::malformed, "this is no AdapterMessage");
  Taker take;
  AdapterMessage to;
  switch (from.what_case()) {
    case pb::AdapterMessage::kAnswer:
      to = take_answer(take, from.answer());
      break;
    case pb::AdapterMessage::kReports: {
      Reports reports;
      if (from.reports().observations_size() > k_max_list) {
        return fail(ErrorCode::malformed,
                    "observations has more than " + std::to_string(k_max_list) + " entries");
      }
      reports.observations.reserve(static_cast<std::size_t>(from.reports().observations_size()));
      for (const auto& one : from.reports().observations()) {
        reports.observations.push_back(take_observation(take, one));
      }
      to = std::move(reports);
      break;
    }
    case pb::AdapterMessage::kEvent: {
      Event event;
      take.text(event.what, from.event().what());
      to = std::move(event);
      break;
    }
    case pb::AdapterMessage::kLinkDown:
      to = LinkDown{take_error(take, from.link_down().error())};
      break;
    case pb::AdapterMessage::WHAT_NOT_SET:
      break;
  }
  return take.result(std::move(to));
}

}  // namespace plugtest::drivers::contract

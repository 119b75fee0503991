#include "harness/lab/gen2_log.h"

#include "protocols/bits/crc.h"
#include "protocols/gen2/reply.h"

#include <utility>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

model::AirReception outcome_of(const Gen2Log::Reply& reply, const Reception& reception) {
  if (!reply.in_time) return model::AirReception::outside_time;
  if (reception.kind == Reception::Kind::nothing) return model::AirReception::too_weak;
  if (reception.kind == Reception::Kind::collision || reception.from != reply.index) {
    return model::AirReception::collision;
  }
  const bool alone = reply.senders == 1 && reply.interference_mdbm <= Receiver::k_silence_mdbm;
  if (reception.bits_wrong == 0) {
    return alone ? model::AirReception::decoded : model::AirReception::captured;
  }
  return reply.kind == gen2::ReplyKind::rn16 ? model::AirReception::bit_errors
                                             : model::AirReception::crc_error;
}

}  // namespace

std::string meaning_of(gen2::ReplyKind kind, const bits::BitString& bits) {
  switch (kind) {
    case gen2::ReplyKind::rn16:
      return fmt::format("RN16 {:04X}", bits.value(0, 16));
    case gen2::ReplyKind::handle:
      return fmt::format("handle {:04X} CRC {}", bits.value(0, 16),
                         bits::crc16_fits(bits) ? "right" : "wrong");
    case gen2::ReplyKind::epc: {
      const auto epc = gen2::decode_epc(bits);
      if (!epc) return "UII: " + epc.error().message;
      return fmt::format("PC {:04X} UII {} CRC right", bits.value(0, 16), epc->uii.to_hex());
    }
    case gen2::ReplyKind::truncated_epc: {
      const auto rest = gen2::decode_truncated(bits);
      return rest ? "truncated UII " + rest->to_string() : "UII: " + rest.error().message;
    }
    case gen2::ReplyKind::words:
    case gen2::ReplyKind::success:
    case gen2::ReplyKind::error:
      break;
  }
  const auto reply = gen2::decode_access_reply(bits);
  if (!reply) return reply.error().message;
  if (const auto* error = std::get_if<gen2::ErrorReply>(&*reply)) {
    return fmt::format("error: {} handle {:04X}", gen2::to_string(error->error), error->handle);
  }
  const auto& words = std::get<gen2::WordsReply>(*reply);
  if (words.words.empty()) return fmt::format("success handle {:04X}", words.handle);
  std::string text;
  for (const std::uint16_t word : words.words) text += fmt::format("{:04X}", word);
  return fmt::format("words {} handle {:04X}", text, words.handle);
}

void Gen2Log::command(gen2::Time begin, gen2::Time end, const gen2::Command& command,
                      const Gen2Tags& tags) {
  model::AirFrame frame;
  frame.begin = HostTime(begin);
  frame.end = HostTime(end);
  frame.bits = gen2::encode(command);
  frame.meaning = gen2::to_string(command);
  const auto links = field_.links();
  for (std::uint32_t tag = 0; tag < links.size(); ++tag) {
    if (!links[tag].powered) continue;
    frame.ears.push_back({.tag = field_.load().tags[tag].piece.uii,
                          .level_mdbm = links[tag].forward_mdbm,
                          .missed = tags.missed(tag)});
  }
  tap_.on_frame(frame);
}

void Gen2Log::silence(gen2::Time begin, gen2::Time end) {
  model::AirFrame frame;
  frame.direction = model::AirDirection::backscatter;
  frame.begin = HostTime(begin);
  frame.end = HostTime(end);
  frame.reception = model::AirReception::silence;
  tap_.on_frame(frame);
}

void Gen2Log::reply(const Reply& reply, const Reception& reception) {
  model::AirFrame frame;
  frame.direction = model::AirDirection::backscatter;
  frame.begin = HostTime(reply.begin);
  frame.end = HostTime(reply.end);
  frame.bits = reply.sent;
  bits::BitString received = reply.sent;
  if (reception.kind == Reception::Kind::frame && reception.from == reply.index) {
    for (std::size_t i = 0; i < reception.bits_wrong; ++i) {
      if (reception.first_wrong + i < received.size()) received.flip(reception.first_wrong + i);
    }
  }
  frame.meaning = meaning_of(reply.kind, received);
  frame.reception = outcome_of(reply, reception);
  frame.interference_mdbm = reply.interference_mdbm;
  frame.ears.push_back(
      {field_.load().tags[reply.tag].piece.uii, field_.links()[reply.tag].backscatter_mdbm, true});
  tap_.on_frame(frame);
}

}  // namespace plugtest::lab

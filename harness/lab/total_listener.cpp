#include "harness/lab/total_listener.h"

#include "harness/lab/level.h"
#include "protocols/total/message.h"

#include <array>
#include <utility>

namespace plugtest::lab {

namespace {

constexpr std::size_t k_crc_bits = 16;

model::AirReception outcome_of(Reception::Kind kind, bool alone, bool check_right) {
  switch (kind) {
    case Reception::Kind::nothing:
      return model::AirReception::too_weak;
    case Reception::Kind::collision:
      return model::AirReception::collision;
    case Reception::Kind::frame:
      break;
  }
  if (!check_right) return model::AirReception::crc_error;
  return alone ? model::AirReception::decoded : model::AirReception::captured;
}

}  // namespace

TotalListener::Heard TotalListener::hear_page(const TotalMessage& message,
                                              const std::vector<bits::BitString>& pages,
                                              std::size_t index, const total::Profile& profile) {
  // Pages follow each other without a pause; the piece's clock stretches all alike.
  std::int64_t before = profile.sync_bits();
  std::int64_t in_all = before;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const auto bits = static_cast<std::int64_t>(pages[i].size());
    if (i < index) before += bits;
    in_all += bits;
  }
  const auto moment = [&](std::int64_t bits) {
    return message.begin + (message.end - message.begin) * bits / in_all;
  };
  const total::Time begin = index == 0 ? message.begin : moment(before);
  const total::Time end = moment(before + static_cast<std::int64_t>(pages[index].size()));
  Heard heard;
  for (const TotalMessage::Overlap& other : message.others) {
    if (other.begin < end && begin < other.end) {
      heard.others_mdbm = power_sum_mdbm(heard.others_mdbm, other.level_mdbm);
    }
  }
  const std::array levels{message.level_mdbm};
  const Reception reception = receiver_.receive(levels, pages[index].size(), heard.others_mdbm);
  heard.kind = reception.kind;
  if (heard.kind != Reception::Kind::frame) return heard;
  heard.bits = pages[index];
  for (std::size_t bit = 0; bit < reception.bits_wrong; ++bit) {
    heard.bits.flip(reception.first_wrong + bit);
  }
  return heard;
}

void TotalListener::follow_noise(const TotalMessage& message, const total::Profile& profile) {
  if (!field_.noisy()) return;
  receiver_.set_noise(field_.noise_mdbm(HostTime(message.end), profile.link_rate_bps));
}

std::optional<Singulated> TotalListener::identify(const TotalMessage& message,
                                                  const total::Tag& tag) {
  const total::Profile& profile = tag.profile();
  total::MessageDecoder decoder(profile);
  Singulated found;
  found.when = HostTime(message.end);
  found.level_mdbm = message.level_mdbm;
  found.phase_4096 = message.phase_4096;
  found.link_rate_bps = profile.link_rate_bps;
  found.doppler_sixteenth_hz = field_.doppler_sixteenth_hz(message.tag, HostTime(message.begin));
  follow_noise(message, profile);
  for (std::size_t i = 0; i < tag.pages().size(); ++i) {
    const Heard heard = hear_page(message, tag.pages(), i, profile);
    if (heard.kind != Reception::Kind::frame) {
      trace(message, tag.pages()[i], {}, heard, false);
      if (i == 0) return std::nullopt;
      // The identity is good by itself. Who counts pages must know that one is missing.
      decoder.skip();
      continue;
    }
    const auto page = decoder.take(heard.bits);
    const bool right = page && page->crc_right;
    trace(message, heard.bits, page ? total::to_string(*page) : page.error().message, heard, right);
    if (i == 0) {
      if (!right) return std::nullopt;
      const auto bytes = page->data.to_bytes();
      const auto uii = identity::Uii::from_bits(bytes, page->data.size());
      if (!uii) return std::nullopt;
      found.uii = *uii;
      found.crc = page->crc;
    }
    found.pages.push_back({static_cast<std::uint8_t>(i), heard.bits, right});
  }
  if (!decoder.identity_checked()) return std::nullopt;
  return found;
}

TotalListener::Answer TotalListener::hear_answer(const TotalMessage& message,
                                                 const total::Tag& tag) {
  const total::Profile& profile = tag.profile();
  follow_noise(message, profile);
  Answer answer{.intact = true};
  for (std::size_t i = 0; i < message.pages.size(); ++i) {
    const Heard heard = hear_page(message, message.pages, i, profile);
    bool right = false;
    if (heard.kind == Reception::Kind::frame) {
      const bits::BitString data = heard.bits.slice(0, total::Command::k_page_bits);
      const auto check = total::page_crc(profile, data);
      right = check == heard.bits.value(data.size(), k_crc_bits);
      answer.pages.push_back(data);
    }
    answer.noticed = answer.noticed || heard.kind != Reception::Kind::nothing;
    answer.intact = answer.intact && right;
    trace(message, right ? heard.bits : message.pages[i],
          "page " + std::to_string(i + 1) + " of " + std::to_string(message.pages.size()) +
              " of an answer, check " + (right ? "right" : "wrong"),
          heard, right);
  }
  if (!answer.intact) answer.pages.clear();
  return answer;
}

void TotalListener::trace_command(const total::Command& command, const bits::BitString& frame,
                                  total::Time begin, total::Time end, const TotalTags& tags) const {
  if (tap_ == nullptr) return;
  model::AirFrame traced;
  traced.protocol = model::AirProtocol::type_d;
  traced.begin = HostTime(begin);
  traced.end = HostTime(end);
  traced.bits = frame;
  traced.meaning = total::to_string(command);
  const auto links = field_.links();
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    if (!links[i].powered || !tags.of_type_d(i) || !tags.notices(i)) continue;
    traced.ears.push_back({field_.load().tags[i].piece.uii, links[i].forward_mdbm, true});
  }
  tap_->on_frame(traced);
}

void TotalListener::trace(const TotalMessage& message, const bits::BitString& sent,
                          std::string meaning, const Heard& heard, bool check_right) const {
  if (tap_ == nullptr) return;
  model::AirFrame frame;
  frame.protocol = model::AirProtocol::type_d;
  frame.direction = model::AirDirection::backscatter;
  frame.begin = HostTime(message.begin);
  frame.end = HostTime(message.end);
  frame.bits = sent;
  frame.meaning = std::move(meaning);
  frame.reception =
      outcome_of(heard.kind, heard.others_mdbm <= Receiver::k_silence_mdbm, check_right);
  frame.ears.push_back({field_.load().tags[message.tag].piece.uii, message.level_mdbm, true});
  for (const TotalMessage::Overlap& other : message.others) {
    frame.interference_mdbm = power_sum_mdbm(frame.interference_mdbm, other.level_mdbm);
  }
  tap_->on_frame(frame);
}

}  // namespace plugtest::lab

#include "harness/lab/gen2_dialogue.h"

#include "harness/lab/level.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace plugtest::lab {

namespace {

constexpr std::size_t k_rn16_bits = 16;

/// The sum of two powers, each of which may be nothing at all.
std::int32_t together_mdbm(std::int32_t a, std::int32_t b) {
  if (a <= Receiver::k_silence_mdbm) return b;
  if (b <= Receiver::k_silence_mdbm) return a;
  return power_sum_mdbm(a, b);
}

/// A time that the tag counts in its own periods.
gen2::Duration by_clock_of(const ReplyTiming& timing, gen2::Duration nominal) {
  constexpr std::int64_t k_million = 1'000'000;
  return gen2::Duration(nominal.count() * k_million / (k_million + timing.blf_error_ppm));
}

}  // namespace

void Gen2Dialogue::sent(gen2::Time begin, gen2::Time end, const gen2::Command& command,
                        const Gen2Tags& tags) {
  if (bystanders_ != nullptr) bystanders_->hear_command(begin, end);
  if (log_ != nullptr) log_->command(begin, end, command, tags);
}

std::int32_t Gen2Dialogue::heard_besides(gen2::Time begin, gen2::Time end) {
  return bystanders_ != nullptr && end > begin ? bystanders_->talk_into(begin, end)
                                               : Receiver::k_silence_mdbm;
}

void Gen2Dialogue::rest(gen2::Time begin, gen2::Time end) { heard_besides(begin, end); }

Gen2Dialogue::Heard Gen2Dialogue::listen(gen2::Time asked, const Form& form,
                                         const Gen2Scene& scene) {
  const gen2::Time due = asked + form.after;
  const gen2::Time given_up = (form.patient ? asked + gen2::k_longest_write : due) + frames_.t3();
  Heard heard{.begins = due, .ends = due + form.length};
  levels_.clear();
  if (scene.timing.empty()) {
    for (const std::uint32_t tag : senders_) {
      levels_.push_back(scene.links[tag].backscatter_mdbm);
    }
  } else {
    heard.ends = given_up;
    bool first = true;
    for (const std::uint32_t tag : senders_) {
      const ReplyTiming& timing = scene.timing[tag];
      const bool late = timing.late > gen2::Duration{0};
      levels_.push_back(late ? Receiver::k_silence_mdbm : scene.links[tag].backscatter_mdbm);
      if (late) continue;
      const gen2::Time begins = asked + by_clock_of(timing, form.after);
      const gen2::Time ends = begins + by_clock_of(timing, form.length);
      heard.begins = first ? begins : std::min(heard.begins, begins);
      heard.ends = first ? ends : std::max(heard.ends, ends);
      first = false;
    }
  }
  // Without a reply the reader goes on after T3; what others send until then it may take for one.
  const bool reply = std::ranges::any_of(
      levels_, [&](std::int32_t level) { return scene.receiver.notices(level); });
  if (reply) {
    rest(asked, heard.begins);
    heard.besides = heard_besides(heard.begins, heard.ends);
  } else {
    heard.besides = heard_besides(asked, given_up);
    if (scene.receiver.notices(heard.besides) && heard.ends > given_up) {
      heard.besides = together_mdbm(heard.besides, heard_besides(given_up, heard.ends));
    }
  }
  heard.reception = scene.receiver.receive(levels_, form.bits, heard.besides, frames_.modulation());
  if (heard.reception.kind == Reception::Kind::nothing) heard.ends = given_up;
  return heard;
}

void Gen2Dialogue::log(gen2::ReplyKind kind, std::uint32_t tag, std::size_t index,
                       std::size_t senders, bits::BitString sent, const Heard& heard) {
  log_->reply({.begin = heard.begins,
               .end = heard.ends,
               .kind = kind,
               .tag = tag,
               .index = index,
               .senders = senders,
               .sent = std::move(sent),
               .interference_mdbm = heard.besides,
               .in_time = levels_[index] != Receiver::k_silence_mdbm},
              heard.reception);
}

Gen2Dialogue::Heard Gen2Dialogue::listen_for_rn16(gen2::Time asked,
                                                  std::span<const Rn16Answer> answers,
                                                  const Gen2Scene& scene) {
  senders_.clear();
  for (const Rn16Answer& answer : answers) senders_.push_back(answer.tag);
  const Heard heard =
      listen(asked, {.after = frames_.t1(), .length = frames_.rn16(), .bits = k_rn16_bits}, scene);
  if (log_ == nullptr) return heard;
  if (answers.empty()) log_->silence(heard.begins, heard.ends);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    log(gen2::ReplyKind::rn16, answers[i].tag, i, answers.size(),
        gen2::encode_rn16(answers[i].rn16), heard);
  }
  return heard;
}

Gen2Dialogue::Heard Gen2Dialogue::listen_for_reply(gen2::Time asked,
                                                   std::span<const TagAnswer> answers,
                                                   const Gen2Scene& scene, bool patient) {
  senders_.clear();
  // Tags that chose the same RN16 answer together; the reader listens to the longest end.
  Form form{.after = frames_.t1(), .length = frames_.t3(), .patient = patient};
  for (const TagAnswer& answer : answers) {
    senders_.push_back(answer.tag);
    const gen2::TagReply& reply = answer.reply;
    form.bits = std::max(form.bits, reply.bits.size());
    form.length = std::max(form.length, frames_.reply(reply.bits.size(), reply.with_pilot));
    form.after = std::max<gen2::Duration>(form.after, reply.after);
  }
  const Heard heard = listen(asked, form, scene);
  if (log_ == nullptr) return heard;
  if (answers.empty()) log_->silence(heard.begins, heard.ends);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    log(answers[i].reply.kind, answers[i].tag, i, answers.size(), answers[i].reply.bits, heard);
  }
  return heard;
}

Gen2Dialogue::Answer Gen2Dialogue::ask(const gen2::Command& command, gen2::Time now,
                                       const Gen2Scene& scene, bool patient) {
  const gen2::Time asked = now + frames_.of(command);
  scene.tags.tell(command, asked, answers_);
  sent(now, asked, command, scene.tags);
  const Heard heard = listen_for_reply(asked, answers_, scene, patient);
  Answer answer{.kind = heard.reception.kind, .heard_at = heard.ends, .next = heard.ends};
  if (answer.kind == Reception::Kind::nothing) return answer;
  answer.next += frames_.t2();
  rest(heard.ends, answer.next);
  if (answer.kind != Reception::Kind::frame) return answer;
  const TagAnswer& from = answers_[heard.reception.from];
  answer.tag = from.tag;
  answer.bits = from.reply.bits;
  for (std::size_t i = 0; i < heard.reception.bits_wrong; ++i) {
    const std::size_t bit = heard.reception.first_wrong + i;
    if (bit < answer.bits.size()) answer.bits.flip(bit);
  }
  return answer;
}

}  // namespace plugtest::lab

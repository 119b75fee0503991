#include "harness/lab/missed_commands.h"

#include "harness/lab/receiver.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace plugtest::lab {

namespace {

/// From here on fewer than one command in a million is lost.
constexpr std::int32_t k_clean_mdb = 5000;

/// Of what is sent most (Gen2 v1.2.0, 6.3.2.11.2, 6.3.2.11.3).
constexpr std::size_t k_query_rep_bits = 4;
constexpr std::size_t k_ack_bits = 18;

/// Further off than any lab lives.
constexpr double k_never_bits = 1e15;

std::size_t bits_of(const gen2::Command& command) {
  if (std::holds_alternative<gen2::QueryRep>(command)) return k_query_rep_bits;
  if (std::holds_alternative<gen2::Ack>(command)) return k_ack_bits;
  return gen2::encode(command).size();
}

}  // namespace

double forward_bit_error(std::int32_t margin_mdb) {
  return margin_mdb >= k_clean_mdb ? 0 : bit_error_rate(margin_mdb);
}

void MissedCommands::set_margin(std::uint32_t tag, std::int32_t margin_mdb) {
  Tag& one = tags_[tag];
  const std::int32_t margin = std::min(margin_mdb, k_clean_mdb);
  if (margin == std::min(one.margin_mdb, k_clean_mdb)) return;
  one.margin_mdb = margin;
  one.bit_error = forward_bit_error(margin);
  ++one.version;
  if (one.bit_error > 0) draw_next(tag, bits_sent_);
}

void MissedCommands::draw_next(std::uint32_t tag, std::uint64_t from) {
  Tag& one = tags_[tag];
  const double unit = open_unit(hash_draw(hash_draw(seed_, tag), one.draws++));
  const double right = std::floor(std::log(unit) / std::log1p(-one.bit_error));
  next_.push({from + static_cast<std::uint64_t>(std::min(right, k_never_bits)), tag, one.version});
}

void MissedCommands::send(const gen2::Command& command) {
  missed_.clear();
  if (next_.empty()) return;
  bits_sent_ += bits_of(command);
  while (!next_.empty() && next_.top().at < bits_sent_) {
    const WrongBit wrong = next_.top();
    next_.pop();
    if (wrong.version != tags_[wrong.tag].version) continue;
    missed_.push_back(wrong.tag);
    // One wrong bit is enough: the next one counts from the next command on.
    draw_next(wrong.tag, bits_sent_);
  }
  std::ranges::sort(missed_);
}

bool MissedCommands::missed(std::uint32_t tag) const {
  return !missed_.empty() && std::ranges::binary_search(missed_, tag);
}

}  // namespace plugtest::lab

#include "protocols/modules/frame_scanner.h"

#include <algorithm>
#include <array>

namespace plugtest::modules {

namespace {

/// A run of bytes passed over for a reason about a frame takes whatever follows; others end there.
bool begins_a_run(SkipReason running, SkipReason next) {
  if (running == next) return false;
  if (running == SkipReason::filler) return true;
  return running == SkipReason::noise && next != SkipReason::filler;
}

}  // namespace

std::string_view to_string(SkipReason reason) {
  constexpr std::array<std::string_view, 6> k_names = {"filler",     "noise",         "bad-check",
                                                       "bad-length", "bad-character", "cut-off"};
  return k_names.at(static_cast<std::size_t>(reason));
}

void FrameScanner::push(std::span<const std::uint8_t> bytes) {
  settled_ = false;
  // What was delivered goes first, so that the buffer holds what waits and the news.
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken_));
  base_ += taken_;
  taken_ = 0;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Piece FrameScanner::deliver(bool is_frame, std::size_t bytes) {
  const Piece piece{is_frame, reason_, std::span(buffer_).subspan(taken_, bytes), offset()};
  taken_ += bytes;
  if (!is_frame) skipping_ = 0;
  return piece;
}

std::optional<Piece> FrameScanner::next() {
  while (true) {
    const auto rest = std::span<const std::uint8_t>(buffer_).subspan(taken_ + skipping_);
    if (skipping_ == k_max_skip) return deliver(false, skipping_);
    if (rest.empty()) {
      if (settled_ && skipping_ > 0) return deliver(false, skipping_);
      return std::nullopt;
    }
    Finding finding = format_->inspect(rest);
    if (finding.kind == Finding::Kind::wait) {
      if (!settled_) return std::nullopt;
      finding = Finding::skip(SkipReason::cut_off);
    }
    if (finding.kind == Finding::Kind::frame) {
      if (skipping_ > 0) return deliver(false, skipping_);
      return deliver(true, finding.bytes);
    }
    if (skipping_ > 0 && begins_a_run(reason_, finding.reason)) return deliver(false, skipping_);
    if (skipping_ == 0) reason_ = finding.reason;
    skipping_ += std::min({finding.bytes, rest.size(), k_max_skip - skipping_});
  }
}

void FrameScanner::reset() {
  base_ += buffer_.size();
  buffer_.clear();
  taken_ = 0;
  skipping_ = 0;
  settled_ = false;
}

}  // namespace plugtest::modules

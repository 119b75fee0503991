#include "drivers/ipico/virtual_page_access.h"

#include "drivers/modules_core/module_access.h"

#include <algorithm>
#include <array>

namespace plugtest::drivers {

namespace {

namespace ipico = modules::ipico;
using ipico::RwAction;
using Kind = api::AccessRequest::Kind;

constexpr unsigned k_tries = 5;  // as in the example of PDF 7.34
constexpr std::size_t k_words_a_page = ipico::k_page_data_bytes / 2;
/// Two hits on the I channel, none on the Q channel: a good page.
constexpr std::uint8_t k_hits = 0x80;

}  // namespace

bool VirtualPageAccess::prime(const RwAction& action) {
  const bool known = action.action == RwAction::Action::read ||
                     action.action == RwAction::Action::lock ||
                     (action.action == RwAction::Action::write && action.pages == 1);
  if (!known || action.extended || action.continuous || action.pages == 0 ||
      action.start_page + action.pages > 16 || action.target == RwAction::Target::immediate) {
    return false;
  }
  action_ = action;
  tries_left_ = k_tries;
  failed_ = false;
  return true;
}

std::vector<api::AccessRequest> VirtualPageAccess::requests() const {
  if (!action_) return {};
  api::AccessRequest request;
  request.word_pointer = action_->start_page;
  request.word_count = action_->pages;
  switch (action_->action) {
    case RwAction::Action::write:
      request.kind = Kind::write;
      request.data = words_of(std::span(data_).first(ipico::k_page_data_bytes));
      break;
    case RwAction::Action::lock:
      request.kind = Kind::lock;
      break;
    default:
      request.kind = Kind::read;
  }
  return {request};
}

bool VirtualPageAccess::matches(const api::TagRead& read) const {
  if (action_->target != RwAction::Target::specific) return true;
  ipico::PageBytes seen{};
  std::ranges::copy(read.uii.bytes().first(ipico::k_page_data_bytes), seen.begin());
  seen[6] = static_cast<std::uint8_t>(read.crc >> 8U);
  seen[7] = static_cast<std::uint8_t>(read.crc);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (((seen[i] ^ action_->tag[i]) & mask_[i]) != 0) return false;
  }
  return true;
}

bool VirtualPageAccess::take(const api::TagRead& read) {
  if (!action_ || read.access.empty() || !matches(read)) return false;
  if (read.access.front().outcome == api::AccessResult::Outcome::success) {
    tell_pages(read);
  } else if (--tries_left_ > 0) {
    return false;
  } else {
    failed_ = true;
  }
  action_.reset();
  if (failed_) on_failed_();
  return true;
}

/// After a write the reader has read the page again.
void VirtualPageAccess::tell_pages(const api::TagRead& read) const {
  if (action_->action == RwAction::Action::lock) return;
  const auto written = requests().front().data;
  const auto& words =
      action_->action == RwAction::Action::read ? read.access.front().words : written;
  ipico::PageReport report;
  const auto id = read.uii.bytes().first(ipico::k_page_data_bytes);
  report.tag.assign(id.begin(), id.end());
  report.sequence = action_->sequence;
  for (unsigned page = 0; page < action_->pages; ++page) {
    report.page_byte = static_cast<std::uint8_t>(k_hits | (action_->start_page + page));
    // The check of the page stays 0: the lab's radio tells that it was right, and not what it was.
    report.data = {};
    for (std::size_t word = 0; word < k_words_a_page; ++word) {
      const std::size_t from = page * k_words_a_page + word;
      if (from >= words.size()) break;
      report.data[2 * word] = static_cast<std::uint8_t>(words[from] >> 8U);
      report.data[2 * word + 1] = static_cast<std::uint8_t>(words[from]);
    }
    on_page_(report);
  }
}

ipico::RwStatus VirtualPageAccess::status() const {
  ipico::RwStatus told;
  if (action_) told.state = ipico::k_state_waits_for_tag;
  if (failed_) told.status = ipico::k_status_timed_out | ipico::k_status_too_many_retries;
  told.retries = static_cast<std::uint8_t>(action_ ? tries_left_ : 0);
  return told;
}

}  // namespace plugtest::drivers

#include "harness/session/mail_in_use.h"

#include <algorithm>
#include <utility>

namespace plugtest::session {

MailInUse::Held::Held(MailInUse& mail, std::vector<model::TagTypeId> types)
    : mail_(&mail), types_(std::move(types)) {}

MailInUse::Held::Held(Held&& other) noexcept
    : mail_(std::exchange(other.mail_, nullptr)), types_(std::move(other.types_)) {}

MailInUse::Held::~Held() {
  if (mail_ == nullptr) return;
  {
    const std::lock_guard lock(mail_->mutex_);
    for (const model::TagTypeId& type : types_) mail_->held_.erase(type);
  }
  mail_->given_back_.notify_all();
}

std::optional<MailInUse::Held> MailInUse::take(const std::vector<model::TagTypeId>& types,
                                               const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto free = [&] {
    return std::ranges::none_of(types, [&](const auto& type) { return held_.contains(type); });
  };
  if (!given_back_.wait(lock, stop, free)) return std::nullopt;
  held_.insert(types.begin(), types.end());
  return std::optional<Held>(std::in_place, *this, types);
}

}  // namespace plugtest::session

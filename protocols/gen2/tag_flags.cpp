#include "protocols/gen2/tag_flags.h"

#include <cstddef>

namespace plugtest::gen2 {
namespace {

/// Whether `lasting` or more has passed from `since` to `now`.
bool is_over(Time lasting, Time since, Time now) {
  return lasting != Time::max() && now - since >= lasting;
}

}  // namespace

void TagFlags::power_up(Time now) {
  inventoried_[0] = Inventoried::a;
  if (is_over(persistence_.s2, off_since_, now)) inventoried_[2] = Inventoried::a;
  if (is_over(persistence_.s3, off_since_, now)) inventoried_[3] = Inventoried::a;
  if (is_over(persistence_.sl, off_since_, now)) selected_ = false;
}

void TagFlags::power_down(Time now) { off_since_ = now; }

Inventoried TagFlags::inventoried(Session session, Time now) const {
  if (session == Session::s1 && is_over(persistence_.s1, s1_set_at_, now)) return Inventoried::a;
  return inventoried_[static_cast<std::size_t>(session)];
}

Time TagFlags::s1_returns_at() const {
  const bool never = persistence_.s1 == Time::max() ||
                     inventoried_[static_cast<std::size_t>(Session::s1)] == Inventoried::a;
  return never ? Time::max() : s1_set_at_ + persistence_.s1;
}

void TagFlags::set_inventoried(Session session, Inventoried value, Time now) {
  if (session == Session::s1) s1_set_at_ = now;
  inventoried_[static_cast<std::size_t>(session)] = value;
}

}  // namespace plugtest::gen2

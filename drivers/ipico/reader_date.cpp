#include "drivers/ipico/reader_date.h"

#include <chrono>

namespace plugtest::drivers {

namespace {

using namespace std::chrono;

/// Days and time of day, counted as on a calendar of 1970.
sys_days day_of(Nanos since_1970) { return sys_days(floor<days>(since_1970)); }

}  // namespace

std::optional<ReaderTime> to_reader_time(const modules::ipico::Stamp& stamp, HostTime near) {
  const year_month_day today(day_of(near.time_since_epoch()));
  // From 49 years back to 50 ahead there is one year with these two digits.
  const int earliest = static_cast<int>(today.year()) - 49;
  const int in_century = (stamp.year - earliest % 100 + 100) % 100;
  const year_month_day date(year(earliest + in_century), month(stamp.month), day(stamp.day));
  if (!date.ok() || stamp.hour > 23 || stamp.minute > 59 || stamp.second > 59) return std::nullopt;
  const Nanos time = hours(stamp.hour) + minutes(stamp.minute) + seconds(stamp.second) +
                     milliseconds(10 * stamp.hundredths);
  return ReaderTime(sys_days(date).time_since_epoch() + time);
}

modules::ipico::Stamp to_stamp(ReaderTime when) {
  const sys_days date = day_of(when.time_since_epoch());
  const year_month_day calendar(date);
  const hh_mm_ss<milliseconds> time(
      floor<milliseconds>(when.time_since_epoch() - date.time_since_epoch()));
  return {.year = static_cast<std::uint8_t>(static_cast<int>(calendar.year()) % 100),
          .month = static_cast<std::uint8_t>(static_cast<unsigned>(calendar.month())),
          .day = static_cast<std::uint8_t>(static_cast<unsigned>(calendar.day())),
          .hour = static_cast<std::uint8_t>(time.hours().count()),
          .minute = static_cast<std::uint8_t>(time.minutes().count()),
          .second = static_cast<std::uint8_t>(time.seconds().count()),
          .hundredths = static_cast<std::uint8_t>(time.subseconds().count() / 10)};
}

std::uint8_t weekday(ReaderTime when) {
  return static_cast<std::uint8_t>(
      std::chrono::weekday(day_of(when.time_since_epoch())).c_encoding());
}

}  // namespace plugtest::drivers

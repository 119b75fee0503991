#include "tools/cli/session_clock.h"

#include <array>
#include <thread>

#include <fmt/chrono.h>
#include <unistd.h>

namespace plugtest::cli {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::string iso_utc(std::chrono::system_clock::time_point when) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(when)));
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

}  // namespace

SessionClock::SessionClock()
    : start_(std::chrono::system_clock::now()), steady_start_(std::chrono::steady_clock::now()) {}

void SessionClock::run_began(const model::RunId& run) {
  began_[run] = std::chrono::steady_clock::now();
}

store::WallFacts SessionClock::run_ended(const model::RunId& run) {
  const auto began = began_.at(run);
  const auto took = std::chrono::steady_clock::now() - began;
  began_.erase(run);
  runs_.push_back({run, duration_cast<milliseconds>(took).count()});
  store::WallFacts facts;
  facts.host = host_name();
  facts.start_ns =
      duration_cast<Nanos>((start_ + (began - steady_start_)).time_since_epoch()).count();
  facts.duration_ns = duration_cast<Nanos>(took).count();
  return facts;
}

double SessionClock::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - steady_start_).count();
}

reports::WallFacts SessionClock::facts(const std::string& command_line) const {
  reports::WallFacts facts;
  facts.host = host_name();
  facts.command = command_line;
  facts.started_utc = iso_utc(start_);
  facts.ended_utc = iso_utc(std::chrono::system_clock::now());
  facts.duration_ms = static_cast<std::int64_t>(seconds() * 1000);
  facts.cores = std::thread::hardware_concurrency();
  facts.runs = runs_;
  return facts;
}

}  // namespace plugtest::cli

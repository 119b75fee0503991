#include "harness/engine/reader_setup.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/api/reader.h"
#include "harness/engine/ending.h"
#include "harness/engine/finished.h"
#include "harness/engine/radio_check.h"
#include "harness/engine/run.h"
#include "harness/model/sentences.h"

#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace plugtest::engine {
namespace {

using model::Reason;
namespace phrase = model::phrase;

/// Between two attempts to reach a reader that is gone (it boots, or its plug is put back).
constexpr Nanos k_reconnect_pause = std::chrono::milliseconds(250);

std::string describe(const model::ReaderIdentity& reader) {
  return reader.vendor + " " + reader.model + ", firmware " + reader.firmware +
         (reader.serial.empty() ? std::string() : ", serial number " + reader.serial);
}

}  // namespace

ReaderSetup::ReaderSetup(const RunParts& parts, Course& course, Pause& pause)
    : parts_(parts),
      course_(course),
      pause_(pause),
      settings_(settings_for(parts.scenario, parts.protocols)) {}

boost::asio::awaitable<bool> ReaderSetup::prepare() {
  const auto connected =
      co_await finished<void>([this](const auto& done) { parts_.reader.connect(step(), done); });
  if (!connected) co_return course_.stop_for(connected.error(), phrase::do_connect.english);
  connected_ = true;

  const auto identity = co_await finished<model::ReaderIdentity>(
      [this](const auto& done) { parts_.reader.identify(step(), done); });
  if (!identity) co_return course_.stop_for(identity.error(), phrase::do_identify.english);
  identity_ = *identity;
  parts_.evidence.on_identity(*identity);
  if (const auto differs = identity_difference(parts_.record, *identity)) {
    course_.end({Reason::identity_differs, *differs});
    co_return false;
  }
  if (!co_await check_capabilities()) co_return false;
  co_return co_await set_up();
}

/// Whether the reader can do what the scenario asks for, and may, by what it says of itself. A
/// recording did what it did.
boost::asio::awaitable<bool> ReaderSetup::check_capabilities() {
  if (parts_.one_recorded_pass) co_return true;
  const auto told = co_await finished<model::ReaderCapabilities>(
      [this](const auto& done) { parts_.reader.capabilities(step(), done); });
  if (!told) co_return course_.stop_for(told.error(), phrase::do_tell.english);
  capabilities_ = *told;
  parts_.evidence.on_capabilities(*told);
  const model::Lane& lane = parts_.scenario.lane;
  auto objection = capability_objection(parts_.scenario, parts_.region, *told);
  if (!objection && parts_.uses_eyes) objection = eye_objection(lane, *told);
  for (const std::string& sentence : radiated_power(lane, parts_.scenario.settings.power_mdbm)) {
    parts_.evidence.on_note(parts_.runtime.clock.now(), sentence);
  }
  co_return !objection || course_.refuse(*objection);
}

/// Sends the settings and compares what the reader made of them.
boost::asio::awaitable<bool> ReaderSetup::set_up() {
  auto objection =
      radiation_objection(parts_.scenario.lane, parts_.region, capabilities_, settings_.power_mdbm);
  if (objection) co_return course_.refuse(*objection);
  const auto applied = co_await finished<model::AppliedSettings>(
      [&](const auto& done) { parts_.reader.configure(settings_, step(), done); });
  if (!applied) co_return course_.stop_for(applied.error(), phrase::do_configure.english);
  parts_.evidence.on_settings(settings_, *applied);
  if (const auto differs = settings_difference(settings_, *applied)) {
    course_.end({Reason::settings_refused, *differs});
    co_return false;
  }
  if (const auto remark = settings_remark(settings_, *applied)) course_.note(*remark);
  co_return true;
}

boost::asio::awaitable<bool> ReaderSetup::use(model::ReaderSettings settings) {
  if (settings == settings_) co_return true;
  settings_ = std::move(settings);
  co_return co_await set_up();
}

boost::asio::awaitable<bool> ReaderSetup::use_power(std::int32_t power_mdbm) {
  settings_.power_mdbm = power_mdbm;
  co_return co_await set_up();
}

boost::asio::awaitable<bool> ReaderSetup::reconnect() {
  const Error lost =
      course_.link_error().value_or(Error{ErrorCode::link_lost, "the link was cut on purpose", {}});
  const api::Clock& clock = parts_.runtime.clock;
  const HostTime begin = clock.now();
  const HostTime deadline = begin + step();
  while (true) {
    course_.link_up();
    const Nanos left = deadline - clock.now();
    const auto connected =
        co_await finished<void>([&](const auto& done) { parts_.reader.connect(left, done); });
    if (connected && co_await is_the_same_reader()) break;
    if (course_.ending() || course_.aborted()) co_return false;
    if (clock.now() + k_reconnect_pause >= deadline) {
      course_.link_down(lost);
      co_return course_.stop_for(lost, phrase::do_reach.english);
    }
    co_await pause_.rest(k_reconnect_pause);
  }
  const auto away = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - begin);
  course_.note("link up again after " + std::to_string(away.count()) + " ms");
  if (co_await set_up()) co_return true;
  // Lost once more: the next pass begins with another try.
  co_return !course_.ending() && course_.count_loss();
}

/// False when it cannot tell, too; a different one ends the run.
boost::asio::awaitable<bool> ReaderSetup::is_the_same_reader() {
  const auto identity = co_await finished<model::ReaderIdentity>(
      [this](const auto& done) { parts_.reader.identify(step(), done); });
  if (!identity) co_return false;
  if (*identity == identity_) co_return true;
  co_return course_.refuse(
      {Reason::identity_differs, fmt::format(model::sentence::another_reader.english,
                                             describe(*identity), describe(identity_))});
}

boost::asio::awaitable<void> ReaderSetup::close() {
  co_await finished<void>([this](const auto& done) { parts_.reader.close(step(), done); });
}

Nanos ReaderSetup::step() const { return parts_.scenario.budgets.step; }

}  // namespace plugtest::engine

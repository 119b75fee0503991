#include "drivers/exec/adapter_check.h"

#include "drivers/exec/adapter_dialogue.h"

#include <algorithm>
#include <set>
#include <utility>

namespace plugtest::drivers {

namespace {

using contract::Answer;

/// What was found: good (with a word on it), or not.
using Finding = Result<std::string>;

tl::unexpected<Error> bad(std::string what) { return fail(ErrorCode::protocol, std::move(what)); }

std::string kind_of(const Answer& answer) {
  static constexpr std::array<std::string_view, std::variant_size_v<Answer::Value>> names = {
      "no result", "an error", "Hello", "Identity", "Capabilities", "Settings", "AccessedTag"};
  if (const auto* error = std::get_if<Error>(&answer.value)) {
    return "the error " + std::string(to_string(error->code)) + ": '" + error->message + "'";
  }
  return std::string(names[answer.value.index()]);
}

/// The checks, and what they learn for one another.
class Checks {
 public:
  Checks(api::Runtime& runtime, const std::vector<std::string>& words,
         const AdapterCheckOptions& options,
         const std::function<void(const AdapterCheck&)>& on_check, const std::stop_token& stop)
      : runtime_(runtime), words_(words), options_(options), on_check_(on_check), stop_(stop) {}

  bool run() {
    check("hello", "answers Hello of version 1 with Hello of version 1", {},
          [&] { return hello(); });
    check("pieces", "understands a call that arrives byte by byte", "hello",
          [&] { return pieces(); });
    check("other-version", "answers Hello of version 2 with its own version, or an error", "hello",
          [&] { return other_version(); });
    check("unknown-call", "answers a call it does not know with the error UNSUPPORTED", "hello",
          [&] { return unknown_call(); });
    check("connect", "connects to the reader and answers without a result", "hello",
          [&] { return connect(); });
    check("identify", "names vendor and model", "connect", [&] { return identify(); });
    check("capabilities", "tells antennas, air protocols and powers in ascending order", "connect",
          [&] { return capabilities(); });
    check("settings", "takes settings within its capabilities, and says what it has set",
          "capabilities", [&] { return settings(); });
    check("impossible-settings", "refuses an antenna that there is not, with the error REFUSED",
          "capabilities", [&] { return impossible_settings(); });
    check("inventory", "reports tags between Start and the answer to Drain, with their inventory",
          "settings", [&] { return inventory(7); });
    check("second-inventory", "reports nothing of an inventory in the next one", "inventory",
          [&] { return inventory(8); });
    check("clock", "stamps reports and tells the clock's offset if, and only if, there is a clock",
          "inventory", [&] { return clock(); });
    check("access", "answers AccessOrder with what came of it, or an error UNSUPPORTED or REFUSED",
          "settings", [&] { return access(); });
    check("close", "answers Close without a result", "connect", [&] { return close(); });
    check("end", "ends by itself, with status 0, when its input ends", "hello",
          [&] { return end(); });
    return all_passed_;
  }

 private:
  void check(const std::string& name, const std::string& expected, const std::string& needs,
             const std::function<Finding()>& look) {
    AdapterCheck check{.name = name, .expected = expected};
    if (stop_.stop_requested()) {
      check.found = "stopped";
    } else if (!needs.empty() && !passed_.contains(needs)) {
      check.found = "needs '" + needs + "'";
    } else {
      const Finding found = look();
      check.outcome = found ? AdapterCheck::Outcome::passed : AdapterCheck::Outcome::failed;
      check.found = found ? *found : to_string(found.error());
    }
    if (check.outcome == AdapterCheck::Outcome::passed) passed_.insert(name);
    all_passed_ = all_passed_ && check.outcome == AdapterCheck::Outcome::passed;
    on_check_(check);
  }

  Result<Answer> ask(contract::Call::What what) {
    return dialogue_->ask(std::move(what), options_.patience);
  }

  /// The program anew, up to its answer to Hello.
  Result<Answer> begin(std::uint32_t version = contract::k_version, bool byte_by_byte = false) {
    dialogue_.emplace(runtime_, stop_);
    if (auto ran = dialogue_->run(words_); !ran) return fail(ran.error());
    return dialogue_->ask(contract::Hello{.version = version, .name = "plugtest adapter check"},
                          options_.patience, byte_by_byte);
  }

  static Finding greeted(const Result<Answer>& answer) {
    if (!answer) return fail(answer.error());
    const auto* hello = std::get_if<contract::Hello>(&answer->value);
    if (hello == nullptr) return bad("it answered with " + kind_of(*answer));
    if (hello->version != contract::k_version) {
      return bad("it speaks version " + std::to_string(hello->version));
    }
    return "'" + hello->name + "'";
  }

  static Finding empty(const Result<Answer>& answer) {
    if (!answer) return fail(answer.error());
    if (!std::holds_alternative<std::monostate>(answer->value)) {
      return bad("it answered with " + kind_of(*answer));
    }
    return std::string();
  }

  Finding hello() { return greeted(begin()); }

  Finding pieces() { return greeted(begin(contract::k_version, true)); }

  Finding other_version() {
    const auto answer = begin(contract::k_version + 1);
    if (!answer) return fail(answer.error());
    const auto* hello = std::get_if<contract::Hello>(&answer->value);
    const bool error = std::holds_alternative<Error>(answer->value);
    if (hello == nullptr && !error) return bad("it answered with " + kind_of(*answer));
    return kind_of(*answer);
  }

  Finding unknown_call() {
    if (auto greeting = greeted(begin()); !greeting) return greeting;
    const auto answer = ask(contract::Unknown{});
    if (!answer) return fail(answer.error());
    const auto* error = std::get_if<Error>(&answer->value);
    if (error == nullptr || error->code != ErrorCode::unsupported) {
      return bad("it answered with " + kind_of(*answer));
    }
    return std::string();
  }

  Finding connect() {
    if (auto greeting = greeted(begin()); !greeting) return greeting;
    return empty(ask(contract::Connect{}));
  }

  Finding identify() {
    const auto answer = ask(contract::Identify{});
    if (!answer) return fail(answer.error());
    const auto* who = std::get_if<model::ReaderIdentity>(&answer->value);
    if (who == nullptr) return bad("it answered with " + kind_of(*answer));
    if (who->vendor.empty() || who->model.empty()) return bad("vendor or model is empty");
    return who->vendor + " " + who->model + " " + who->firmware;
  }

  Finding capabilities() {
    const auto answer = ask(contract::GetCapabilities{});
    if (!answer) return fail(answer.error());
    const auto* can = std::get_if<model::ReaderCapabilities>(&answer->value);
    if (can == nullptr) return bad("it answered with " + kind_of(*answer));
    if (can->antenna_count == 0) return bad("it has no antenna");
    if (can->protocols.empty()) return bad("it names no air protocol");
    if (!std::ranges::is_sorted(can->power_table_mdbm)) return bad("the powers do not ascend");
    can_ = *can;
    return std::to_string(can->antenna_count) + " antennas, " +
           std::to_string(can->power_table_mdbm.size()) + " powers";
  }

  model::ReaderSettings possible() const {
    model::ReaderSettings settings;
    if (!can_.power_table_mdbm.empty()) settings.power_mdbm = can_.power_table_mdbm.back();
    settings.protocols = can_.protocols;
    return settings;
  }

  Finding settings() {
    const auto asked = possible();
    const auto answer = ask(asked);
    if (!answer) return fail(answer.error());
    const auto* got = std::get_if<model::AppliedSettings>(&answer->value);
    if (got == nullptr) return bad("it answered with " + kind_of(*answer));
    if (got->power_mdbm && *got->power_mdbm > asked.power_mdbm) {
      return bad("it has set " + std::to_string(*got->power_mdbm) + " mdBm, more than the " +
                 std::to_string(asked.power_mdbm) + " that were asked for");
    }
    for (const auto port : got->antennas) {
      if (port == 0 || port > can_.antenna_count) {
        return bad("it has set antenna " + std::to_string(port) + " of " +
                   std::to_string(can_.antenna_count));
      }
    }
    return got->power_mdbm ? std::to_string(*got->power_mdbm) + " mdBm" : "power not told";
  }

  Finding impossible_settings() {
    auto asked = possible();
    asked.antennas = {static_cast<std::uint16_t>(can_.antenna_count + 1)};
    const auto answer = ask(asked);
    if (!answer) return fail(answer.error());
    const auto* error = std::get_if<Error>(&answer->value);
    if (error == nullptr || error->code != ErrorCode::refused) {
      return bad("it answered with " + kind_of(*answer));
    }
    return error->message;
  }

  Finding inventory(std::uint32_t id) {
    const std::size_t before = dialogue_->observations().size();
    if (before != reported_) return bad("it sent tag reports outside an inventory");
    if (auto set = ask(possible()); !set) return fail(set.error());
    if (auto started = empty(ask(contract::Start{id})); !started) return started;
    if (auto went_on = dialogue_->listen(options_.inventory); !went_on)
      return fail(went_on.error());
    if (auto stopped = empty(ask(contract::Stop{})); !stopped) return stopped;
    const auto drained = ask(contract::Drain{});
    if (auto nothing = empty(drained); !nothing) return nothing;
    offset_told_ = drained->clock_offset.has_value();
    reported_ = dialogue_->before_answer();
    // What comes now comes too late.
    if (auto went_on = dialogue_->listen(options_.inventory / 4); !went_on)
      return fail(went_on.error());
    if (dialogue_->observations().size() != reported_)
      return bad("reports came after Drain's answer");

    std::set<identity::Uii> tags;
    for (std::size_t i = before; i < reported_; ++i) {
      const auto& one = dialogue_->observations()[i];
      if (one.inventory_id != id) {
        return bad("a report names inventory " + std::to_string(one.inventory_id.value_or(0)) +
                   " instead of " + std::to_string(id));
      }
      if (one.antenna && (*one.antenna == 0 || *one.antenna > can_.antenna_count)) {
        return bad("a report names antenna " + std::to_string(*one.antenna));
      }
      tags.insert(one.uii);
    }
    return std::to_string(reported_ - before) + " reports of " + std::to_string(tags.size()) +
           " tags";
  }

  Finding clock() {
    for (const auto& one : dialogue_->observations()) {
      if (one.first_seen.has_value() != can_.has_clock) {
        return bad(can_.has_clock ? "a report has no time stamp" : "a report has a time stamp");
      }
    }
    if (offset_told_ != can_.has_clock) {
      return bad(can_.has_clock ? "Drain's answer tells no clock offset"
                                : "Drain's answer tells the offset of a clock that there is not");
    }
    return std::string(can_.has_clock ? "has a clock" : "has no clock");
  }

  Finding access() {
    model::AccessOrder order;
    order.operations = {{.kind = model::AccessRequest::Kind::read, .bank = 2, .word_count = 2}};
    order.search = options_.patience / 4;
    const auto answer = ask(order);
    if (!answer) return fail(answer.error());
    if (const auto* tag = std::get_if<model::AccessedTag>(&answer->value)) {
      if (tag->results.size() > 1) return bad("it tells more results than operations");
      return "read the TID of " + tag->uii.to_hex();
    }
    if (const auto* error = std::get_if<Error>(&answer->value)) {
      if (error->code == ErrorCode::unsupported || error->code == ErrorCode::refused) {
        return error->message;
      }
    } else if (std::holds_alternative<std::monostate>(answer->value)) {
      return std::string("no tag found");
    }
    return bad("it answered with " + kind_of(*answer));
  }

  Finding close() { return empty(ask(contract::Close{})); }

  Finding end() {
    if (auto greeting = greeted(begin()); !greeting) return greeting;
    const auto end = dialogue_->end(options_.patience);
    if (!end) return fail(end.error());
    if (end->by_signal || end->number != 0) return bad("it " + end->to_string());
    return std::string();
  }

  api::Runtime runtime_;
  const std::vector<std::string>& words_;
  AdapterCheckOptions options_;
  const std::function<void(const AdapterCheck&)>& on_check_;
  const std::stop_token& stop_;
  std::set<std::string> passed_;
  bool all_passed_ = true;
  model::ReaderCapabilities can_;
  std::size_t reported_ = 0;
  bool offset_told_ = false;
  std::optional<AdapterDialogue> dialogue_;
};

}  // namespace

bool check_adapter(api::Runtime& runtime, const std::vector<std::string>& words,
                   const AdapterCheckOptions& options,
                   const std::function<void(const AdapterCheck&)>& on_check,
                   const std::stop_token& stop) {
  return Checks(runtime, words, options, on_check, stop).run();
}

}  // namespace plugtest::drivers

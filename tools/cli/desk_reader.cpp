#include "tools/cli/desk_reader.h"

#include "harness/api/clock.h"
#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "harness/api/traffic.h"
#include "harness/session/wall_clock.h"
#include "tools/cli/waited.h"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::cli {

namespace {

using identity::Uii;
using model::AccessRequest;
using model::AccessResult;

constexpr Nanos k_patience{std::chrono::seconds(10)};
constexpr std::uint8_t k_uii_bank = 1;
constexpr std::uint8_t k_tid_bank = 2;
constexpr std::uint32_t k_pc_pointer = 1;  // words: behind StoredCRC
// A TID with a serial number has six words (EPC Tag Data Standard, 16); older ones have two.
constexpr std::uint16_t k_tid_words[] = {6, 4, 2};

/// Remembers which tags were reported.
class Ears final : public api::ReaderListener {
 public:
  void on_observations(std::span<const model::Observation> observations) override {
    for (const model::Observation& seen : observations) {
      if (std::ranges::find(heard_, seen.uii) == heard_.end()) heard_.push_back(seen.uii);
    }
  }
  void on_link_down(const Error& why) override { down_ = why; }
  void on_reader_event(HostTime /*when*/, const std::string& /*what*/) override {}

  std::vector<Uii> take() { return std::exchange(heard_, {}); }
  const std::optional<Error>& down() const { return down_; }

 private:
  std::vector<Uii> heard_;
  std::optional<Error> down_;
};

class WiredDeskReader final : public DeskReader {
 public:
  WiredDeskReader(const DeskSettings& settings, spdlog::logger& log, std::stop_token stop)
      : settings_(settings),
        clock_(session::make_wall_clock(io_)),
        runtime_{io_, *clock_, traffic_, log},
        stop_(std::move(stop)) {}

  Result<void> open(const api::ReaderRegistry& registry, const std::string& uri) {
    auto made = registry.make_reader(runtime_, uri, {});
    if (!made) return fail(made.error());
    reader_ = std::move(*made);
    reader_->set_listener(ears_);
    if (const auto done = call<void>([&](const auto& end) { reader_->connect(k_patience, end); });
        !done) {
      return fail(done.error());
    }
    const auto abilities = call<model::ReaderCapabilities>(
        [&](const auto& end) { reader_->capabilities(k_patience, end); });
    if (!abilities) return fail(abilities.error());
    model::ReaderSettings settings;
    settings.antennas = settings_.antennas;
    settings.power_mdbm = settings_.power_mdbm;
    settings.protocols = {settings_.protocol};
    settings.session = 0;
    const auto applied = call<model::AppliedSettings>(
        [&](const auto& end) { reader_->configure(settings, k_patience, end); });
    if (!applied) return fail(applied.error());
    return {};
  }

  Result<std::vector<Uii>> look() override {
    ears_.take();
    const api::InventorySpec spec{++inventories_};
    auto step = call<void>([&](const auto& end) { reader_->start(spec, k_patience, end); });
    if (!step) return fail(step.error());
    wait(settings_.look);
    step = call<void>([&](const auto& end) { reader_->stop(k_patience, end); });
    if (!step) return fail(step.error());
    step = call<void>([&](const auto& end) { reader_->drain(k_patience, end); });
    if (!step) return fail(step.error());
    if (ears_.down()) return fail(*ears_.down());
    return ears_.take();
  }

  Result<std::string> tid(const Uii& uii) override {
    for (const std::uint16_t words : k_tid_words) {
      AccessRequest request;
      request.kind = AccessRequest::Kind::read;
      request.bank = k_tid_bank;
      request.word_count = words;
      const auto results = access(uii, {request});
      if (!results) return fail(results.error());
      if (results->empty()) return std::string();
      const AccessResult& result = results->front();
      if (result.outcome == AccessResult::Outcome::success) {
        return fmt::format("{:04x}", fmt::join(result.words, ""));
      }
      if (result.outcome != AccessResult::Outcome::tag_error) return std::string();
    }
    return std::string();
  }

  Result<void> write(const Uii& uii, const identity::TagIdentity& identity) override {
    AccessRequest request;
    request.kind = AccessRequest::Kind::write;
    request.bank = k_uii_bank;
    request.word_pointer = k_pc_pointer;
    request.data.push_back(to_word(identity.pc));
    const auto bytes = identity.uii.bytes();
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
      request.data.push_back(static_cast<std::uint16_t>(bytes[i] << 8U | bytes[i + 1]));
    }
    const auto results = access(uii, {request});
    if (!results) return fail(results.error());
    if (results->empty() || results->front().outcome != AccessResult::Outcome::success) {
      return fail(ErrorCode::refused, "the tag did not take the new identifier");
    }
    const auto found = look();
    if (!found) return fail(found.error());
    if (std::ranges::find(*found, identity.uii) == found->end()) {
      return fail(ErrorCode::refused,
                  "the tag took the new identifier, but does not answer with it");
    }
    return {};
  }

  void close() override {
    (void)call<void>([&](const auto& end) { reader_->close(k_patience, end); });
  }

 private:
  template <class T, class Begin>
  Result<T> call(Begin begin) {
    return waited<T>(io_, *reader_, stop_, begin);
  }

  /// What came of the operations on the tag; empty when it was not found.
  Result<std::vector<AccessResult>> access(const Uii& uii, std::vector<AccessRequest> operations) {
    model::AccessOrder order;
    order.protocol = settings_.protocol;
    order.antennas = settings_.antennas;
    model::TagFilter filter;
    filter.mask =
        bits::BitString::from_bytes(uii.bytes(), uii.bit_count()).value_or(bits::BitString{});
    order.filter = filter;
    order.operations = std::move(operations);
    const auto accessed = call<std::optional<model::AccessedTag>>(
        [&](const auto& end) { reader_->access(order, k_patience, end); });
    if (!accessed) return fail(accessed.error());
    if (!*accessed) return std::vector<AccessResult>{};
    return (*accessed)->results;
  }

  void wait(Nanos time) {
    const auto end = clock_->now() + time;
    while (clock_->now() < end && !stop_.stop_requested() && !ears_.down()) {
      io_.restart();
      io_.run_one_for(std::chrono::milliseconds(20));
    }
  }

  DeskSettings settings_;
  boost::asio::io_context io_;
  std::unique_ptr<api::Clock> clock_;
  api::NoTraffic traffic_;
  api::Runtime runtime_;
  Ears ears_;
  std::unique_ptr<api::Reader> reader_;
  std::stop_token stop_;
  std::uint32_t inventories_ = 0;
};

}  // namespace

Result<std::unique_ptr<DeskReader>> DeskReader::open(const api::ReaderRegistry& registry,
                                                     const std::string& uri,
                                                     const DeskSettings& settings,
                                                     spdlog::logger& log, std::stop_token stop) {
  auto made = std::make_unique<WiredDeskReader>(settings, log, std::move(stop));
  if (const auto opened = made->open(registry, uri); !opened) return fail(opened.error());
  return made;
}

}  // namespace plugtest::cli

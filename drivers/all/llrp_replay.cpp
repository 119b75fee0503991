#include "drivers/all/llrp_replay.h"

#include "drivers/llrp/llrp_address.h"
#include "drivers/llrp/reader_tables.h"
#include "drivers/llrp/translator.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"

#include <optional>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::MessageType;

/// The translator's sink in the terms of replay.
class Adapter final : public LlrpSink {
 public:
  explicit Adapter(ReplaySink& sink) : sink_(sink) {}
  void on_observations(std::span<const model::Observation> observations) override {
    sink_.on_observations(observations);
  }
  void on_event(const LlrpEvent& event) override {
    if (event.notable()) sink_.on_event(event.text);
  }

 private:
  ReplaySink& sink_;
};

class Framer final : public MessageFramer {
 public:
  void push(std::span<const std::uint8_t> bytes) override { framer_.push(bytes); }
  Result<std::optional<std::span<const std::uint8_t>>> next() override {
    const auto frame = framer_.next();
    if (!frame) return fail(frame.error());
    if (!*frame) return std::nullopt;
    return (*frame)->bytes;
  }
  std::size_t pending() const override { return framer_.pending(); }
  std::uint64_t offset() const override { return framer_.offset(); }

 private:
  llrp::Framer framer_;
};

class LlrpReplay final : public ReplayFamily {
 public:
  explicit LlrpReplay(std::uint32_t extension_vendor)
      : extension_vendor_(extension_vendor), translator_(extension_vendor) {}

  std::unique_ptr<MessageFramer> make_framer() const override { return std::make_unique<Framer>(); }

  Result<void> translate(std::span<const std::uint8_t> message, HostTime received,
                         ReplaySink& sink) override {
    Adapter adapter(sink);
    return translator_.translate(message, received, adapter);
  }

  bool learn(std::span<const std::uint8_t> message) override {
    const auto header = llrp::read_header(message);
    if (!header) return true;
    const auto type = static_cast<MessageType>(header->type);
    const bool capabilities = type == MessageType::get_reader_capabilities_response;
    if (!capabilities && type != MessageType::get_reader_config_response) return true;
    const auto decoded = llrp::decode(message, llrp::DecodeMode::tolerant);
    if (!decoded) return true;
    if (!capabilities) {
      if (serial_.empty()) serial_ = read_identification(*decoded);
    } else if (!tables_) {
      if (auto tables = read_tables(*decoded, extension_vendor_)) tables_ = std::move(*tables);
    }
    return !tables_ || serial_.empty();
  }

  model::ReaderIdentity identity() const override {
    model::ReaderIdentity identity;
    identity.serial = serial_;
    if (tables_) {
      identity.vendor = tables_->vendor;
      identity.model = tables_->model;
      identity.firmware = tables_->firmware;
    }
    return identity;
  }

  model::ReaderCapabilities capabilities() const override {
    if (tables_) return tables_->to_model();
    model::ReaderCapabilities unknown;
    unknown.protocols = {model::AirProtocol::type_c};
    unknown.has_clock = true;
    return unknown;
  }

 private:
  std::uint32_t extension_vendor_;
  Translator translator_;
  std::optional<LlrpTables> tables_;
  std::string serial_;
};

}  // namespace

Result<MakeReplayFamily> llrp_replay_family(const api::ReaderUri& uri) {
  return parse_replay_query(uri).map(
      [](std::uint32_t extension_vendor) { return llrp_replay_family(extension_vendor); });
}

MakeReplayFamily llrp_replay_family(std::uint32_t extension_vendor) {
  return [extension_vendor] { return std::make_unique<LlrpReplay>(extension_vendor); };
}

}  // namespace plugtest::drivers

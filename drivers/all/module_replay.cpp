#include "drivers/all/module_replay.h"

#include "drivers/a0/a0_translator.h"
#include "drivers/chafon/chafon_translator.h"
#include "drivers/ipico/translator.h"
#include "drivers/m100/m100_translator.h"
#include "drivers/mercury/translator.h"
#include "drivers/modules_core/module_translator.h"
#include "protocols/modules/a0_format.h"
#include "protocols/modules/chafon_format.h"
#include "protocols/modules/ipico_format.h"
#include "protocols/modules/m100_format.h"
#include "protocols/modules/mercury_format.h"

#include <utility>

namespace plugtest::drivers {

namespace {

/// Frames out of a stream with garbage in it: what is no frame is passed over, as it is live.
class Framer final : public MessageFramer {
 public:
  explicit Framer(const modules::FrameFormat& format) : scanner_(format) {}

  void push(std::span<const std::uint8_t> bytes) override { scanner_.push(bytes); }
  Result<std::optional<std::span<const std::uint8_t>>> next() override {
    while (const auto piece = scanner_.next()) {
      if (piece->is_frame) return piece->bytes;
    }
    return std::nullopt;
  }
  void settle() override { scanner_.settle(); }
  std::size_t pending() const override { return scanner_.pending(); }
  std::uint64_t offset() const override { return scanner_.offset(); }

 private:
  modules::FrameScanner scanner_;
};

/// A module's translator, whatever its form, for the sink of replay.
using Translate = std::function<Result<void>(std::span<const std::uint8_t> frame, HostTime received,
                                             ReplaySink& sink)>;

class ModuleReplay : public ReplayFamily {
 public:
  ModuleReplay(const modules::FrameFormat& format, std::vector<model::AirProtocol> protocols,
               bool has_clock, Translate translate)
      : format_(format), translate_(std::move(translate)) {
    can_.protocols = std::move(protocols);
    can_.has_clock = has_clock;
  }

  std::unique_ptr<MessageFramer> make_framer() const override {
    return std::make_unique<Framer>(format_);
  }
  bool both_directions() const override { return false; }
  Result<void> translate(std::span<const std::uint8_t> frame, HostTime received,
                         ReplaySink& sink) override {
    return translate_(frame, received, sink);
  }

  /// What a module says of itself was asked for with questions of many kinds; the record has it.
  bool learn(std::span<const std::uint8_t> /*message*/) override { return false; }
  model::ReaderIdentity identity() const override { return {}; }
  model::ReaderCapabilities capabilities() const override { return can_; }

 private:
  const modules::FrameFormat& format_;
  Translate translate_;
  model::ReaderCapabilities can_;
};

class IpicoReplay final : public ModuleReplay {
 public:
  using ModuleReplay::ModuleReplay;

  /// Lines of an IPICO reader are hexadecimal digits themselves.
  capture::Format container(std::span<const std::uint8_t> head) const override {
    return modules::ipico::holds_lines(head) ? capture::Format::raw : capture::detect(head);
  }
};

/// For the translators that tell a ModuleSink.
class Adapter final : public ModuleSink {
 public:
  explicit Adapter(ReplaySink& sink) : sink_(sink) {}
  void on_observations(std::span<const model::Observation> observations) override {
    sink_.on_observations(observations);
  }
  void on_event(const ModuleEvent& event) override {
    if (event.notable) sink_.on_event(event.text);
  }

 private:
  ReplaySink& sink_;
};

template <class Translator>
Translate through() {
  return [translator = Translator()](std::span<const std::uint8_t> frame, HostTime received,
                                     ReplaySink& sink) mutable {
    Adapter adapter(sink);
    return translator.translate(frame, received, adapter);
  };
}

Result<void> tell(const Result<std::optional<model::Observation>>& seen, ReplaySink& sink) {
  if (!seen) return fail(seen.error());
  if (*seen) sink.on_observations(std::span(&**seen, 1));
  return {};
}

Result<void> translate_a0_frame(std::span<const std::uint8_t> bytes, HostTime received,
                                ReplaySink& sink) {
  const auto frame = modules::a0::decode(bytes);
  if (!frame) return fail(frame.error());
  return tell(translate_a0(*frame, received), sink);
}

Result<void> translate_m100_frame(std::span<const std::uint8_t> bytes, HostTime received,
                                  ReplaySink& sink) {
  const auto frame = modules::m100::decode(bytes);
  if (!frame) return fail(frame.error());
  return tell(translate_m100(*frame, received), sink);
}

Translate translate_chafon() {
  return [translator = ChafonTranslator()](std::span<const std::uint8_t> bytes, HostTime received,
                                           ReplaySink& sink) mutable -> Result<void> {
    const auto reply = modules::chafon::decode(bytes, modules::chafon::Side::reader);
    if (!reply) return fail(reply.error());
    const auto tags = translator.translate(*reply, received);
    if (!tags) return fail(tags.error());
    if (!tags->empty()) sink.on_observations(*tags);
    return {};
  };
}

const modules::ipico::Format k_ipico;
const modules::a0::Format k_a0;
const modules::chafon::Format k_chafon;
const modules::m100::Format k_m100;
const modules::mercury::Format k_mercury(modules::mercury::Side::either);

constexpr auto k_type_c = model::AirProtocol::type_c;
constexpr auto k_type_d = model::AirProtocol::type_d;

}  // namespace

std::vector<ModuleReplayFamily> module_replay_families() {
  using Protocols = std::vector<model::AirProtocol>;
  const auto type_c = [](const modules::FrameFormat& format, const Translate& translate) {
    return std::make_unique<ModuleReplay>(format, Protocols{k_type_c}, false, translate);
  };
  return {
      {"a0", [type_c] { return type_c(k_a0, translate_a0_frame); }},
      {"chafon", [type_c] { return type_c(k_chafon, translate_chafon()); }},
      {"ipico",
       [] {
         return std::make_unique<IpicoReplay>(k_ipico, Protocols{k_type_d}, true,
                                              through<IpicoTranslator>());
       }},
      {"m100", [type_c] { return type_c(k_m100, translate_m100_frame); }},
      {"mercury",
       [] {
         return std::make_unique<ModuleReplay>(k_mercury, Protocols{k_type_c, k_type_d}, true,
                                               through<MercuryTranslator>());
       }},
  };
}

}  // namespace plugtest::drivers

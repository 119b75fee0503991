#include "drivers/ipico/translator.h"

#include "drivers/ipico/reader_date.h"
#include "protocols/bits/hex.h"
#include "protocols/modules/ipico_format.h"

#include <string>
#include <variant>

namespace plugtest::drivers {

namespace {

namespace ipico = modules::ipico;

model::Observation to_observation(const ipico::TagRecord& record, HostTime received) {
  model::Observation seen;
  seen.uii = *identity::Uii::from_bits(record.tag, 8 * record.tag.size());
  seen.protocol = model::AirProtocol::type_d;
  seen.received = received;
  seen.first_seen = to_reader_time(record.stamp, received);
  seen.hits = model::HitCounts{record.counts.in_phase, record.counts.quadrature};
  return seen;
}

class Speaker {
 public:
  Speaker(HostTime received, ModuleSink& sink) : received_(received), sink_(sink) {}

  void operator()(const ipico::TagRecord& record) const {
    if (record.tto && record.tto->page > 0) {
      sink_.on_event({.text = "page " + std::to_string(record.tto->page) +
                              " of the tag with index " + std::to_string(record.tto->index) + ": " +
                              bits::to_hex(record.tag)});
      return;
    }
    const model::Observation seen = to_observation(record, received_);
    sink_.on_observations(std::span(&seen, 1));
  }
  void operator()(const ipico::ShortPage& page) const {
    sink_.on_event({.text = "page " + std::to_string(page.page) + " of the tag with index " +
                            std::to_string(page.index) + ": " + bits::to_hex(page.data)});
  }
  void operator()(const ipico::PageReport& report) const {
    sink_.on_event({.text = "page " + std::to_string(report.page()) + " of tag " +
                            bits::to_hex(report.tag) + ": " + bits::to_hex(report.data)});
  }
  void operator()(const ipico::Banner& banner) const {
    sink_.on_event(
        {.text = "the reader has started: " + banner.text, .notable = true, .banner = banner.text});
  }
  void operator()(const ipico::Command& command) const {
    if (command.instruction == ipico::Instruction::trigger_event) {
      sink_.on_event({.text = "somebody pressed the reader's button", .notable = true});
    } else if (is_refusal(command.instruction)) {
      sink_.on_event(
          {.text = "the reader refuses a command: " + std::string(to_string(command.instruction)),
           .notable = true});
    }
  }

 private:
  HostTime received_;
  ModuleSink& sink_;
};

}  // namespace

Result<void> IpicoTranslator::translate(std::span<const std::uint8_t> frame, HostTime received,
                                        ModuleSink& sink) {
  const auto content = ipico::decode(frame);
  if (!content) return fail(content.error());
  std::visit(Speaker(received, sink), *content);
  return {};
}

}  // namespace plugtest::drivers

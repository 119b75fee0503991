// Any bytes as the stream of a reader, into the driver: it connects, and once that worked it sets
// the reader up, looks for tags, accesses one and surveys the spectrum. It must survive, end every
// call, and send nothing but sound LLRP.

#include "drivers/llrp/llrp_access.h"
#include "drivers/llrp/llrp_inventory.h"
#include "drivers/llrp/llrp_opening.h"
#include "drivers/llrp/llrp_services.h"
#include "drivers/llrp/llrp_session.h"
#include "drivers/llrp/llrp_settings.h"
#include "drivers/llrp/stream_source.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/fuzz/script.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace {

using namespace plugtest;
using fuzz::require;

/// The other end is the input.
struct Wire {
  drivers::ByteStream::OnBytes on_bytes{};
  bool open = false;
};

class FuzzStream final : public drivers::ByteStream {
 public:
  explicit FuzzStream(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) { wire_->open = true; }
  ~FuzzStream() override { close(); }
  FuzzStream(const FuzzStream&) = delete;
  FuzzStream& operator=(const FuzzStream&) = delete;
  void start(OnBytes on_bytes, OnClosed) override { wire_->on_bytes = std::move(on_bytes); }
  void write(std::span<const std::uint8_t> bytes) override {
    require(llrp::decode(bytes, llrp::DecodeMode::strict).has_value());
  }
  void close() override {
    wire_->open = false;
    wire_->on_bytes = nullptr;
  }
  api::FlowId outgoing() const override { return {1, 2}; }

 private:
  std::shared_ptr<Wire> wire_;
};

class FuzzSource final : public drivers::StreamSource {
 public:
  explicit FuzzSource(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  void open(Nanos, api::Done<std::unique_ptr<drivers::ByteStream>> done) override {
    done(std::make_unique<FuzzStream>(wire_));
  }
  void stop() override {}

 private:
  std::shared_ptr<Wire> wire_;
};

template <class T>
drivers::CallPtr<T> call(test::AsyncBench& bench, int& open_calls) {
  ++open_calls;
  return std::make_shared<drivers::Call<T>>(
      drivers::Call<T>{[&open_calls](const Result<T>&) { --open_calls; },
                       bench.clock.now() + std::chrono::seconds(5)});
}

void use(const drivers::SessionPtr& session, test::AsyncBench& bench, int& open_calls) {
  model::ReaderSettings settings;
  settings.power_mdbm = 40'000;
  drivers::configure_reader(session, call<model::AppliedSettings>(bench, open_calls), settings);
  drivers::start_inventory(session, call<void>(bench, open_calls), 7);
  model::AccessOrder order;
  order.operations = {{.kind = model::AccessRequest::Kind::read, .word_count = 1}};
  drivers::access_tag(session, call<std::optional<model::AccessedTag>>(bench, open_calls), order);
  drivers::survey_spectrum(session, call<std::vector<model::SpectrumLevel>>(bench, open_calls),
                           {.start_hz = 865'000'000, .end_hz = 868'000'000});
  drivers::read_inputs(session, call<std::vector<model::PortLevel>>(bench, open_calls));
}

void feed(const Wire& wire, std::span<const std::uint8_t> bytes) {
  if (!wire.open || !wire.on_bytes || bytes.empty()) return;
  const auto on_bytes = wire.on_bytes;
  on_bytes(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int k_steps_at_the_end = 64;
  test::AsyncBench bench;
  test::RecordingListener listener;
  const auto wire = std::make_shared<Wire>();
  const drivers::LlrpReaderOptions options;
  const auto session = std::make_shared<drivers::LlrpSession>(bench.runtime, options, 32473);
  session->set_listener(listener);
  int open_calls = 0;
  auto opening = std::make_shared<drivers::LlrpOpening>(session, std::make_shared<FuzzSource>(wire),
                                                        drivers::LlrpAddress{}, options,
                                                        call<void>(bench, open_calls));
  opening->begin();
  bool used = false;
  std::span<const std::uint8_t> rest(data, size);
  while (!rest.empty()) {
    // A message in two pieces, as far as there are messages.
    const auto header = llrp::read_header(rest);
    const std::size_t length = header && header->length >= 10 && header->length <= rest.size()
                                   ? header->length
                                   : rest.size();
    feed(*wire, rest.first(length / 2));
    feed(*wire, rest.subspan(length / 2, length - length / 2));
    rest = rest.subspan(length);
    bench.poll();
    if (session->established() && !std::exchange(used, true)) use(session, bench, open_calls);
  }
  for (int i = 0; i < k_steps_at_the_end; ++i) {
    bench.clock.advance();
    bench.poll();
  }
  require(open_calls == 0);
  session->drop();
  bench.poll();
  return 0;
}

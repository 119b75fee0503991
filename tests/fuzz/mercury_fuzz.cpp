// Any bytes as the stream of a Mercury module, its host, or a recording of both. The first byte
// says how the stream is split and whose it is; however it is split, the same pieces come out. What
// a frame says can be written again and says the same.

#include "protocols/modules/mercury_command.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_report.h"
#include "protocols/modules/mercury_status.h"
#include "tests/fuzz/modules_fuzz.h"

namespace {

using namespace plugtest;
using namespace plugtest::modules;
using namespace plugtest::modules::mercury;

/// `data` as whatever it could be; what is understood is written again and understood the same.
void check_data(Opcode opcode, std::span<const std::uint8_t> data) {
  if (const auto report = parse_tag_report(data)) {
    const auto written = tag_report_data(*report);
    const auto again = parse_tag_report(written);
    if (!again || again->metadata.flags() != report->metadata.flags()) std::abort();
    if (tag_report_data(*again) != written) std::abort();
  }
  if (const auto read = parse_single_read(data)) {
    const auto written = single_read_data(*read);
    if (!parse_single_read(written)) std::abort();
  }
  if (const auto read = parse_continuous_read(data)) {
    if (parse_continuous_read(continuous_read_data(*read)).value() != *read) std::abort();
  }
  for (const Opcode op : {opcode, Opcode::read_tag_data, Opcode::write_tag_data, Opcode::lock_tag,
                          Opcode::kill_tag, Opcode::write_tag_epc, Opcode::read_tag_single}) {
    if (const auto operation = parse_tag_operation(op, data)) {
      (void)parse_tag_operation(op, tag_operation_data(*operation));
    }
  }
  (void)parse_version(data);
  (void)parse_power_limits(data);
  (void)parse_antennas(data, AntennaOption::detect);
}

void check_frame(std::span<const std::uint8_t> bytes) {
  const auto frame = decode(bytes);
  if (!frame) std::abort();
  const auto written = frame->from_module ? encode_reply(frame->opcode, frame->status, frame->data)
                                          : encode_request(frame->opcode, frame->data);
  if (!std::ranges::equal(written, bytes)) std::abort();
  (void)status_text(frame->status);
  check_data(frame->opcode, frame->data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span stream(data + 1, size - 1);
  const Format format(static_cast<Side>(data[0] % 3));
  const auto pieces = fuzz::scan(format, stream, std::size_t{1} + data[0] / 3, check_frame);
  if (fuzz::scan(format, stream, 1, [](auto) {}) != pieces) std::abort();
  (void)decode(stream);
  check_data(Opcode::read_tag_single, stream);
  return 0;
}

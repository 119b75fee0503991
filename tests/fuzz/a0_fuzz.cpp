// Any bytes as a dialogue with an A0 module. The first byte says how the stream is split; however
// it is split, the same pieces come out. What is understood is written again and says the same.

#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"
#include "protocols/modules/password_data.h"
#include "tests/fuzz/modules_fuzz.h"

namespace {

using namespace plugtest;
using namespace plugtest::modules::a0;

template <class Parsed, class Write>
void same_again(const Result<Parsed>& parsed, Write write, Data data) {
  if (parsed && !std::ranges::equal(write(*parsed), data)) std::abort();
}

void check_data(Data data) {
  same_again(parse_firmware(data), firmware_data, data);
  same_again(parse_region(data), region_data, data);
  same_again(parse_session_inventory(data), session_inventory_data, data);
  same_again(parse_tag_report(data), tag_report_data, data);
  same_again(parse_summary(data), summary_data, data);
  same_again(parse_read(data), read_data, data);
  same_again(parse_write(data), write_data, data);
  same_again(parse_lock(data), lock_data, data);
  same_again(modules::parse_password(data), modules::password_data, data);
  for (const bool of_read : {true, false}) {
    const auto write = [&](const AccessReply& reply) { return access_reply_data(reply, of_read); };
    same_again(parse_access_reply(data, of_read), write, data);
  }
  (void)parse_match(data);
  if (const auto status = status_of(data)) (void)status_text(*status);
}

void check_frame(std::span<const std::uint8_t> bytes) {
  const auto frame = decode(bytes);
  if (!frame) std::abort();
  if (!std::ranges::equal(encode(frame->address, frame->command, frame->data), bytes)) std::abort();
  (void)to_string(frame->command);
  check_data(frame->data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span stream(data + 1, size - 1);
  const Format format;
  const auto pieces = fuzz::scan(format, stream, std::size_t{1} + data[0], check_frame);
  if (fuzz::scan(format, stream, 1, [](auto) {}) != pieces) std::abort();
  (void)decode(stream);
  check_data(stream);
  return 0;
}

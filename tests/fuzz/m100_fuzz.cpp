// Any bytes as a dialogue with an M100 module. The first byte says how the stream is split; however
// it is split, the same pieces come out. What is understood is written again and says the same.

#include "protocols/modules/m100_command.h"
#include "protocols/modules/m100_format.h"
#include "protocols/modules/password_data.h"
#include "tests/fuzz/modules_fuzz.h"

namespace {

using namespace plugtest;
using namespace plugtest::modules::m100;

template <class Parsed, class Write>
void same_again(const Result<Parsed>& parsed, Write write, Data data) {
  if (parsed && !std::ranges::equal(write(*parsed), data)) std::abort();
}

void check_parameters(Data data) {
  same_again(parse_error(data), error_data, data);
  same_again(parse_information(data), information_data, data);
  same_again(parse_power_mdbm(data), power_data, data);
  same_again(parse_query(data), query_data, data);
  same_again(parse_select(data), select_data, data);
  same_again(parse_multi_poll(data), multi_poll_data, data);
  same_again(parse_tag_report(data), tag_report_data, data);
  same_again(parse_read(data), read_data, data);
  same_again(parse_write(data), write_data, data);
  same_again(parse_lock(data), lock_data, data);
  same_again(modules::parse_password(data), modules::password_data, data);
  same_again(parse_access_answer(data), access_answer_data, data);
  (void)parse_region(data);
  if (!data.empty()) (void)failure_text(data[0]);
}

void check_frame(std::span<const std::uint8_t> bytes) {
  const auto frame = decode(bytes);
  if (!frame) std::abort();
  if (!std::ranges::equal(encode(frame->type, frame->command, frame->parameters), bytes)) {
    std::abort();
  }
  (void)to_string(frame->command);
  check_parameters(frame->parameters);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span stream(data + 1, size - 1);
  const Format format;
  const auto pieces = fuzz::scan(format, stream, std::size_t{1} + data[0], check_frame);
  if (fuzz::scan(format, stream, 1, [](auto) {}) != pieces) std::abort();
  (void)decode(stream);
  check_parameters(stream);
  return 0;
}

// Any bytes as a dialogue with a reader of the UHFReader18 and 288 family. The first byte says how
// the stream is split; however it is split, the same pieces come out. What is understood is written
// again and says the same.

#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"
#include "tests/fuzz/modules_fuzz.h"

namespace {

using namespace plugtest;
using namespace plugtest::modules::chafon;

template <class Parsed, class Write>
void same_again(const Result<Parsed>& parsed, Write write, Data data) {
  if (parsed && !std::ranges::equal(write(*parsed), data)) std::abort();
}

void check_data(Data data) {
  same_again(parse_reader_information(data), reader_information_data, data);
  same_again(parse_inventory(data), inventory_data, data);
  same_again(parse_real_time_tag(data), real_time_tag_data, data);
  same_again(parse_read(data), read_data, data);
  same_again(parse_write(data), write_data, data);
  same_again(parse_kill(data), kill_data, data);
  same_again(parse_lock(data), lock_data, data);
  for (const Variant variant : {Variant::reader18, Variant::reader288}) {
    const auto write = [&](const InventoryReply& reply) {
      return inventory_reply_data(reply, variant);
    };
    same_again(parse_inventory_reply(data, variant), write, data);
  }
}

void check_frame(std::span<const std::uint8_t> bytes) {
  const auto request = decode(bytes, Side::host);
  if (!request) std::abort();
  if (!std::ranges::equal(encode_request(request->address, request->command, request->data),
                          bytes)) {
    std::abort();
  }
  check_data(request->data);
  const auto reply = decode(bytes, Side::reader);
  if (!reply) return;  // too short to have a status
  const auto written = encode_reply(reply->address, reply->command, reply->status, reply->data);
  if (!std::ranges::equal(written, bytes)) std::abort();
  (void)status_text(reply->status);
  check_data(reply->data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span stream(data + 1, size - 1);
  const Format format;
  const auto pieces = fuzz::scan(format, stream, std::size_t{1} + data[0], check_frame);
  if (fuzz::scan(format, stream, 1, [](auto) {}) != pieces) std::abort();
  (void)decode(stream, Side::reader);
  check_data(stream);
  return 0;
}

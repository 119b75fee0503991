#include "protocols/modules/ipico_rw.h"

#include "protocols/modules/byte_reader.h"

#include <algorithm>

namespace plugtest::modules::ipico {

Result<PageBytes> parse_page_bytes(std::span<const std::uint8_t> data) {
  ByteReader reader(data);
  PageBytes page{};
  std::ranges::copy(reader.take(page.size()), page.begin());
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return page;
}

Result<RwStatus> parse_rw_status(std::span<const std::uint8_t> data) {
  ByteReader reader(data);
  RwStatus told;
  for (std::uint8_t* field : {&told.state, &told.status, &told.options, &told.options2,
                              &told.command, &told.pages, &told.pages_left, &told.retries}) {
    *field = reader.u8();
  }
  std::ranges::copy(reader.take(told.on_air.size()), told.on_air.begin());
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return told;
}

std::vector<std::uint8_t> rw_status_data(const RwStatus& told) {
  std::vector<std::uint8_t> data = {told.state,   told.status, told.options,    told.options2,
                                    told.command, told.pages,  told.pages_left, told.retries};
  put(data, told.on_air);
  return data;
}

}  // namespace plugtest::modules::ipico

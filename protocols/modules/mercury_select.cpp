#include "protocols/modules/mercury_select.h"

#include <cassert>
#include <string>

namespace plugtest::modules::mercury::select {

namespace {

using Bytes = std::span<const std::uint8_t>;

// The option byte of tag commands.
constexpr std::uint8_t k_select_epc = 0x01;
constexpr std::uint8_t k_select_tid = 0x02;
constexpr std::uint8_t k_select_user = 0x03;
constexpr std::uint8_t k_select_epc_at = 0x04;
constexpr std::uint8_t k_password_only = 0x05;
constexpr std::uint8_t k_inverse = 0x08;
constexpr std::uint8_t k_long_mask = 0x20;

constexpr std::uint32_t k_epc_bit_pointer = 32;  // behind StoredCRC and StoredPC

std::size_t bytes_of(std::size_t bits) { return (bits + 7) / 8; }

}  // namespace

std::uint8_t option_of(const Selection& selection) {
  if (!selection.select) return selection.password == 0 ? k_none : k_password_only;
  const Selection::Select& select = *selection.select;
  unsigned option = select.bank == 1 ? k_select_epc_at : select.bank;
  if (select.invert) option |= k_inverse;
  if (select.bit_count > 255) option |= k_long_mask;
  return static_cast<std::uint8_t>(option);
}

void put_selection(std::vector<std::uint8_t>& out, const Selection& selection, bool with_password) {
  if (!selection.select && selection.password == 0) return;
  if (with_password) put_u32(out, selection.password);
  if (!selection.select) return;
  const Selection::Select& select = *selection.select;
  assert(select.mask.size() == bytes_of(select.bit_count));
  put_u32(out, select.bit_pointer);
  if (select.bit_count > 255) out.push_back(static_cast<std::uint8_t>(select.bit_count >> 8U));
  out.push_back(static_cast<std::uint8_t>(select.bit_count));
  put(out, select.mask);
}

Result<Selection> take_selection(ByteReader& reader, std::uint8_t option, bool with_password) {
  Selection selection;
  const std::uint8_t kind = option & k_kind_mask;
  if (kind == k_none) return selection;
  if (kind > k_password_only) {
    return fail(ErrorCode::unsupported,
                "the select option " + std::to_string(kind) + " is not known",
                {.byte_offset = reader.position()});
  }
  if (with_password) selection.password = reader.u32();
  if (kind == k_password_only) return selection;
  Selection::Select select;
  select.bank = kind == k_select_tid || kind == k_select_user ? kind : std::uint8_t{1};
  select.bit_pointer = kind == k_select_epc ? k_epc_bit_pointer : reader.u32();
  select.invert = (option & k_inverse) != 0;
  select.bit_count = (option & k_long_mask) != 0 ? reader.u16() : reader.u8();
  const Bytes mask = reader.take(bytes_of(select.bit_count));
  select.mask.assign(mask.begin(), mask.end());
  selection.select = std::move(select);
  return selection;
}

}  // namespace plugtest::modules::mercury::select

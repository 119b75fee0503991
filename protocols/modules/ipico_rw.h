#pragma once

#include "protocols/bits/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::modules::ipico {

/// All of a page, check included.
inline constexpr std::size_t k_page_bytes = 8;
/// The data of a page; the check is behind it.
inline constexpr std::size_t k_page_data_bytes = 6;

using PageBytes = std::array<std::uint8_t, k_page_bytes>;

/// What instructions 21 (data to be written next, PDF 7.31) and 22 (which bits of a tag count when
/// it is compared with the target, PDF 7.32) carry. Error `truncated`.
Result<PageBytes> parse_page_bytes(std::span<const std::uint8_t> data);

/// What instruction 26 answers (PDF 7.36); readers send it unasked too, when an operation on a tag
/// has failed.
struct RwStatus {
  std::uint8_t state = 0;    ///< x4State
  std::uint8_t status = 0;   ///< x4Status
  std::uint8_t options = 0;  ///< x4Options
  std::uint8_t options2 = 0;
  std::uint8_t command = 0;              ///< as in parameter 2 of the action
  std::uint8_t pages = 0;                ///< start page and number of pages, a nibble each
  std::uint8_t pages_left = 0;           ///< current page and how many are left
  std::uint8_t retries = 0;              ///< still to be done
  std::array<std::uint8_t, 7> on_air{};  ///< the command as sent, and the tag it was sent to

  /// A command waits for its tag, or is being carried out.
  bool busy() const { return (state & 0b1111'1011U) != 0; }
  /// No page came in time, or it has been tried too often.
  bool failed() const { return (status & 0b1000'0001U) != 0; }
  bool operator==(const RwStatus&) const = default;
};

constexpr std::uint8_t k_state_waits_for_tag = 0x02;
constexpr std::uint8_t k_status_timed_out = 0x01;
constexpr std::uint8_t k_status_too_many_retries = 0x80;

/// Error `truncated` for fewer than the 15 bytes of the PDF's example.
Result<RwStatus> parse_rw_status(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> rw_status_data(const RwStatus& status);

}  // namespace plugtest::modules::ipico

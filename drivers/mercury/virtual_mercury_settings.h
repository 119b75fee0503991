#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_status.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// What a virtual Mercury module tells of itself, and what it lets itself be told: everything but
/// reading tags.
class VirtualMercurySettings {
 public:
  struct Reply {
    modules::mercury::Status status = modules::mercury::Status::ok;
    std::vector<std::uint8_t> data{};
  };

  /// `radio` outlives this; it is tried for connected antennas, and left off.
  explicit VirtualMercurySettings(api::VirtualRadio& radio);

  /// As after power on.
  void reset();

  Reply answer(const modules::mercury::FrameView& frame);

  bool speaks(modules::mercury::TagProtocol protocol) const;
  const std::vector<std::uint16_t>& antennas() const { return antennas_; }  ///< of continuous reads
  std::uint16_t single_antenna() const { return single_; }  ///< of operations on tags
  /// With the power and the session that are set.
  api::RadioInventory inventory(std::vector<std::uint16_t> antennas) const;

 private:
  using Data = std::vector<std::uint8_t>;
  using Bytes = std::span<const std::uint8_t>;

  Data version() const;
  Data protocols() const;
  Data hop_table() const;
  Reply set_protocol(modules::ByteReader& reader);
  static Reply set_region(modules::ByteReader& reader);

  std::uint16_t max_power() const;
  std::uint16_t min_power() const;
  Reply tell_power(const modules::mercury::FrameView& frame) const;
  Reply set_power(modules::ByteReader& reader, std::uint16_t& power) const;

  bool connected(std::uint16_t port) const;
  Reply tell_antennas(std::uint8_t option) const;
  Reply set_antennas(Bytes data);

  Reply set_parameter(Bytes data);
  Reply tell_parameter(Bytes data) const;

  api::VirtualRadio& radio_;
  std::vector<std::uint16_t> connected_;
  std::vector<std::uint16_t> antennas_;
  std::uint16_t single_ = 1;
  std::uint16_t power_ = 0;  // 1/100 dBm
  std::uint16_t write_power_ = 0;
  std::uint8_t session_ = 0;
  modules::mercury::TagProtocol protocol_ = modules::mercury::TagProtocol::gen2;
};

}  // namespace plugtest::drivers

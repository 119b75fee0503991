#include "protocols/capture/capture_reader.h"

#include "protocols/bits/hex.h"
#include "protocols/capture/hex_text.h"
#include "protocols/capture/packet_file.h"
#include "protocols/capture/tcp_streams.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace plugtest::capture {

std::string_view to_string(Format format) {
  switch (format) {
    case Format::raw:
      return "raw";
    case Format::hex:
      return "hex";
    case Format::pcap:
      return "pcap";
    case Format::pcapng:
      return "pcapng";
  }
  return "unknown format";
}

Format detect(std::span<const std::uint8_t> head) {
  const auto starts_with = [&](std::initializer_list<std::uint8_t> magic) {
    return head.size() >= magic.size() && std::equal(magic.begin(), magic.end(), head.begin());
  };
  if (starts_with({0x0A, 0x0D, 0x0D, 0x0A})) {
    return Format::pcapng;
  }
  if (starts_with({0xD4, 0xC3, 0xB2, 0xA1}) || starts_with({0xA1, 0xB2, 0xC3, 0xD4}) ||
      starts_with({0x4D, 0x3C, 0xB2, 0xA1}) || starts_with({0xA1, 0xB2, 0x3C, 0x4D})) {
    return Format::pcap;
  }
  // Text: comments may say anything printable; outside them there must be a digit pair or a label.
  const auto printable = [](std::uint8_t c) {
    return (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\r' || c == '\t';
  };
  const auto first = std::ranges::find_if(
      head, [](std::uint8_t c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
  if (first == head.end() || !std::ranges::all_of(head, printable)) {
    return Format::raw;
  }
  const bool text = *first == '#' || bits::hex_digit(static_cast<char>(*first)).has_value();
  return text ? Format::hex : Format::raw;
}

class CaptureReader::Impl {
 public:
  Impl(Format format, Sink sink) {
    if (format == Format::pcap || format == Format::pcapng) {
      tcp_.emplace(std::move(sink));
      packets_.emplace(format == Format::pcap ? PacketFile::Kind::pcap : PacketFile::Kind::pcapng,
                       [this](const Packet& packet) { tcp_->add(packet); });
    } else if (format == Format::hex) {
      sink_ = std::move(sink);
      hex_.emplace([this](std::span<const std::uint8_t> bytes) { sink_({.bytes = bytes}); });
    } else {
      sink_ = std::move(sink);
    }
  }

  Result<void> push(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t k_piece = std::size_t{64} * 1024;  // keeps the record buffer small
    while (!bytes.empty() && !failed_) {
      const auto piece = bytes.first(std::min(k_piece, bytes.size()));
      bytes = bytes.subspan(piece.size());
      if (auto taken = push_piece(piece); !taken) {
        failed_ = taken.error();
      }
    }
    return failed_ ? Result<void>(fail(*failed_)) : Result<void>{};
  }

  Result<void> finish() {
    Result<void> ended;
    if (packets_) {
      ended = failed_ ? Result<void>{} : packets_->finish();
      tcp_->finish();
    } else if (hex_ && !failed_) {
      ended = hex_->finish();
    }
    return ended;
  }

  std::uint64_t skipped() const { return tcp_ ? tcp_->skipped() : 0; }

 private:
  Result<void> push_piece(std::span<const std::uint8_t> piece) {
    if (packets_) {
      return packets_->push(piece);
    }
    if (hex_) {
      return hex_->push(piece);
    }
    sink_({.bytes = piece});
    return {};
  }

  Sink sink_{};
  std::optional<TcpStreams> tcp_{};
  std::optional<PacketFile> packets_{};
  std::optional<HexText> hex_{};
  std::optional<Error> failed_{};
};

CaptureReader::CaptureReader(Format format, Sink sink)
    : impl_(std::make_unique<Impl>(format, std::move(sink))) {}
CaptureReader::~CaptureReader() = default;
CaptureReader::CaptureReader(CaptureReader&&) noexcept = default;
CaptureReader& CaptureReader::operator=(CaptureReader&&) noexcept = default;

Result<void> CaptureReader::push(std::span<const std::uint8_t> bytes) { return impl_->push(bytes); }
Result<void> CaptureReader::finish() { return impl_->finish(); }
std::uint64_t CaptureReader::skipped_packets() const { return impl_->skipped(); }

}  // namespace plugtest::capture

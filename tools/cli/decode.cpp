#include "protocols/bits/suggest.h"
#include "protocols/capture/capture_reader.h"
#include "protocols/llrp/dump.h"
#include "tools/cli/commands.h"
#include "tools/cli/decode_modules.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <optional>
#include <ostream>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <malloc.h>

namespace plugtest::cli {

namespace {

constexpr std::size_t k_piece = 64 * 1024;

/// Ports of LLRP (IANA), without and with TLS. On others of a capture anything may be spoken.
constexpr std::uint16_t k_llrp_port = 5084;
constexpr std::uint16_t k_llrps_port = 5085;

/// Feeds a recording, a piece at a time, to the decoder.
class Decoding {
 public:
  Decoding(const DecodeCommand& command, std::ostream& out)
      : dumper_({command.json ? llrp::DumpStyle::json : llrp::DumpStyle::text,
                 command.strict ? llrp::DecodeMode::strict : llrp::DecodeMode::tolerant,
                 command.type_d_vendor},
                [&out](std::string_view text) { out << text; }) {}

  Result<llrp::DumpSummary> run(std::istream& in) {
    std::vector<char> piece(k_piece);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
      const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(piece.data()),
                                                static_cast<std::size_t>(in.gcount()));
      if (!reader_) open(bytes);
      if (const auto ok = reader_->push(bytes); !ok) return fail(ok.error());
    }
    if (!reader_) return fail(ErrorCode::truncated, "the recording is empty");
    if (const auto ok = reader_->finish(); !ok) return fail(ok.error());
    return dumper_.finish();
  }

 private:
  void open(std::span<const std::uint8_t> head) {
    reader_.emplace(capture::detect(head), [this](const capture::Chunk& chunk) {
      const bool segment = !chunk.label.empty();
      const auto is_llrp = [](std::uint16_t port) {
        return port == k_llrp_port || port == k_llrps_port;
      };
      dumper_.push(
          {.stream = chunk.stream,
           .label = chunk.label,
           .time_ns = chunk.time_ns,
           .gap = chunk.gap,
           .end = chunk.end,
           .segment = segment,
           .expected = !segment || is_llrp(chunk.source_port) || is_llrp(chunk.destination_port)},
          chunk.bytes);
    });
  }

  llrp::Dumper dumper_;
  std::optional<capture::CaptureReader> reader_;
};

}  // namespace

ExitCode run_command(const DecodeCommand& command, const Context& context) {
  const auto modules = module_protocols();
  const bool module = std::ranges::find(modules, command.protocol) != modules.end();
  if (!module && command.protocol != "llrp") {
    return complain(context,
                    {ErrorCode::usage, fmt::format("unknown protocol '{}'; there are: llrp, {}",
                                                   command.protocol, fmt::join(modules, ", "))});
  }
  std::ifstream file;
  if (command.file != "-") {
    file.open(command.file, std::ios::binary);
    if (!file) {
      return complain(
          context, {ErrorCode::not_found, "no such file, or not readable", {.file = command.file}});
    }
  }
  if (module) return decode_modules(command, command.file == "-" ? std::cin : file, context);
  // The trees of large messages come and go; each given back to the system would be faulted in
  // again.
  constexpr int k_keep = 64 * 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, k_keep);
  mallopt(M_MMAP_THRESHOLD, k_keep);
  Decoding decoding(command, context.out);
  const auto summary = decoding.run(command.file == "-" ? std::cin : file);
  if (!summary) {
    Error error = summary.error();
    error.where.file = command.file;
    return complain(context, error);
  }
  context.out.flush();
  if (summary->foreign_streams > 0) {
    context.err << fmt::format("plugtest: {}: {} TCP streams on other ports hold no LLRP\n",
                               command.file, summary->foreign_streams);
  }
  if (summary->errors > 0) {
    context.err << fmt::format("plugtest: {}: {} of {} messages could not be decoded\n",
                               command.file, summary->errors, summary->messages + summary->errors);
    return ExitCode::usage;
  }
  return ExitCode::ok;
}

}  // namespace plugtest::cli

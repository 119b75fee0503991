#include "tools/cli/decode_modules.h"

#include "protocols/bits/hex.h"
#include "protocols/capture/capture_reader.h"
#include "protocols/modules/a0_format.h"
#include "protocols/modules/chafon_format.h"
#include "protocols/modules/frame_description.h"
#include "protocols/modules/frame_scanner.h"
#include "protocols/modules/ipico_format.h"
#include "protocols/modules/m100_format.h"
#include "protocols/modules/mercury_format.h"
#include "tools/cli/complain.h"

#include <array>
#include <cassert>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::cli {

namespace {

using modules::FrameDescription;

constexpr std::size_t k_piece = 64 * 1024;

const modules::ipico::Format k_ipico;
const modules::a0::Format k_a0;
const modules::chafon::Format k_chafon;
const modules::m100::Format k_m100;
const modules::mercury::Format k_mercury(modules::mercury::Side::either);

struct Protocol {
  const modules::FrameFormat& format;
  Result<FrameDescription> (*describe)(std::span<const std::uint8_t>);
  /// Where requests cannot be told from replies by what they hold.
  Result<FrameDescription> (*describe_request)(std::span<const std::uint8_t>) = nullptr;
};

Protocol protocol_named(const std::string& name) {
  if (name == "ipico") return {k_ipico, modules::ipico::describe};
  if (name == "a0") return {k_a0, modules::a0::describe};
  if (name == "chafon") {
    return {k_chafon, modules::chafon::describe, modules::chafon::describe_request};
  }
  if (name == "m100") return {k_m100, modules::m100::describe};
  assert(name == "mercury");
  return {k_mercury, modules::mercury::describe};
}

/// Lines of an IPICO reader are hexadecimal digits themselves; such a file is not a dump of bytes.
capture::Format container_of(const std::string& protocol, std::span<const std::uint8_t> head) {
  const capture::Format found = capture::detect(head);
  const bool lines =
      protocol == "ipico" && found == capture::Format::hex && modules::ipico::holds_lines(head);
  return lines ? capture::Format::raw : found;
}

class ModuleDecoding {
 public:
  ModuleDecoding(const DecodeCommand& command, std::ostream& out)
      : name_(command.protocol),
        protocol_(protocol_named(command.protocol)),
        json_(command.json),
        out_(out) {}

  Result<void> run(std::istream& in) {
    std::vector<char> piece(k_piece);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
      const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(piece.data()),
                                                static_cast<std::size_t>(in.gcount()));
      if (!reader_) open(bytes);
      if (auto ok = reader_->push(bytes); !ok) return ok;
    }
    if (!reader_) return fail(ErrorCode::truncated, "the recording is empty");
    if (auto ok = reader_->finish(); !ok) return ok;
    for (auto& [number, stream] : streams_) {
      const std::uint64_t waits_at = stream.scanner.offset();
      const bool waits = stream.scanner.pending() > 0;
      stream.scanner.settle();
      show(stream, std::nullopt);
      if (waits && !cut_off_at_) cut_off_at_ = waits_at;
    }
    return {};
  }

  std::uint64_t frames() const { return frames_; }
  std::uint64_t errors() const { return errors_; }
  /// Where a frame begins that the recording does not hold to its end.
  std::optional<std::uint64_t> cut_off_at() const { return cut_off_at_; }

 private:
  struct Stream {
    explicit Stream(const modules::FrameFormat& format) : scanner(format) {}
    modules::FrameScanner scanner;
    std::string label;
    bool of_host = false;  // a module is the server of a connection, at the lower port
  };

  void open(std::span<const std::uint8_t> head) {
    reader_.emplace(container_of(name_, head), [this](const capture::Chunk& chunk) {
      Stream& stream = streams_.try_emplace(chunk.stream, protocol_.format).first->second;
      stream.label = chunk.label;
      stream.of_host = chunk.source_port > chunk.destination_port;
      if (chunk.gap) stream.scanner.reset();
      stream.scanner.push(chunk.bytes);
      show(stream, chunk.time_ns);
    });
  }

  void show(Stream& stream, std::optional<std::int64_t> time_ns) {
    while (const auto piece = stream.scanner.next()) {
      if (piece->is_frame) {
        show_frame(stream, *piece, time_ns);
      } else if (piece->is_garbage()) {
        FrameDescription garbage{.kind = "no-frame", .fields = {}};
        garbage.add("reason", std::string(to_string(piece->reason)));
        garbage.add("bytes", bits::to_hex(piece->bytes));
        ++errors_;
        write(stream, *piece, time_ns, garbage);
      }
    }
  }

  void show_frame(const Stream& stream, const modules::Piece& piece,
                  std::optional<std::int64_t> time_ns) {
    const bool request = stream.of_host && protocol_.describe_request != nullptr;
    auto description = (request ? protocol_.describe_request : protocol_.describe)(piece.bytes);
    if (!description) {
      FrameDescription broken{.kind = "broken-frame", .fields = {}};
      broken.add("error", to_string(description.error()));
      broken.add("bytes", bits::to_hex(piece.bytes));
      ++errors_;
      write(stream, piece, time_ns, broken);
      return;
    }
    ++frames_;
    write(stream, piece, time_ns, *description);
  }

  void write(const Stream& stream, const modules::Piece& piece, std::optional<std::int64_t> time_ns,
             const FrameDescription& what) {
    if (json_) {
      nlohmann::ordered_json line;
      line["offset"] = piece.offset;
      if (!stream.label.empty()) line["stream"] = stream.label;
      if (time_ns) line["time_ns"] = *time_ns;
      line["kind"] = what.kind;
      for (const auto& [name, value] : what.fields) {
        std::visit([&, key = name](const auto& content) { line[key] = content; }, value);
      }
      out_ << line.dump() << '\n';
      return;
    }
    out_ << fmt::format("{:>8}  ", piece.offset);
    if (!stream.label.empty()) out_ << stream.label << "  ";
    out_ << what.kind;
    for (const auto& [name, value] : what.fields) {
      std::visit(
          [&, key = name](const auto& content) { out_ << fmt::format(" {}={}", key, content); },
          value);
    }
    out_ << '\n';
  }

  std::string name_;
  Protocol protocol_;
  bool json_;
  std::ostream& out_;
  std::optional<capture::CaptureReader> reader_;
  std::map<std::uint32_t, Stream> streams_;
  std::uint64_t frames_ = 0;
  std::uint64_t errors_ = 0;
  std::optional<std::uint64_t> cut_off_at_;
};

}  // namespace

std::span<const std::string> module_protocols() {
  static const std::array<std::string, 5> names = {"a0", "chafon", "ipico", "m100", "mercury"};
  return names;
}

ExitCode decode_modules(const DecodeCommand& command, std::istream& in, const Context& context) {
  ModuleDecoding decoding(command, context.out);
  if (const auto done = decoding.run(in); !done) {
    Error error = done.error();
    error.where.file = command.file;
    return complain(context, error);
  }
  context.out.flush();
  if (decoding.errors() == 0) return ExitCode::ok;
  context.err << fmt::format("plugtest: {}: {} frames, and {} pieces that are none\n", command.file,
                             decoding.frames(), decoding.errors());
  if (decoding.cut_off_at()) {
    context.err << fmt::format("plugtest: {}: byte {}: the recording ends inside a frame\n",
                               command.file, *decoding.cut_off_at());
  }
  return ExitCode::usage;
}

}  // namespace plugtest::cli

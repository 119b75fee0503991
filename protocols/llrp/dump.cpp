#include "protocols/llrp/dump.h"

#include "protocols/bits/error.h"
#include "protocols/llrp/json.h"
#include "protocols/llrp/text.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::llrp {

struct Dumper::Stream {
  std::string label{};
  std::optional<std::int64_t> time_ns{};
  Framer framer{};
  bool lost = false;  // message boundaries are not known any more
  bool expected = true;
  bool known = false;  // there was a message, so this is LLRP
};

namespace {

constexpr std::size_t k_max_pending = std::size_t{64} * 1024 * 1024;

/// Whether a message seems to begin here, closely enough to resume at it.
bool looks_like_message(std::span<const std::uint8_t> bytes) {
  constexpr std::uint32_t k_longest = std::uint32_t{1} << 20U;
  const auto header = read_header(bytes);
  if (!header || header->reserved_bits != 0 || header->version < 1 || header->version > 3 ||
      header->length < k_header_bytes || header->length > k_longest ||
      find_message(header->type, static_cast<Version>(header->version)) == nullptr) {
    return false;
  }
  return header->length > bytes.size() ||
         decode(bytes.first(header->length), DecodeMode::tolerant).has_value();
}

std::string seconds(std::int64_t time_ns) {
  constexpr std::int64_t k_per_second = 1'000'000'000;
  return fmt::format("{}.{:09}", time_ns / k_per_second, time_ns % k_per_second);
}

/// {"offset":..,"stream":..,"time":..} without the closing brace: what each JSON line begins with.
std::string json_head(std::uint64_t offset, const std::string& label,
                      std::optional<std::int64_t> time_ns) {
  nlohmann::ordered_json head{{"offset", offset}};
  if (!label.empty()) {
    head["stream"] = label;
  }
  if (time_ns) {
    head["time"] = seconds(*time_ns);
  }
  std::string text = head.dump();
  text.pop_back();
  return text;
}

std::string text_head(std::uint64_t offset, const std::string& label,
                      std::optional<std::int64_t> time_ns) {
  return fmt::format("@{}{}{}{}{} ", offset, label.empty() ? "" : " ", label, time_ns ? " at " : "",
                     time_ns ? seconds(*time_ns) : "");
}

}  // namespace

Dumper::Dumper(DumpOptions options, Sink sink) : options_(options), sink_(std::move(sink)) {}
Dumper::~Dumper() = default;

void Dumper::push(const DumpContext& context, std::span<const std::uint8_t> bytes) {
  auto& stream = streams_[context.stream];
  if (!stream) {
    stream = std::make_unique<Stream>();
    stream->label = context.label;
    stream->expected = context.expected;
  }
  if (context.end) {
    end(*stream);
    streams_.erase(context.stream);
    return;
  }
  stream->time_ns = context.time_ns;
  if (context.gap && !stream->lost) {
    lose(*stream, {ErrorCode::malformed,
                   context.segment
                       ? "bytes are missing in the capture; on with the next segment that begins "
                         "with a message"
                       : "bytes are missing; the rest of this stream is skipped",
                   {.byte_offset = stream->framer.offset()}});
  }
  if (stream->lost && context.segment && looks_like_message(bytes)) stream->lost = false;
  take(*stream, bytes);
}

void Dumper::take(Stream& stream, std::span<const std::uint8_t> bytes) {
  // Pieces of bounded size keep the framer's buffer small even when a whole file comes at once.
  constexpr std::size_t k_piece = std::size_t{64} * 1024;
  while (!bytes.empty() && !stream.lost) {
    const auto piece = bytes.first(std::min(k_piece, bytes.size()));
    bytes = bytes.subspan(piece.size());
    pending_ -= stream.framer.pending();
    stream.framer.push(piece);
    drain(stream);
    pending_ += stream.framer.pending();
    if (pending_ > k_max_pending) {
      lose(stream, {ErrorCode::malformed,
                    fmt::format("unfinished messages of all streams exceed {} bytes; this one is "
                                "given up",
                                k_max_pending),
                    {.byte_offset = stream.framer.offset()}});
    }
  }
  if (stream.lost) stream.framer.skip(bytes.size());
}

void Dumper::drain(Stream& stream) {
  for (;;) {
    const auto frame = stream.framer.next();
    if (!frame) {
      if (stream.known || stream.expected) write_error(stream, frame.error());
      stream.framer.reset();
      stream.lost = true;
      return;
    }
    if (!*frame) {
      return;
    }
    stream.known = true;
    write_frame(stream, **frame);
  }
}

void Dumper::lose(Stream& stream, const Error& error) {
  if (stream.known || stream.expected) write_error(stream, error);
  pending_ -= stream.framer.pending();
  stream.framer.reset();
  stream.lost = true;
}

void Dumper::write_frame(Stream& stream, const Frame& frame) {
  const DecodeResult message = decode(frame.bytes, options_.mode);
  if (!message) {
    Error error = message.error().error;
    error.where.byte_offset = error.where.byte_offset.value_or(0) + frame.offset;
    write_error(stream, error);
    return;
  }
  ++summary_.messages;
  if (options_.style == DumpStyle::json) {
    sink_(json_head(frame.offset, stream.label, stream.time_ns) + "," +
          to_json(*message, options_.type_d_vendor).substr(1) + "\n");
  } else {
    sink_(text_head(frame.offset, stream.label, stream.time_ns) +
          to_text(*message, options_.type_d_vendor));
  }
}

void Dumper::write_error(Stream& stream, const Error& error) {
  ++summary_.errors;
  const std::uint64_t offset = error.where.byte_offset.value_or(stream.framer.offset());
  if (options_.style == DumpStyle::json) {
    sink_(json_head(offset, stream.label, stream.time_ns) +
          ",\"error\":" + nlohmann::json(to_string(error)).dump() + "}\n");
  } else {
    sink_(text_head(offset, stream.label, stream.time_ns) + "error: " + to_string(error) + "\n");
  }
}

void Dumper::end(Stream& stream) {
  pending_ -= stream.framer.pending();
  if (!stream.known && !stream.expected) {
    ++summary_.foreign_streams;
    return;
  }
  if (!stream.lost && stream.framer.pending() > 0) {
    write_error(stream, {ErrorCode::truncated,
                         fmt::format("the stream ends inside a message, {} bytes of it are here",
                                     stream.framer.pending()),
                         {.byte_offset = stream.framer.offset()}});
  }
}

DumpSummary Dumper::finish() {
  for (auto& [number, stream] : streams_) {
    end(*stream);
  }
  streams_.clear();
  return summary_;
}

}  // namespace plugtest::llrp

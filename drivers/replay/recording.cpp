#include "drivers/replay/recording.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

namespace plugtest::drivers {

namespace {

constexpr std::size_t k_piece = std::size_t{64} * 1024;
constexpr std::size_t k_head = 256;
/// Directions of connections in one capture; more of them are passed over.
constexpr std::size_t k_max_streams = 256;

std::vector<std::uint8_t> read_some(std::ifstream& file, std::size_t bytes) {
  std::vector<std::uint8_t> piece(bytes);
  file.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(bytes));
  piece.resize(static_cast<std::size_t>(file.gcount()));
  return piece;
}

}  // namespace

Result<std::unique_ptr<Recording>> Recording::open(const std::string& path,
                                                   const ReplayFamily& family, OnMessage on_message,
                                                   OnGap on_gap) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(ErrorCode::configuration, "there is no recording '" + path + "'", {.file = path});
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::configuration, "the recording '" + path + "' cannot be read",
                {.file = path});
  }
  return std::unique_ptr<Recording>(
      new Recording(path, std::move(file), family, std::move(on_message), std::move(on_gap)));
}

Recording::Recording(std::string path, std::ifstream file, const ReplayFamily& family,
                     OnMessage on_message, OnGap on_gap)
    : path_(std::move(path)),
      file_(std::move(file)),
      family_(family),
      on_message_(std::move(on_message)),
      on_gap_(std::move(on_gap)) {
  const auto head = read_some(file_, k_head);
  file_.clear();
  file_.seekg(0);
  capture_.emplace(family_.container(head), [this](const capture::Chunk& chunk) { take(chunk); });
}

Result<bool> Recording::read() {
  const auto piece = read_some(file_, k_piece);
  if (file_.bad()) return located({ErrorCode::io, "the recording cannot be read any further"});
  const bool last = piece.size() < k_piece;
  auto taken = capture_->push(piece);
  at_end_ = last;
  if (taken && last) taken = capture_->finish();
  if (error_) return located(*error_);
  if (!taken) return located(taken.error());
  if (!last) return true;
  for (auto& [id, stream] : streams_) {
    if (stream.lost) continue;
    stream.framer->settle();
    deliver(*stream.framer);
    if (error_) return located(*error_);
    if (stream.framer->pending() == 0) continue;
    return located({ErrorCode::truncated,
                    "the recording ends inside a message",
                    {.byte_offset = stream.framer->offset()}});
  }
  return false;
}

void Recording::take(const capture::Chunk& chunk) {
  if (error_) return;
  // A reader listens at the lower port. Without ports there is one stream, of both or of either.
  if (!family_.both_directions() && chunk.source_port > chunk.destination_port) return;
  if (!streams_.contains(chunk.stream) && streams_.size() == k_max_streams) return;
  Stream& stream = streams_[chunk.stream];
  if (!stream.framer) stream.framer = family_.make_framer();
  if (chunk.gap && !stream.lost) {
    stream.lost = true;
    on_gap_("bytes are missing in the recording; the rest of " + std::string(chunk.label) +
            " is skipped");
  }
  // Streams that go on to the end of the file are looked at there.
  if (chunk.end && !at_end_) return end(chunk);
  if (stream.lost) return;
  captured_.reset();
  if (chunk.time_ns) captured_ = HostTime(Nanos(*chunk.time_ns));
  stream.framer->push(chunk.bytes);
  deliver(*stream.framer);
}

/// The link ended, by itself or by a fault: that may well be inside a message.
void Recording::end(const capture::Chunk& chunk) {
  const auto stream = streams_.extract(chunk.stream);
  if (stream.mapped().lost) return;
  MessageFramer& framer = *stream.mapped().framer;
  framer.settle();
  deliver(framer);
  if (framer.pending() > 0) {
    on_gap_(std::string(chunk.label) + " ends inside a message, " +
            std::to_string(framer.pending()) + " bytes of it are here");
  }
}

void Recording::deliver(MessageFramer& framer) {
  while (true) {
    auto message = framer.next();
    if (!message) {
      error_ = message.error();
      error_->code = ErrorCode::protocol;
      return;
    }
    if (!*message) return;
    on_message_(**message);
  }
}

tl::unexpected<Error> Recording::located(Error error) const {
  error.where.file = path_;
  return tl::unexpected(std::move(error));
}

}  // namespace plugtest::drivers

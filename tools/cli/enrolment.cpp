#include "tools/cli/enrolment.h"

#include "scenarios/manifest_text.h"
#include "tools/cli/output_folder.h"

#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

Enrolment::Enrolment(std::filesystem::path file, model::Manifest manifest)
    : file_(std::move(file)), manifest_(std::move(manifest)) {
  for (const model::ManifestEntry& entry : manifest_.expected) {
    remember(entry.piece, entry.item.str());
  }
  for (const model::Piece& piece : manifest_.elsewhere) remember(piece, "");
}

Result<model::PieceId> Enrolment::add(const model::TagTypeId& tag_type, const identity::Uii& uii,
                                      const std::string& tid_hex, const std::string& item) {
  if (const auto fits = check(uii, tid_hex, item); !fits) return fail(fits.error());
  model::ManifestEntry entry;
  std::size_t number = size() + 1;
  do {
    entry.piece.id.value = fmt::format("piece-{:04}", number++);
  } while (ids_.contains(entry.piece.id.str()));
  entry.piece.tag_type = tag_type;
  entry.piece.uii = uii;
  entry.piece.tid_hex = tid_hex;
  entry.item.value = item.empty() ? entry.piece.id.str() : item;
  manifest_.expected.push_back(entry);
  if (const auto written = write(); !written) {
    manifest_.expected.pop_back();
    return fail(written.error());
  }
  remember(entry.piece, entry.item.str());
  return entry.piece.id;
}

Result<void> Enrolment::add_all(const model::Manifest& list) {
  const Enrolment before = *this;
  const auto take = [this](const model::Piece& piece, const std::string& item) -> Result<void> {
    if (ids_.contains(piece.id.str())) {
      return fail(ErrorCode::configuration,
                  fmt::format("a second piece with the id '{}'", piece.id.str()));
    }
    if (const auto fits = check(piece.uii, piece.tid_hex, item); !fits) return fits;
    remember(piece, item);
    return {};
  };
  const auto all = [&]() -> Result<void> {
    for (const model::ManifestEntry& entry : list.expected) {
      if (const auto taken = take(entry.piece, entry.item.str()); !taken) return taken;
      manifest_.expected.push_back(entry);
    }
    for (const model::Piece& piece : list.elsewhere) {
      if (const auto taken = take(piece, ""); !taken) return taken;
      manifest_.elsewhere.push_back(piece);
    }
    return write();
  };
  const auto taken = all();
  if (!taken) *this = before;
  return taken;
}

std::optional<model::PieceId> Enrolment::holder_of(const std::string& tid_hex) const {
  const auto found = tids_.find(tid_hex);
  return found == tids_.end() ? std::nullopt : std::optional(found->second);
}

Result<void> Enrolment::check(const identity::Uii& uii, const std::string& tid_hex,
                              const std::string& item) const {
  const auto taken = [](const auto& held, const auto& key, const char* what,
                        const std::string& text) -> Result<void> {
    const auto found = held.find(key);
    if (found == held.end()) return {};
    return fail(ErrorCode::configuration,
                fmt::format("'{}' has the {} {} already", found->second.str(), what, text));
  };
  if (const auto free = taken(uiis_, uii, "UII", uii.to_hex()); !free) return free;
  if (!tid_hex.empty()) {
    if (const auto free = taken(tids_, tid_hex, "TID", tid_hex); !free) return free;
  }
  if (item.empty()) return {};
  return taken(items_, item, "item", item);
}

void Enrolment::remember(const model::Piece& piece, const std::string& item) {
  ids_.insert(piece.id.str());
  uiis_[piece.uii] = piece.id;
  if (!piece.tid_hex.empty()) tids_[piece.tid_hex] = piece.id;
  if (!item.empty()) items_[item] = piece.id;
}

Result<void> Enrolment::write() const {
  return write_whole_file(file_, scenarios::manifest_csv(manifest_));
}

}  // namespace plugtest::cli

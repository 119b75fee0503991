#include "scenarios/fields.h"
#include "scenarios/parts.h"
#include "scenarios/piece_identity.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace plugtest::scenarios {
namespace {

constexpr std::size_t k_word_bits = 16;
constexpr std::size_t k_longest_text = 200;

std::vector<std::string> names_of(const std::vector<model::TagType>& types) {
  std::vector<std::string> names;
  for (const model::TagType& type : types) names.push_back(type.id.str());
  return names;
}

class ManifestReader {
 public:
  ManifestReader(const std::vector<model::TagType>* tag_types, Problems& problems)
      : tag_types_(tag_types), problems_(problems) {}

  void read(const Node& entry) {
    Fields fields(entry, "the piece", problems_);
    model::ManifestEntry read;
    const bool good_id = fields.id("piece", Need::required, read.piece.id.value);
    const model::TagType* type = read_tag_type(fields, read.piece);
    const bool good_uii = read_uii(fields, type, read.piece);
    read_tid(fields, read.piece);
    read.item.value = read.piece.id.value;
    fields.text("item", Need::optional, read.item.value);
    enum class Status : std::uint8_t { load, elsewhere };
    static constexpr std::array<std::pair<std::string_view, Status>, 2> k_statuses{
        {{"load", Status::load}, {"elsewhere", Status::elsewhere}}};
    Status status = Status::load;
    fields.choice<Status>("status", Need::optional, k_statuses, status);
    fields.finish();
    if (!good_id || !good_uii) return;
    check_unique(fields, read.piece);
    if (status == Status::elsewhere) {
      manifest_.elsewhere.push_back(std::move(read.piece));
    } else {
      manifest_.expected.push_back(std::move(read));
    }
  }

  model::Manifest take() { return std::move(manifest_); }

 private:
  /// `type`: of the piece, where it is known.
  static bool read_uii(Fields& fields, const model::TagType* type, model::Piece& piece) {
    std::string text;
    if (!fields.text("uii", Need::required, text)) return false;
    text = text.substr(0, k_longest_text);
    const bool type_c = type != nullptr && type->protocol == model::AirProtocol::type_c;
    if (const auto bytes = bytes_of(text); bytes && !type_c) {
      piece.uii = *bytes;
      return true;
    }
    const auto identity = piece_identity(text);
    if (!identity) {
      fields.complain(*fields.find("uii"), "'uii' is '" + text + "': " + identity.error().message);
      return false;
    }
    piece.uii = identity->uii;
    return true;
  }

  /// The identity of a Type D tag: hexadecimal, whole bytes. Nothing when the text is no such
  /// thing.
  static std::optional<identity::Uii> bytes_of(const std::string& text) {
    const auto uii = identity::Uii::from_hex(text);
    if (!uii || uii->empty() || uii->bit_count() % 8 != 0) return std::nullopt;
    return *uii;
  }

  /// Null when it is not known.
  const model::TagType* read_tag_type(Fields& fields, model::Piece& piece) {
    if (!fields.id("tag_type", Need::required, piece.tag_type.value) || tag_types_ == nullptr) {
      return nullptr;
    }
    const auto type = std::ranges::find(*tag_types_, piece.tag_type, &model::TagType::id);
    if (type != tag_types_->end()) return &*type;
    fields.complain(
        *fields.find("tag_type"),
        "the event has no tag type " + unknown_name(piece.tag_type.str(), names_of(*tag_types_)));
    return nullptr;
  }

  static void read_tid(Fields& fields, model::Piece& piece) {
    std::string text;
    if (!fields.text("tid", Need::optional, text)) return;
    const auto tid = identity::Uii::from_hex(text.substr(0, k_longest_text));
    if (!tid || tid->bit_count() % k_word_bits != 0) {
      fields.complain(*fields.find("tid"), "'tid' is '" + text.substr(0, k_longest_text) +
                                               "', expected whole words of 4 hexadecimal digits");
      return;
    }
    piece.tid_hex = tid->to_hex();
  }

  void check_unique(Fields& fields, const model::Piece& piece) {
    if (!ids_.insert(piece.id.str()).second) {
      fields.complain(*fields.find("piece"), "a second piece with the id '" + piece.id.str() + "'");
    }
    const auto [holder, fresh] = uiis_.emplace(piece.uii, piece.id.str());
    if (!fresh) {
      fields.complain(*fields.find("uii"), "the pieces '" + holder->second + "' and '" +
                                               piece.id.str() + "' have one UII, " +
                                               piece.uii.to_hex());
    }
  }

  const std::vector<model::TagType>* tag_types_;
  Problems& problems_;
  std::set<std::string> ids_;
  std::map<identity::Uii, std::string> uiis_;
  model::Manifest manifest_;
};

}  // namespace

model::Manifest read_manifest(const Node& list, const std::vector<model::TagType>* tag_types,
                              Problems& problems) {
  if (!list.is_list() || list.items.empty()) {
    problems.add(ErrorCode::configuration, "the manifest is to be a list of at least one piece",
                 list.place.where());
    return {};
  }
  ManifestReader reader(tag_types, problems);
  for (const Node& entry : list.items) reader.read(entry);
  return reader.take();
}

}  // namespace plugtest::scenarios

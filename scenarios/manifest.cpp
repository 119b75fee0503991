#include "protocols/identity/s10.h"
#include "protocols/identity/sscc.h"
#include "protocols/identity/text_form.h"
#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace plugtest::scenarios {
namespace {

constexpr std::size_t k_word_bits = 16;
constexpr std::size_t k_longest_bits = 496;  // Type C: 31 words
constexpr std::size_t k_longest_text = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Two letters, nine digits, two letters: nothing else that names a UII looks like it.
bool looks_like_s10(std::string_view text) {
  std::string characters;
  std::ranges::copy_if(text, std::back_inserter(characters), [](char c) { return c != ' '; });
  return characters.size() == 13 && std::ranges::all_of(characters.substr(0, 2), is_letter) &&
         std::ranges::all_of(characters.substr(2, 9), is_digit) &&
         std::ranges::all_of(characters.substr(11), is_letter);
}

/// "SSCC/7 106141412345678908": eighteen digits alone do not tell where the company prefix ends.
Result<identity::Uii> parse_sscc(std::string_view text) {
  constexpr std::string_view k_prefix = "SSCC/";
  const std::size_t blank = std::min(text.find(' '), text.size());
  const std::string_view digits = text.substr(k_prefix.size(), blank - k_prefix.size());
  int prefix_digits = 0;
  for (const char c : digits.substr(0, 2)) {
    if (is_digit(c)) prefix_digits = prefix_digits * 10 + (c - '0');
  }
  const auto sscc = identity::sscc_from_digits(text.substr(blank), prefix_digits);
  if (!sscc) return fail(sscc.error());
  return to_uii(*sscc);
}

Result<identity::Uii> parse_uii(const std::string& text) {
  const bool eighteen_digits = text.size() == 18 && std::ranges::all_of(text, is_digit);
  if (eighteen_digits) {
    return fail(ErrorCode::configuration,
                "18 digits do not tell how long the company prefix of an SSCC is; with one of 7 "
                "digits, write 'SSCC/7 " +
                    text + "'");
  }
  if (text.starts_with("SSCC/")) return parse_sscc(text);
  constexpr std::uint8_t k_no_afi = 0;  // the PC word is not part of the UII
  const auto tag =
      identity::parse_tag_identity(looks_like_s10(text) ? "S10 " + text : text, k_no_afi);
  if (!tag) return fail(tag.error());
  const std::size_t bits = tag->uii.bit_count();
  if (bits == 0 || bits % k_word_bits != 0 || bits > k_longest_bits) {
    return fail(ErrorCode::configuration,
                "the UII has " + std::to_string(bits) +
                    " bits, expected 1 to 31 whole words of 16 bits (4 hexadecimal digits each)");
  }
  return tag->uii;
}

class ManifestReader {
 public:
  ManifestReader(const std::vector<std::string>* tag_types, Problems& problems)
      : tag_types_(tag_types), problems_(problems) {}

  void read(const Node& entry) {
    Fields fields(entry, "the piece", problems_);
    model::ManifestEntry read;
    const bool good_id = fields.id("piece", Need::required, read.piece.id.value);
    const bool good_uii = read_uii(fields, read.piece);
    read_tag_type(fields, read.piece);
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
  bool read_uii(Fields& fields, model::Piece& piece) {
    std::string text;
    if (!fields.text("uii", Need::required, text)) return false;
    const auto uii = parse_uii(text.substr(0, k_longest_text));
    if (!uii) {
      fields.complain(*fields.find("uii"),
                      "'uii' is '" + text.substr(0, k_longest_text) + "': " + uii.error().message);
      return false;
    }
    piece.uii = *uii;
    return true;
  }

  void read_tag_type(Fields& fields, model::Piece& piece) {
    if (!fields.id("tag_type", Need::required, piece.tag_type.value) || tag_types_ == nullptr) {
      return;
    }
    const std::string& name = piece.tag_type.str();
    if (std::ranges::find(*tag_types_, name) != tag_types_->end()) return;
    fields.complain(*fields.find("tag_type"),
                    "the event has no tag type " + unknown_name(name, *tag_types_));
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

  const std::vector<std::string>* tag_types_;
  Problems& problems_;
  std::set<std::string> ids_;
  std::map<identity::Uii, std::string> uiis_;
  model::Manifest manifest_;
};

}  // namespace

model::Manifest read_manifest(const Node& list, const std::vector<std::string>* tag_types,
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

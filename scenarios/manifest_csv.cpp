#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>

namespace plugtest::scenarios {
namespace {

struct Cell {
  std::string text;
  std::size_t column = 1;
};

/// The cells of one line, by RFC 4180 but without line breaks inside quotes. Nothing for a quote
/// that is not closed or that is followed by more text.
std::optional<std::vector<Cell>> split(std::string_view line) {
  std::vector<Cell> cells;
  std::size_t at = 0;
  while (true) {
    Cell cell{{}, at + 1};
    if (at < line.size() && line[at] == '"') {
      ++at;
      while (true) {
        const std::size_t quote = line.find('"', at);
        if (quote == std::string_view::npos) return std::nullopt;
        cell.text += line.substr(at, quote - at);
        at = quote + 1;
        if (at >= line.size() || line[at] != '"') break;
        cell.text += '"';
        ++at;
      }
      if (at < line.size() && line[at] != ',') return std::nullopt;
    } else {
      const std::size_t end = std::min(line.find(',', at), line.size());
      cell.text = line.substr(at, end - at);
      const std::size_t first = cell.text.find_first_not_of(' ');
      const std::size_t last = cell.text.find_last_not_of(' ');
      cell.text = first == std::string::npos ? "" : cell.text.substr(first, last - first + 1);
      at = end;
    }
    cells.push_back(std::move(cell));
    if (at >= line.size()) return cells;
    ++at;  // the comma
  }
}

/// The lines of a CSV file, numbered.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  /// The next line that is not empty.
  bool next(std::string_view& line) {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      line = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++number_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find_first_not_of(' ') != std::string_view::npos) return true;
    }
    return false;
  }

  std::size_t number() const { return number_; }

 private:
  std::string_view text_;
  std::size_t number_ = 0;
};

}  // namespace

std::optional<Node> parse_manifest_csv(const std::string& text, const std::string& file,
                                       Problems& problems,
                                       const std::vector<std::string>& required) {
  const auto name = std::make_shared<const std::string>(file);
  Lines lines(text);
  const auto complain = [&](std::size_t column, std::string message) {
    problems.add(ErrorCode::configuration, std::move(message),
                 Place{name, std::max<std::size_t>(lines.number(), 1), column}.where());
  };
  const std::vector<std::string> known{"piece", "tag_type", "uii", "tid", "item", "status"};

  std::string_view line;
  std::vector<Cell> header;
  if (lines.next(line)) header = split(line).value_or(header);
  const std::size_t before = problems.count();
  std::vector<std::string> seen;
  for (const Cell& cell : header) {
    if (std::ranges::find(known, cell.text) == known.end()) {
      complain(cell.column, "unknown column " + unknown_name(cell.text, known));
    } else if (std::ranges::find(seen, cell.text) != seen.end()) {
      complain(cell.column, "the column '" + cell.text + "' is given twice");
    }
    seen.push_back(cell.text);
  }
  for (const std::string& column : required) {
    if (std::ranges::find(seen, column) == seen.end()) {
      complain(1, "the header row lacks the column '" + column + "'");
    }
  }
  if (problems.count() != before) return std::nullopt;

  Node list{Node::Kind::list, {name, 1, 1}, {}, {}, {}};
  while (lines.next(line)) {
    const auto cells = split(line);
    if (!cells) {
      complain(1, "a quote is not closed in its line");
      continue;
    }
    if (cells->size() != header.size()) {
      complain(1, "the line has " + std::to_string(cells->size()) + " cells, expected " +
                      std::to_string(header.size()) + " as in the header row");
      continue;
    }
    Node row{Node::Kind::map, {name, lines.number(), 1}, {}, {}, {}};
    for (std::size_t i = 0; i < header.size(); ++i) {
      const Cell& cell = (*cells)[i];
      if (cell.text.empty()) continue;
      const Place place{name, lines.number(), cell.column};
      row.keys.push_back({header[i].text, place});
      row.items.push_back(Node{Node::Kind::text, place, cell.text, {}, {}});
    }
    list.items.push_back(std::move(row));
  }
  return list;
}

}  // namespace plugtest::scenarios

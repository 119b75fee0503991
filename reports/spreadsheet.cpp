#include "reports/spreadsheet.h"

#include "reports/text.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xlsxwriter.h>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t k_longest_sheet_name = 31;
constexpr std::size_t k_most_sheets = 200;

struct VerdictColour {
  const char* verdict;
  lxw_color_t fill;
};
// The tints of the page (reports/page/style/colours.css).
constexpr VerdictColour k_colours[] = {{"pass", 0xE7F5F0},           {"pass_with_remark", 0xE5F0F8},
                                       {"fail", 0xFDEADD},           {"inconclusive", 0xFDF3DB},
                                       {"error", 0xF8EAF2},          {"not_run", 0xF2F4F7},
                                       {"not_applicable", 0xF2F4F7}, {"none", 0xF2F4F7}};

std::string text_member(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? clean(found->get<std::string>()) : "";
}

class Workbook {
 public:
  Workbook(const Report& report, Language language, const std::filesystem::path& file)
      : document_(report.json()), language_(language) {
    book_ = workbook_new(file.c_str());
    lxw_doc_properties properties{};
    properties.created = 1;  // always the same: equal reports give equal files
    workbook_set_properties(book_, &properties);
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    wrapped_ = workbook_add_format(book_);
    format_set_text_wrap(wrapped_);
    for (const VerdictColour& one : k_colours) {
      lxw_format* format = workbook_add_format(book_);
      format_set_bg_color(format, one.fill);
      format_set_border(format, LXW_BORDER_THIN);
      format_set_border_color(format, 0xD6DCE4);
      verdicts_[one.verdict] = format;
    }
  }

  Result<void> write() {
    overview();
    std::size_t sheets = 0;
    for (const Json& scenario : document_.at("event").at("scenarios")) {
      if (++sheets <= k_most_sheets) scenario_sheet(scenario);
    }
    list_of_cells();
    if (const lxw_error error = workbook_close(book_); error != LXW_NO_ERROR) {
      return fail(ErrorCode::io, lxw_strerror(error));
    }
    return {};
  }

 private:
  std::string t(std::string_view key) const { return text_of(language_, key); }

  std::string scenario_title(const Json& scenario) const {
    std::string own = text_member(scenario, "title");
    const auto sweep = scenario.find("sweep");
    const bool is_point = sweep != scenario.end() && sweep->is_object();
    const std::string id = is_point ? sweep->at("sweep") : scenario.at("id");
    std::string title = text_of(language_, "scenario." + id + ".title", "");
    if (title.empty()) return own;
    if (is_point) title += t("list.separator") + clean(sweep->at("text").get<std::string>());
    return title;
  }

  // Excel's rules: at most 31 characters, some not allowed, each name once.
  lxw_worksheet* sheet(std::string name) {
    name = clean(name);
    std::ranges::replace_if(
        name,
        [](char c) { return std::string_view("[]:*?/\\'").find(c) != std::string_view::npos; },
        ' ');
    if (name.find_first_not_of(' ') == std::string::npos) name = "sheet";
    std::string unique = shortened(name, k_longest_sheet_name);
    for (int number = 2; names_.contains(unique); ++number) {
      const std::string tail = fmt::format(" {}", number);
      unique = shortened(name, k_longest_sheet_name - tail.size()) + tail;
    }
    names_.insert(unique);
    return workbook_add_worksheet(book_, unique.c_str());
  }

  static void put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
                  lxw_format* format = nullptr) {
    worksheet_write_string(sheet, row, column, text.c_str(), format);
  }

  void overview() {
    lxw_worksheet* page = sheet(t("nav.overview"));
    worksheet_set_column(page, 0, 0, 26, nullptr);
    worksheet_set_column(page, 1, 1, 70, nullptr);
    const Json& event = document_.at("event");
    lxw_row_t row = 0;
    put(page, row++, 0, text_member(event, "title"), bold_);
    const auto fact = [&](const char* key, const std::string& value) {
      put(page, row, 0, t(key));
      put(page, row++, 1, value, wrapped_);
    };
    fact("fact.event", text_member(event, "id"));
    fact("fact.region", text_member(event.at("region"), "title"));
    fact("fact.kind", t(event.at("official") == true ? "event.official" : "event.practice"));
    fact("fact.version", text_member(document_, "version"));
    put(page, row++, 1, t(document_.at("virtual") == true ? "footer.virtual" : "footer.samples"),
        wrapped_);
    ++row;
    std::map<std::string, int> counts;
    for (const Json& cell : document_.at("cells")) ++counts[cell.at("verdict")];
    for (const VerdictColour& one : k_colours) {
      if (!counts.contains(one.verdict)) continue;
      put(page, row, 0, t(std::string("verdict.") + one.verdict), verdicts_.at(one.verdict));
      worksheet_write_number(page, row, 1, counts[one.verdict], nullptr);
      put(page, row++, 2, t(std::string("verdict.") + one.verdict + ".long"));
    }
    ++row;
    put(page, row++, 0, t("reading.interval"));
  }

  static std::string numbers(const Json& cell) {
    if (cell.at("n") == 0) return {};
    return fmt::format("{}/{} ({:.0f}–{:.0f} %)", cell.at("k").get<unsigned>(),
                       cell.at("n").get<unsigned>(), 100 * cell.at("low").get<double>(),
                       100 * cell.at("high").get<double>());
  }

  void scenario_sheet(const Json& scenario) {
    const std::string id = scenario.at("id");
    std::vector<std::string> readers;
    std::vector<std::string> types;
    std::vector<const Json*> cells;
    const auto add_once = [](std::vector<std::string>& list, const std::string& value) {
      if (std::ranges::find(list, value) == list.end()) list.push_back(value);
    };
    for (const Json& cell : document_.at("cells")) {
      if (cell.at("scenario") != id) continue;
      cells.push_back(&cell);
      add_once(readers, cell.at("reader"));
      add_once(types, cell.at("tag_type"));
    }
    lxw_worksheet* page = sheet(id);
    put(page, 0, 0, scenario_title(scenario), bold_);
    constexpr lxw_row_t k_head = 2;
    worksheet_set_column(page, 0, 0, 22, nullptr);
    worksheet_set_column(page, 1, static_cast<lxw_col_t>(std::max<std::size_t>(types.size(), 1)),
                         24, nullptr);
    worksheet_freeze_panes(page, k_head + 1, 1);
    for (std::size_t i = 0; i < types.size(); ++i) {
      put(page, k_head, static_cast<lxw_col_t>(i + 1), clean(types[i]), bold_);
    }
    for (std::size_t i = 0; i < readers.size(); ++i) {
      put(page, static_cast<lxw_row_t>(k_head + 1 + i), 0, clean(readers[i]), bold_);
    }
    // Several populations or policies of one pair share a place, a line each.
    std::map<std::pair<std::size_t, std::size_t>, std::pair<std::string, std::string>> places;
    for (const Json* cell : cells) {
      const auto row = static_cast<std::size_t>(
          std::ranges::find(readers, cell->at("reader").get<std::string>()) - readers.begin());
      const auto column = static_cast<std::size_t>(
          std::ranges::find(types, cell->at("tag_type").get<std::string>()) - types.begin());
      const std::string verdict = cell->at("verdict");
      auto& [words, worst] = places[{row, column}];
      if (!words.empty()) words += "\n";
      words += t("verdict." + verdict) + " " + numbers(*cell);
      if (worst.empty() || verdict == "fail") worst = verdict;
    }
    for (const auto& [place, content] : places) {
      const auto format = verdicts_.find(content.second);
      put(page, static_cast<lxw_row_t>(k_head + 1 + place.first),
          static_cast<lxw_col_t>(place.second + 1), content.first,
          format != verdicts_.end() ? format->second : nullptr);
    }
  }

  void list_of_cells() {
    lxw_worksheet* page = sheet(t("nav.matrix"));
    const std::vector<std::string> heads{t("column.reader"),
                                         t("column.tag_type"),
                                         t("column.scenario"),
                                         t("column.population"),
                                         t("column.policy"),
                                         t("column.verdict"),
                                         "k",
                                         "n",
                                         "low",
                                         "high",
                                         t("column.why"),
                                         t("filter.attribution"),
                                         t("cell.items"),
                                         t("evidence.title")};
    for (std::size_t i = 0; i < heads.size(); ++i) {
      put(page, 0, static_cast<lxw_col_t>(i), heads[i], bold_);
    }
    worksheet_set_column(page, 0, 13, 18, nullptr);
    worksheet_freeze_panes(page, 1, 0);
    lxw_row_t row = 1;
    for (const Json& cell : document_.at("cells")) {
      const std::string verdict = cell.at("verdict");
      std::string reasons;
      for (const Json& reason : cell.at("reasons")) {
        reasons += (reasons.empty() ? "" : "; ") + t("reason." + reason.get<std::string>());
      }
      std::string evidence;
      for (const Json& folder : cell.at("evidence")) {
        evidence += (evidence.empty() ? "" : " ") + clean(folder.get<std::string>());
      }
      put(page, row, 0, clean(cell.at("reader").get<std::string>()));
      put(page, row, 1, clean(cell.at("tag_type").get<std::string>()));
      put(page, row, 2, clean(cell.at("scenario").get<std::string>()));
      put(page, row, 3, t("population." + cell.at("population").get<std::string>()));
      put(page, row, 4, t("policy." + cell.at("policy").get<std::string>()));
      const auto format = verdicts_.find(verdict);
      put(page, row, 5, t("verdict." + verdict),
          format != verdicts_.end() ? format->second : nullptr);
      worksheet_write_number(page, row, 6, cell.at("k"), nullptr);
      worksheet_write_number(page, row, 7, cell.at("n"), nullptr);
      worksheet_write_number(page, row, 8, cell.at("low"), nullptr);
      worksheet_write_number(page, row, 9, cell.at("high"), nullptr);
      put(page, row, 10, reasons);
      put(page, row, 11, t("attribution." + cell.at("attribution").get<std::string>()));
      put(page, row, 12,
          fmt::format("{}/{}", cell.at("identified").get<std::uint64_t>(),
                      cell.at("expected").get<std::uint64_t>()));
      put(page, row, 13, evidence);
      ++row;
    }
    worksheet_autofilter(page, 0, 0, row > 1 ? row - 1 : 1, 13);
  }

  const Json& document_;
  Language language_;
  lxw_workbook* book_ = nullptr;
  lxw_format* bold_ = nullptr;
  lxw_format* wrapped_ = nullptr;
  std::map<std::string, lxw_format*, std::less<>> verdicts_;
  std::set<std::string> names_;
};

}  // namespace

Result<void> write_spreadsheet(const Report& report, Language language,
                               const std::filesystem::path& file) {
  return Workbook(report, language, file).write();
}

}  // namespace plugtest::reports

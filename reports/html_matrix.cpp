#include "reports/html_matrix.h"

#include "harness/model/content_id.h"
#include "reports/assets.h"
#include "reports/layout.h"
#include "reports/text.h"
#include "reports/wording.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <mustache.hpp>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using kainjow::mustache::data;
using model::CellResult;

std::string text(std::string_view value) { return std::string(value); }

// SHA-256 in the base64 form of a content security policy: only the page's own script runs.
std::string policy_hash(std::string_view script) {
  constexpr std::string_view k_digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = model::sha256_hex(script);
  std::string out;
  // Three hexadecimal digits are two of base64; 64 digits leave one, which is padded.
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    std::string group = hex.substr(i, 3);
    group.resize(3, '0');
    const unsigned long bits = std::stoul(group, nullptr, 16);
    out += k_digits[bits >> 6U];
    if (i + 1 < hex.size()) out += k_digits[bits & 0x3FU];
  }
  return out.append((4 - out.size() % 4) % 4, '=');
}

// JSON inside a script element: no character may end the element or start a comment in it.
std::string as_island(const nlohmann::json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', true)) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// A folder below the report, as a relative link: nothing in it can become a scheme or a host.
std::string relative_link(std::string_view path) {
  constexpr std::string_view k_plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out = "./";
  for (const char c : path) {
    if (k_plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string joined(std::string_view first, std::string_view second) {
  return clean(first) + (first.empty() || second.empty() ? "" : " ") + clean(second);
}

std::string conditions_text(const model::CellKey& key) {
  std::string out =
      fmt::format("{} load, {} settings, radio plan {}", model::to_string(key.population),
                  model::to_string(key.policy), clean(key.region));
  if (!key.plan_hash.empty()) out += fmt::format(", plan {}", clean(key.plan_hash.substr(0, 12)));
  return out + ".";
}

void set_verdict(data& node, model::Verdict verdict) {
  const VerdictWording& words = wording(verdict);
  node.set("verdict", text(model::to_string(verdict)));
  node.set("symbol", text(words.symbol));
  node.set("word", text(words.word));
}

void set_or_false(data& node, const char* name, std::string value) {
  if (value.empty()) {
    node.set(name, data(false));
  } else {
    node.set(name, std::move(value));
  }
}

std::string decimal(double value) { return fmt::format("{:.1f}", value); }

// One line under the numbers of a cell that did not simply pass.
std::string why_text(const CellResult& cell) {
  if (cell.verdict == model::Verdict::pass || cell.reasons.empty()) return {};
  const model::Reason reason =
      cell.verdict == model::Verdict::pass_with_remark ? cell.reasons.back() : cell.reasons.front();
  std::string out(explain(reason));
  if (cell.attribution != model::Attribution::none &&
      cell.attribution != model::Attribution::unknown) {
    out += fmt::format("; attributed to {}", explain(cell.attribution));
  }
  return out;
}

std::string label_of(const CellResult& cell) {
  std::string out = fmt::format("{}, {}, {}", clean(cell.key.reader.str()),
                                clean(cell.key.tag_type.str()), wording(cell.verdict).word);
  if (cell.n > 0) {
    out += fmt::format(", {} of {} passes, interval {}", cell.k, cell.n, interval_text(cell));
  }
  return out;
}

class Page {
 public:
  explicit Page(const MatrixReport& report) : report_(report), sections_(sections(report)) {}

  std::string render() {
    data root;
    set_head(root);
    data tables(data::type::list);
    for (const Section& section : sections_) tables.push_back(table_of(section));
    root.set("sections", tables);
    data details(data::type::list);
    nlohmann::json island = {{"cells", nlohmann::json::array()}};
    for (std::size_t i = 0; i < report_.cells.size(); ++i) {
      nlohmann::json& runs = island["cells"].emplace_back()["runs"];
      runs = nlohmann::json::array();
      details.push_back(details_of(i, runs));
    }
    root.set("details", details);
    root.set("data", as_island(island));
    kainjow::mustache::mustache page{text(assets::matrix_html)};
    return page.render(root);
  }

 private:
  void set_head(data& root) const {
    const model::EventPlan& event = report_.event;
    root.set("title", clean(event.title.empty() ? event.id : event.title));
    root.set("event", clean(event.id));
    root.set("region", clean(event.region.title.empty() ? event.region.id : event.region.title));
    root.set("seed", std::to_string(event.seed));
    root.set("version", clean(report_.version));
    root.set("official", data(event.official));
    root.set("practice", data(!event.official));
    root.set("virtual", data(event.rig == model::RigKind::lab));
    set_or_false(root, "model_note",
                 event.rig == model::RigKind::lab ? clean(model_note(report_)) : std::string());
    root.set("css", text(assets::matrix_css));
    root.set("js", text(assets::matrix_js));
    root.set("script_hash", policy_hash(assets::matrix_js));
    set_names(root, "scenario_names", "scenario_count",
              [](const CellResult& cell) { return cell.key.scenario.str(); });
    set_names(root, "reader_names", "reader_count",
              [](const CellResult& cell) { return cell.key.reader.str(); });
    set_names(root, "tag_names", "tag_type_count",
              [](const CellResult& cell) { return cell.key.tag_type.str(); });
    data tiles(data::type::list);
    data legend(data::type::list);
    for (const VerdictWording& words : verdict_wordings()) {
      data entry;
      set_verdict(entry, words.verdict);
      entry.set("explanation", text(words.explanation));
      if (words.verdict != model::Verdict::none) legend.push_back(entry);
      const auto count = std::ranges::count(report_.cells, words.verdict, &CellResult::verdict);
      if (count == 0) continue;
      entry.set("count", std::to_string(count));
      tiles.push_back(entry);
    }
    root.set("tiles", tiles);
    root.set("legend", legend);
  }

  template <class NameOf>
  void set_names(data& root, const char* list, const char* count, const NameOf& name_of) const {
    std::vector<std::string> names;
    for (const CellResult& cell : report_.cells) {
      const std::string name = clean(name_of(cell));
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    data values(data::type::list);
    for (const std::string& name : names) values.push_back(name);
    root.set(list, values);
    root.set(count, std::to_string(names.size()));
  }

  std::string maker_of(const model::ReaderId& id) const {
    const auto& readers = report_.event.readers;
    const auto found = std::ranges::find(readers, id, &model::ReaderRecord::id);
    if (found == readers.end()) return {};
    return joined(joined(found->vendor, found->model), found->firmware);
  }

  data column_of(const model::TagTypeId& id) const {
    const auto& tag_types = report_.event.tag_types;
    const auto found = std::ranges::find(tag_types, id, &model::TagType::id);
    const bool known = found != tag_types.end();
    data column;
    column.set("tag", clean(id.str()));
    column.set("maker", known ? joined(found->vendor, found->model) : std::string());
    column.set("protocol", known ? text(model::to_string(found->protocol)) : std::string());
    column.set("rests_on_model", data(known && model::rests_on_model(*found)));
    return column;
  }

  data table_of(const Section& section) const {
    data table;
    const model::ScenarioPlan* scenario = section.scenario;
    const std::string id = clean(section.conditions.scenario.str());
    const bool titled = scenario != nullptr && !scenario->title.empty();
    table.set("scenario", id);
    table.set("scenario_title", titled ? clean(scenario->title) : id);
    set_or_false(table, "objective", scenario != nullptr ? clean(scenario->objective) : "");
    table.set("conditions",
              (scenario != nullptr ? fmt::format("{} items, ", model::item_count(scenario->load))
                                   : std::string()) +
                  conditions_text(section.conditions));
    set_or_false(table, "criterion",
                 scenario != nullptr ? describe(scenario->pass_criterion) : std::string());
    set_or_false(table, "rule", scenario != nullptr ? describe(scenario->decision) : std::string());
    data columns(data::type::list);
    for (const model::TagTypeId& tag_type : section.tag_types) {
      columns.push_back(column_of(tag_type));
    }
    table.set("columns", columns);
    data rows(data::type::list);
    for (std::size_t row = 0; row < section.readers.size(); ++row) {
      const model::ReaderId& reader = section.readers[row];
      data line;
      line.set("reader", clean(reader.str()));
      line.set("maker", maker_of(reader));
      line.set("row_virtual", data(is_virtual(report_.event, reader)));
      data cells(data::type::list);
      for (std::size_t column = 0; column < section.tag_types.size(); ++column) {
        const CellResult* cell = section.at(row, column);
        if (cell != nullptr) cells.push_back(cell_of(*cell, scenario));
      }
      line.set("cells", cells);
      rows.push_back(line);
    }
    table.set("rows", rows);
    return table;
  }

  void set_counts(data& node, const CellResult& cell) const {
    node.set("counted", data(cell.n > 0));
    node.set("k", std::to_string(cell.k));
    node.set("n", std::to_string(cell.n));
    node.set("interval", interval_text(cell));
  }

  data cell_of(const CellResult& cell, const model::ScenarioPlan* scenario) const {
    data node;
    set_verdict(node, cell.verdict);
    set_counts(node, cell);
    node.set("index", std::to_string(&cell - report_.cells.data()));
    node.set("tag", clean(cell.key.tag_type.str()));
    node.set("label", label_of(cell));
    node.set("low", decimal(100 * cell.low));
    node.set("span", decimal(100 * (cell.high - cell.low)));
    // The mark is two units wide and stays inside the scale.
    const double share = cell.n > 0 ? 100.0 * cell.k / cell.n : 0.0;
    node.set("share", decimal(std::clamp(share - 1.0, 0.0, 98.0)));
    set_or_false(node, "required",
                 scenario != nullptr ? decimal(100 * required_share(scenario->decision)) : "");
    set_or_false(node, "why", why_text(cell));
    node.set("on_model", data(rests_on_model(report_, cell)));
    return node;
  }

  data details_of(std::size_t index, nlohmann::json& island) const {
    const CellResult& cell = report_.cells[index];
    data node;
    set_verdict(node, cell.verdict);
    set_counts(node, cell);
    node.set("index", std::to_string(index));
    node.set("reader", clean(cell.key.reader.str()));
    node.set("tag", clean(cell.key.tag_type.str()));
    node.set("scenario", clean(cell.key.scenario.str()));
    set_or_false(node, "detail", clean(cell.detail));
    set_or_false(node, "disturbed", cell.disturbed > 0 ? std::to_string(cell.disturbed) : "");
    node.set("exact_interval",
             fmt::format("{:.2f} % to {:.2f} %", 100 * cell.low, 100 * cell.high));
    node.set("interval_kind", cell.interval == model::IntervalKind::early_stop
                                  ? "Clopper–Pearson 95 %, descriptive: early stop"
                                  : "Clopper–Pearson 95 %, exact");
    node.set("identified", std::to_string(cell.identified));
    node.set("expected", std::to_string(cell.expected));
    data reasons(data::type::list);
    for (const model::Reason reason : cell.reasons) {
      data entry;
      entry.set("code", text(model::to_string(reason)));
      entry.set("text", text(explain(reason)));
      reasons.push_back(entry);
    }
    node.set("has_reasons", data(!cell.reasons.empty()));
    node.set("reasons", reasons);
    node.set("attributed", data(cell.attribution != model::Attribution::none));
    node.set("attribution", text(model::to_string(cell.attribution)));
    node.set("attribution_text", text(explain(cell.attribution)));
    node.set("cell_conditions", conditions_text(cell.key));
    node.set("cell_model", data(rests_on_model(report_, cell)));
    data runs(data::type::list);
    for (std::size_t i = 0; i < cell.runs.size(); ++i) runs.push_back(run_of(cell, i, island));
    node.set("runs", runs);
    return node;
  }

  data run_of(const CellResult& cell, std::size_t index, nlohmann::json& island) const {
    data node;
    node.set("several", data(cell.runs.size() > 1));
    node.set("attempt", std::to_string(index + 1));
    node.set("run_index", std::to_string(index));
    const std::string folder = index < cell.evidence.size() ? cell.evidence[index] : "";
    set_or_false(node, "evidence_path", clean(folder));
    node.set("evidence_link", relative_link(folder));
    nlohmann::json& passes = island.emplace_back(nlohmann::json::array());
    std::string strip;
    const auto run = std::ranges::find(report_.runs, cell.runs[index],
                                       [](const model::RunResult& one) { return one.plan.id; });
    if (run != report_.runs.end()) {
      node.set("attempt", std::to_string(run->plan.attempt));
      strip = strip_of(*run, cell.key.tag_type, passes);
    }
    node.set("strip", strip);
    return node;
  }

  // Each pass as a dot for the static page, and as numbers for the script.
  static std::string strip_of(const model::RunResult& run, const model::TagTypeId& tag_type,
                              nlohmann::json& passes) {
    const auto outcome = std::ranges::find(run.outcomes, tag_type, &model::RunOutcome::tag_type);
    std::uint32_t left = outcome != run.outcomes.end() ? outcome->passes : 0;
    std::string strip;
    for (const model::PassScore& score : run.pass_scores) {
      if (score.tag_type != tag_type || score.expected == 0) continue;
      nlohmann::json missed = nlohmann::json::array();
      for (const model::PieceId& piece : score.missed) missed.push_back(clean(piece.str()));
      passes.push_back({score.pass, score.identified, score.expected, score.success ? 1 : 0,
                        left > 0 ? 1 : 0, std::move(missed)});
      if (left > 0) --left;
      strip += score.success ? "●" : "○";
    }
    return strip;
  }

  const MatrixReport& report_;
  std::vector<Section> sections_;
};

}  // namespace

std::string html_matrix(const MatrixReport& report) { return Page(report).render(); }

}  // namespace plugtest::reports

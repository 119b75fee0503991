#include "reports/html_page.h"

#include "reports/assets.h"
#include "reports/columns.h"
#include "reports/embedding.h"
#include "reports/sentences.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <mustache.hpp>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;
using kainjow::mustache::data;

constexpr std::size_t k_runs_a_piece = 128;
constexpr std::size_t k_plain_bytes = 1'000'000;  // a longer report is compressed

/// Pieces of data as script elements that are never run.
class Islands {
 public:
  void add(std::string attributes, std::string json) {
    bytes_ += json.size();
    texts_.emplace_back(std::move(attributes), std::move(json));
  }

  std::string elements() const {
    std::string out;
    for (const auto& [attributes, text] : texts_) {
      out += "<script " + attributes;
      if (bytes_ <= k_plain_bytes) {
        out += " type=\"application/json\">" + inside_script(text);
      } else {
        out += " type=\"application/gzip\">" + base64(gzip(text));
      }
      out += "</script>\n";
    }
    return out;
  }

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
  std::size_t bytes_ = 0;
};

template <class AnyJson>
std::string text_of(const AnyJson& json) {
  return json.dump(-1, ' ', false, AnyJson::error_handler_t::replace);
}

/// From each detail of a verdict or a check to what it is in Chinese: texts, of which every second
/// is a quotation. English is what they are stored in.
nlohmann::json chinese_details(const Json& document) {
  // Sorted: an ordered document would look through all of it for each.
  nlohmann::json all = nlohmann::json::object();
  const auto add = [&all](const std::string& detail) {
    if (detail.empty() || all.contains(detail)) return;
    nlohmann::json texts = nlohmann::json::array();
    for (const SentencePart& part : sentences_in(Language::chinese, detail)) {
      if (texts.empty() && part.quoted) texts.push_back("");
      texts.push_back(part.text);
    }
    all[detail] = std::move(texts);
  };
  for (const Json& cell : document.at("cells")) add(cell.at("detail"));
  for (const Json& run : document.at("runs")) {
    if (!run.contains("checks")) continue;
    for (const Json& check : run.at("checks")) add(check.at("detail"));
  }
  return all;
}

std::string islands(const Report& report) {
  const Json& document = report.json();
  Json core = Json::object();
  for (const auto& [name, value] : document.items()) {
    if (name == "cells") {
      core[name] = as_table(value);
    } else if (name != "runs") {
      core[name] = value;
    }
  }
  const Json& runs = document.at("runs");
  Json ids = Json::array();
  for (const Json& run : runs) ids.push_back(run.at("id"));
  core["run_ids"] = std::move(ids);
  core["runs_a_piece"] = k_runs_a_piece;
  Islands out;
  out.add("id=\"core\"", text_of(core));
  out.add("id=\"sentences\"", text_of(chinese_details(document)));
  for (std::size_t first = 0; first < runs.size(); first += k_runs_a_piece) {
    // Written run by run: a list of them would be a copy of all that is in them.
    std::string piece = "[";
    for (std::size_t i = first; i < std::min(first + k_runs_a_piece, runs.size()); ++i) {
      if (i > first) piece += ',';
      piece += text_of(runs[i]);
    }
    piece += ']';
    out.add("class=\"runs\"", std::move(piece));
  }
  return out.elements();
}

std::string strings() {
  return std::string("{\"en\":")
      .append(strings_json(Language::english))
      .append(",\"zh\":")
      .append(strings_json(Language::chinese))
      .append("}");
}

}  // namespace

std::string html_page(const Report& report, Language language) {
  data page;
  page.set("language", std::string(to_string(language)));
  page.set("title", report.json().at("event").value("title", ""));
  page.set("css", std::string(assets::page_css));
  page.set("policy", policy_source(assets::chart_js) + " " + policy_source(assets::page_js));
  page.set("chart_js", std::string(assets::chart_js));
  page.set("js", std::string(assets::page_js));
  page.set("strings", inside_script(strings()));
  page.set("standards", inside_script(assets::standards));
  page.set("islands", islands(report));
  return kainjow::mustache::mustache{std::string(assets::page_html)}.render(page);
}

}  // namespace plugtest::reports

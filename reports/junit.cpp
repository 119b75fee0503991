#include "reports/junit.h"

#include "reports/layout.h"
#include "reports/text.h"
#include "reports/wording.h"

#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace plugtest::reports {
namespace {

using model::CellResult;
using model::Verdict;

struct Counts {
  unsigned tests = 0;
  unsigned failures = 0;
  unsigned errors = 0;
  unsigned skipped = 0;

  void add(const CellResult& cell) {
    ++tests;
    if (cell.verdict == Verdict::fail) {
      ++failures;
    } else if (cell.verdict == Verdict::error) {
      ++errors;
    } else if (!model::settled(cell.verdict)) {
      ++skipped;
    }
  }
};

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(clean(value).c_str());
}

std::string numbers(const CellResult& cell) {
  if (cell.n == 0) return {};
  return fmt::format("{}/{} passes, {}", cell.k, cell.n, interval_text(cell));
}

std::string message_of(const CellResult& cell) {
  std::string text(wording(cell.verdict).word);
  if (!cell.reasons.empty()) text += fmt::format(": {}", explain(cell.reasons.front()));
  const std::string counted = numbers(cell);
  if (!counted.empty()) text += fmt::format(" ({})", counted);
  return text;
}

std::string body_of(const CellResult& cell) {
  std::string text = cell.detail;
  text += fmt::format("\nAttribution: {}", model::to_string(cell.attribution));
  for (const std::string& folder : cell.evidence) text += fmt::format("\nEvidence: {}", folder);
  return text;
}

// Line breaks are ours; everything between them comes from elsewhere.
std::string clean_lines(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin > 0) out += '\n';
    out += clean(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

void add_case(pugi::xml_node suite, const MatrixReport& report, const CellResult& cell) {
  pugi::xml_node node = suite.append_child("testcase");
  const std::string_view lab = is_virtual(report.event, cell.key.reader) ? "virtual." : "";
  set(node, "classname",
      fmt::format("{}{}.{}", lab, cell.key.scenario.str(), cell.key.reader.str()));
  set(node, "name", cell.key.tag_type.str());
  if (rests_on_model(report, cell)) {
    pugi::xml_node property = node.append_child("properties").append_child("property");
    set(property, "name", "rests_on_model");
    set(property, "value", "true");
  }
  const auto explained = [&](const char* element) {
    pugi::xml_node child = node.append_child(element);
    set(child, "message", message_of(cell));
    return child;
  };
  switch (cell.verdict) {
    case Verdict::pass:
      break;
    case Verdict::pass_with_remark:
      node.append_child("system-out")
          .text()
          .set(clean_lines(message_of(cell) + "\n" + body_of(cell)).c_str());
      break;
    case Verdict::fail:
    case Verdict::error: {
      pugi::xml_node child = explained(cell.verdict == Verdict::fail ? "failure" : "error");
      set(child, "type",
          cell.reasons.empty() ? model::to_string(cell.verdict)
                               : model::to_string(cell.reasons.front()));
      child.text().set(clean_lines(body_of(cell)).c_str());
      break;
    }
    case Verdict::none:
    case Verdict::inconclusive:
    case Verdict::not_applicable:
    case Verdict::not_run:
      explained("skipped");
      break;
  }
}

void set_counts(pugi::xml_node node, const Counts& counts) {
  node.append_attribute("tests") = counts.tests;
  node.append_attribute("failures") = counts.failures;
  node.append_attribute("errors") = counts.errors;
}

}  // namespace

std::string junit_xml(const MatrixReport& report) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", report.event.id);
  Counts all;
  for (const CellResult& cell : report.cells) all.add(cell);
  set_counts(root, all);
  for (const Section& section : sections(report)) {
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", section.conditions.scenario.str());
    Counts counts;
    for (const CellResult* cell : section.cells) {
      if (cell != nullptr) counts.add(*cell);
    }
    set_counts(suite, counts);
    suite.append_attribute("skipped") = counts.skipped;
    for (const CellResult* cell : section.cells) {
      if (cell != nullptr) add_case(suite, report, *cell);
    }
  }
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace plugtest::reports

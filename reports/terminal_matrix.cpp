#include "reports/terminal_matrix.h"

#include "reports/layout.h"
#include "reports/text.h"
#include "reports/wording.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace plugtest::reports {
namespace {

using model::CellResult;
using model::Verdict;

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_longest_name = 24;
constexpr std::string_view k_model_mark = " m";  // behind a cell that rests on the lab's model

// SGR colours that stay apart for colour-blind eyes; the symbol carries the meaning.
std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "\x1b[36m";
    case Verdict::pass_with_remark:
      return "\x1b[36;1m";
    case Verdict::fail:
      return "\x1b[31;1m";
    case Verdict::inconclusive:
      return "\x1b[33m";
    case Verdict::error:
      return "\x1b[35;1m";
    case Verdict::none:
    case Verdict::not_applicable:
    case Verdict::not_run:
      break;
  }
  return "\x1b[2m";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

class Painter {
 public:
  Painter(const MatrixReport& report, const TerminalStyle& style)
      : report_(report), style_(style) {}

  std::string paint() {
    const std::string_view lab = report_.event.rig == model::RigKind::lab
                                     ? " - virtual lab: no claim about real products"
                                     : "";
    line(fmt::format("{} ({}), seed {}{}", clean(report_.event.title), clean(report_.event.id),
                     report_.event.seed, lab));
    for (const Section& section : sections(report_)) paint(section);
    paint_legend();
    paint_non_passes();
    paint_checks();
    return out_;
  }

 private:
  // Text of our own may hold two characters beyond ASCII.
  std::string plain(std::string text) const {
    if (style_.utf8) return text;
    return replaced(replaced(std::move(text), "–", "-"), "…", "~");
  }

  std::string_view symbol(Verdict verdict) const {
    return style_.utf8 ? wording(verdict).symbol : wording(verdict).ascii;
  }

  std::string cell_text(const CellResult* cell) const {
    if (cell == nullptr) return {};
    std::string text(symbol(cell->verdict));
    if (cell->n > 0) {
      text += plain(
          fmt::format(" {}/{} {}", cell->k, cell->n, replaced(interval_text(*cell), " %", "%")));
    } else {
      text += fmt::format(" {}", wording(cell->verdict).word);
    }
    if (rests_on_model(report_, *cell)) text += k_model_mark;
    return text;
  }

  std::string coloured(Verdict verdict, const std::string& text) const {
    if (!style_.colour) return text;
    return fmt::format("{}{}\x1b[0m", colour_of(verdict), text);
  }

  void line(std::string text) {
    while (text.ends_with(' ')) text.pop_back();
    out_ += text + '\n';
  }

  static std::string padding(std::size_t width, std::size_t used) {
    return std::string(width > used ? width - used : 0, ' ');
  }

  void paint(const Section& section) {
    const std::string title = section.scenario != nullptr && !section.scenario->title.empty()
                                  ? section.scenario->title
                                  : section.conditions.scenario.str();
    line("");
    line(fmt::format(
        "{} [{}]: {} load, {} settings, {}", clean(title), clean(section.conditions.scenario.str()),
        model::to_string(section.conditions.population),
        model::to_string(section.conditions.policy), clean(section.conditions.region)));
    std::size_t name_width = 6;
    for (const model::ReaderId& reader : section.readers) {
      name_width = std::max(name_width, display_width(shortened(reader.str(), k_longest_name)));
    }
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < section.tag_types.size(); ++column) {
      std::size_t width = display_width(shortened(section.tag_types[column].str(), k_longest_name));
      for (std::size_t row = 0; row < section.readers.size(); ++row) {
        width = std::max(width, display_width(cell_text(section.at(row, column))));
      }
      widths.push_back(width);
    }
    for (std::size_t first = 0; first < widths.size();) {
      std::size_t used = name_width;
      std::size_t last = first;
      do {
        used += k_gap + widths[last++];
      } while (last < widths.size() && used + k_gap + widths[last] <= style_.width);
      paint_block(section, name_width, widths, first, last);
      first = last;
    }
  }

  void paint_block(const Section& section, std::size_t name_width,
                   const std::vector<std::size_t>& widths, std::size_t first, std::size_t last) {
    std::string head = "  " + padding(name_width, 0);
    for (std::size_t column = first; column < last; ++column) {
      const std::string name = plain(shortened(section.tag_types[column].str(), k_longest_name));
      head += name + padding(widths[column] + k_gap, display_width(name));
    }
    line(std::move(head));
    for (std::size_t row = 0; row < section.readers.size(); ++row) {
      const std::string name = plain(shortened(section.readers[row].str(), k_longest_name));
      std::string text = name + padding(name_width + k_gap, display_width(name));
      for (std::size_t column = first; column < last; ++column) {
        const CellResult* cell = section.at(row, column);
        const std::string shown = cell_text(cell);
        if (cell != nullptr) text += coloured(cell->verdict, shown);
        text += padding(widths[column] + k_gap, display_width(shown));
      }
      line(std::move(text));
    }
  }

  bool occurs(Verdict verdict) const {
    return std::ranges::find(report_.cells, verdict, &CellResult::verdict) != report_.cells.end();
  }

  void paint_legend() {
    line("");
    line(plain("k/n: successful passes; then the 95 % interval of their share (Clopper–Pearson)"));
    for (const VerdictWording& entry : verdict_wordings()) {
      if (!occurs(entry.verdict)) continue;
      line(fmt::format("{} {}: {}", coloured(entry.verdict, std::string(symbol(entry.verdict))),
                       entry.word, entry.explanation));
    }
    const auto marked = [this](const CellResult& cell) { return rests_on_model(report_, cell); };
    if (std::ranges::any_of(report_.cells, marked)) {
      line(fmt::format("m model: {}", clean(model_note(report_))));
    }
  }

  void paint_non_passes() {
    bool first = true;
    for (const CellResult& cell : report_.cells) {
      if (cell.verdict == Verdict::pass || cell.verdict == Verdict::not_applicable ||
          cell.verdict == Verdict::not_run) {
        continue;
      }
      if (first) line("");
      first = false;
      std::string reasons;
      for (const model::Reason reason : cell.reasons) {
        if (!reasons.empty()) reasons += ", ";
        reasons += model::to_string(reason);
      }
      line(fmt::format("{} {} / {} / {}: {} ({})",
                       coloured(cell.verdict, std::string(symbol(cell.verdict))),
                       clean(cell.key.reader.str()), clean(cell.key.tag_type.str()),
                       clean(cell.key.scenario.str()), wording(cell.verdict).word, reasons));
      if (cell.attribution == model::Attribution::unknown) {
        line(fmt::format("    cause unknown. {}", clean(cell.detail)));
      } else if (cell.attribution != model::Attribution::none) {
        line(
            fmt::format("    attributed to {}. {}", explain(cell.attribution), clean(cell.detail)));
      } else if (!cell.detail.empty()) {
        line("    " + clean(cell.detail));
      }
      for (const std::string& folder : cell.evidence) line("    evidence: " + clean(folder));
    }
  }

  /// What batches began and ended with: how many checks held, and what there is to say of others.
  void paint_checks() {
    std::size_t held = 0;
    std::size_t all = 0;
    std::vector<std::string> remarks;
    for (const model::RunResult& run : report_.runs) {
      for (const model::BatchCheck& check : run.checks) {
        ++all;
        if (check.held) ++held;
        if (check.detail.empty()) continue;
        remarks.push_back(fmt::format("    {} / {}, {} the batch: {}", clean(run.plan.reader.str()),
                                      clean(run.plan.scenario.str()),
                                      check.closes_batch ? "after" : "before",
                                      clean(check.detail)));
      }
    }
    if (all == 0) return;
    line("");
    line(fmt::format("{} of {} checks of empty field and reference piece held", held, all));
    constexpr std::size_t k_shown = 20;
    for (std::size_t i = 0; i < std::min(remarks.size(), k_shown); ++i) line(remarks[i]);
    if (remarks.size() > k_shown) line(fmt::format("    and {} more", remarks.size() - k_shown));
  }

  const MatrixReport& report_;
  const TerminalStyle& style_;
  std::string out_;
};

}  // namespace

std::string terminal_matrix(const MatrixReport& report, const TerminalStyle& style) {
  return Painter(report, style).paint();
}

}  // namespace plugtest::reports

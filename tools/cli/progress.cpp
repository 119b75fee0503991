#include "tools/cli/progress.h"

#include <ostream>
#include <syncstream>
#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

/// How often the moving line may change: more would only flicker.
constexpr std::chrono::milliseconds k_redraw{80};

std::string outcome_text(const model::RunResult& result) {
  std::string text;
  for (const model::RunOutcome& outcome : result.outcomes) {
    if (!text.empty()) text += ", ";
    if (result.outcomes.size() > 1) text += outcome.tag_type.str() + " ";
    text += fmt::format("{} {}/{}", model::to_string(outcome.verdict), outcome.successes,
                        outcome.passes);
    if (outcome.verdict == model::Verdict::error) text += " (" + outcome.detail + ")";
  }
  return text;
}

}  // namespace

std::string run_title(const model::RunPlan& plan) {
  std::string types;
  for (const model::TagTypeId& type : plan.tag_types) {
    if (!types.empty()) types += "+";
    types += type.str();
  }
  return fmt::format("{} x {} in {}", plan.reader.str(), types, plan.scenario.str());
}

// Prompters of several lanes may write at the same time: each writes in one piece.
Progress::Progress(std::ostream& out, bool terminal, unsigned columns,
                   const model::EventPlan& event, const std::vector<model::RunPlan>& missing,
                   SessionClock& clock, Keep keep)
    : out_(out),
      terminal_(terminal),
      columns_(columns),
      runs_(missing.size()),
      clock_(clock),
      keep_(std::move(keep)),
      time_left_(event, missing) {}

/// ", about 12 min left", as far as that can be told.
std::string Progress::left() const {
  const auto left = time_left_.after(std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(clock_.seconds())));
  return left ? ", about " + time_left_text(*left) + " left" : std::string();
}

void Progress::on_remark(const std::string& text) {
  std::osyncstream(out_) << (terminal_ ? "\r\x1b[K" : "") << text << '\n' << std::flush;
}

void Progress::on_run_begin(const model::RunPlan& plan) {
  clock_.run_began(plan.id);
  draw(run_title(plan));
}

void Progress::on_pass(const model::RunPlan& plan, std::uint32_t pass,
                       std::span<const model::PassScore> scores) {
  time_left_.on_pass(plan.id, pass);
  std::uint32_t identified = 0;
  std::uint32_t expected = 0;
  for (const model::PassScore& score : scores) {
    identified += score.identified;
    expected += score.expected;
  }
  draw(fmt::format("{}: pass {}, {}/{} read", run_title(plan), pass + 1, identified, expected));
}

void Progress::on_run_end(const model::RunResult& result) {
  keep_(result, clock_.run_ended(result.plan.id));
  ++finished_;
  time_left_.on_run_end(result.plan.id);
  if (terminal_) {
    draw(run_title(result.plan) + ": " + outcome_text(result));
    return;
  }
  std::osyncstream(out_) << fmt::format("[{:>{}}/{}{}] {}: {}", finished_,
                                        fmt::formatted_size("{}", runs_), runs_, left(),
                                        run_title(result.plan), outcome_text(result))
                         << '\n'
                         << std::flush;
}

void Progress::clear() {
  if (terminal_) out_ << "\r\x1b[K" << std::flush;
}

void Progress::draw(const std::string& text) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < k_redraw) return;
  drawn_ = now;
  std::string line = fmt::format("[{}/{}{}] {}", finished_, runs_, left(), text);
  if (columns_ > 1 && line.size() >= columns_) line.resize(columns_ - 1);
  std::osyncstream(out_) << "\r\x1b[K" << line << std::flush;
}

}  // namespace plugtest::cli

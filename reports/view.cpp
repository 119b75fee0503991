#include "reports/view.h"

#include "harness/model/content_id.h"
#include "protocols/bits/suggest.h"
#include "reports/shown_names.h"
#include "reports/shown_run.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

/// Applies a view: own equipment keeps its names, all other stands under codes.
class Curtain {
 public:
  Curtain(const Json& document, const View& view, Codes& codes)
      : document_(document), view_(view), names_(document, view, codes) {}

  Json document() {
    Json cells = Json::array();
    for (const Json& cell : document_.at("cells")) cells.push_back(cell_json(cell));
    Json sweeps = Json::array();
    for (const Json& fit : document_.at("sweeps")) sweeps.push_back(sweep_json(fit));
    Json runs = Json::array();
    for (const Json& run : document_.at("runs")) runs.push_back(shown_run(run, names_));
    Json out = chosen(document_, {"schema", "version"});
    out["view"] = view_json();
    out["virtual"] = document_.at("virtual");
    out["event"] = event_json(document_.at("event"));
    out["cells"] = std::move(cells);
    out["sweeps"] = std::move(sweeps);
    out["runs"] = std::move(runs);
    out["comparison"] = comparison_json(document_.at("comparison"));
    return out;
  }

 private:
  Json view_json() const {
    if (view_.kind == View::Kind::participant) {
      return {{"kind", "participant"}, {"participant", view_.participant}};
    }
    return {{"kind", "public"}, {"participant", nullptr}};
  }

  Json event_json(const Json& event) {
    Json out = chosen(event, {"id", "title", "seed", "official", "rig", "retries"});
    out["region"] = chosen(event.at("region"), {"id", "title", "source"});
    Json participants = Json::array();
    for (const Json& one : event.at("participants")) {
      const std::string id = one.at("id");
      const std::string name =
          names_.own_participant(id) ? one.value("name", "") : names_.participant(id);
      participants.push_back({{"id", names_.participant(id)}, {"name", name}});
    }
    out["participants"] = std::move(participants);
    Json readers = Json::array();
    for (const Json& one : event.at("readers")) readers.push_back(equipment_json(one, true));
    out["readers"] = std::move(readers);
    Json types = Json::array();
    for (const Json& one : event.at("tag_types")) types.push_back(equipment_json(one, false));
    out["tag_types"] = std::move(types);
    Json scenarios = Json::array();
    for (const Json& one : event.at("scenarios")) {
      scenarios.push_back(
          chosen(one, {"id", "title", "objective", "references", "population", "policy", "items",
                       "item_rate", "rule", "rule_statistics", "sweep", "limits", "primary"}));
    }
    out["scenarios"] = std::move(scenarios);
    return out;
  }

  /// A reader or a tag type.
  Json equipment_json(const Json& one, bool is_reader) {
    const std::string id = one.at("id");
    if (is_reader ? names_.own_reader(id) : names_.own_tag_type(id)) return one;
    Json out{{"id", is_reader ? names_.reader(id) : names_.tag_type(id)},
             {"participant", names_.participant(one.value("participant", ""))},
             {"vendor", ""},
             {"model", ""}};
    if (is_reader) out["firmware"] = "";
    if (const auto own = one.find("vendor_settings"); own != one.end()) {
      out["vendor_settings"] = public_settings(*own);
    }
    // An air profile is one maker's: it would name the tag's.
    out.update(chosen(one, {"claims", "virtual", "protocol", "rests_on_model"}));
    return out;
  }

  Json cell_json(const Json& cell) {
    Json out{{"reader", names_.reader(cell.at("reader"))},
             {"tag_type", names_.tag_type(cell.at("tag_type"))}};
    out.update(chosen(cell, {"scenario",
                             "verdict",
                             "k",
                             "n",
                             "low",
                             "high",
                             "interval",
                             "reasons",
                             "attribution",
                             "identified",
                             "expected",
                             "disturbed",
                             "region",
                             "policy",
                             "population",
                             "official",
                             "plan_hash",
                             "virtual",
                             "rests_on_model",
                             "attempts",
                             "counted_attempt",
                             "further_passes",
                             "run_attempts",
                             "trend",
                             "antennas"}));
    out["detail"] = "";  // sentences name others
    Json runs = Json::array();
    for (const Json& id : cell.at("runs")) runs.push_back(names_.run_name(id));
    out["runs"] = std::move(runs);
    out["evidence"] = Json::array();
    if (const auto found = cell.find("override"); found != cell.end()) {
      out["override"] = {{"attribution", found->at("attribution")}, {"note", ""}, {"by", ""}};
    }
    return out;
  }

  Json sweep_json(const Json& fit) {
    Json out{{"reader", names_.reader(fit.at("reader"))},
             {"tag_type", names_.tag_type(fit.at("tag_type"))}};
    out.update(
        chosen(fit, {"sweep", "axis", "region", "policy", "population", "official", "points",
                     "least", "greatest", "k", "n", "requirement", "half", "required", "margin"}));
    return out;
  }

  Json comparison_json(const Json& comparison) {
    if (comparison.is_null()) return nullptr;
    Json out = chosen(comparison, {"level"});
    out["before"] = chosen(comparison.at("before"), {"id", "title"});
    Json changes = Json::array();
    for (const Json& one : comparison.at("changes")) {
      Json change{{"reader", names_.reader(one.at("reader"))},
                  {"tag_type", names_.tag_type(one.at("tag_type"))}};
      change.update(chosen(one, {"scenario", "population", "policy", "transition", "before",
                                 "after", "p_value", "plan_changed"}));
      changes.push_back(std::move(change));
    }
    out["changes"] = std::move(changes);
    return out;
  }

  const Json& document_;
  const View& view_;
  ShownNames names_;
};

}  // namespace

Result<View> view_from(std::string_view text, const Report& report) {
  constexpr std::string_view k_participant = "participant:";
  if (text == "organizer") return View{};
  if (text == "public") return View{View::Kind::everybody};
  if (!text.starts_with(k_participant)) {
    return fail(ErrorCode::usage,
                fmt::format("no view is called '{}'; there are: organizer, public, "
                            "participant:NAME",
                            text));
  }
  const std::string wanted(text.substr(k_participant.size()));
  std::vector<std::string> known;
  for (const Json& one : report.json().at("event").at("participants")) {
    if (one.at("id") == wanted || one.at("name") == wanted) {
      return View{View::Kind::participant, one.at("id")};
    }
    known.push_back(one.at("id"));
  }
  return fail(ErrorCode::usage, fmt::format("no participant is called '{}'{}", wanted,
                                            bits::did_you_mean(wanted, known)));
}

std::string Codes::code(std::string_view kind, const std::string& name) {
  constexpr std::string_view k_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford
  constexpr std::size_t k_shortest = 5;
  // The key stands in front of a hash of fixed length: nothing can be appended to it.
  const std::string digest =
      model::sha256_hex(key_ + model::sha256_hex(key_ + std::string(kind) + "\n" + name));
  std::string code = std::string(kind) + "-";
  for (std::size_t i = 0; i + 1 < digest.size(); i += 2) {
    code += k_digits[std::stoul(digest.substr(i, 2), nullptr, 16) % k_digits.size()];
    if (i / 2 + 1 < k_shortest) continue;
    const auto [known, added] = names_.try_emplace(code, name);
    if (added || known->second == name) break;  // else two names share it: a longer one
  }
  return code;
}

Report seen_by(const Report& report, const View& view, Codes& codes) {
  if (view.kind == View::Kind::organizer) return report;
  return Report(Curtain(report.json(), view, codes).document());
}

}  // namespace plugtest::reports

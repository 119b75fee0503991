#include "reports/view.h"

#include "harness/model/content_id.h"
#include "protocols/bits/suggest.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

/// The members named, as far as they are there.
Json chosen(const Json& from, std::initializer_list<const char*> members) {
  Json out = Json::object();
  for (const char* member : members) {
    if (const auto found = from.find(member); found != from.end()) out[member] = *found;
  }
  return out;
}

/// Of settings what tells nobody's name: link profiles and tables have names and numbers of their
/// maker's own.
Json public_settings(const Json& settings) {
  return chosen(settings, {"antennas", "power_mdbm", "session", "tag_population"});
}

/// Applies a view: own equipment keeps its names, all other stands under codes.
class Curtain {
 public:
  Curtain(const Json& document, const View& view, Codes& codes)
      : document_(document), view_(view), codes_(codes) {
    const Json& event = document.at("event");
    for (const Json& reader : event.at("readers")) {
      if (own_participant(reader.value("participant", ""))) readers_.insert(reader.at("id"));
    }
    for (const Json& type : event.at("tag_types")) {
      if (own_participant(type.value("participant", ""))) tag_types_.insert(type.at("id"));
    }
    for (const Json& run : document.at("runs")) {
      run_names_.emplace(run.at("id"), fmt::format("run-{}", run_names_.size() + 1));
    }
  }

  Json document() {
    Json cells = Json::array();
    for (const Json& cell : document_.at("cells")) cells.push_back(cell_json(cell));
    Json sweeps = Json::array();
    for (const Json& fit : document_.at("sweeps")) sweeps.push_back(sweep_json(fit));
    Json runs = Json::array();
    for (const Json& run : document_.at("runs")) runs.push_back(run_json(run));
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
  bool own_participant(const std::string& id) const {
    return view_.kind == View::Kind::participant && !id.empty() && id == view_.participant;
  }
  bool own_reader(const std::string& id) const { return readers_.contains(id); }
  bool own_tag_type(const std::string& id) const { return tag_types_.contains(id); }

  std::string participant(const std::string& id) {
    return own_participant(id) || id.empty() ? id : codes_.code("P", id);
  }
  std::string reader(const std::string& id) { return own_reader(id) ? id : codes_.code("R", id); }
  std::string tag_type(const std::string& id) {
    return own_tag_type(id) ? id : codes_.code("T", id);
  }
  std::string run_name(const std::string& id) const {
    const auto found = run_names_.find(id);
    return found != run_names_.end() ? found->second : "run";
  }
  Json tag_types(const Json& ids) {
    Json out = Json::array();
    for (const Json& id : ids) out.push_back(tag_type(id));
    return out;
  }

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
      const std::string name = own_participant(id) ? one.value("name", "") : participant(id);
      participants.push_back({{"id", participant(id)}, {"name", name}});
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
    if (is_reader ? own_reader(id) : own_tag_type(id)) return one;
    Json out{{"id", is_reader ? reader(id) : tag_type(id)},
             {"participant", participant(one.value("participant", ""))},
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
    Json out{{"reader", reader(cell.at("reader"))}, {"tag_type", tag_type(cell.at("tag_type"))}};
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
    for (const Json& id : cell.at("runs")) runs.push_back(run_name(id));
    out["runs"] = std::move(runs);
    out["evidence"] = Json::array();
    if (const auto found = cell.find("override"); found != cell.end()) {
      out["override"] = {{"attribution", found->at("attribution")}, {"note", ""}, {"by", ""}};
    }
    return out;
  }

  Json run_json(const Json& run) {
    const bool whole = own_reader(run.at("reader")) &&
                       std::ranges::all_of(run.at("tag_types"),
                                           [this](const Json& id) { return own_tag_type(id); });
    Json out{{"id", run_name(run.at("id"))},
             {"reader", reader(run.at("reader"))},
             {"tag_types", tag_types(run.at("tag_types"))}};
    out.update(chosen(run, {"scenario", "population", "policy", "region", "attempt", "official",
                            "plan_hash", "virtual"}));
    out["seed"] = "";
    out["identity"] = own_reader(run.at("reader"))
                          ? run.at("identity")
                          : Json{{"vendor", ""}, {"model", ""}, {"firmware", ""}, {"serial", ""}};
    out["evidence"] = whole ? run.at("evidence") : Json("");
    Json outcomes = Json::array();
    for (const Json& one : run.at("outcomes")) {
      Json outcome{{"tag_type", tag_type(one.at("tag_type"))}};
      outcome.update(chosen(one, {"verdict", "k", "n", "disturbed", "identified", "expected",
                                  "reasons", "attribution", "metrics"}));
      outcome["detail"] = whole ? one.at("detail") : Json("");
      outcomes.push_back(std::move(outcome));
    }
    out["outcomes"] = std::move(outcomes);
    Json passes = Json::array();
    for (const Json& one : run.at("passes")) passes.push_back(track_json(one));
    out["passes"] = std::move(passes);
    out["extras"] = extras_json(run.at("extras"));
    out.update(chosen(run, {"order", "static"}));
    // Pieces and tags of the hall may be anybody's.
    if (const auto found = run.find("checks"); whole && found != run.end()) out["checks"] = *found;
    if (const auto found = run.find("places"); found != run.end()) {
      out["places"] = places_json(*found);
    }
    out["detail"] = detail_json(run, whole);
    return out;
  }

  Json places_json(const Json& places) {
    Json out = Json::array();
    for (const Json& one : places) {
      Json place{{"tag_type", tag_type(one.at("tag_type"))}};
      place.update(chosen(one, {"place", "expected", "missed"}));
      out.push_back(std::move(place));
    }
    return out;
  }

  Json sweep_json(const Json& fit) {
    Json out{{"reader", reader(fit.at("reader"))}, {"tag_type", tag_type(fit.at("tag_type"))}};
    out.update(
        chosen(fit, {"sweep", "axis", "region", "policy", "population", "official", "points",
                     "least", "greatest", "k", "n", "requirement", "half", "required", "margin"}));
    return out;
  }

  Json track_json(const Json& track) {
    const std::string type = track.at("tag_type");
    Json out{{"tag_type", tag_type(type)}};
    out.update(chosen(track, {"pass", "success", "identified", "expected", "reports", "duplicates",
                              "first_read_us", "t80_us", "t90_us", "t100_us", "mean_rssi_mdbm"}));
    Json missed = Json::array();
    for (const Json& pieces : track.at("missed")) {
      Json names = Json::array();
      for (const Json& piece : pieces) names.push_back(piece_name(piece, type));
      missed.push_back(std::move(names));
    }
    out["missed"] = std::move(missed);
    return out;
  }

  std::string piece_name(const std::string& piece, const std::string& type) {
    return own_tag_type(type) ? piece : codes_.code("G", type + "/" + piece);
  }

  // Whose a tag of elsewhere is, nobody knows: its UII would tell by its company prefix.
  Json extras_json(const Json& extras) {
    Json out = Json::array();
    for (const Json& pass : extras) {
      Json one{{"pass", pass.at("pass")}};
      for (const char* kind : {"stray", "foreign", "wrong_data"}) {
        Json codes = Json::array();
        for (const Json& uii : pass.at(kind)) codes.push_back(codes_.code("U", uii));
        one[kind] = std::move(codes);
      }
      out.push_back(std::move(one));
    }
    return out;
  }

  Json detail_json(const Json& run, bool whole) {
    const Json& detail = run.at("detail");
    if (detail.is_null()) return nullptr;
    Json out{{"reproduce", whole ? detail.at("reproduce") : Json("")}};
    out.update(chosen(detail, {"finished", "load", "speed_mps", "timeline"}));
    out["settings"] =
        own_reader(run.at("reader")) ? detail.at("settings") : settings_json(detail.at("settings"));
    Json antennas = Json::array();
    for (const Json& one : detail.at("lane").at("antennas")) {
      antennas.push_back(chosen(one, {"port", "gain_dbi", "cable_loss_db"}));
    }
    out["lane"] = {{"id", ""}, {"antennas", std::move(antennas)}};
    out["wall"] = nullptr;  // who was at the lane at that time is in the timetable
    out["notes"] = whole ? detail.at("notes") : Json::array();
    out["files"] = whole ? detail.at("files") : Json::array();
    Json pieces = Json::array();
    for (const Json& piece : detail.at("pieces")) pieces.push_back(piece_json(piece));
    out["pieces"] = std::move(pieces);
    Json by_type = Json::array();
    for (const Json& one : detail.at("by_tag_type")) {
      Json entry{{"tag_type", tag_type(one.at("tag_type"))}};
      entry.update(chosen(one, {"curve", "rssi", "reads_per_tag", "items", "antennas"}));
      by_type.push_back(std::move(entry));
    }
    out["by_tag_type"] = std::move(by_type);
    return out;
  }

  static Json settings_json(const Json& settings) {
    Json out = Json::array();
    for (const Json& one : settings) {
      Json record = Json::object();
      for (const char* side : {"asked", "applied"}) {
        record[side] = public_settings(one.at(side));
      }
      out.push_back(std::move(record));
    }
    return out;
  }

  Json piece_json(const Json& piece) {
    const std::string type = piece.at("tag_type");
    if (own_tag_type(type)) return piece;
    const std::string name = piece_name(piece.at("piece"), type);
    Json out{{"piece", name}, {"item", name}, {"tag_type", tag_type(type)}, {"uii", ""}};
    out.update(chosen(piece, {"passes", "missed", "reads", "mean_first_ms", "mean_rssi_mdbm"}));
    return out;
  }

  Json comparison_json(const Json& comparison) {
    if (comparison.is_null()) return nullptr;
    Json out = chosen(comparison, {"level"});
    out["before"] = chosen(comparison.at("before"), {"id", "title"});
    Json changes = Json::array();
    for (const Json& one : comparison.at("changes")) {
      Json change{{"reader", reader(one.at("reader"))}, {"tag_type", tag_type(one.at("tag_type"))}};
      change.update(chosen(one, {"scenario", "population", "policy", "transition", "before",
                                 "after", "p_value", "plan_changed"}));
      changes.push_back(std::move(change));
    }
    out["changes"] = std::move(changes);
    return out;
  }

  const Json& document_;
  const View& view_;
  Codes& codes_;
  std::set<std::string> readers_;    ///< own
  std::set<std::string> tag_types_;  ///< own
  std::map<std::string, std::string> run_names_;
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

#include "reports/shown_run.h"

#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

class RunCurtain {
 public:
  explicit RunCurtain(ShownNames& names) : names_(names) {}

  Json run_json(const Json& run) {
    const bool whole = names_.own_reader(run.at("reader")) &&
                       std::ranges::all_of(run.at("tag_types"), [this](const Json& id) {
                         return names_.own_tag_type(id);
                       });
    Json out{{"id", names_.run_name(run.at("id"))},
             {"reader", names_.reader(run.at("reader"))},
             {"tag_types", names_.tag_types(run.at("tag_types"))}};
    out.update(chosen(run, {"scenario", "population", "policy", "region", "attempt", "official",
                            "plan_hash", "virtual"}));
    out["seed"] = "";
    out["identity"] = names_.own_reader(run.at("reader"))
                          ? run.at("identity")
                          : Json{{"vendor", ""}, {"model", ""}, {"firmware", ""}, {"serial", ""}};
    out["evidence"] = whole ? run.at("evidence") : Json("");
    Json outcomes = Json::array();
    for (const Json& one : run.at("outcomes")) {
      Json outcome{{"tag_type", names_.tag_type(one.at("tag_type"))}};
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

 private:
  Json places_json(const Json& places) {
    Json out = Json::array();
    for (const Json& one : places) {
      Json place{{"tag_type", names_.tag_type(one.at("tag_type"))}};
      place.update(chosen(one, {"place", "expected", "missed"}));
      out.push_back(std::move(place));
    }
    return out;
  }

  Json track_json(const Json& track) {
    const std::string type = track.at("tag_type");
    Json out{{"tag_type", names_.tag_type(type)}};
    out.update(chosen(track, {"pass", "success", "identified", "expected", "reports", "duplicates",
                              "first_read_us", "t80_us", "t90_us", "t100_us", "mean_rssi_mdbm"}));
    Json missed = Json::array();
    for (const Json& pieces : track.at("missed")) {
      Json names = Json::array();
      for (const Json& piece : pieces) names.push_back(names_.piece_name(piece, type));
      missed.push_back(std::move(names));
    }
    out["missed"] = std::move(missed);
    return out;
  }

  // Whose a tag of elsewhere is, nobody knows: its UII would tell by its company prefix.
  Json extras_json(const Json& extras) {
    Json out = Json::array();
    for (const Json& pass : extras) {
      Json one{{"pass", pass.at("pass")}};
      for (const char* kind : {"stray", "foreign", "wrong_data"}) {
        Json codes = Json::array();
        for (const Json& uii : pass.at(kind)) codes.push_back(names_.uii(uii));
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
    out["settings"] = names_.own_reader(run.at("reader")) ? detail.at("settings")
                                                          : settings_json(detail.at("settings"));
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
      Json entry{{"tag_type", names_.tag_type(one.at("tag_type"))}};
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
    if (names_.own_tag_type(type)) return piece;
    const std::string name = names_.piece_name(piece.at("piece"), type);
    Json out{{"piece", name}, {"item", name}, {"tag_type", names_.tag_type(type)}, {"uii", ""}};
    out.update(chosen(piece, {"passes", "missed", "reads", "mean_first_ms", "mean_rssi_mdbm"}));
    return out;
  }

  ShownNames& names_;
};

}  // namespace

Json shown_run(const Json& run, ShownNames& names) { return RunCurtain(names).run_json(run); }

}  // namespace plugtest::reports

// The raw reads of an event, one row a tag report.
#include "harness/evidence/reader.h"
#include "harness/score/match.h"
#include "reports/csv.h"
#include "reports/run_folder_path.h"

#include <ostream>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

template <class Number>
std::string known(const std::optional<Number>& value) {
  return value ? fmt::to_string(*value) : std::string();
}

/// Names of a run as the viewer may know them; `whole` and `shown` are the same run.
struct Names {
  const Json& whole;
  const Json& shown;
  bool open = true;  ///< the viewer may see everything

  std::string tag_type(const std::string& id) const {
    for (std::size_t i = 0; i < whole.at("tag_types").size(); ++i) {
      if (whole.at("tag_types")[i] == id) return shown.at("tag_types").at(i);
    }
    return {};
  }
  /// Pieces stand in the same order in both.
  const Json* piece(const std::string& id) const {
    const Json& pieces = whole.at("detail").at("pieces");
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (pieces[i].at("piece") == id) return &shown.at("detail").at("pieces").at(i);
    }
    return nullptr;
  }
};

std::string kind_of(const model::PassRecord& pass, const identity::Uii& uii) {
  for (const model::Piece& piece : pass.manifest.elsewhere) {
    if (piece.uii == uii) return "stray";
  }
  return "foreign";
}

class Writer {
 public:
  Writer(const Names& names, Codes& codes, std::ostream& out)
      : names_(names), codes_(codes), out_(out) {}

  void write(const model::PassRecord& pass, HostTime begin) {
    std::unordered_map<identity::Uii, const model::Piece*, identity::UiiHash> expected;
    for (const auto& entry : pass.manifest.expected) {
      expected.try_emplace(entry.piece.uii, &entry.piece);
    }
    const auto run = [this](const char* member) {
      const Json& value = names_.shown.at(member);
      return value.is_string() ? csv_value(value.get_ref<const std::string&>()) : value.dump();
    };
    for (const model::Observation& read : pass.observations) {
      const auto found = expected.find(read.uii);
      const model::Piece* piece = found != expected.end() ? found->second : nullptr;
      const Json* shown = piece != nullptr ? names_.piece(piece->id.str()) : nullptr;
      std::string uii = read.uii.to_hex();
      if (!names_.open) {
        uii = shown != nullptr ? shown->at("uii").get<std::string>() : codes_.code("U", uii);
      }
      out_ << fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", run("id"),
                          run("reader"), run("scenario"), run("attempt"), pass.index,
                          score::belongs_to(read, pass) ? "true" : "false",
                          piece != nullptr ? "expected" : kind_of(pass, read.uii),
                          piece != nullptr ? csv_value(names_.tag_type(piece->tag_type.str())) : "",
                          shown != nullptr ? csv_value(shown->at("piece").get<std::string>()) : "",
                          csv_value(uii), (read.received - begin).count() / 1000,
                          score::since_begin(read, pass).count() / 1000, known(read.antenna),
                          known(read.rssi_mdbm), known(read.seen_count), known(read.channel_index),
                          known(read.phase_4096));
    }
  }

 private:
  const Names& names_;
  Codes& codes_;
  std::ostream& out_;
};

}  // namespace

Result<void> write_reads_csv(const Report& report, const View& view, Codes& codes,
                             const std::filesystem::path& folder, std::ostream& out) {
  const Report shown = seen_by(report, view, codes);
  out << "run,reader,scenario,attempt,pass,counted,kind,tag_type,piece,uii,received_us,"
         "since_begin_us,antenna,rssi_mdbm,seen_count,channel_index,phase_4096\n";
  const Json& runs = report.json().at("runs");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].at("detail").is_null()) continue;
    const auto recorded = evidence::read_run(run_folder_path(folder, runs[i].at("evidence")));
    if (!recorded || recorded->recorded.passes.empty()) continue;
    const Names names{runs[i], shown.json().at("runs").at(i), view.kind == View::Kind::organizer};
    Writer writer(names, codes, out);
    const HostTime begin = recorded->recorded.passes.front().times.begin;
    for (const model::PassRecord& pass : recorded->recorded.passes) {
      if (pass.kind == model::PassKind::load) writer.write(pass, begin);
    }
  }
  if (!out) return fail(ErrorCode::io, "the reads could not be written");
  return {};
}

}  // namespace plugtest::reports

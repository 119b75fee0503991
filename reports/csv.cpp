#include "reports/csv.h"

#include "reports/text.h"

#include <initializer_list>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

// Numbers are ours; all else came from somebody.
std::string field(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return csv_value(value.get_ref<const std::string&>());
  if (!value.is_array()) return value.dump();
  std::string joined;
  for (const Json& one : value) {
    if (!joined.empty()) joined += ' ';
    joined += one.is_string() ? one.get<std::string>() : one.dump();
  }
  return csv_value(joined);
}

void add_row(std::string& out, std::initializer_list<std::string> fields) {
  bool first = true;
  for (const std::string& one : fields) {
    if (!first) out += ',';
    first = false;
    out += one;
  }
  out += '\n';
}

}  // namespace

std::string csv_value(std::string_view text) {
  constexpr std::string_view k_formula_starts = "=+-@\t\r|%";
  std::string value = clean(text);
  if (!value.empty() && k_formula_starts.find(value.front()) != std::string_view::npos) {
    value.insert(value.begin(), '\'');
  }
  if (value.find_first_of(",\"\n\r;'") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string passes_csv(const Report& report) {
  std::string out =
      "run,reader,scenario,population,policy,attempt,tag_type,pass,success,identified,expected,"
      "reports,duplicates,missed,first_read_us,t80_us,t90_us,t100_us,mean_rssi_mdbm\n";
  for (const Json& run : report.json().at("runs")) {
    for (const Json& track : run.at("passes")) {
      for (std::size_t i = 0; i < track.at("pass").size(); ++i) {
        const auto of_run = [&run](const char* member) { return field(run.at(member)); };
        const auto of_pass = [&](const char* member) { return field(track.at(member).at(i)); };
        add_row(out, {of_run("id"), of_run("reader"), of_run("scenario"), of_run("population"),
                      of_run("policy"), of_run("attempt"), field(track.at("tag_type")),
                      of_pass("pass"), of_pass("success"), of_pass("identified"),
                      of_pass("expected"), of_pass("reports"), of_pass("duplicates"),
                      of_pass("missed"), of_pass("first_read_us"), of_pass("t80_us"),
                      of_pass("t90_us"), of_pass("t100_us"), of_pass("mean_rssi_mdbm")});
      }
    }
  }
  return out;
}

std::string pieces_csv(const Report& report) {
  std::string out =
      "run,reader,scenario,population,policy,attempt,tag_type,piece,item,uii,passes,missed,reads,"
      "mean_first_ms,mean_rssi_mdbm\n";
  for (const Json& run : report.json().at("runs")) {
    if (run.at("detail").is_null()) continue;
    for (const Json& piece : run.at("detail").at("pieces")) {
      const auto of_run = [&run](const char* member) { return field(run.at(member)); };
      const auto of_piece = [&piece](const char* member) { return field(piece.at(member)); };
      add_row(out, {of_run("id"), of_run("reader"), of_run("scenario"), of_run("population"),
                    of_run("policy"), of_run("attempt"), of_piece("tag_type"), of_piece("piece"),
                    of_piece("item"), of_piece("uii"), of_piece("passes"), of_piece("missed"),
                    of_piece("reads"), of_piece("mean_first_ms"), of_piece("mean_rssi_mdbm")});
    }
  }
  return out;
}

}  // namespace plugtest::reports

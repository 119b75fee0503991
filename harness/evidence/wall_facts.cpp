#include "harness/evidence/wall_facts.h"

#include "harness/evidence/json_document.h"

#include <array>

#include <unistd.h>

namespace plugtest::evidence::json_fields {

static void describe(auto& io, Is<WallFacts> auto& facts) {
  io("host", facts.host)("start_ns", facts.start_ns)("duration_ns", facts.duration_ns);
}

}  // namespace plugtest::evidence::json_fields

namespace plugtest::evidence {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  // One byte is left out: a name that was cut may come without its end.
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

WallClock::WallClock()
    : start_(std::chrono::system_clock::now()), steady_start_(std::chrono::steady_clock::now()) {}

WallFacts WallClock::facts() const {
  using std::chrono::nanoseconds;
  return {host_name(), std::chrono::duration_cast<nanoseconds>(start_.time_since_epoch()).count(),
          std::chrono::duration_cast<nanoseconds>(std::chrono::steady_clock::now() - steady_start_)
              .count()};
}

std::string wall_to_json(const WallFacts& facts) {
  return json_fields::print_document("wall", facts);
}

Result<WallFacts> wall_from_json(std::string_view text) {
  return json_fields::parse_document<WallFacts>("wall", text);
}

std::string versions_to_json(const std::vector<std::pair<std::string, std::string>>& versions) {
  json_fields::Json names = json_fields::Json::object();
  for (const auto& [name, version] : versions) names[name] = version;
  json_fields::Json document;
  document["format"] = json_fields::k_format;
  document["versions"] = std::move(names);
  return json_fields::print(document);
}

}  // namespace plugtest::evidence

#pragma once

#include "reports/report.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace plugtest::reports {

/// Who a report is for (DESIGN 2: the organizer decides what leaves the event).
struct View {
  enum class Kind {
    organizer,    ///< everything
    participant,  ///< own equipment in full, that of others under codes
    everybody,    ///< "public": all equipment under codes
  };
  Kind kind = Kind::organizer;
  std::string participant{};  ///< id, of a participant's view

  bool operator==(const View&) const = default;
};

/// "organizer", "public", "participant:NAME" with the id or the name of a participant of the event.
/// Errors: `usage`, naming the nearest.
Result<View> view_from(std::string_view text, const Report& report);

/// Codes that stand for names: the same key and name always give the same code, and without the key
/// nobody can tell which name a code belongs to, not even by trying all names.
class Codes {
 public:
  explicit Codes(std::string key) : key_(std::move(key)) {}

  /// "R-7KQ2M" for kind "R". Remembers which name it stands for.
  std::string code(std::string_view kind, const std::string& name);

  const std::string& key() const { return key_; }

  /// Code -> name, of all codes given so far.
  const std::map<std::string, std::string>& names() const { return names_; }

 private:
  std::string key_;
  std::map<std::string, std::string> names_;
};

/// The report as `view` may see it. Nothing is hidden by leaving it out: the document is made anew
/// from members that are named here, so that a member added later is not published by accident.
Report seen_by(const Report& report, const View& view, Codes& codes);

}  // namespace plugtest::reports

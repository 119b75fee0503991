#pragma once

#include "reports/view.h"

#include <initializer_list>
#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace plugtest::reports {

/// The members named, as far as they are there.
nlohmann::ordered_json chosen(const nlohmann::ordered_json& from,
                              std::initializer_list<const char*> members);

/// Of settings what tells nobody's name: link profiles and tables have names and numbers of their
/// maker's own.
nlohmann::ordered_json public_settings(const nlohmann::ordered_json& settings);

/// What things are called in a view of a report: what is the viewer's own by its name, all other by
/// its code.
class ShownNames {
 public:
  /// `view` and `codes` outlive this object.
  ShownNames(const nlohmann::ordered_json& document, const View& view, Codes& codes);

  bool own_participant(const std::string& id) const;
  bool own_reader(const std::string& id) const { return readers_.contains(id); }
  bool own_tag_type(const std::string& id) const { return tag_types_.contains(id); }

  std::string participant(const std::string& id);
  std::string reader(const std::string& id);
  std::string tag_type(const std::string& id);
  std::string piece_name(const std::string& piece, const std::string& type);
  std::string uii(const std::string& hex) {
    return codes_.code("U", hex);
  }  ///< of a tag, always a code
  /// "run-3": ids of runs are hashes of plans, which name everybody.
  std::string run_name(const std::string& id) const;
  nlohmann::ordered_json tag_types(const nlohmann::ordered_json& ids);

 private:
  const View& view_;
  Codes& codes_;
  std::set<std::string> readers_;    ///< own
  std::set<std::string> tag_types_;  ///< own
  std::map<std::string, std::string> run_names_;
};

}  // namespace plugtest::reports

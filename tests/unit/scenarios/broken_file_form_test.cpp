#include "tests/unit/scenarios/broken.h"

#include <string>

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

// What a file has to look like before anybody asks what it means.
std::vector<Broken> cases() {
  return {
      {"missing_version",
       {{R"(plugtest: 1
)",
         ""}},
       "event.yaml:1:1: the file lacks the key 'plugtest: 1', the version of its language\n"},
      {"other_version",
       {{"plugtest: 1", "plugtest: 2"}},
       "event.yaml:1:11: version '2' of the language is not known here, expected 1\n"},
      {"unknown_kind",
       {{"event: {", "evnt: {"}},
       "event.yaml:2:1: no key says what kind of file this is, expected one of event, scenario, "
       "tag_type, reader, region, air_profile, fault_catalogue, manifest; found 'evnt' (did you "
       "mean 'event'?)\n"},
      {"no_kind",
       {{"", R"(plugtest: 1
)"}},
       "event.yaml:1:1: no key says what kind of file this is, expected one of event, scenario, "
       "tag_type, reader, region, air_profile, fault_catalogue, manifest\n"},
      {"duplicate_key",
       {{"seed: 7", "seed: 7, seed: 8"}},
       "event.yaml:2:42: the key 'seed' is given twice\n"},
      {"no_yaml",
       {{"seed: 7", "seed: 7]"}},
       "event.yaml:2:40: this is no valid YAML: illegal flow end\n"},
      {"unfinished",
       {{"", "plugtest: 1\nevent: {id: a"}},
       "event.yaml:2:1: this is no valid YAML: end of map flow not found\n"},
      {"alias_bomb",
       {{"", R"(plugtest: 1
a: &a [x, x]
b: &b [*a, *a]
event: {id: *b}
)"}},
       "event.yaml:3:8: aliases (*name) are not taken here: write the value out\n"},
      {"tag",
       {{" seed: 7", " seed: !!int 7"}},
       "event.yaml:2:39: tags ('tag:yaml.org,2002:int') are not taken here\n"},
      {"two_documents",
       {{R"(plugtest: 1
)",
         R"(plugtest: 1
---
plugtest: 1
)"}},
       "event.yaml:2:1: the file holds a second YAML document ('---'), expected one\n"},
      {"too_deep",
       {{"id: e,", "id: " + std::string(40, '[') + std::string(40, ']') + ","}},
       "event.yaml:2:43: values are nested more than 32 levels deep\n"},
      {"empty_file", {{"", ""}}, "event.yaml: the file is empty\n"},
      {"a_list",
       {{"", R"(- 1
)"}},
       "event.yaml:1:1: the file is a list, expected keys, the first of them 'plugtest: 1'\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(Broken_file_form, BrokenEvent, testing::ValuesIn(cases()), broken_name);

}  // namespace
}  // namespace plugtest::scenarios

#pragma once

// Between the structs of harness/model and JSON, both ways from one list of fields (describe()).
// For the .cpp files of this room only: it includes the JSON library.

#include "harness/model/air.h"
#include "harness/model/cell.h"
#include "harness/model/ids.h"
#include "harness/model/scenario_plan.h"
#include "harness/model/time.h"
#include "harness/model/verdict.h"
#include "protocols/bits/bit_string.h"
#include "protocols/identity/uii.h"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace plugtest::evidence::json_fields {

using Json = nlohmann::ordered_json;

/// `P` is `T`, constant or not: one describe() serves reading and writing.
template <class P, class T>
concept Is = std::same_as<std::remove_const_t<P>, T>;

/// What the JSON does not fit. Thrown inside this room only; the public functions return it.
struct Misfit : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// 64 bits without a sign: written as text, since many readers of JSON keep only 53 bits.
template <class T>
struct AsText {
  T& value;
};
template <class T>
AsText(T&) -> AsText<T>;

/// What most records leave as it is by default: absent then.
template <class T>
struct Rare {
  T& value;
};
template <class T>
Rare(T&) -> Rare<T>;

/// Name of an alternative of a variant, as written under "kind"; specialised next to describe().
template <class T>
inline constexpr std::string_view k_kind{};

/// How an enumeration is written: names, never numbers. Specialised where there is no to_string().
template <class T>
struct EnumText {
  static std::string_view name(T value) { return to_string(value); }
};

/// The last enumerator; specialised for each enumeration that is read.
template <class T>
inline constexpr T k_last{};
template <>
inline constexpr auto k_last<model::Verdict> = model::Verdict::not_run;
template <>
inline constexpr auto k_last<model::Reason> = model::Reason::harness_fault;
template <>
inline constexpr auto k_last<model::Attribution> = model::Attribution::unknown;
template <>
inline constexpr auto k_last<model::SettingsPolicy> = model::SettingsPolicy::vendor;
template <>
inline constexpr auto k_last<model::Population> = model::Population::mixed;
template <>
inline constexpr auto k_last<model::AirProtocol> = model::AirProtocol::type_d;

class Saver {
 public:
  Json take() && { return std::move(json_); }

  template <class T>
  Saver& operator()(const char* key, const T& value) {
    json_[key] = save(value);
    return *this;
  }
  template <class T>
  Saver& operator()(const char* key, const std::optional<T>& value) {
    if (value) json_[key] = save(*value);
    return *this;
  }
  template <class T>
  Saver& operator()(const char* key, const Rare<T>& rare) {
    if (rare.value != std::remove_const_t<T>{}) json_[key] = save(rare.value);
    return *this;
  }

  template <class T>
  static Json save(const T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::same_as<T, std::string>) {
      return value;
    } else if constexpr (std::is_enum_v<T>) {
      return std::string(EnumText<T>::name(value));
    } else if constexpr (requires { value.to_hex(); }) {
      return value.to_hex();
    } else {
      Saver saver;
      describe(saver, value);
      return std::move(saver.json_);
    }
  }
  template <class Kind>
  static Json save(const model::Id<Kind>& id) {
    return id.str();
  }
  static Json save(const Nanos& span) { return span.count(); }
  static Json save(const std::chrono::milliseconds& span) { return span.count(); }
  static Json save(const bits::BitString& bits) { return bits.to_string(); }
  template <class Clock>
  static Json save(const std::chrono::time_point<Clock, Nanos>& time) {
    return time.time_since_epoch().count();
  }
  template <class T>
  static Json save(const AsText<T>& number) {
    return std::to_string(number.value);
  }
  template <class T>
  static Json save(const std::vector<T>& values) {
    Json json = Json::array();
    for (const auto& value : values) json.push_back(save(value));
    return json;
  }
  template <class... Ts>
  static Json save(const std::variant<Ts...>& value) {
    return std::visit(
        []<class T>(const T& chosen) {
          Saver saver;
          saver.json_["kind"] = k_kind<T>;
          describe(saver, chosen);
          return std::move(saver.json_);
        },
        value);
  }

 private:
  Json json_ = Json::object();
};

class Loader {
 public:
  explicit Loader(const Json& json, std::string path = {}) : json_(&json), path_(std::move(path)) {
    if (!json.is_object()) throw Misfit(here("an object"));
  }

  template <class T>
  Loader& operator()(const char* key, T&& value) {
    const auto found = json_->find(key);
    if (found == json_->end()) {
      throw Misfit("expected the key '" + path_ + "/" + key + "'");
    }
    load(*found, path_ + "/" + key, value);
    return *this;
  }
  template <class T>
  Loader& operator()(const char* key, std::optional<T>& value) {
    const auto found = json_->find(key);
    value.reset();
    if (found != json_->end()) load(*found, path_ + "/" + key, value.emplace());
    return *this;
  }
  template <class T>
  Loader& operator()(const char* key, Rare<T> rare) {
    const auto found = json_->find(key);
    rare.value = T{};
    if (found != json_->end()) load(*found, path_ + "/" + key, rare.value);
    return *this;
  }

  template <class T>
  static void load(const Json& json, const std::string& path, T& value) {
    if constexpr (std::same_as<T, bool>) {
      if (!json.is_boolean()) throw Misfit(expected(path, "true or false"));
      value = json.get<bool>();
    } else if constexpr (std::integral<T>) {
      load_integer(json, path, value);
    } else if constexpr (std::floating_point<T>) {
      if (!json.is_number()) throw Misfit(expected(path, "a number"));
      value = json.get<T>();
    } else if constexpr (std::same_as<T, std::string>) {
      value = text(json, path);
    } else if constexpr (std::is_enum_v<T>) {
      load_enum(text(json, path), path, value);
    } else {
      Loader loader(json, path);
      describe(loader, value);
    }
  }
  template <class Kind>
  static void load(const Json& json, const std::string& path, model::Id<Kind>& id) {
    id = model::Id<Kind>(text(json, path));
  }
  static void load(const Json& json, const std::string& path, Nanos& span) {
    std::int64_t count = 0;
    load_integer(json, path, count);
    span = Nanos(count);
  }
  static void load(const Json& json, const std::string& path, std::chrono::milliseconds& span) {
    std::int64_t count = 0;
    load_integer(json, path, count);
    span = std::chrono::milliseconds(count);
  }
  template <class Clock>
  static void load(const Json& json, const std::string& path,
                   std::chrono::time_point<Clock, Nanos>& time) {
    Nanos since{};
    load(json, path, since);
    time = std::chrono::time_point<Clock, Nanos>(since);
  }
  static void load(const Json& json, const std::string& path, identity::Uii& uii);
  static void load(const Json& json, const std::string& path, bits::BitString& bits);
  template <class T>
  static void load(const Json& json, const std::string& path, AsText<T>& number) {
    number.value = parse_unsigned(text(json, path), path);
  }
  template <class T>
  static void load(const Json& json, const std::string& path, std::vector<T>& values) {
    if (!json.is_array()) throw Misfit(expected(path, "a list"));
    values.clear();
    for (std::size_t i = 0; i < json.size(); ++i) {
      load(json[i], path + "/" + std::to_string(i), values.emplace_back());
    }
  }
  template <class... Ts>
  static void load(const Json& json, const std::string& path, std::variant<Ts...>& value) {
    Loader loader(json, path);
    std::string kind;
    loader("kind", kind);
    const bool known = (loader.load_kind<Ts>(kind, value) || ...);
    if (!known) throw Misfit(expected(path + "/kind", "a known kind"));
  }

 private:
  static std::string expected(const std::string& path, std::string_view what) {
    return "expected " + std::string(what) + " at '" + path + "'";
  }
  std::string here(std::string_view what) const { return expected(path_, what); }

  static std::string text(const Json& json, const std::string& path);
  static std::uint64_t parse_unsigned(const std::string& text, const std::string& path);

  template <class T>
  static void load_integer(const Json& json, const std::string& path, T& value) {
    const bool whole = json.is_number_integer();
    // The library reads a number that is not negative as unsigned.
    const bool fits =
        whole && (json.is_number_unsigned() ? std::in_range<T>(json.get<std::uint64_t>())
                                            : std::in_range<T>(json.get<std::int64_t>()));
    if (!fits) {
      throw Misfit(expected(path, "a whole number from " +
                                      std::to_string(std::numeric_limits<T>::min()) + " to " +
                                      std::to_string(std::numeric_limits<T>::max())));
    }
    value = static_cast<T>(json.is_number_unsigned()
                               ? json.get<std::uint64_t>()
                               : static_cast<std::uint64_t>(json.get<std::int64_t>()));
  }

  template <class T>
  static void load_enum(const std::string& name, const std::string& path, T& value) {
    for (unsigned i = 0; i <= static_cast<unsigned>(k_last<T>); ++i) {
      value = static_cast<T>(i);
      if (EnumText<T>::name(value) == name) return;
    }
    throw Misfit(expected(path, "another name than '" + name + "'"));
  }

  template <class T, class Variant>
  bool load_kind(const std::string& kind, Variant& value) {
    if (kind != k_kind<T>) return false;
    describe(*this, value.template emplace<T>());
    return true;
  }

  const Json* json_;
  std::string path_;
};

/// Text for a file: two blanks of indent, a line end last; bytes that are no UTF-8 become U+FFFD.
std::string print(const Json& json);

/// The value that `text` is. Throws Misfit, nothing else.
Json parse(std::string_view text);

}  // namespace plugtest::evidence::json_fields

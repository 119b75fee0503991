#pragma once

#include "harness/model/air.h"
#include "protocols/bits/result.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::drivers::contract {

/// Texts of a peer end up in logs and results: what is longer says nothing more.
inline constexpr std::size_t k_max_text = 1024;
/// As many as anybody has, with room; bounds what one small message can make us hold.
inline constexpr int k_max_list = 4096;

/// Takes values over out of protobuf's types where they fit, and keeps the first complaint where
/// they do not.
class Taker {
 public:
  template <class To, class From>
  void number(To& to, From from, const char* name, To most = std::numeric_limits<To>::max()) {
    if (std::cmp_less(from, std::numeric_limits<To>::min()) || std::cmp_greater(from, most)) {
      complain(std::string(name) + " is " + std::to_string(from) + ", at most " +
               std::to_string(most) + " is possible");
      return;
    }
    to = static_cast<To>(from);
  }
  template <class To, class From>
  void optional(std::optional<To>& to, bool has, From from, const char* name,
                To most = std::numeric_limits<To>::max()) {
    if (has) number(to.emplace(), from, name, most);
  }
  template <class To, class Repeated>
  void list(std::vector<To>& to, const Repeated& from, const char* name) {
    if (from.size() > k_max_list) {
      complain(std::string(name) + " has more than " + std::to_string(k_max_list) + " entries");
      return;
    }
    for (const auto value : from) number(to.emplace_back(), value, name);
  }
  void text(std::string& to, const std::string& from) { to = from.substr(0, k_max_text); }

  /// `from`: AirProtocol of the contract.
  void protocol(model::AirProtocol& to, int from);
  template <class Repeated>
  void protocols(std::vector<model::AirProtocol>& to, const Repeated& from) {
    to.clear();
    if (from.size() > k_max_list) {
      complain("protocols has more than " + std::to_string(k_max_list) + " entries");
      return;
    }
    for (const int value : from) protocol(to.emplace_back(), value);
  }
  /// `bits` 0: all of `bytes`.
  void uii(identity::Uii& to, const std::string& bytes, std::uint32_t bits);
  template <class Enum>
  void enumerator(Enum& to, int from, Enum last, const char* name) {
    if (from < 0 || from > static_cast<int>(last)) {
      complain("there is no " + std::string(name) + " " + std::to_string(from));
    } else {
      to = static_cast<Enum>(from);  // same order in both
    }
  }
  void complain(std::string what) {
    if (!complaint_) complaint_ = Error{ErrorCode::malformed, std::move(what)};
  }

  template <class T>
  Result<T> result(T value) {
    if (complaint_) return fail(*complaint_);
    return value;
  }

 private:
  std::optional<Error> complaint_;
};

}  // namespace plugtest::drivers::contract

#pragma once

#include "harness/model/ids.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

namespace plugtest::session {

/// The enrolled pieces of a floor, by their tag types: what lies in one lane cannot lie in another.
/// Called from the thread of any lane.
class MailInUse {
 public:
  /// Gives the pieces back when it goes.
  class Held {
   public:
    Held(MailInUse& mail, std::vector<model::TagTypeId> types);
    ~Held();
    Held(Held&& other) noexcept;
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    Held& operator=(Held&&) = delete;

   private:
    MailInUse* mail_;
    std::vector<model::TagTypeId> types_;
  };

  /// Waits until nobody holds any piece of these types, and takes them all. Nothing when it is
  /// asked to stop before.
  std::optional<Held> take(const std::vector<model::TagTypeId>& types, const std::stop_token& stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any given_back_;
  std::set<model::TagTypeId> held_;
};

}  // namespace plugtest::session

#pragma once

// The library behind this room (SOCI) with either database. For its .cpp files only.

#include "harness/store/location.h"
#include "protocols/bits/error.h"

#include <chrono>
#include <optional>
#include <string>

#include <soci/soci.h>

namespace plugtest::store {

/// An open connection, set up as Database promises. Not for several threads at once.
class Connection {
 public:
  /// Throws DatabaseError.
  Connection(const Location& location, std::chrono::seconds patience, bool to_disk);

  soci::session& session() { return session_; }
  Backend backend() const { return backend_; }

  void execute(const std::string& sql);

  /// Runs `work`; what the library throws becomes ours.
  template <class Work>
  auto guarded(Work&& work) {
    try {
      return work();
    } catch (const soci::soci_error& problem) {
      give_up(problem);
    }
  }

 private:
  [[noreturn]] void give_up(const soci::soci_error& problem);
  bool is_lost();
  void set_up_sqlite(const std::string& path, std::chrono::seconds patience, bool to_disk);
  void set_up_postgresql(std::chrono::seconds patience, bool to_disk);
  void use_write_ahead_log(std::chrono::seconds patience);

  Backend backend_;
  soci::session session_;
};

}  // namespace plugtest::store

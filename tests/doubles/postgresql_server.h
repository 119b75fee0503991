#pragma once

#include "tests/doubles/child_process.h"

#include <filesystem>
#include <memory>
#include <string>

namespace plugtest::doubles {

/// A real PostgreSQL server of a test's own: its data in a temporary folder, reached by a socket in
/// it and by nothing else. Root is not let to run one; then the user "postgres" runs it.
class PostgresqlServer {
 public:
  /// Why there cannot be one here, for GTEST_SKIP(); empty = there can.
  static std::string missing();

  /// Makes and starts it. Throws when it does not come up.
  PostgresqlServer();
  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  /// The URL of a new and empty database.
  std::string new_database();

  /// URL of the database `name`, there or not.
  std::string url(const std::string& name) const;

  void start();
  void kill();  ///< as a loss of power would: no word to its clients

 private:
  std::filesystem::path folder_;
  std::unique_ptr<ChildProcess> server_;
  unsigned made_ = 0;
};

}  // namespace plugtest::doubles

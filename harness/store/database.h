#pragma once

// SQL for the .cpp files of this room, without the library behind it (SOCI): statements of plain
// values. Throws DatabaseError inside this room only; Store returns it as a Result.

#include "harness/store/location.h"
#include "protocols/bits/error.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plugtest::store {

struct DatabaseError {
  Error error;
};

/// Empty = NULL.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Values = std::vector<Value>;

enum class Kind : std::uint8_t { integer, real, text };

struct Column {
  const char* name;
  Kind kind;
};

/// One prepared INSERT, run once a row.
class Insert {
 public:
  Insert(Insert&&) noexcept;
  ~Insert();

  /// Values in the order of the columns, each of its column's kind or NULL.
  void row(Values values);

 private:
  friend class Database;
  struct Statement;
  explicit Insert(std::unique_ptr<Statement> statement);

  std::unique_ptr<Statement> statement_;
};

/// The rows of one SELECT. Columns count from 0; text() and integer() of a NULL are our own fault.
class Query {
 public:
  Query(Query&&) noexcept;
  ~Query();

  bool next();
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;
  const std::string& text(std::size_t column) const;
  std::optional<std::int64_t> optional_integer(std::size_t column) const;
  Value value(std::size_t column) const;  ///< of whatever kind

 private:
  friend class Database;
  struct Statement;
  explicit Query(std::unique_ptr<Statement> statement);

  std::unique_ptr<Statement> statement_;
};

class Connection;

/// One connection. Not for several threads at once.
class Database {
 public:
  /// Opens or makes the SQLite file, or connects to the server. `patience`: how long to wait for
  /// another process that writes. Throws DatabaseError; `link_lost` from any call when the server
  /// has gone away.
  Database(const Location& location, std::chrono::seconds patience, bool to_disk);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const std::string& sql);

  /// Names of the tables that are there.
  std::vector<std::string> tables();

  /// `conflict`: what follows the values, for example "on conflict do nothing".
  Insert insert(const std::string& table, const std::vector<Column>& columns,
                const std::string& conflict = "");

  /// `:1`, `:2` ... in `sql` stand for `parameters`.
  Query query(const std::string& sql, const std::vector<Kind>& columns, Values parameters = {});

 private:
  friend class Transaction;
  void begin_writing();
  void begin_reading();

  std::unique_ptr<Connection> connection_;
};

/// All or nothing: undone unless commit() was called. Writing waits for other writers when it
/// begins; reading sees one state of the database throughout.
class Transaction {
 public:
  enum class Purpose : std::uint8_t { writing, reading };

  Transaction(Database& database, Purpose purpose);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  void undo();

  Database* database_;
};

}  // namespace plugtest::store

#include "harness/store/database.h"

#include <cassert>
#include <cstddef>
#include <deque>
#include <stdexcept>
#include <thread>
#include <utility>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace plugtest::store {
namespace {

// What is bound to a statement stays at its address from one execution to the next.
struct Slot {
  Kind kind = Kind::text;
  long long integer = 0;
  double real = 0;
  std::string text{};
  soci::indicator indicator = soci::i_null;

  void take(Value value) {
    indicator = std::holds_alternative<std::monostate>(value) ? soci::i_null : soci::i_ok;
    if (auto* number = std::get_if<std::int64_t>(&value)) {
      assert(kind == Kind::integer);
      integer = *number;
    } else if (auto* real_number = std::get_if<double>(&value)) {
      assert(kind == Kind::real);
      real = *real_number;
    } else if (auto* words = std::get_if<std::string>(&value)) {
      assert(kind == Kind::text);
      text = std::move(*words);
    }
  }
};

Kind kind_of(const Value& value) {
  if (std::holds_alternative<std::int64_t>(value)) return Kind::integer;
  return std::holds_alternative<double>(value) ? Kind::real : Kind::text;
}

void bind(soci::statement& statement, Slot& slot) {
  switch (slot.kind) {
    case Kind::integer:
      statement.exchange(soci::use(slot.integer, slot.indicator));
      break;
    case Kind::real:
      statement.exchange(soci::use(slot.real, slot.indicator));
      break;
    case Kind::text:
      statement.exchange(soci::use(slot.text, slot.indicator));
      break;
  }
}

void define(soci::statement& statement, Slot& slot) {
  switch (slot.kind) {
    case Kind::integer:
      statement.exchange(soci::into(slot.integer, slot.indicator));
      break;
    case Kind::real:
      statement.exchange(soci::into(slot.real, slot.indicator));
      break;
    case Kind::text:
      statement.exchange(soci::into(slot.text, slot.indicator));
      break;
  }
}

Error error_of(const soci::soci_error& problem) {
  constexpr int k_busy = 5;  // SQLITE_BUSY and the like, sqlite.org/rescode.html
  constexpr int k_no_database = 26;
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&problem);
  const int code = sqlite == nullptr ? 0 : sqlite->result() & 0xff;
  if (code == k_busy) {
    return {ErrorCode::timed_out, "another process kept the database busy for too long"};
  }
  if (code == k_no_database) return {ErrorCode::malformed, "the file is no SQLite database"};
  return {ErrorCode::io, problem.get_error_message()};
}

// Runs `work`; what the library throws becomes ours.
template <class Work>
auto guarded(Work&& work) {
  try {
    return work();
  } catch (const soci::soci_error& problem) {
    throw DatabaseError{error_of(problem)};
  }
}

std::string connect_string(const std::string& path, std::chrono::seconds patience) {
  // The library's own quoting knows no way to write a quote.
  if (path.empty() || path.find_first_of(std::string("\"\n\0", 3)) != std::string::npos) {
    throw DatabaseError{
        {ErrorCode::configuration, "expected the path of a database without quotes and line ends"}};
  }
  return "dbname=\"" + path + "\" timeout=" + std::to_string(patience.count());
}

}  // namespace

struct Database::Session {
  explicit Session(const std::string& connect) : session(soci::sqlite3, connect) {}

  soci::session session;
};

struct Insert::Statement {
  explicit Statement(soci::session& session) : statement(session) {}

  std::deque<Slot> slots;
  soci::statement statement;
};

struct Query::Statement {
  explicit Statement(soci::session& session) : statement(session) {}

  const Slot& at(std::size_t column, Kind kind) const {
    const Slot& slot = columns.at(column);
    assert(slot.kind == kind);
    if (slot.indicator == soci::i_null) {
      throw DatabaseError{
          {ErrorCode::malformed, "a column of the database is empty, expected a value"}};
    }
    return slot;
  }

  std::deque<Slot> parameters;
  std::deque<Slot> columns;
  soci::statement statement;
};

Insert::Insert(std::unique_ptr<Statement> statement) : statement_(std::move(statement)) {}
Insert::Insert(Insert&&) noexcept = default;
Insert::~Insert() = default;

void Insert::row(Values values) {
  assert(values.size() == statement_->slots.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    statement_->slots[i].take(std::move(values[i]));
  }
  guarded([&] { statement_->statement.execute(true); });
}

Query::Query(std::unique_ptr<Statement> statement) : statement_(std::move(statement)) {}
Query::Query(Query&&) noexcept = default;
Query::~Query() = default;

bool Query::next() {
  return guarded([&] { return statement_->statement.fetch(); });
}

std::int64_t Query::integer(std::size_t column) const {
  return statement_->at(column, Kind::integer).integer;
}

double Query::real(std::size_t column) const { return statement_->at(column, Kind::real).real; }

const std::string& Query::text(std::size_t column) const {
  return statement_->at(column, Kind::text).text;
}

std::optional<std::int64_t> Query::optional_integer(std::size_t column) const {
  if (statement_->columns.at(column).indicator == soci::i_null) return std::nullopt;
  return integer(column);
}

Database::Database(const std::string& path, std::chrono::seconds patience, bool to_disk) {
  const std::string connect = connect_string(path, patience);
  session_ = guarded([&] { return std::make_unique<Session>(connect); });
  execute(to_disk ? "pragma synchronous = full" : "pragma synchronous = off");
  execute("pragma foreign_keys = on");
  use_write_ahead_log(patience);
}

// Readers and one writer at a time; a commit is one append to the log. When two connections switch
// a new file at the same time, SQLite refuses one of them at once, whatever patience was asked for,
// so the waiting is done here.
void Database::use_write_ahead_log(std::chrono::seconds patience) {
  constexpr std::chrono::milliseconds k_pause{5};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      execute("pragma journal_mode = wal");
      return;
    } catch (const DatabaseError& problem) {
      const bool busy = problem.error.code == ErrorCode::timed_out;
      if (!busy || std::chrono::steady_clock::now() >= end) throw;
    }
    std::this_thread::sleep_for(k_pause);
  }
}

Database::~Database() = default;

void Database::execute(const std::string& sql) {
  guarded([&] { session_->session << sql; });
}

Insert Database::insert(const std::string& table, std::initializer_list<Column> columns,
                        const std::string& conflict) {
  return guarded([&] {
    auto made = std::make_unique<Insert::Statement>(session_->session);
    std::string names;
    std::string marks;
    for (const Column& column : columns) {
      const std::string comma = names.empty() ? "" : ", ";
      names += comma + column.name;
      marks += comma + ":" + std::to_string(made->slots.size() + 1);
      made->slots.emplace_back().kind = column.kind;
    }
    for (Slot& slot : made->slots) bind(made->statement, slot);
    made->statement.alloc();
    made->statement.prepare("insert into " + table + " (" + names + ") values (" + marks + ") " +
                            conflict);
    made->statement.define_and_bind();
    return Insert(std::move(made));
  });
}

Query Database::query(const std::string& sql, std::initializer_list<Kind> columns,
                      Values parameters) {
  return guarded([&] {
    auto made = std::make_unique<Query::Statement>(session_->session);
    for (const Kind kind : columns) {
      made->columns.emplace_back().kind = kind;
      define(made->statement, made->columns.back());
    }
    for (Value& parameter : parameters) {
      Slot& slot = made->parameters.emplace_back();
      slot.kind = kind_of(parameter);
      slot.take(std::move(parameter));
      bind(made->statement, slot);
    }
    made->statement.alloc();
    made->statement.prepare(sql);
    made->statement.define_and_bind();
    made->statement.execute();
    return Query(std::move(made));
  });
}

Transaction::Transaction(Database& database, Purpose purpose) : database_(&database) {
  // A deferred transaction that reads first and writes later can be refused half-way.
  database_->execute(purpose == Purpose::writing ? "begin immediate" : "begin");
}

Transaction::~Transaction() {
  if (database_ == nullptr) return;
  try {
    database_->execute("rollback");
  } catch (const DatabaseError&) {
    // The connection is gone, and the transaction with it.
    return;
  }
}

void Transaction::commit() {
  database_->execute("commit");
  database_ = nullptr;
}

}  // namespace plugtest::store

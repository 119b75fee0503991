#include "harness/store/database.h"

#include "harness/store/connection.h"
#include "harness/store/postgresql_text.h"

#include <cassert>
#include <cstddef>
#include <deque>
#include <utility>

#include <soci/soci.h>

namespace plugtest::store {
namespace {

// Any number does that no other program uses in the same database: "plug" in ASCII.
constexpr std::int64_t k_writers_lock = 0x706c7567;

// What is bound to a statement stays at its address from one execution to the next.
struct Slot {
  Kind kind = Kind::text;
  long long integer = 0;
  double real = 0;
  std::string text{};
  soci::indicator indicator = soci::i_null;

  void take(Value value, Backend backend) {
    indicator = std::holds_alternative<std::monostate>(value) ? soci::i_null : soci::i_ok;
    if (auto* number = std::get_if<std::int64_t>(&value)) {
      assert(kind == Kind::integer);
      integer = *number;
    } else if (auto* real_number = std::get_if<double>(&value)) {
      assert(kind == Kind::real);
      real = *real_number;
    } else if (auto* words = std::get_if<std::string>(&value)) {
      assert(kind == Kind::text);
      text = backend == Backend::postgresql ? to_postgresql_text(*words) : std::move(*words);
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

}  // namespace

struct Insert::Statement {
  explicit Statement(Connection& used) : connection(used), statement(used.session()) {}

  Connection& connection;
  std::deque<Slot> slots;
  soci::statement statement;
};

struct Query::Statement {
  explicit Statement(Connection& used) : connection(used), statement(used.session()) {}

  bool fetch() {
    const bool found = connection.guarded([&] { return statement.fetch(); });
    if (found && connection.backend() == Backend::postgresql) {
      for (Slot& slot : columns) slot.text = from_postgresql_text(slot.text);
    }
    return found;
  }

  const Slot& at(std::size_t column, Kind kind) const {
    const Slot& slot = columns.at(column);
    assert(slot.kind == kind);
    if (slot.indicator == soci::i_null) {
      throw DatabaseError{
          {ErrorCode::malformed, "a column of the database is empty, expected a value"}};
    }
    return slot;
  }

  Connection& connection;
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
    statement_->slots[i].take(std::move(values[i]), statement_->connection.backend());
  }
  statement_->connection.guarded([&] { statement_->statement.execute(true); });
}

Query::Query(std::unique_ptr<Statement> statement) : statement_(std::move(statement)) {}
Query::Query(Query&&) noexcept = default;
Query::~Query() = default;

bool Query::next() { return statement_->fetch(); }

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

Value Query::value(std::size_t column) const {
  const auto& slot = statement_->columns.at(column);
  if (slot.indicator == soci::i_null) return {};
  switch (slot.kind) {
    case Kind::integer:
      return std::int64_t{slot.integer};
    case Kind::real:
      return slot.real;
    case Kind::text:
      break;
  }
  return slot.text;
}

Database::Database(const Location& location, std::chrono::seconds patience, bool to_disk)
    : connection_(std::make_unique<Connection>(location, patience, to_disk)) {}
Database::~Database() = default;

void Database::execute(const std::string& sql) { connection_->execute(sql); }

std::vector<std::string> Database::tables() {
  auto rows = connection_->backend() == Backend::postgresql
                  ? query(
                        "select table_name from information_schema.tables"
                        " where table_schema = current_schema() and table_type = 'BASE TABLE'",
                        {Kind::text})
                  : query(
                        "select name from sqlite_master"
                        " where type = 'table' and name not like 'sqlite_%'",
                        {Kind::text});
  std::vector<std::string> names;
  while (rows.next()) names.push_back(rows.text(0));
  return names;
}

void Database::begin_writing() {
  // A deferred transaction that reads first and writes later can be refused half-way.
  if (connection_->backend() == Backend::sqlite) return execute("begin immediate");
  // One writer at a time here, too: what one of them looked up stays true until it commits.
  execute("begin");
  execute("select pg_advisory_xact_lock(" + std::to_string(k_writers_lock) + ")");
}

void Database::begin_reading() {
  execute(connection_->backend() == Backend::sqlite
              ? "begin"
              : "begin isolation level repeatable read read only");
}

Insert Database::insert(const std::string& table, const std::vector<Column>& columns,
                        const std::string& conflict) {
  return connection_->guarded([&] {
    auto made = std::make_unique<Insert::Statement>(*connection_);
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

Query Database::query(const std::string& sql, const std::vector<Kind>& columns, Values parameters) {
  return connection_->guarded([&] {
    auto made = std::make_unique<Query::Statement>(*connection_);
    for (const Kind kind : columns) {
      made->columns.emplace_back().kind = kind;
      define(made->statement, made->columns.back());
    }
    for (Value& parameter : parameters) {
      Slot& slot = made->parameters.emplace_back();
      slot.kind = kind_of(parameter);
      slot.take(std::move(parameter), connection_->backend());
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
  try {
    if (purpose == Purpose::writing) {
      database.begin_writing();
    } else {
      database.begin_reading();
    }
  } catch (const DatabaseError&) {
    undo();
    throw;
  }
}

Transaction::~Transaction() { undo(); }

void Transaction::undo() {
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

#include "harness/store/store.h"

#include "harness/store/database.h"
#include "harness/store/event_rows.h"
#include "harness/store/run_rows.h"
#include "harness/store/schema.h"

#include <mutex>
#include <string_view>
#include <utility>

namespace plugtest::store {
namespace {

constexpr std::string_view k_scheme = "sqlite3://";

std::int64_t schema_version(Database& database) {
  auto version = database.query("select version from schema_version", {Kind::integer});
  if (!version.next()) {
    throw DatabaseError{{ErrorCode::malformed, "the database does not state its schema's version"}};
  }
  return version.integer(0);
}

bool holds_tables(Database& database, const std::string& condition) {
  return database
      .query("select name from sqlite_master where type = 'table' and " + condition, {Kind::text})
      .next();
}

// Brings the schema up to date, or leaves it alone and throws.
void migrate(Database& database) {
  const std::int64_t known = migrations().back().version;
  Transaction transaction(database, Transaction::Purpose::writing);
  if (!holds_tables(database, "name = 'schema_version'")) {
    if (holds_tables(database, "name not like 'sqlite_%'")) {
      throw DatabaseError{{ErrorCode::malformed, "the database belongs to another program"}};
    }
    database.execute("create table schema_version (version bigint not null)");
    database.execute("insert into schema_version (version) values (0)");
  }
  const std::int64_t stored = schema_version(database);
  if (stored > known) {
    throw DatabaseError{{ErrorCode::unsupported,
                         "the database has schema version " + std::to_string(stored) +
                             " of a newer program, expected at most " + std::to_string(known)}};
  }
  for (const Migration& migration : migrations()) {
    if (migration.version <= stored) continue;
    for (const std::string_view statement : migration.statements) {
      database.execute(std::string(statement));
    }
  }
  if (stored != known) {
    database.execute("update schema_version set version = " + std::to_string(known));
  }
  transaction.commit();
}

}  // namespace

struct Store::Content {
  // Both run `work` alone and in one transaction; what is thrown becomes the error.
  template <class Work>
  Result<void> change(Work&& work) {
    const std::scoped_lock lock(mutex);
    try {
      Transaction transaction(*database, Transaction::Purpose::writing);
      work(*database);
      transaction.commit();
      return {};
    } catch (const DatabaseError& problem) {
      return fail(at_home(problem.error));
    }
  }

  template <class T, class Work>
  Result<T> read(Work&& work) {
    const std::scoped_lock lock(mutex);
    try {
      const Transaction transaction(*database, Transaction::Purpose::reading);
      return work(*database);
    } catch (const DatabaseError& problem) {
      return fail(at_home(problem.error));
    }
  }

  Error at_home(Error error) const {
    error.where.file = path;
    return error;
  }

  std::string path;
  std::mutex mutex;  // database
  std::unique_ptr<Database> database;
};

Store::Store(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& where, const StoreOptions& options) {
  auto content = std::make_unique<Content>();
  content->path = where.starts_with(k_scheme) ? where.substr(k_scheme.size()) : where;
  if (const auto scheme = content->path.find("://"); scheme != std::string::npos) {
    return fail(ErrorCode::unsupported, "no database of the kind '" +
                                            content->path.substr(0, scheme) +
                                            "' is known, expected a path or 'sqlite3://PATH'");
  }
  try {
    content->database =
        std::make_unique<Database>(content->path, options.patience, options.to_disk);
    migrate(*content->database);
  } catch (const DatabaseError& problem) {
    return fail(content->at_home(problem.error));
  }
  return std::unique_ptr<Store>(new Store(std::move(content)));
}

Result<void> Store::put_event(const model::EventPlan& event, const ScenarioText& text) {
  return content_->change([&](Database& database) { write_event(database, event, text); });
}

Result<void> Store::put_run(const std::string& event_id, const model::RunResult& result,
                            const RunFacts& facts) {
  return content_->change(
      [&](Database& database) { write_run(database, event_id, result, facts); });
}

Result<std::vector<model::RunResult>> Store::load_runs(const std::string& event_id) {
  return content_->read<std::vector<model::RunResult>>(
      [&](Database& database) { return read_runs(database, event_id); });
}

Result<RunFacts> Store::load_facts(const model::RunId& run) {
  return content_->read<RunFacts>([&](Database& database) { return read_facts(database, run); });
}

Result<std::vector<CellSum>> Store::cells(const std::string& event_id) {
  return content_->read<std::vector<CellSum>>(
      [&](Database& database) { return read_cells(database, event_id); });
}

}  // namespace plugtest::store

#include "harness/store/store.h"

#include "harness/store/database.h"
#include "harness/store/event_rows.h"
#include "harness/store/history.h"
#include "harness/store/merge.h"
#include "harness/store/run_rows.h"
#include "harness/store/schema.h"

#include <algorithm>
#include <cassert>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

namespace plugtest::store {
namespace {

std::int64_t schema_version(Database& database) {
  auto version = database.query("select version from schema_version", {Kind::integer});
  if (!version.next()) {
    throw DatabaseError{{ErrorCode::malformed, "the database does not state its schema's version"}};
  }
  return version.integer(0);
}

// Brings the schema up to date, or leaves it alone and throws.
void migrate(Database& database) {
  const std::int64_t known = migrations().back().version;
  Transaction transaction(database, Transaction::Purpose::writing);
  const std::vector<std::string> tables = database.tables();
  if (std::ranges::find(tables, "schema_version") == tables.end()) {
    if (!tables.empty()) {
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
  Content(Location place, const StoreOptions& asked) : location(std::move(place)), options(asked) {}

  void open() {
    database.reset();
    database = std::make_unique<Database>(location, options.patience, options.to_disk);
    migrate(*database);
  }

  // All of these run `work` alone and in one transaction; what is thrown becomes the error.
  template <class Work>
  Result<void> change(Work&& work) {
    return attempt<void>([&] {
      Transaction transaction(*database, Transaction::Purpose::writing);
      work(*database);
      transaction.commit();
    });
  }

  Result<MergeReport> merge_from(Content& source, NewEvents new_events) {
    const std::scoped_lock lock(source.mutex);
    return attempt<MergeReport>([&] {
      if (source.database == nullptr) source.open();
      const Transaction reading(*source.database, Transaction::Purpose::reading);
      Transaction transaction(*database, Transaction::Purpose::writing);
      const MergeReport report = merge(*database, *source.database, new_events);
      transaction.commit();
      return report;
    });
  }

  template <class T, class Work>
  Result<T> read(Work&& work) {
    return attempt<T>([&] {
      const Transaction transaction(*database, Transaction::Purpose::reading);
      return work(*database);
    });
  }

  // A server may be restarted while an event is under way: the transaction is made anew once it is
  // back. That is safe also when the server went after it had committed, since storing again what
  // is stored changes nothing.
  template <class T, class Work>
  Result<T> attempt(Work&& work) {
    const std::scoped_lock lock(mutex);
    const auto deadline = std::chrono::steady_clock::now() + options.patience;
    try {
      while (true) {
        try {
          if (database == nullptr) open();
          if constexpr (std::is_void_v<T>) {
            work();
            return {};
          } else {
            return work();
          }
        } catch (const DatabaseError& problem) {
          wait_for_server(problem.error, deadline);
        }
      }
    } catch (const DatabaseError& problem) {
      return fail(at_home(problem.error));
    }
  }

  // Returns when another try makes sense, else throws.
  void wait_for_server(const Error& error, std::chrono::steady_clock::time_point deadline) {
    const bool gone = error.code == ErrorCode::link_lost || error.code == ErrorCode::unreachable;
    if (!gone) throw DatabaseError{error};
    database.reset();
    if (std::chrono::steady_clock::now() >= deadline) {
      throw DatabaseError{{ErrorCode::link_lost,
                           "the database server went away and was not back within " +
                               std::to_string(options.patience.count()) + " s (" + error.message +
                               "); the evidence of the runs is kept, 'plugtest import' brings it "
                               "into the database later"}};
    }
    constexpr std::chrono::milliseconds k_pause{50};
    std::this_thread::sleep_for(k_pause);
  }

  Error at_home(Error error) const {
    error.where.file = location.for_people();
    return error;
  }

  const Location location;
  const StoreOptions options;
  std::mutex mutex{};                    // database
  std::unique_ptr<Database> database{};  // none while the server is away
};

Store::Store(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& where, const StoreOptions& options) {
  auto location = parse_location(where);
  if (!location) return fail(std::move(location.error()));
  auto content = std::make_unique<Content>(std::move(*location), options);
  try {
    content->open();
  } catch (const DatabaseError& problem) {
    return fail(content->at_home(problem.error));
  }
  return std::unique_ptr<Store>(new Store(std::move(content)));
}

Result<void> Store::put_event(const model::EventPlan& event, const api::PlanTexts& texts) {
  return content_->change([&](Database& database) { write_event(database, event, texts); });
}

Result<std::vector<std::string>> Store::events() {
  return content_->read<std::vector<std::string>>(
      [](Database& database) { return read_event_ids(database); });
}

Result<model::EventPlan> Store::load_event(const std::string& event_id,
                                           const api::PlanTexts& texts) {
  return content_->read<model::EventPlan>(
      [&](Database& database) { return read_event(database, event_id, texts); });
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

Result<std::vector<HistoryEntry>> Store::history() {
  return content_->read<std::vector<HistoryEntry>>(
      [](Database& database) { return read_history(database); });
}

Result<MergeReport> Store::import_from(Store& source, NewEvents new_events) {
  assert(&source != this);
  return content_->merge_from(*source.content_, new_events);
}

}  // namespace plugtest::store

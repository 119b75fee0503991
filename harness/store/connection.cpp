#include "harness/store/connection.h"

#include "harness/store/database.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

namespace plugtest::store {
namespace {

constexpr const char* k_busy = "another process kept the database busy for too long";

/// Whether a database is there whose folder takes no files: a medium, a share or an archive that
/// may only be read.
bool only_readable(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  const fs::path folder = fs::absolute(path, error).parent_path();
  return ::access(folder.c_str(), W_OK) != 0;
}

/// The file as a URI that says that nobody writes to it (sqlite.org/uri.html), so that SQLite wants
/// no files of its own beside it.
std::string immutable_uri(const std::string& path) {
  // The log holds what SQLite would then not see.
  std::error_code missing;
  if (std::filesystem::file_size(path + "-wal", missing) > 0 && !missing) {
    throw DatabaseError{
        {ErrorCode::io,
         "the database was not closed, or is being written, and its folder may only "
         "be read: copy the file and its -wal file to another folder"}};
  }
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%') {
      uri += "%25";
    } else if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

std::string sqlite_parameters(const std::string& path, std::chrono::seconds patience) {
  // The library's own quoting knows no way to write a quote.
  if (path.empty() || path.find_first_of(std::string("\"\n\0", 3)) != std::string::npos) {
    throw DatabaseError{
        {ErrorCode::configuration, "expected the path of a database without quotes and line ends"}};
  }
  const std::string name = only_readable(path) ? immutable_uri(path) : path;
  return "dbname=\"" + name + "\" timeout=" + std::to_string(patience.count());
}

// A server that is gone without a word must not hold up an event for hours.
std::string postgresql_parameters(const std::string& url, std::chrono::seconds patience) {
  const auto seconds = std::max<std::chrono::seconds::rep>(patience.count(), 2);
  return url + (url.find('?') == std::string::npos ? "?" : "&") +
         "connect_timeout=" + std::to_string(seconds) +
         "&tcp_user_timeout=" + std::to_string(1000 * seconds);
}

// libpq's messages have several lines.
std::string one_line(std::string message) {
  std::ranges::replace_if(message, [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  while (message.ends_with(' ')) message.pop_back();
  return message;
}

std::optional<Error> known_sqlite_error(const soci::soci_error& problem) {
  constexpr int k_busy_code = 5;  // SQLITE_BUSY and the like, sqlite.org/rescode.html
  constexpr int k_full_code = 13;
  constexpr int k_read_only_code = 8;
  constexpr int k_no_database = 26;
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&problem);
  if (sqlite == nullptr) return std::nullopt;
  switch (sqlite->result() & 0xff) {
    case k_busy_code:
      return Error{ErrorCode::timed_out, k_busy};
    case k_full_code:
      return Error{ErrorCode::io, "the database cannot be written: the disk is full"};
    case k_read_only_code:
      return Error{ErrorCode::io, "the database cannot be written: it is read-only"};
    case k_no_database:
      return Error{ErrorCode::malformed, "the file is no SQLite database"};
    default:
      return std::nullopt;
  }
}

// Appendix A of the PostgreSQL manual.
std::optional<Error> known_postgresql_error(const soci::soci_error& problem) {
  const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&problem);
  if (postgresql == nullptr) return std::nullopt;
  const std::string state = postgresql->sqlstate();
  const std::string message = one_line(problem.get_error_message());
  if (state == "55P03") return Error{ErrorCode::timed_out, k_busy};
  const bool our_fault = state == "08P01";  // a statement that the server does not understand
  if ((state.starts_with("08") && !our_fault) || state.starts_with("57P")) {
    return Error{ErrorCode::link_lost, "the database server went away: " + message};
  }
  if (state == "42501" || state == "25006") {
    return Error{ErrorCode::io, "the database cannot be written: " + message};
  }
  return std::nullopt;
}

const soci::backend_factory& factory_of(Backend backend) {
  if (backend == Backend::postgresql) return soci::postgresql;
  return soci::sqlite3;
}

std::string parameters_of(const Location& location, std::chrono::seconds patience) {
  return location.backend == Backend::postgresql ? postgresql_parameters(location.address, patience)
                                                 : sqlite_parameters(location.address, patience);
}

}  // namespace

Connection::Connection(const Location& location, std::chrono::seconds patience, bool to_disk)
    : backend_(location.backend) {
  const std::string parameters = parameters_of(location, patience);
  try {
    session_.open(factory_of(backend_), parameters);
  } catch (const soci::soci_error& problem) {
    if (auto known = known_sqlite_error(problem)) throw DatabaseError{std::move(*known)};
    const bool server = backend_ == Backend::postgresql;
    throw DatabaseError{{server ? ErrorCode::unreachable : ErrorCode::io,
                         (server ? "cannot reach the database server: " : "") +
                             one_line(problem.get_error_message())}};
  }
  if (backend_ == Backend::postgresql) {
    set_up_postgresql(patience, to_disk);
  } else {
    set_up_sqlite(location.address, patience, to_disk);
  }
}

void Connection::execute(const std::string& sql) {
  guarded([&] { session_ << sql; });
}

void Connection::give_up(const soci::soci_error& problem) {
  if (auto known = known_sqlite_error(problem)) throw DatabaseError{std::move(*known)};
  if (auto known = known_postgresql_error(problem)) throw DatabaseError{std::move(*known)};
  const std::string message = one_line(problem.get_error_message());
  if (is_lost()) {
    throw DatabaseError{{ErrorCode::link_lost, "the database server went away: " + message}};
  }
  throw DatabaseError{{ErrorCode::io, message}};
}

bool Connection::is_lost() {
  if (backend_ != Backend::postgresql) return false;
  // The library shows no type information of it for dynamic_cast.
  const auto* server = static_cast<soci::postgresql_session_backend*>(session_.get_backend());
  return ::PQstatus(server->conn_) == CONNECTION_BAD;
}

void Connection::set_up_sqlite(const std::string& path, std::chrono::seconds patience,
                               bool to_disk) {
  execute(to_disk ? "pragma synchronous = full" : "pragma synchronous = off");
  execute("pragma foreign_keys = on");
  if (!only_readable(path)) use_write_ahead_log(patience);
}

void Connection::set_up_postgresql(std::chrono::seconds patience, bool to_disk) {
  // 0 would be no limit at all.
  const auto limit_ms = std::max<std::chrono::milliseconds::rep>(
      std::chrono::duration_cast<std::chrono::milliseconds>(patience).count(), 1);
  execute("set client_encoding = 'UTF8'");
  execute("set client_min_messages = error");
  execute("set lock_timeout = " + std::to_string(limit_ms));
  execute(to_disk ? "set synchronous_commit = on" : "set synchronous_commit = off");
}

// Readers and one writer at a time; a commit is one append to the log. When two connections switch
// a new file at the same time, SQLite refuses one of them at once, whatever patience was asked for,
// so the waiting is done here.
void Connection::use_write_ahead_log(std::chrono::seconds patience) {
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

}  // namespace plugtest::store

#include "tests/doubles/postgresql_server.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

namespace plugtest::doubles {
namespace {

namespace fs = std::filesystem;

// Debian keeps the server's programs in a folder for each version.
fs::path programs() {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    if (fs::exists(version.path() / "bin" / "initdb")) found.push_back(version.path() / "bin");
  }
  return found.empty() ? fs::path() : *std::ranges::max_element(found);
}

const passwd* other_user() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

// Ends with this process, and is not root.
std::vector<std::string> command(const std::string& program, std::vector<std::string> arguments) {
  std::vector<std::string> words{"/usr/bin/setpriv", "--pdeathsig", "KILL"};
  if (other_user() != nullptr) {
    words.insert(words.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  }
  words.push_back(programs() / program);
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

std::string PostgresqlServer::missing() {
  if (programs().empty()) return "no PostgreSQL server is installed";
  if (!fs::exists("/usr/bin/setpriv")) return "no setpriv is installed";
  if (::geteuid() == 0 && other_user() == nullptr) {
    return "there is no user 'postgres' to run the server";
  }
  return {};
}

PostgresqlServer::PostgresqlServer() {
  std::string pattern = fs::temp_directory_path() / "plugtest-pg-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  if (const passwd* user = other_user();
      user != nullptr && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("the temporary folder cannot be given away");
  }
  ChildProcess maker(
      command("initdb", {"--pgdata", folder_ / "data", "--username", "plugtest", "--auth", "trust",
                         "--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions"}));
  while (!maker.line().empty()) continue;
  if (maker.wait() != 0) throw std::runtime_error("initdb failed");
  start();
}

PostgresqlServer::~PostgresqlServer() {
  kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PostgresqlServer::start() {
  const auto launch = [this] {
    server_ = std::make_unique<ChildProcess>(
        command("postgres", {"-D", folder_ / "data", "-k", folder_, "-c", "listen_addresses=", "-c",
                             "fsync=off", "-c", "log_min_messages=panic"}));
  };
  launch();
  constexpr std::chrono::minutes k_hang_guard{2};
  const auto deadline = std::chrono::steady_clock::now() + k_hang_guard;
  while (::PQping(url("postgres").c_str()) != PQPING_OK) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the PostgreSQL server does not come up");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    // A server refuses while processes of one that was killed still end.
    if (!server_->running()) launch();
  }
}

void PostgresqlServer::kill() { server_.reset(); }

std::string PostgresqlServer::url(const std::string& name) const {
  return "postgresql://plugtest@/" + name + "?host=" + folder_.string();
}

std::string PostgresqlServer::new_database() {
  const std::string name = "event_" + std::to_string(++made_);
  PGconn* connection = ::PQconnectdb(url("postgres").c_str());
  PGresult* result = ::PQexec(connection, ("create database " + name).c_str());
  const bool made = ::PQresultStatus(result) == PGRES_COMMAND_OK;
  ::PQclear(result);
  ::PQfinish(connection);
  if (!made) throw std::runtime_error("the database could not be made");
  return url(name);
}

}  // namespace plugtest::doubles

#include "tools/cli/print_pdf.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes k_patience{5};
constexpr std::chrono::milliseconds k_look_again{50};

/// A folder of our own, gone with its owner: the browser's profile is never the user's.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "plugtest-pdf-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::optional<fs::path> program_in_path(std::string_view name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const fs::path candidate = fs::path(rest.substr(0, end)) / name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

std::optional<fs::path> find_chromium() {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    if (auto found = program_in_path(name)) return found;
  }
  return std::nullopt;
}

// A path as a file URL: no character of it may begin a query or a fragment.
std::string file_url(const fs::path& path) {
  constexpr std::string_view k_plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  constexpr std::string_view k_digits = "0123456789ABCDEF";
  std::string url = "file://";
  for (const char c : fs::absolute(path).string()) {
    if (k_plain.find(c) != std::string_view::npos) {
      url += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      url.append({'%', k_digits[byte >> 4U], k_digits[byte & 0xFU]});
    }
  }
  return url;
}

/// Runs a program without input and output; its exit status.
Result<int> run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  }
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, arguments.front(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return fail(ErrorCode::io, words.front() + " could not be started");
  const auto give_up = std::chrono::steady_clock::now() + k_patience;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > give_up) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return fail(ErrorCode::timed_out, words.front() + " did not end");
    }
    std::this_thread::sleep_for(k_look_again);
  }
  return status;
}

}  // namespace

Result<void> print_pdf(const fs::path& page, const fs::path& pdf) {
  const auto chromium = find_chromium();
  if (!chromium) {
    return fail(ErrorCode::usage,
                "a PDF is printed by Chromium, and none is in the PATH; install the package "
                "'chromium', or print matrix.html with any browser");
  }
  const TemporaryFolder profile;
  std::vector<std::string> words{chromium->string(),
                                 "--headless",
                                 "--disable-gpu",
                                 "--no-first-run",
                                 "--no-pdf-header-footer",
                                 "--disable-background-networking",
                                 "--virtual-time-budget=30000",
                                 "--user-data-dir=" + profile.path().string(),
                                 "--print-to-pdf=" + fs::absolute(pdf).string(),
                                 file_url(page) + "#/print"};
  // Its sandbox refuses to work for root; the page is our own and loads nothing.
  if (geteuid() == 0) words.insert(words.begin() + 1, "--no-sandbox");
  const auto status = run(std::move(words));
  if (!status) return fail(status.error());
  std::error_code error;
  if (*status != 0 || fs::file_size(pdf, error) == 0 || error) {
    return fail(ErrorCode::io, "Chromium made no PDF", {.file = pdf.string()});
  }
  return {};
}

}  // namespace plugtest::cli

#include "tools/cli/code_key.h"

#include "protocols/bits/hex.h"
#include "reports/text.h"
#include "tools/cli/output_folder.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>

#include <openssl/rand.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

// The file: one line with this mark and the key, then a line for each code and its name.
constexpr std::string_view k_mark = "plugtest-codes/1 ";
constexpr std::size_t k_key_digits = 64;

Result<std::string> new_key() {
  std::array<std::uint8_t, k_key_digits / 2> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return fail(ErrorCode::io, "no random numbers for a new key");
  }
  return bits::to_hex(bytes);
}

}  // namespace

Result<reports::Codes> open_code_key(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) {
    auto key = new_key();
    if (!key) return fail(key.error());
    return reports::Codes(std::move(*key));
  }
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  if (!line.starts_with(k_mark) || line.size() != k_mark.size() + k_key_digits) {
    return fail(ErrorCode::malformed, "this is no key file of published reports",
                {.file = file.string()});
  }
  return reports::Codes(line.substr(k_mark.size()));
}

Result<void> keep_code_key(const fs::path& file, const reports::Codes& codes) {
  std::string content = std::string(k_mark) + codes.key() + "\n";
  for (const auto& [code, name] : codes.names()) {
    content += code + "\t" + reports::clean(name) + "\n";
  }
  if (auto written = write_whole_file(file, content); !written) return written;
  std::error_code error;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return fail(ErrorCode::io, error.message(), {.file = file.string()});
  return {};
}

}  // namespace plugtest::cli

#include "harness/evidence/verify.h"

#include "harness/evidence/disk.h"
#include "harness/evidence/records.h"
#include "harness/evidence/sha256.h"
#include "harness/evidence/signature.h"
#include "harness/evidence/sums_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_longest_sums = std::size_t{1} << 20U;
constexpr std::string_view k_records_suffix = ".rec";

struct Measured {
  std::string sum;
  std::uint64_t bytes = 0;
};

Result<Measured> measure(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(disk_error(path, "open the file", errno));
  Sha256 hash;
  Measured measured;
  std::array<char, 65536> buffer{};
  while (in) {
    in.read(buffer.data(), buffer.size());
    const auto got = static_cast<std::size_t>(in.gcount());
    hash.add({buffer.data(), got});
    measured.bytes += got;
  }
  if (in.bad()) return fail(disk_error(path, "read the file", EIO));
  measured.sum = hash.finish();
  return measured;
}

// Where a record file stops to fit, by its own check values.
RecordEnding scan(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  RecordReader reader(in);
  while (reader.next()) continue;
  return reader.ending();
}

Finding altered(const fs::path& folder, const std::string& name, std::uint64_t bytes) {
  if (name.ends_with(k_records_suffix)) {
    const RecordEnding ending = scan(folder / name);
    if (ending.how != RecordEnding::How::complete) {
      return {name, ending.begin, ending.end, ending.message};
    }
  }
  return {name, 0, bytes, "the content does not fit its sum in " + std::string(k_sums_file)};
}

Result<std::set<std::string>> names_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code problem;
  fs::directory_iterator entries(folder, problem);
  while (!problem && entries != fs::directory_iterator()) {
    names.insert(entries->path().filename().string());
    entries.increment(problem);
  }
  if (problem) return fail(disk_error(folder, "list the folder", problem.value()));
  return names;
}

bool is_plain_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(fs::symlink_status(path, ignored));
}

Result<void> compare(const fs::path& folder, const FileSums& sums,
                     const std::set<std::string>& present, std::vector<Finding>& findings) {
  for (const auto& [name, sum] : sums) {
    if (!present.contains(name)) {
      findings.push_back({name, 0, 0, "the file is missing"});
      continue;
    }
    if (!is_plain_file(folder / name)) {
      findings.push_back({name, 0, 0, "expected a regular file"});
      continue;
    }
    const auto measured = measure(folder / name);
    if (!measured) return fail(measured.error());
    if (measured->sum != sum) findings.push_back(altered(folder, name, measured->bytes));
  }
  for (const auto& name : present) {
    const bool beside_the_sums = name == k_sums_file || name == k_signature_file;
    if (!beside_the_sums && !sums.contains(name)) {
      findings.push_back({name, 0, 0, "the file has no sum in " + std::string(k_sums_file)});
    }
  }
  return {};
}

void check_signer(const fs::path& folder, const std::string& sums, VerifyReport& report) {
  const std::string file(k_signature_file);
  const auto signature = check_signature(folder, sums);
  if (!signature) {
    report.findings.push_back({file, 0, 0, signature.error().message});
  } else if (*signature && !(*signature)->fits) {
    report.findings.push_back(
        {file, 0, 0, "the signature does not fit " + std::string(k_sums_file)});
  } else if (*signature) {
    report.signed_by = (*signature)->public_hex;
  }
}

// A folder without sums: its records carry their own check values.
void check_records(const fs::path& folder, const std::set<std::string>& present,
                   std::vector<Finding>& findings) {
  for (const auto& name : present) {
    if (!name.ends_with(k_records_suffix) || !is_plain_file(folder / name)) continue;
    const RecordEnding ending = scan(folder / name);
    if (ending.how != RecordEnding::How::complete) {
      findings.push_back({name, ending.begin, ending.end, ending.message});
    }
  }
}

}  // namespace

std::string to_string(const Finding& finding) {
  std::string text = finding.file + ": ";
  if (finding.end > finding.begin) {
    text += "bytes " + std::to_string(finding.begin) + " to " + std::to_string(finding.end - 1);
    text += ": ";
  } else if (finding.begin > 0) {
    text += "byte " + std::to_string(finding.begin) + ": ";
  }
  return text + finding.what;
}

Result<VerifyReport> verify(const fs::path& folder) {
  const auto present = names_in(folder);
  if (!present) return fail(present.error());
  VerifyReport report;
  if (!present->contains(std::string(k_sums_file))) {
    check_records(folder, *present, report.findings);
    return report;
  }
  report.finished = true;
  const auto text = read_text_file(folder / k_sums_file, k_longest_sums);
  if (!text) return fail(text.error());
  check_signer(folder, *text, report);
  const auto sums = parse_sums(*text);
  if (!sums) {
    const std::size_t at = sums.error().where.byte_offset.value_or(0);
    report.findings.push_back({std::string(k_sums_file), at, text->size(), sums.error().message});
    return report;
  }
  if (auto compared = compare(folder, *sums, *present, report.findings); !compared) {
    return fail(compared.error());
  }
  std::ranges::sort(report.findings, {}, &Finding::file);
  return report;
}

}  // namespace plugtest::evidence

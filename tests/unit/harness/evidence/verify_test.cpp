#include "harness/evidence/verify.h"

#include "harness/evidence/run_folder.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <cstddef>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;
using samples::read_file;
using samples::write_file;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Verify : public ::testing::Test {
 protected:
  Verify() {
    auto made = RunFolder::create(root_.path(),
                                  {.name = "run",
                                   .plan_json = plan_to_json(samples::used_plan()),
                                   .command = "plugtest run",
                                   .versions = {}},
                                  nullptr, {.to_disk = false});
    if (!made) throw std::runtime_error(to_string(made.error()));
    for (std::uint32_t i = 0; i < 3; ++i) {
      auto pass = samples::pass(i, 4);
      (*made)->on_pass_begin(i, pass.times.begin, pass.manifest);
      (*made)->on_observations(i, pass.observations);
      (*made)->on_pass_end(pass);
      (*made)->on_note(pass.times.end, "noted");
    }
    if (auto done = (*made)->finish(samples::result()); !done) {
      throw std::runtime_error(to_string(done.error()));
    }
  }

  // Changes a byte.
  void alter(const std::string& file, std::size_t at) {
    std::string text = read_file(run_ / file);
    text.at(at) = static_cast<char>(text[at] ^ 1);
    write_file(run_ / file, text);
  }

  std::vector<std::string> findings() const {
    const auto report = verify(run_);
    if (!report) return {to_string(report.error())};
    std::vector<std::string> lines;
    for (const auto& finding : report->findings) lines.push_back(to_string(finding));
    return lines;
  }

  doubles::TemporaryFolder root_;
  fs::path run_ = root_ / "run";
};

TEST_F(Verify, an_untouched_run_is_intact) {
  const auto report = verify(run_);
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(report->finished);
  EXPECT_TRUE(report->intact());
}

TEST_F(Verify, a_changed_byte_of_any_file_is_found) {
  for (const auto& entry : fs::directory_iterator(run_)) {
    const std::string name = entry.path().filename().string();
    const std::string good = read_file(entry.path());
    for (const std::size_t at : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
      alter(name, at);
      const auto report = verify(run_);
      ASSERT_TRUE(report.has_value());
      EXPECT_FALSE(report->intact()) << name << " byte " << at;
      write_file(entry.path(), good);
    }
  }
}

TEST_F(Verify, the_file_and_the_bytes_are_named) {
  alter("plan.json", 5);
  EXPECT_THAT(findings(), ElementsAre("plan.json: bytes 0 to " +
                                      std::to_string(fs::file_size(run_ / "plan.json") - 1) +
                                      ": the content does not fit its sum in SHA256SUMS"));
}

TEST_F(Verify, of_a_record_file_the_record_is_named) {
  alter("observations.rec", 20);
  EXPECT_THAT(findings(),
              ElementsAre("observations.rec: bytes 16 to 31: the header of a record does not fit "
                          "its check value"));
}

TEST_F(Verify, a_shortened_record_file_is_named_from_its_last_whole_record) {
  const std::string good = read_file(run_ / "observations.rec");
  constexpr std::size_t k_end_record = 16 + 8;
  write_file(run_ / "observations.rec", good.substr(0, good.size() - k_end_record));
  EXPECT_THAT(findings(),
              ElementsAre("observations.rec: byte " + std::to_string(good.size() - k_end_record) +
                          ": the file stops before its end mark"));
}

TEST_F(Verify, missing_added_and_replaced_files_are_named) {
  fs::remove(run_ / "log.txt");
  write_file(run_ / "extra.txt", "x");
  fs::remove(run_ / "outcome.json");
  fs::create_symlink("plan.json", run_ / "outcome.json");
  EXPECT_THAT(findings(),
              ElementsAre("extra.txt: the file has no sum in SHA256SUMS",
                          "log.txt: the file is missing", "outcome.json: expected a regular file"));
}

TEST_F(Verify, a_pipe_in_the_place_of_the_sums_does_not_hold_us) {
  fs::remove(run_ / "SHA256SUMS");
  ASSERT_EQ(::mkfifo((run_ / "SHA256SUMS").c_str(), 0644), 0);
  const auto report = verify(run_);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().message, "expected a regular file");
}

TEST_F(Verify, sums_that_cannot_be_read_are_named_by_offset) {
  const std::string good = read_file(run_ / "SHA256SUMS");
  write_file(run_ / "SHA256SUMS", good + "rest");
  EXPECT_THAT(findings(), ElementsAre("SHA256SUMS: bytes " + std::to_string(good.size()) + " to " +
                                      std::to_string(good.size() + 3) +
                                      ": expected a SHA-256, two blanks and the name of a file"));
}

TEST_F(Verify, a_run_that_was_cut_off_is_checked_by_its_records) {
  fs::remove(run_ / "SHA256SUMS");
  auto report = verify(run_);
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->finished);
  EXPECT_THAT(report->findings, IsEmpty());

  alter("observations.rec", 20);
  report = verify(run_);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->findings.size(), 1U);
}

TEST_F(Verify, no_folder_is_not_found) {
  EXPECT_EQ(verify(root_ / "nowhere").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace plugtest::evidence

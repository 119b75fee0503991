#include "harness/evidence/run_folder.h"

#include "harness/evidence/capabilities_json.h"
#include "harness/evidence/reader.h"
#include "harness/evidence/verify.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;
using samples::read_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Writes "link @ns", "> text @ns" and "< text @ns" lines.
class LineEncoder final : public TraceEncoder {
 public:
  std::string file_name() const override { return "wire.txt"; }
  void link(HostTime when, std::string& out) override {
    out += "link @" + std::to_string(when.time_since_epoch().count()) + "\n";
  }
  void data(api::Direction direction, HostTime when, std::span<const std::uint8_t> bytes,
            std::string& out) override {
    out += direction == api::Direction::to_reader ? "> " : "< ";
    out.append(bytes.begin(), bytes.end());
    out += " @" + std::to_string(when.time_since_epoch().count()) + "\n";
  }
  void finish(std::string& out) override { out += "end\n"; }
};

RunDescription description(const std::string& name = "runs/run-1") {
  return {.name = name,
          .plan_json = plan_to_json(samples::used_plan()),
          .command = "plugtest run event.yaml --seed 7",
          .versions = {{"plugtest", "0.1.0"}, {"compiler", "c++"}}};
}

SettingsRecord settings(std::int32_t asked_mdbm, std::int32_t applied_mdbm) {
  SettingsRecord record;
  record.asked.power_mdbm = asked_mdbm;
  record.asked.antennas = {1};
  record.applied.power_mdbm = applied_mdbm;
  return record;
}

std::unique_ptr<RunFolder> make(const fs::path& root, const std::string& name = "runs/run-1") {
  auto folder = RunFolder::create(root, description(name), std::make_unique<LineEncoder>());
  if (!folder) throw std::runtime_error(to_string(folder.error()));
  return std::move(*folder);
}

void record(api::EvidenceSink& sink, const model::PassRecord& pass) {
  sink.on_pass_begin(pass.index, pass.times.begin, pass.manifest);
  const std::span all(pass.observations);
  sink.on_observations(pass.index, all.first(all.size() / 2));
  sink.on_observations(pass.index, all.subspan(all.size() / 2));
  auto end = pass;
  end.observations.clear();
  sink.on_pass_end(end);
}

std::set<std::string> names(const fs::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    found.insert(entry.path().filename().string());
  }
  return found;
}

void write_whole_run(api::EvidenceSink& sink) {
  sink.on_identity(samples::result().identity);
  sink.on_settings(settings(30'100, 30'000).asked, settings(30'100, 30'000).applied);
  const std::string hello = "hello";
  sink.wire_tap().on_link(HostTime(Nanos(0)));
  sink.wire_tap().on_bytes(api::Direction::to_reader, HostTime(Nanos(1)),
                           {reinterpret_cast<const std::uint8_t*>(hello.data()), hello.size()});
  record(sink, samples::pass(0, 5000));
  record(sink, samples::pass(1, 3));
  sink.on_note(HostTime(Nanos(1'239'696'000'000'000'001)), "two\nlines");
}

TEST(RunFolder, comes_back_whole) {
  const doubles::TemporaryFolder root;
  auto folder = make(root.path());
  write_whole_run(*folder);
  EXPECT_THAT(names(root / "runs"), ElementsAre("run-1.part"));
  EXPECT_EQ(folder->finish(samples::result()), "runs/run-1");
  EXPECT_THAT(names(root / "runs"), ElementsAre("run-1"));

  const auto run = read_run(root / "runs/run-1");
  ASSERT_TRUE(run.has_value()) << to_string(run.error());
  EXPECT_TRUE(run->finished);
  EXPECT_EQ(plan_from_json(run->plan_json), samples::used_plan());
  EXPECT_EQ(run->identity, samples::result().identity);
  EXPECT_THAT(run->settings, ElementsAre(settings(30'100, 30'000)));
  EXPECT_THAT(run->recorded.passes, ElementsAre(samples::pass(0, 5000), samples::pass(1, 3)));
  EXPECT_THAT(run->recorded.unfinished, IsEmpty());
  EXPECT_EQ(run->recorded.ending.how, RecordEnding::How::complete);
  auto expected = samples::result();
  expected.evidence = "run-1";
  EXPECT_EQ(run->result, expected);
}

TEST(RunFolder, holds_the_files_that_it_names) {
  const doubles::TemporaryFolder root;
  auto folder = make(root.path());
  write_whole_run(*folder);
  ASSERT_TRUE(folder->finish(samples::result()).has_value());
  const fs::path run = root / "runs/run-1";
  EXPECT_THAT(names(run), ElementsAre("SHA256SUMS", "identity.json", "log.txt", "observations.rec",
                                      "outcome.json", "plan.json", "reproduce.txt", "settings.json",
                                      "versions.json", "wall.json", "wire.txt"));
  EXPECT_EQ(read_file(run / "log.txt"), "2009-04-14T08:00:00.000000001Z two\\nlines\n");
  EXPECT_EQ(read_file(run / "reproduce.txt"), "plugtest run event.yaml --seed 7\n");
  EXPECT_EQ(read_file(run / "wire.txt"), "link @0\n> hello @1\nend\n");
  EXPECT_THAT(read_file(run / "versions.json"), HasSubstr(R"("plugtest": "0.1.0")"));
  EXPECT_THAT(verify(run)->findings, IsEmpty());
  // An outside judge of the sums.
  EXPECT_EQ(
      std::system(
          ("cd '" + run.string() + "' && sha256sum --check --strict --quiet SHA256SUMS").c_str()),
      0);
}

TEST(RunFolder, equal_runs_give_equal_bytes_but_for_the_wall) {
  const doubles::TemporaryFolder root;
  for (const char* name : {"a", "b"}) {
    auto folder = make(root.path(), name);
    write_whole_run(*folder);
    ASSERT_TRUE(folder->finish(samples::result()).has_value());
  }
  for (const auto& file : names(root / "a")) {
    if (file == "wall.json" || file == "SHA256SUMS") continue;
    EXPECT_EQ(read_file(root / "a" / file), read_file(root / "b" / file)) << file;
  }
}

TEST(RunFolder, settings_are_kept_once_as_long_as_they_stay_the_same) {
  const doubles::TemporaryFolder root;
  auto folder = make(root.path());
  const SettingsRecord first = settings(30'000, 30'000);
  const SettingsRecord second = settings(30'000, 29'500);
  for (const auto& [asked, applied] : {first, first, second, second, first}) {
    folder->on_settings(asked, applied);
  }
  ASSERT_TRUE(folder->finish(samples::result()).has_value());
  EXPECT_THAT(read_run(root / "runs/run-1")->settings, ElementsAre(first, second, first));
}

TEST(RunFolder, a_manifest_that_changed_in_the_pass_is_the_one_of_the_end) {
  const doubles::TemporaryFolder root;
  auto folder = make(root.path());
  auto pass = samples::pass(0, 0);
  folder->on_pass_begin(0, pass.times.begin, {});
  folder->on_pass_end(pass);
  ASSERT_TRUE(folder->finish(samples::result()).has_value());
  EXPECT_THAT(read_run(root / "runs/run-1")->recorded.passes, ElementsAre(pass));
}

TEST(RunFolder, dropped_unfinished_it_keeps_what_was_observed) {
  const doubles::TemporaryFolder root;
  auto folder = make(root.path());
  record(*folder, samples::pass(0, 10));
  const auto open = samples::pass(1, 4);
  folder->on_pass_begin(1, open.times.begin, open.manifest);
  folder->on_observations(1, open.observations);
  folder.reset();
  EXPECT_THAT(names(root / "runs"), ElementsAre("run-1.part"));

  const auto run = read_run(root / "runs/run-1.part");
  ASSERT_TRUE(run.has_value()) << to_string(run.error());
  EXPECT_FALSE(run->finished);
  EXPECT_FALSE(run->result.has_value());
  EXPECT_EQ(run->recorded.ending.how, RecordEnding::How::cut_off);
  EXPECT_THAT(run->recorded.passes, ElementsAre(samples::pass(0, 10)));
  ASSERT_EQ(run->recorded.unfinished.size(), 1U);
  EXPECT_EQ(run->recorded.unfinished[0].observations, open.observations);
  EXPECT_EQ(run->recorded.unfinished[0].manifest, open.manifest);
}

TEST(RunFolder, what_was_cut_off_is_set_aside_not_overwritten) {
  const doubles::TemporaryFolder root;
  for (std::uint32_t attempt = 0; attempt < 2; ++attempt) {
    auto folder = make(root.path());
    record(*folder, samples::pass(attempt, 1));
  }
  auto folder = make(root.path());
  ASSERT_TRUE(folder->finish(samples::result()).has_value());
  EXPECT_THAT(names(root / "runs"), ElementsAre("run-1", "run-1.cut-1", "run-1.cut-2"));
  EXPECT_THAT(read_run(root / "runs/run-1.cut-2")->recorded.passes,
              ElementsAre(samples::pass(1, 1)));
}

TEST(RunFolder, one_name_has_one_writer) {
  const doubles::TemporaryFolder root;
  auto first = make(root.path());
  const auto second = RunFolder::create(root.path(), description(), nullptr);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::refused);
  EXPECT_EQ(second.error().message, "another process is writing this run, expected to be alone");

  ASSERT_TRUE(first->finish(samples::result()).has_value());
  const auto third = RunFolder::create(root.path(), description(), nullptr);
  ASSERT_FALSE(third.has_value());
  EXPECT_EQ(third.error().message, "the run's folder exists already, expected a new name");
}

TEST(RunFolder, names_stay_below_the_output) {
  const doubles::TemporaryFolder root;
  for (const char* name : {"", "/tmp/x", "../x", "a/../b", ".", "a/", "a//", "./a"}) {
    const auto folder = RunFolder::create(root.path(), description(name), nullptr);
    ASSERT_FALSE(folder.has_value()) << name;
    EXPECT_EQ(folder.error().code, ErrorCode::configuration) << name;
  }
  EXPECT_THAT(names(root.path()), IsEmpty());
}

TEST(RunFolder, a_file_where_the_output_should_be_is_named) {
  const doubles::TemporaryFolder root;
  samples::write_file(root / "runs", "a file");
  const auto folder = RunFolder::create(root.path(), description(), nullptr);
  ASSERT_FALSE(folder.has_value());
  EXPECT_THAT(to_string(folder.error()), HasSubstr((root / "runs").string()));
}

TEST(RunFolder,
     an_error_in_the_middle_is_told_at_once_and_at_the_end_and_the_run_stays_unfinished) {
  const doubles::TemporaryFolder root;
  std::vector<std::string> told;
  FolderOptions options;
  options.to_disk = false;
  options.on_failure = [&](const Error& error) { told.push_back(to_string(error)); };
  auto created = RunFolder::create(root.path(), description(), nullptr, options);
  ASSERT_TRUE(created.has_value());
  const std::unique_ptr<RunFolder> folder = std::move(*created);
  record(*folder, samples::pass(0, 2));
  EXPECT_THAT(told, IsEmpty());
  // Something stands where the file is to be: identity.json cannot get its name.
  fs::create_directories(root / "runs/run-1.part/identity.json/full");
  folder->on_identity(samples::result().identity);
  EXPECT_THAT(told, ElementsAre(HasSubstr("identity.json: cannot rename the file")));
  record(*folder, samples::pass(1, 2));
  const auto finished = folder->finish(samples::result());
  ASSERT_FALSE(finished.has_value());
  EXPECT_THAT(told, ElementsAre(to_string(finished.error())));
  EXPECT_FALSE(fs::exists(root / "runs/run-1"));
  EXPECT_FALSE(fs::exists(root / "runs/run-1.part/SHA256SUMS"));
}

TEST(RunFolder, long_and_hostile_notes_are_one_line) {
  const doubles::TemporaryFolder root;
  auto folder = make(root.path());
  folder->on_note(HostTime(Nanos(0)), std::string(10'000'000, 'x'));
  folder->on_note(HostTime(Nanos(-1)), std::string("=1+1\x1b[31m\0\\\x7f\r\t\xc3\xa9", 16));
  ASSERT_TRUE(folder->finish(samples::result()).has_value());
  const std::string log = read_file(root / "runs/run-1/log.txt");
  EXPECT_EQ(log.substr(0, 32), "1970-01-01T00:00:00.000000000Z x");
  EXPECT_EQ(log.substr(log.find('\n') + 1),
            "1969-12-31T23:59:59.999999999Z =1+1\\x1b[31m\\x00\\\\\\x7f\\r\\t\xc3\xa9\n");
}

TEST(RunFolder, KeepsCopiesOfFilesThatPeopleAdd) {
  const doubles::TemporaryFolder root;
  const doubles::TemporaryFolder elsewhere;
  const fs::path photo = elsewhere.path() / "a $(rm -rf) <b>\n.jpg";
  std::ofstream(photo, std::ios::binary) << std::string("\xff\xd8\0photo", 8);
  auto folder = make(root.path());
  const HostTime when{std::chrono::seconds(5)};
  const auto name = folder->attach(when, photo.string());
  ASSERT_TRUE(name) << to_string(name.error());
  EXPECT_EQ(*name, "attached-1-a___rm_-rf___b__.jpg");
  EXPECT_EQ(folder->attach(when, photo.string()).value(), "attached-2-a___rm_-rf___b__.jpg");
  const auto finished = folder->finish(samples::result("run-1"));
  ASSERT_TRUE(finished) << to_string(finished.error());
  const fs::path whole = root.path() / *finished;
  EXPECT_EQ(read_file(whole / *name), std::string("\xff\xd8\0photo", 8));
  EXPECT_THAT(read_file(whole / "SHA256SUMS"), HasSubstr(*name)) << "hashed like all else";
  EXPECT_THAT(read_file(whole / "log.txt"), HasSubstr("attached: attached-1-"));
  EXPECT_THAT(read_file(whole / "log.txt"), HasSubstr("<b>\\n.jpg'")) << "as data, on one line";
  const auto report = verify(whole);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, IsEmpty());
}

TEST(RunFolder, WhatIsNoFileOfPeopleIsNotKept) {
  const doubles::TemporaryFolder root;
  const doubles::TemporaryFolder elsewhere;
  auto folder = make(root.path());
  EXPECT_EQ(folder->attach({}, (elsewhere.path() / "gone").string()).error().code,
            ErrorCode::not_found);
  EXPECT_FALSE(folder->attach({}, elsewhere.path().string())) << "a folder";
  EXPECT_FALSE(folder->attach({}, "/dev/zero")) << "without end";
  const fs::path large = elsewhere.path() / "large";
  std::ofstream(large).close();
  fs::resize_file(large, RunFolder::k_largest_attached + 1);
  EXPECT_FALSE(folder->attach({}, large.string()));
  std::ofstream(elsewhere.path() / "x").close();
  for (std::size_t i = 0; i < RunFolder::k_most_attached; ++i) {
    ASSERT_TRUE(folder->attach({}, (elsewhere.path() / "x").string()));
  }
  EXPECT_FALSE(folder->attach({}, (elsewhere.path() / "x").string())) << "too many";
  EXPECT_TRUE(folder->finish(samples::result("run-1"))) << "the run is none the worse";
}

TEST(RunFolder, TellsWhatTheReaderSaidThatItCanDo) {
  const doubles::TemporaryFolder root;
  model::ReaderCapabilities can;
  can.antenna_count = 4;
  can.power_table_mdbm = {10'000, 30'000};
  can.channels_hz = {920'625'000};
  can.regulation = "etsi_302_208";
  can.country_code = 276;
  auto folder = make(root.path());
  folder->on_capabilities(can);
  const auto finished = folder->finish(samples::result("run-1"));
  ASSERT_TRUE(finished);
  const auto read =
      capabilities_from_json(read_file(root.path() / *finished / "capabilities.json"));
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, can);
}

}  // namespace
}  // namespace plugtest::evidence

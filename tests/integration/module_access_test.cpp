// Access to tags through serial modules: driver -> TCP or a pty -> virtual module -> lab tags,
// every command and reply on the air.

#include "drivers/all/register.h"
#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest {
namespace {

using model::AccessedTag;
using model::AccessRequest;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Not;
using testing::SizeIs;
using Kind = AccessRequest::Kind;
using Outcome = model::AccessResult::Outcome;

constexpr std::uint32_t k_password = 0x1234'5678;
constexpr std::uint32_t k_kill_password = 0x8765'4321;

/// One tagged parcel that creeps through the lane, and a reader of some family over it.
class ModuleAccess : public testing::TestWithParam<std::string> {
 protected:
  ModuleAccess() : ModuleAccess(lab::test::tag_type("type-c")) {}

  explicit ModuleAccess(const model::TagType& type, std::size_t antennas = 4)
      : plan_(lab::test::conveyor_plan(5)) {
    drivers::register_all(registry_);
    plan_.scenario.lane.antennas.resize(antennas);
    plan_.tag_types = {type};
    plan_.reader.radio.protocols = {{type.protocol, {}}};
    model::TrainLoad train;
    train.items = 1;
    plan_.scenario.load = train;
    plan_.scenario.motion.speed_mps = 0.02;
    auto made = lab::make_lab(bench_.clock, plan_);
    if (!made) throw std::runtime_error(made.error().message);
    lab_ = std::move(*made);
    pieces_ = lab::make_pieces(plan_.tag_types, 1, plan_.seed);
  }

  /// Connects, and waits until the parcel is under the antennas.
  void open() {
    auto endpoint = registry_.make_endpoint(bench_.runtime, GetParam(), lab_->radio(), {});
    ASSERT_TRUE(endpoint) << to_string(endpoint.error());
    endpoint_ = std::move(*endpoint);
    auto reader = registry_.make_reader(bench_.runtime, endpoint_->uri(), {});
    ASSERT_TRUE(reader) << to_string(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    const auto connected =
        bench_.wait_lab<void>([&](auto done) { reader_->connect(seconds(10), std::move(done)); });
    ASSERT_TRUE(connected) << to_string(connected.error());
    bool loaded = false;
    lab_->rig().load({0, pieces_}, [&](const Result<model::Manifest>& manifest) {
      loaded = manifest.has_value();
    });
    ASSERT_TRUE(bench_.run_lab([&] { return loaded; }));
    lab_->rig().pass(minutes(60), [](const Result<model::PassTimes>&) {});
    const double way_m = plan_.scenario.motion.run_in_m + 0.2;
    const auto until_there = std::chrono::duration_cast<Nanos>(
        std::chrono::duration<double>(way_m / plan_.scenario.motion.speed_mps));
    bool there = false;
    api::Timer timer(bench_.clock);
    timer.set_after(until_there, [&] { there = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return there; }));
  }

  Result<std::optional<AccessedTag>> access(std::vector<AccessRequest> operations) {
    model::AccessOrder order;
    order.protocol = plan_.tag_types[0].protocol;
    order.operations = std::move(operations);
    return bench_.wait_lab<std::optional<AccessedTag>>(
        [&](auto done) { reader_->access(order, seconds(30), std::move(done)); });
  }

  /// The outcome of one operation on the one tag.
  model::AccessResult result(const AccessRequest& operation) {
    const auto accessed = access({operation});
    if (!accessed) {
      ADD_FAILURE() << to_string(accessed.error());
      return {.outcome = Outcome::reader_error};
    }
    if (!*accessed || (*accessed)->results.size() != 1) {
      ADD_FAILURE() << "no tag, or no result";
      return {.outcome = Outcome::reader_error};
    }
    EXPECT_EQ((*accessed)->uii, pieces_[0].uii);
    return (*accessed)->results[0];
  }

  test::AsyncBench bench_;
  lab::LabPlan plan_;
  std::unique_ptr<lab::Lab> lab_;
  std::vector<model::Piece> pieces_;
  api::ReaderRegistry registry_;
  test::RecordingListener listener_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;
};

AccessRequest read(std::uint8_t bank, std::uint32_t pointer, std::uint16_t count,
                   std::uint32_t password = 0) {
  return {.kind = Kind::read,
          .bank = bank,
          .word_pointer = pointer,
          .word_count = count,
          .password = password};
}
AccessRequest write(std::uint8_t bank, std::uint32_t pointer, std::vector<std::uint16_t> words,
                    std::uint32_t password = 0) {
  return {.kind = Kind::write,
          .bank = bank,
          .word_pointer = pointer,
          .data = std::move(words),
          .password = password};
}
std::vector<std::uint16_t> words(std::uint32_t password) {
  return {static_cast<std::uint16_t>(password >> 16U), static_cast<std::uint16_t>(password)};
}
/// The UII bank can be written with the access password only (Gen2 v1.2.0, 6.3.2.12.3.5).
AccessRequest lock_uii(std::uint32_t password) {
  return {.kind = Kind::lock, .password = password, .payload = 0x030U << 10U | 0x020U};
}
AccessRequest kill(std::uint32_t password) { return {.kind = Kind::kill, .password = password}; }

std::string name_of(const testing::TestParamInfo<std::string>& family) {
  std::string name = family.param;
  name[name.find('+')] = '_';
  return name;
}

class TypeCAccess : public ModuleAccess {};
INSTANTIATE_TEST_SUITE_P(, TypeCAccess,
                         testing::Values("a0+tcp", "a0+serial", "chafon+tcp", "chafon+serial",
                                         "m100+tcp", "m100+serial", "mercury+tcp",
                                         "mercury+serial"),
                         name_of);

TEST_P(TypeCAccess, reads_what_was_written) {
  open();
  const auto tid = result(read(2, 0, 2));
  EXPECT_EQ(tid.outcome, Outcome::success);
  ASSERT_THAT(tid.words, SizeIs(2));
  EXPECT_EQ(tid.words[0] >> 8U, 0xE2) << "the class of EPCglobal";
  EXPECT_EQ(result(write(0, 2, words(k_password))).outcome, Outcome::success);
  const auto back = result(read(0, 2, 2));
  EXPECT_EQ(back.outcome, Outcome::success);
  EXPECT_EQ(back.words, words(k_password));
}

TEST_P(TypeCAccess, several_operations_go_in_order_until_one_fails) {
  open();
  const auto accessed =
      access({write(0, 2, words(k_password)), read(0, 2, 2), read(2, 200, 4), read(2, 0, 2)});
  ASSERT_TRUE(accessed) << to_string(accessed.error());
  ASSERT_TRUE(*accessed);
  ASSERT_THAT((*accessed)->results, SizeIs(testing::Ge(3U)));
  EXPECT_EQ((*accessed)->results[0].outcome, Outcome::success);
  EXPECT_EQ((*accessed)->results[1].words, words(k_password));
  EXPECT_NE((*accessed)->results[2].outcome, Outcome::success) << "there is no such word";
}

TEST_P(TypeCAccess, a_locked_bank_is_written_with_the_password_only) {
  open();
  ASSERT_EQ(result(write(0, 2, words(k_password))).outcome, Outcome::success);
  ASSERT_EQ(result(lock_uii(k_password)).outcome, Outcome::success);
  const auto refused = result(write(1, 7, {0xBEEF}));
  EXPECT_EQ(refused.outcome, Outcome::tag_error);
  if (!GetParam().starts_with("a0")) {
    EXPECT_EQ(refused.error_code, 4) << "memory locked (Gen2 annex I)";
  }
  // A Mercury module has no status for a wrong access password: "general tag error".
  EXPECT_EQ(result(read(1, 7, 1, 0x9999'9999)).outcome,
            GetParam().starts_with("mercury") ? Outcome::tag_error : Outcome::wrong_password);
}

// A scenario's lock names the bit that is to change and leaves the permalock bit as it is.
TEST_P(TypeCAccess, a_bank_is_locked_by_its_password_bit_alone) {
  open();
  ASSERT_EQ(result(write(0, 2, words(k_password))).outcome, Outcome::success);
  const AccessRequest lock{
      .kind = Kind::lock, .password = k_password, .payload = 0x020U << 10U | 0x020U};
  AccessRequest stranger = lock;
  stranger.password = 0x9999'9999;
  EXPECT_EQ(result(stranger).outcome,
            GetParam().starts_with("mercury") ? Outcome::tag_error : Outcome::wrong_password);
  const auto uii = pieces_[0].uii.bytes();
  const auto last_word = static_cast<std::uint16_t>(uii[10] << 8U | uii[11]);
  EXPECT_EQ(result(write(1, 7, {last_word})).outcome, Outcome::success) << "nothing is locked yet";
  EXPECT_EQ(result(lock).outcome, Outcome::success);
  EXPECT_EQ(result(write(1, 7, {0xDEAD})).outcome, Outcome::tag_error);
}

TEST_P(TypeCAccess, a_permalock_bit_alone_is_refused_where_parts_are_locked_as_a_whole) {
  open();
  const auto locked =
      access({{.kind = Kind::lock, .password = 0, .payload = 0x010U << 10U | 0x010U}});
  if (GetParam().starts_with("a0") || GetParam().starts_with("chafon")) {
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().code, ErrorCode::refused);
  } else {
    ASSERT_TRUE(locked) << to_string(locked.error());
    ASSERT_TRUE(*locked);
    EXPECT_EQ((*locked)->results.at(0).outcome, Outcome::success);
  }
}

// A tag that was read in S2 keeps silent there while the carrier holds.
TEST_P(TypeCAccess, finds_its_tag_again_at_once_whatever_the_inventorys_session) {
  open();
  model::ReaderSettings settings;
  settings.session = 2;
  ASSERT_TRUE(bench_.wait_lab<model::AppliedSettings>(
      [&](auto done) { reader_->configure(settings, seconds(10), std::move(done)); }));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(result(read(2, 0, 2)).outcome, Outcome::success) << i;
  ASSERT_TRUE(bench_.wait_lab<void>(
      [&](auto done) { reader_->start({.id = 1}, seconds(10), std::move(done)); }));
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.observations.empty(); }));
  ASSERT_TRUE(
      bench_.wait_lab<void>([&](auto done) { reader_->stop(seconds(10), std::move(done)); }));
  EXPECT_EQ(result(read(2, 0, 2)).outcome, Outcome::success) << "after an inventory";
}

/// A lane with one antenna, at the first of the reader's four ports.
class OneAntenna : public ModuleAccess {
 protected:
  OneAntenna() : ModuleAccess(lab::test::tag_type("type-c"), 1) {}
};
INSTANTIATE_TEST_SUITE_P(, OneAntenna,
                         testing::Values("a0+tcp", "chafon+tcp", "m100+tcp", "mercury+tcp"),
                         name_of);

TEST_P(OneAntenna, is_enough_for_an_access) {
  open();
  EXPECT_EQ(result(read(2, 0, 2)).outcome, Outcome::success);
}

TEST_P(TypeCAccess, a_killed_tag_says_nothing_more) {
  open();
  ASSERT_EQ(result(write(0, 0, words(k_kill_password))).outcome, Outcome::success);
  EXPECT_THAT(result(kill(0x0000'0001)).outcome, Not(Outcome::success));
  EXPECT_EQ(result(kill(k_kill_password)).outcome, Outcome::success);
  const auto gone = access({read(2, 0, 2)});
  ASSERT_TRUE(gone) << to_string(gone.error());
  EXPECT_FALSE(*gone);
}

/// As scenarios/air/ipx-256-rw.yaml has it.
model::TagType read_write_pages() {
  using lab::test::parameter;
  std::vector<model::AirParameter> parameters = {
      parameter("link_rate", 256'000),  parameter("first_type_bits", 0),
      parameter("first_type", 0),       parameter("first_count_bits", 0),
      parameter("first_data_bits", 48), parameter("next_type_bits", 0),
      parameter("next_type", 0),        parameter("next_data_bits", 44)};
  parameters.push_back({"memory", "read-write", "test", model::Confidence::model});
  return lab::test::type_d("type-d", std::move(parameters));
}

class TypeDAccess : public ModuleAccess {
 protected:
  TypeDAccess() : ModuleAccess(read_write_pages()) {}
};
INSTANTIATE_TEST_SUITE_P(, TypeDAccess, testing::Values("ipico+tcp", "ipico+serial"), name_of);

AccessRequest pages(Kind kind, std::uint32_t first, std::uint16_t count,
                    std::vector<std::uint16_t> data = {}) {
  return {.kind = kind, .word_pointer = first, .word_count = count, .data = std::move(data)};
}

TEST_P(TypeDAccess, pages_are_written_and_read) {
  open();
  const std::vector<std::uint16_t> data = {0x1111, 0x2222, 0x3333, 0x4444, 0x5555, 0x6666};
  const auto written = result(pages(Kind::write, 2, 2, data));
  EXPECT_EQ(written.outcome, Outcome::success);
  EXPECT_EQ(written.words_written, 6);
  const auto back = result(pages(Kind::read, 2, 2));
  EXPECT_EQ(back.outcome, Outcome::success);
  EXPECT_EQ(back.words, data);
  EXPECT_THAT(listener_.observations, SizeIs(0)) << "an access is no inventory";
}

TEST_P(TypeDAccess, a_locked_page_keeps_what_it_holds) {
  open();
  const std::vector<std::uint16_t> data = {0x1111, 0x2222, 0x3333};
  ASSERT_EQ(result(pages(Kind::write, 3, 1, data)).outcome, Outcome::success);
  EXPECT_EQ(result(pages(Kind::lock, 3, 1)).outcome, Outcome::success);
  EXPECT_NE(result(pages(Kind::write, 3, 1, {7, 8, 9})).outcome, Outcome::success);
  EXPECT_EQ(result(pages(Kind::read, 3, 1)).words, data);
}

TEST_P(TypeDAccess, what_it_cannot_do_is_refused_before_anything_is_done) {
  open();
  for (const AccessRequest& operation :
       {pages(Kind::kill, 0, 1), pages(Kind::read, 0, 0), pages(Kind::read, 15, 2),
        pages(Kind::write, 1, 1, {1, 2})}) {
    const auto accessed = access({operation});
    ASSERT_FALSE(accessed);
    EXPECT_EQ(accessed.error().code, ErrorCode::refused);
  }
}

TEST_P(TypeDAccess, an_inventory_afterwards_is_as_before) {
  open();
  ASSERT_EQ(result(pages(Kind::read, 1, 1)).outcome, Outcome::success);
  ASSERT_TRUE(bench_.wait_lab<void>(
      [&](auto done) { reader_->start({.id = 1}, seconds(10), std::move(done)); }));
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.observations.empty(); }));
  EXPECT_EQ(listener_.observations[0].uii, pieces_[0].uii);
  ASSERT_TRUE(
      bench_.wait_lab<void>([&](auto done) { reader_->stop(seconds(10), std::move(done)); }));
}

}  // namespace
}  // namespace plugtest

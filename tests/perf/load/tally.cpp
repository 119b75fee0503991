#include "tests/perf/load/tally.h"

#include "harness/model/seed.h"
#include "tests/perf/load/readers.h"

#include <algorithm>
#include <vector>

namespace plugtest::load {

namespace {

class Numbered final : public Tally {
 public:
  explicit Numbered(std::uint32_t reader) : reader_(reader) {}

  void begin(std::uint32_t inventory) override {
    inventory_ = inventory;
    seen_.clear();
  }
  void take(const model::Observation& one) override {
    const auto [reader, inventory, tag] = numbers_of(one.uii);
    if (reader != reader_ || inventory != inventory_) {
      ++wrong;
      return;
    }
    if (seen_.size() <= tag) seen_.resize(tag + std::size_t{1});
    if (seen_[tag]) ++wrong;
    seen_[tag] = true;
    reads.add(inventory, one.antenna.value_or(0), one.uii);
  }
  void end() override { wrong += static_cast<std::uint64_t>(std::ranges::count(seen_, false)); }

 private:
  std::uint32_t reader_;
  std::uint32_t inventory_ = 0;
  std::vector<bool> seen_;
};

class SeenCounts final : public Tally {
 public:
  void begin(std::uint32_t inventory) override { inventory_ = inventory; }
  void take(const model::Observation& one) override {
    const bool ours = !one.inventory_id || *one.inventory_id == inventory_;
    if (!ours || !one.seen_count) ++wrong;
    reads.add(inventory_, one.antenna.value_or(0), one.uii, one.seen_count.value_or(0));
  }
  void end() override {}

 private:
  std::uint32_t inventory_ = 0;
};

}  // namespace

void ReadSum::add(std::uint32_t inventory, std::uint16_t antenna, const identity::Uii& uii,
                  std::uint32_t times) {
  count += times;
  mark += times * model::derive_seed(inventory, "read", identity::UiiHash{}(uii) + antenna);
}

std::unique_ptr<Tally> make_numbered_tally(std::uint32_t reader) {
  return std::make_unique<Numbered>(reader);
}

std::unique_ptr<Tally> make_seen_count_tally() { return std::make_unique<SeenCounts>(); }

}  // namespace plugtest::load

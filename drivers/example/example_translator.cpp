#include "drivers/example/example_translator.h"

#include "drivers/example/example_format.h"
#include "protocols/bits/hex.h"

#include <charconv>

namespace plugtest::drivers {

Result<void> ExampleTranslator::translate(std::span<const std::uint8_t> line, HostTime received,
                                          ModuleSink& sink) {
  const auto words = example::decode(line);
  if (!words) return fail(words.error());
  if (words->empty() || words->front() != "TAG") return {};
  if (words->size() != 3) return fail(ErrorCode::malformed, "a tag has a UII and a level");
  const auto bytes = bits::parse_hex((*words)[1]);
  if (!bytes) return fail(bytes.error());
  const auto uii = identity::Uii::from_bits(*bytes, 8 * bytes->size());
  if (!uii) return fail(uii.error());
  const std::string& level = (*words)[2];
  int dbm = 0;
  const auto [end, error] = std::from_chars(level.data(), level.data() + level.size(), dbm);
  if (error != std::errc() || end != level.data() + level.size() || dbm < -200 || dbm > 50) {
    return fail(ErrorCode::malformed, "'" + level + "' is no level in dBm");
  }
  model::Observation seen;
  seen.uii = *uii;
  seen.received = received;
  seen.rssi_mdbm = 1000 * dbm;
  sink.on_observations(std::span(&seen, 1));
  return {};
}

}  // namespace plugtest::drivers

#include "drivers/transport/serial.h"
#include "protocols/bits/suggest.h"

#include <charconv>
#include <string_view>
#include <vector>

namespace plugtest::drivers {

namespace {

/// One of `names`, by position; or the error that names them.
Result<std::size_t> choice(const std::string& key, std::string_view value,
                           const std::vector<std::string>& names) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (value == names[i]) return i;
    all += (i == 0 ? "" : ", ") + names[i];
  }
  return fail(ErrorCode::configuration, key + "=" + std::string(value) + " is none of " + all);
}

Result<std::uint32_t> number(const std::string& key, std::string_view value) {
  std::uint32_t got = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), got);
  if (error != std::errc{} || end != value.data() + value.size() || got == 0) {
    return fail(ErrorCode::configuration, key + "=" + std::string(value) +
                                              " is no speed; write for example " + key + "=115200");
  }
  return got;
}

/// Sets `target` to what `got` chose, as a value of its own type.
template <class T>
Result<void> set(T& target, const Result<std::size_t>& got, std::size_t first = 0) {
  if (!got) return fail(got.error());
  target = static_cast<T>(*got + first);
  return {};
}

Result<void> apply(SerialOptions& options, const std::string& key, const std::string& value) {
  SerialLine& line = options.line;
  if (key == "baud") {
    const auto baud = number(key, value);
    if (!baud) return fail(baud.error());
    line.baud = *baud;
    return {};
  }
  if (key == "parity") return set(line.parity, choice(key, value, {"none", "odd", "even"}));
  if (key == "stop") return set(line.stop_bits, choice(key, value, {"1", "2"}));
  if (key == "data") return set(line.data_bits, choice(key, value, {"5", "6", "7", "8"}), 5);
  if (key == "flow") return set(line.flow, choice(key, value, {"none", "rtscts", "xonxoff"}));
  if (key == "dtr") return set(options.dtr, choice(key, value, {"off", "on"}));
  if (key == "rts") return set(options.rts, choice(key, value, {"off", "on"}));
  const std::vector<std::string> keys = {"baud", "parity", "stop", "data", "flow", "dtr", "rts"};
  return fail(ErrorCode::configuration,
              "a serial port has no setting '" + key + "'" + bits::did_you_mean(key, keys) +
                  "; there are baud, parity, stop, data, flow, dtr and rts");
}

}  // namespace

Result<SerialOptions> serial_options(const std::map<std::string, std::string>& query,
                                     SerialOptions defaults) {
  for (const auto& [key, value] : query) {
    if (const auto applied = apply(defaults, key, value); !applied) return fail(applied.error());
  }
  return defaults;
}

}  // namespace plugtest::drivers

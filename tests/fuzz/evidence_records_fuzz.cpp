// Evidence from elsewhere. The first byte chooses: any bytes as a record file; the rest as payloads
// in records whose check values fit, so that the payloads themselves are tried; the rest as JSON.

#include "harness/evidence/reader.h"
#include "harness/evidence/records.h"
#include "harness/evidence/result_json.h"
#include "harness/evidence/sums_file.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using namespace plugtest::evidence;

void require(bool holds) {
  if (!holds) std::abort();
}

RecordedPasses read(const std::string& file) {
  std::istringstream in(file);
  RecordedPasses recorded = read_passes(in);
  require(recorded.ending.how != RecordEnding::How::reading);
  require(recorded.ending.begin <= recorded.ending.end && recorded.ending.end <= file.size());
  return recorded;
}

// Each record: type (one byte), length (one byte), payload.
std::string framed(std::string_view script) {
  std::string file;
  RecordWriter writer([&](std::string_view bytes) { file += bytes; });
  while (script.size() >= 2) {
    const auto type = static_cast<unsigned char>(script[0]);
    const std::size_t length =
        std::min<std::size_t>(static_cast<unsigned char>(script[1]), script.size() - 2);
    writer.append(RecordType{1U + type % 4U}, script.substr(2, length));
    script.remove_prefix(2 + length);
  }
  writer.finish();
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0: {
      const RecordedPasses whole = read(rest);
      // What is readable stays readable when the file is cut off.
      const RecordedPasses part = read(rest.substr(0, rest.size() / 2));
      require(part.passes.size() <= whole.passes.size() + whole.unfinished.size());
      break;
    }
    case 1: {
      const auto how = read(framed(rest)).ending.how;
      require(how == RecordEnding::How::complete || how == RecordEnding::How::altered);
      break;
    }
    default: {
      // What was read once is read the same again.
      if (const auto result = result_from_json(rest)) {
        require(result_from_json(result_to_json(*result)) == *result);
      }
      if (const auto sums = parse_sums(rest)) require(print_sums(*sums).size() == rest.size());
    }
  }
  return 0;
}

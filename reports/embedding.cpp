#include "reports/embedding.h"

#include "harness/model/content_id.h"

#include <cassert>
#include <cstdint>
#include <string>

#include <zlib.h>

namespace plugtest::reports {

std::string base64(std::string_view bytes) {
  constexpr std::string_view k_digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t offset) -> std::uint32_t {
      return i + offset < bytes.size() ? static_cast<unsigned char>(bytes[i + offset]) : 0U;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out += k_digits[group >> 18U];
    out += k_digits[(group >> 12U) & 0x3FU];
    out += i + 1 < bytes.size() ? k_digits[(group >> 6U) & 0x3FU] : '=';
    out += i + 2 < bytes.size() ? k_digits[group & 0x3FU] : '=';
  }
  return out;
}

std::string gzip(std::string_view bytes) {
  constexpr int k_level = 6;
  constexpr int k_window_with_gzip_header = 15 + 16;
  constexpr int k_memory = 9;
  z_stream stream{};
  [[maybe_unused]] const int begun = deflateInit2(
      &stream, k_level, Z_DEFLATED, k_window_with_gzip_header, k_memory, Z_DEFAULT_STRATEGY);
  assert(begun == Z_OK);  // fails for wrong parameters or without memory only
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  // zlib reads its input only; its C interface does not say so.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());  // NOLINT(*-reinterpret-cast)
  stream.avail_out = static_cast<uInt>(out.size());
  [[maybe_unused]] const int ended = deflate(&stream, Z_FINISH);
  assert(ended == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string policy_source(std::string_view script) {
  const std::string hex = model::sha256_hex(script);
  std::string digest;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    digest += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return "'sha256-" + base64(digest) + "'";
}

std::string inside_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace plugtest::reports

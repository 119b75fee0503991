#include "harness/api/uri.h"

#include "protocols/bits/hex.h"
#include "protocols/bits/suggest.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace plugtest::api {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<Error> refuse(std::string_view uri, const std::string& why) {
  return fail(ErrorCode::configuration, "reader address '" + std::string(uri) + "': " + why);
}

std::string joined(std::span<const std::string> names) {
  std::string text;
  for (const auto& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

/// RFC 3986, 2.1. Nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = bits::hex_digit(text[i + 1]);
    const auto low = bits::hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

/// Whether an address of this scheme names a host; all others name a path.
bool names_host(const ReaderUri& uri) {
  if (uri.family == "exec") return false;
  return uri.transport.empty() || uri.transport == "tcp" || uri.transport == "tls" ||
         uri.transport == "listen";
}

bool plausible_host(std::string_view host, bool bracketed) {
  return !host.empty() && std::ranges::all_of(host, [&](char c) {
    if (bracketed) return is_digit(c) || c == ':' || c == '.' || c == '%' || is_letter(c);
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
  });
}

Result<void> take_authority(std::string_view authority, ReaderUri& uri) {
  if (authority.find('@') != std::string_view::npos) {
    return refuse(uri.text, "a user name or password has no place here");
  }
  std::string_view host = authority;
  std::string_view after;  // ":port" or empty
  const bool bracketed = authority.starts_with('[');
  if (bracketed) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return refuse(uri.text, "the '[' of the host is not closed");
    host = authority.substr(1, end - 1);
    after = authority.substr(end + 1);
  } else if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    after = authority.substr(colon);
    if (after.find(':', 1) != std::string_view::npos) {
      return refuse(uri.text, "an IPv6 address is written in brackets, as in [2001:db8::1]:5084");
    }
  }
  if (!plausible_host(host, bracketed)) {
    return refuse(uri.text, "expected a host, for example " + uri.family + "://192.0.2.10");
  }
  uri.host = host;
  if (after.empty()) return {};
  std::uint16_t port = 0;
  const std::string_view digits = after.substr(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (after.front() != ':' || error != std::errc() || end != digits.data() + digits.size() ||
      port == 0) {
    return refuse(uri.text, "expected a port from 1 to 65535 behind the host");
  }
  uri.port = port;
  return {};
}

Result<void> take_query(std::string_view query, ReaderUri& uri) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    const auto key = percent_decoded(pair.substr(0, equals));
    const auto value = percent_decoded(equals == std::string_view::npos ? std::string_view()
                                                                        : pair.substr(equals + 1));
    if (equals == std::string_view::npos || !key || !value || key->empty()) {
      return refuse(uri.text, "expected key=value behind '?', found '" + std::string(pair) + "'");
    }
    if (!uri.query.emplace(*key, *value).second) {
      return refuse(uri.text, "the key '" + *key + "' is given twice");
    }
  }
  return {};
}

Result<void> take_rest(std::string_view rest, ReaderUri& uri) {
  if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
    if (auto taken = take_query(rest.substr(mark + 1), uri); !taken) return taken;
    rest = rest.substr(0, mark);
  }
  std::string_view authority;
  const bool has_authority = rest.starts_with("//");
  if (has_authority) {
    rest.remove_prefix(2);
    authority = rest.substr(0, rest.find('/'));
    rest.remove_prefix(authority.size());
  }
  if (names_host(uri)) {
    if (!has_authority) {
      return refuse(uri.text,
                    "expected '//' and a host, for example " + uri.family + "://192.0.2.10");
    }
    if (rest.size() > 1) {
      return refuse(uri.text, "nothing but a host and a port is expected, found the path '" +
                                  std::string(rest) + "'");
    }
    return take_authority(authority, uri);
  }
  if (!authority.empty()) {
    const std::string three = uri.transport == "usb"
                                  ? "a device has three slashes, as in ///0403:6001"
                                  : "an absolute path has three slashes, as in ///folder/file";
    return refuse(uri.text,
                  "a path is expected, not the host '" + std::string(authority) + "'; " + three);
  }
  const auto path = percent_decoded(rest);
  if (!path) return refuse(uri.text, "a '%' is followed by two hexadecimal digits");
  if (path->find_first_not_of(' ') == std::string::npos) {
    return refuse(uri.text, "expected a path behind the scheme");
  }
  uri.path = *path;
  return {};
}

}  // namespace

std::optional<HostPort> parse_host_port(std::string_view text) {
  ReaderUri uri;
  if (!take_authority(text, uri) || !uri.port) return std::nullopt;
  return HostPort{std::move(uri.host), *uri.port};
}

std::string to_string(const HostPort& address) {
  const bool numeric6 = address.host.find(':') != std::string::npos;
  return (numeric6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

Result<ReaderUri> parse_reader_uri(std::string_view text,
                                   std::span<const std::string> known_schemes) {
  ReaderUri uri;
  uri.text = text;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return refuse(text, "expected SCHEME:..., with one of the schemes " + joined(known_schemes));
  }
  const std::string_view scheme = text.substr(0, colon);
  if (std::ranges::find(known_schemes, scheme) == known_schemes.end()) {
    return refuse(text, "unknown scheme '" + std::string(scheme) + "'" +
                            bits::did_you_mean(scheme, known_schemes) + "; known are " +
                            joined(known_schemes));
  }
  const auto plus = scheme.find('+');
  uri.family = scheme.substr(0, plus);
  if (plus != std::string_view::npos) uri.transport = scheme.substr(plus + 1);
  if (auto taken = take_rest(text.substr(colon + 1), uri); !taken) return fail(taken.error());
  return uri;
}

std::vector<std::string> command_words(const ReaderUri& uri) {
  std::string_view text = uri.text;
  text.remove_prefix(text.find(':') + 1);
  text = text.substr(0, text.find('?'));
  if (text.starts_with("//")) text.remove_prefix(2);
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!word.empty()) words.push_back(percent_decoded(word).value_or(std::string(word)));
  }
  return words;
}

}  // namespace plugtest::api

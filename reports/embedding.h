#pragma once

#include <string>
#include <string_view>

// How things are put into an HTML page without any of their characters meaning something there.
namespace plugtest::reports {

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);

/// RFC 1952; the same bytes give the same result.
std::string gzip(std::string_view bytes);

/// SHA-256 as a source of a content security policy: 'sha256-...'.
std::string policy_source(std::string_view script);

/// JSON text (ASCII or UTF-8) for the inside of a script element: nothing in it can end the element
/// or start a comment.
std::string inside_script(std::string_view json);

}  // namespace plugtest::reports

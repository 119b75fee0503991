#pragma once

#include <string_view>

namespace plugtest::reports::assets {

// The files of templates/ and assets/, put into the program by the build.
extern const std::string_view matrix_html;
extern const std::string_view matrix_css;
extern const std::string_view matrix_js;

}  // namespace plugtest::reports::assets

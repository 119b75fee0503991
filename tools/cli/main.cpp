#include "tools/cli/app.h"

#include <iostream>
#include <string>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char** argv) {
  winsize size{};
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  const bool sized = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return plugtest::cli::run_app(std::vector<std::string>(argv + 1, argv + argc),
                                {std::cout, std::cerr, terminal, sized ? size.ws_col : 100U});
}

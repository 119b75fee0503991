#include "drivers/transport/termios.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

// The kernel's own header: the C library's <termios.h> has no termios2, and the two do not mix.
#include <asm/termbits.h>
#include <sys/ioctl.h>

namespace plugtest::drivers {

namespace {

constexpr std::array<tcflag_t, 4> k_sizes = {CS5, CS6, CS7, CS8};

void set_flags(termios2& set, const SerialLine& line) {
  set.c_iflag = IGNBRK | (line.flow == FlowControl::software ? IXON | IXOFF : 0U);
  set.c_oflag = 0;
  set.c_lflag = 0;
  tcflag_t flags = BOTHER | CREAD | CLOCAL | k_sizes.at(line.data_bits - 5U);
  if (line.parity != Parity::none) flags |= PARENB;
  if (line.parity == Parity::odd) flags |= PARODD;
  if (line.stop_bits == StopBits::two) flags |= CSTOPB;
  if (line.flow == FlowControl::hardware) flags |= CRTSCTS;
  set.c_cflag = flags;
  set.c_ispeed = set.c_ospeed = line.baud;
  set.c_cc[VMIN] = 1;
  set.c_cc[VTIME] = 0;
}

SerialLine line_of(const termios2& set) {
  SerialLine line;
  line.baud = set.c_ospeed;
  for (std::size_t i = 0; i < k_sizes.size(); ++i) {
    if ((set.c_cflag & CSIZE) == k_sizes.at(i)) line.data_bits = static_cast<std::uint8_t>(5 + i);
  }
  if ((set.c_cflag & PARENB) != 0) {
    line.parity = (set.c_cflag & PARODD) != 0 ? Parity::odd : Parity::even;
  }
  line.stop_bits = (set.c_cflag & CSTOPB) != 0 ? StopBits::two : StopBits::one;
  if ((set.c_cflag & CRTSCTS) != 0) line.flow = FlowControl::hardware;
  if ((set.c_iflag & IXON) != 0) line.flow = FlowControl::software;
  return line;
}

/// Drivers round to what their divisor makes; a receiver bears about 2 % in all.
bool near(std::uint32_t got, std::uint32_t asked) {
  const std::uint32_t off = got > asked ? got - asked : asked - got;
  return std::uint64_t{off} * 50 <= asked;
}

}  // namespace

std::string to_string(const SerialLine& line) {
  constexpr std::array<char, 3> parities = {'N', 'O', 'E'};
  constexpr std::array<const char*, 3> flows = {"", " RTS/CTS", " XON/XOFF"};
  return std::to_string(line.baud) + " " + std::to_string(line.data_bits) +
         parities.at(static_cast<std::size_t>(line.parity)) +
         (line.stop_bits == StopBits::two ? "2" : "1") +
         flows.at(static_cast<std::size_t>(line.flow));
}

Result<void> set_terminal(int fd, const SerialLine& line) {
  if (line.data_bits < 5 || line.data_bits > 8 || line.baud == 0) {
    return fail(ErrorCode::configuration, "there is no serial line of " + to_string(line));
  }
  termios2 set{};
  if (ioctl(fd, TCGETS2, &set) != 0) {
    return fail(errno == ENOTTY ? ErrorCode::configuration : ErrorCode::link_lost,
                errno == ENOTTY ? "it is no serial port" : std::strerror(errno));
  }
  set_flags(set, line);
  if (ioctl(fd, TCSETS2, &set) != 0) {
    return fail(errno == EINVAL ? ErrorCode::configuration : ErrorCode::link_lost,
                errno == EINVAL ? "it cannot do " + to_string(line) : std::strerror(errno));
  }
  const Result<SerialLine> got = terminal_line(fd);
  if (!got) return fail(got.error());
  if (!near(got->baud, line.baud)) {
    return fail(ErrorCode::configuration, "it cannot do " + std::to_string(line.baud) +
                                              " baud; the nearest is " + std::to_string(got->baud));
  }
  if (got->data_bits != line.data_bits || got->parity != line.parity) {
    return fail(ErrorCode::configuration,
                "it cannot do " + to_string(line) + "; it made " + to_string(*got) + " of it");
  }
  return {};
}

Result<SerialLine> terminal_line(int fd) {
  termios2 set{};
  if (ioctl(fd, TCGETS2, &set) != 0) return fail(ErrorCode::link_lost, std::strerror(errno));
  return line_of(set);
}

void set_modem_lines(int fd, bool dtr, bool rts) {
  int raised = (dtr ? TIOCM_DTR : 0) | (rts ? TIOCM_RTS : 0);
  int dropped = (dtr ? 0 : TIOCM_DTR) | (rts ? 0 : TIOCM_RTS);
  if (raised != 0) ioctl(fd, TIOCMBIS, &raised);
  if (dropped != 0) ioctl(fd, TIOCMBIC, &dropped);
}

void discard_input(int fd) { ioctl(fd, TCFLSH, TCIFLUSH); }

void discard_output(int fd) { ioctl(fd, TCFLSH, TCOFLUSH); }

std::uint32_t unsent_bytes(int fd) {
  int count = 0;
  return ioctl(fd, TIOCOUTQ, &count) == 0 && count > 0 ? static_cast<std::uint32_t>(count) : 0;
}

}  // namespace plugtest::drivers

#include "harness/model/fault.h"

#include <array>
#include <cassert>

namespace plugtest::model {
namespace {

constexpr std::array<FaultInfo, 18> k_catalogue{{
    {ReaderFault::lost_reports, "lost-reports", "one-in", 20, "Drops one tag report in so many."},
    {ReaderFault::duplicated_reports, "duplicated-reports", "one-in", 10,
     "Sends one tag report in so many twice."},
    {ReaderFault::ignores_session, "ignores-session", "", 0,
     "Inventories in session S0, target A, whatever session was asked for."},
    {ReaderFault::clock_drift, "clock-drift", "ppm", 200,
     "The reader's clock runs fast by so many parts per million."},
    {ReaderFault::refuses_start, "refuses-start", "", 0,
     "Answers the start of an inventory with an error."},
    {ReaderFault::stalls, "stalls", "ms", 1500,
     "Stops answering so many milliseconds after the inventory began; the link stays up."},
    {ReaderFault::garbage, "garbage", "ms", 1500,
     "Sends bytes that are no message, so many milliseconds after the inventory began."},
    {ReaderFault::drops_link, "drops-link", "ms", 1500,
     "Closes the connection so many milliseconds after the inventory began."},
    {ReaderFault::wrong_message_id, "wrong-message-id", "", 0,
     "Answers requests with a message id that was not asked.", FaultScope::llrp},
    {ReaderFault::wrong_uii, "wrong-uii", "one-in", 20,
     "Reports one UII in so many with a changed bit."},
    {ReaderFault::buffered_burst, "buffered-burst", "ms", 8500,
     "Keeps its tag reports back for so many milliseconds, then sends them in one burst; to all "
     "that "
     "it is asked it answers at once, as if it had none."},
    {ReaderFault::half_closed, "half-closed", "ms", 1500,
     "Shuts down its sending side of the connection so many milliseconds after the inventory "
     "began, "
     "and goes on to listen."},
    {ReaderFault::wrong_check, "wrong-check", "one-in", 20,
     "Sends one frame in so many with a wrong check.", FaultScope::line},
    {ReaderFault::lost_bytes, "lost-bytes", "one-in", 500,
     "Loses one byte in so many on its way to the host.", FaultScope::line},
    {ReaderFault::half_frames, "half-frames", "one-in", 20,
     "Sends only the first half of one frame in so many.", FaultScope::line},
    {ReaderFault::restarts, "restarts", "ms", 1500,
     "Starts anew so many milliseconds after the inventory began: prints its banner in the middle "
     "of what it sends, and has forgotten what it was told.",
     FaultScope::line},
    {ReaderFault::wrong_baud, "wrong-baud", "baud", 19'200,
     "Its end of the line runs at another speed than the host was told.", FaultScope::line},
    {ReaderFault::late_replies, "late-replies", "ms", 300, "Answers so many milliseconds late.",
     FaultScope::line},
}};

}  // namespace

std::span<const FaultInfo> fault_catalogue() { return k_catalogue; }

const FaultInfo& info(ReaderFault fault) {
  const auto index = static_cast<std::size_t>(fault);
  assert(index < k_catalogue.size() && k_catalogue[index].fault == fault);
  return k_catalogue[index];
}

std::optional<PlantedFault> find(std::span<const PlantedFault> faults, ReaderFault fault) {
  for (const PlantedFault& planted : faults) {
    if (planted.fault == fault) return planted;
  }
  return std::nullopt;
}

}  // namespace plugtest::model

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::model {

/// A planted fault of a virtual reader (DESIGN 6). Faults exist so that the harness can be tested;
/// the scorer never sees them.
enum class ReaderFault : std::uint8_t {
  lost_reports,        ///< drops one tag report in `parameter`
  duplicated_reports,  ///< sends one tag report in `parameter` twice
  ignores_session,     ///< always inventories in S0, target A
  clock_drift,         ///< reader clock runs `parameter` parts per million fast
  refuses_start,       ///< answers START_ROSPEC (or its like) with an error
  stalls,              ///< stops answering `parameter` ms after the inventory began
  garbage,             ///< sends bytes that are no message, `parameter` ms after the begin
  drops_link,          ///< closes the connection, `parameter` ms after the begin
  wrong_message_id,    ///< answers with another message id
  wrong_uii,           ///< reports one UII in `parameter` with a changed bit
  buffered_burst,      ///< keeps its reports back for `parameter` ms, then sends all at once
  half_closed,         ///< sends no more and says so (TCP FIN), `parameter` ms after the begin
  /// @name Of the line of a serial module
  /// @{
  wrong_check,   ///< one frame in `parameter` has a wrong check
  lost_bytes,    ///< one byte in `parameter` never arrives
  half_frames,   ///< of one frame in `parameter` only the first half is sent
  restarts,      ///< starts anew and prints its banner, `parameter` ms after the begin
  wrong_baud,    ///< its end of the line runs at `parameter` baud
  late_replies,  ///< answers `parameter` ms late
  /// @}
};

/// Whose fault it can be.
enum class FaultScope : std::uint8_t {
  any,   ///< of every family
  llrp,  ///< of what messages have and frames of modules have not
  line,  ///< of a serial line, or the same bytes over TCP
};

struct PlantedFault {
  ReaderFault fault = ReaderFault::lost_reports;
  std::int64_t parameter = 0;

  bool operator==(const PlantedFault&) const = default;
};

struct FaultInfo {
  ReaderFault fault;
  std::string_view name;            ///< as written in event files, "lost-reports"
  std::string_view parameter_name;  ///< "one-in", "ms", "ppm" or empty
  std::int64_t default_parameter;
  std::string_view description;  ///< one sentence
  FaultScope scope = FaultScope::any;
};

/// Every fault there is, in a fixed order.
std::span<const FaultInfo> fault_catalogue();
const FaultInfo& info(ReaderFault fault);

/// The planted fault of a kind, when the list has it.
std::optional<PlantedFault> find(std::span<const PlantedFault> faults, ReaderFault fault);

}  // namespace plugtest::model

#pragma once

#include "harness/api/done.h"
#include "harness/model/manifest.h"
#include "harness/model/reader_services.h"
#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace plugtest::api {

/// What is to be presented in one pass.
struct LoadRequest {
  std::uint32_t pass = 0;                     ///< 0-based; items are placed anew for each
  std::span<const model::Piece> pieces;       ///< one per item, in the order of the load
  std::span<const model::Piece> next_door{};  ///< one per item that moves there at the same time
  /// `pieces` of an empty field are none; the one of a reference check lies still in the middle.
  model::PassKind kind = model::PassKind::load;
  Nanos stay{0};  ///< of a check: how long its pass takes
};

/// The link between reader and harness, cut (`up` false) or closed again.
struct LinkState {
  bool up = false;

  bool operator==(const LinkState&) const = default;
};

/// What hands do besides moving mail.
using Handwork = std::variant<model::AskOperator, model::AntennaCable, LinkState>;

/// Whatever moves the mail: virtual lab, an operator with prompts, a recording.
class Rig {
 public:
  virtual ~Rig() = default;

  /// Places the items; the manifest says which piece is on which item, in the order in which they
  /// will meet the read zone. Valid during the call only: the pieces of the request.
  virtual void load(const LoadRequest& request, Done<model::Manifest> done) = 0;

  /// Moves the load through the read zone; ends when it has left. Errors: `timed_out` (operator),
  /// `cancelled`.
  virtual void pass(Nanos timeout, Done<model::PassTimes> done) = 0;

  /// Does by hand what a script asks for, while a load moves or before: a prompt to the operator,
  /// an antenna's cable off or on, the link to the reader cut or closed again. `unsupported`: this
  /// rig cannot. Other errors as of pass().
  virtual void act(const Handwork& what, Nanos timeout, Done<void> done) = 0;

  /// A general purpose input of the run's reader has changed: a photo-eye, where the rig has some.
  virtual void on_input(const model::InputEvent&) {}

  /// Ends every pending call with `cancelled`.
  virtual void abort() = 0;
};

}  // namespace plugtest::api

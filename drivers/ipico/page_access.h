#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/ipico_format.h"

#include <memory>
#include <optional>

namespace plugtest::drivers {

/// Access to the pages of one Type D tag: waits for the tag, then tells the reader what to do with
/// it, operation by operation, until one fails (PDF 7.30 to 7.36). The radio is on meanwhile, and
/// off at the end.
class IpicoPageAccess {
 public:
  using Done = api::Done<std::optional<model::AccessedTag>>;

  virtual ~IpicoPageAccess() = default;
  virtual void begin() = 0;
  /// A frame that answers no question: tags that are seen, and pages.
  virtual void on_frame(const modules::ipico::Frame& frame) = 0;
};

/// `done` is called once, never from inside; afterwards the object is of no more use. Errors:
/// `refused` for an order that the reader cannot carry out, in which case nothing was begun, or
/// when it says no.
std::shared_ptr<IpicoPageAccess> make_ipico_page_access(ModuleSession& session,
                                                        const model::AccessOrder& order,
                                                        IpicoPageAccess::Done done);

}  // namespace plugtest::drivers

#pragma once

#include "harness/model/reader_record.h"
#include "scenarios/document.h"
#include "scenarios/fields.h"

#include <string>

namespace plugtest::scenarios {

/// How clients outside and a virtual reader of `family` come together: `tls` and `call` of its
/// `virtual` part, whose fields these are.
void read_connection(Fields& fields, const std::string& family, const Library& library,
                     model::VirtualConnection& connection);

}  // namespace plugtest::scenarios

#pragma once

namespace plugtest::api {
class ReaderRegistry;
}

namespace plugtest::drivers {

/// The families of serial modules, each with the transports that it is reached by.
void register_modules(api::ReaderRegistry& registry);

}  // namespace plugtest::drivers

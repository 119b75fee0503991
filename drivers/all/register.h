#pragma once

namespace plugtest::api {
class ReaderRegistry;
}

namespace plugtest::drivers {

/// Enters every reader family of this build: the one list of them. A new family is one folder in
/// drivers/ and its lines here.
void register_all(api::ReaderRegistry& registry);

}  // namespace plugtest::drivers

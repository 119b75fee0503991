#include "drivers/transport/post.h"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plugtest::drivers {

void post(api::Runtime& runtime, std::function<void()> task) {
  boost::asio::post(runtime.io, std::move(task));
}

}  // namespace plugtest::drivers

#include "drivers/transport/resolve.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <netdb.h>
#include <sys/socket.h>

namespace plugtest::drivers {

namespace {

namespace asio = boost::asio;
using Done = std::function<void(Result<Addresses>)>;

/// What the asking side and the resolving thread share. The thread touches the io_context only
/// under the lock and only while somebody still waits.
struct Shared {
  std::mutex mutex;
  asio::io_context* io = nullptr;  // null: nobody waits any more
  Done done;
};

/// RFC 6761, 6.3: these names are this machine, whatever its name service knows (a bare Debian root
/// has no /etc/hosts).
bool is_localhost(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

Result<Addresses> resolve_now(const std::string& host) {
  if (is_localhost(host)) {
    return Addresses{asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    return fail(ErrorCode::unreachable,
                "the name '" + host + "' cannot be resolved: " + gai_strerror(error));
  }
  Addresses addresses;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    asio::ip::tcp::endpoint endpoint;
    if (entry->ai_addrlen > endpoint.capacity()) continue;
    std::copy_n(reinterpret_cast<const unsigned char*>(entry->ai_addr), entry->ai_addrlen,
                reinterpret_cast<unsigned char*>(endpoint.data()));
    addresses.push_back(endpoint.address());
  }
  freeaddrinfo(found);
  return addresses;
}

void deliver(const std::shared_ptr<Shared>& shared, Result<Addresses> result) {
  const std::lock_guard lock(shared->mutex);
  if (shared->io == nullptr) return;
  asio::post(*shared->io, [shared, result = std::move(result)]() mutable {
    Done done;
    {
      const std::lock_guard inner(shared->mutex);
      if (shared->io == nullptr) return;
      shared->io = nullptr;
      done = std::move(shared->done);
    }
    done(std::move(result));
  });
}

class Lookup final : public NameLookup {
 public:
  Lookup(asio::io_context& io, std::shared_ptr<Shared> shared)
      : work_(asio::make_work_guard(io)), shared_(std::move(shared)) {}
  ~Lookup() override {
    Done forgotten;  // what it holds must not die in the resolving thread
    const std::lock_guard lock(shared_->mutex);
    shared_->io = nullptr;
    forgotten.swap(shared_->done);
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

 private:
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace

std::unique_ptr<NameLookup> look_up(api::Runtime& runtime, const std::string& host, Done done) {
  auto shared = std::make_shared<Shared>();
  shared->io = &runtime.io;
  shared->done = std::move(done);
  auto lookup = std::make_unique<Lookup>(runtime.io, shared);
  try {
    std::thread([shared, host] { deliver(shared, resolve_now(host)); }).detach();
  } catch (const std::system_error& error) {
    deliver(shared,
            fail(ErrorCode::internal, "no thread for resolving '" + host + "': " + error.what()));
  }
  return lookup;
}

}  // namespace plugtest::drivers

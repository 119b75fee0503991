#include "tests/doubles/umockdev_endpoint.h"

#include "drivers/transport/line_flow.h"
#include "drivers/usb_models/usb_adapter.h"
#include "tests/doubles/temporary_folder.h"

#include <filesystem>
#include <memory>
#include <utility>

namespace plugtest::doubles {

namespace {

constexpr unsigned k_bus = 1;
constexpr unsigned k_first_number = 2;
constexpr unsigned k_last_number = 127;

class UsbEndpoint final : public api::Endpoint {
 public:
  UsbEndpoint(api::Runtime& runtime, std::unique_ptr<api::Endpoint> module,
              const std::string& family, drivers::UsbBridgeKind kind, unsigned number,
              UmockdevBus& bus)
      : module_(std::move(module)),
        model_(drivers::make_usb_model(kind, {.serial = "MODULE" + std::to_string(number)})),
        number_(number),
        bus_(bus) {
    const std::string module_uri = module_->uri();  // FAMILY+serial:///dev/pts/N?baud=B
    const auto path = module_uri.find("//") + 2;
    const auto query = module_uri.find('?');
    drivers::UsbAddress address = drivers::usb_model_address(kind);
    address.serial = "MODULE" + std::to_string(number);
    uri_ = family + "+usb:///" + drivers::to_string(address) + module_uri.substr(query);
    // umockdev answers for whatever is opened below /dev in this process; it does not know ptys.
    const auto port = folder_.path() / "port";
    std::filesystem::create_symlink(module_uri.substr(path, query - path), port);
    adapter_ = drivers::join_to_port(runtime, *model_,
                                     {.port = port.string(),
                                      .to_host = drivers::usb_flow(k_bus, number).reversed(),
                                      .on_lost = [this](const Error&) { unplug(); }});
    bus_.plug(number_, *model_);
  }
  ~UsbEndpoint() override { unplug(); }
  UsbEndpoint(const UsbEndpoint&) = delete;
  UsbEndpoint& operator=(const UsbEndpoint&) = delete;

  std::string uri() const override { return uri_; }

 private:
  void unplug() {
    if (!adapter_) return;
    bus_.unplug(number_);
    adapter_.reset();
  }

  TemporaryFolder folder_;
  std::unique_ptr<api::Endpoint> module_;
  std::unique_ptr<drivers::UsbModel> model_;
  unsigned number_;
  UmockdevBus& bus_;
  std::string uri_;
  std::unique_ptr<drivers::UsbAdapter> adapter_;
};

}  // namespace

void add_usb_endpoint(api::ReaderRegistry& registry, const std::string& family,
                      drivers::UsbBridgeKind kind, UmockdevBus& bus) {
  auto next = std::make_shared<unsigned>(k_first_number);
  registry.add_endpoint(
      family + "+usb",
      [&registry, family, kind, &bus, next](
          api::Runtime& runtime, api::VirtualRadio& radio,
          const api::EndpointOptions& options) -> Result<std::unique_ptr<api::Endpoint>> {
        auto module = registry.make_endpoint(runtime, family + "+serial", radio, options);
        if (!module) return fail(module.error());
        const unsigned number = *next;
        *next = number == k_last_number ? k_first_number : number + 1;
        return std::make_unique<UsbEndpoint>(runtime, std::move(*module), family, kind, number,
                                             bus);
      });
}

}  // namespace plugtest::doubles

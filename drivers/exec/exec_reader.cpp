#include "drivers/exec/exec_reader.h"

#include "drivers/exec/contract.h"
#include "drivers/exec/exec_driver.h"

#include <memory>
#include <utility>

namespace plugtest::drivers {

namespace {

using contract::Answer;

/// Hands the value of an answer on, when it is the one that belongs to the call.
template <class T>
ExecDriver::Then expecting(std::string call, api::Done<T> done) {
  return [call = std::move(call), done = std::move(done)](Result<Answer::Value> answer) {
    if (!answer) {
      done(fail(answer.error()));
    } else if (auto* value = std::get_if<T>(&*answer)) {
      done(std::move(*value));
    } else {
      done(fail(ErrorCode::protocol, "the program's answer to '" + call + "' is of another kind"));
    }
  };
}

class ExecReader final : public api::Reader {
 public:
  explicit ExecReader(std::shared_ptr<ExecDriver> driver) : driver_(std::move(driver)) {}
  ~ExecReader() override { driver_->cancel(); }
  ExecReader(const ExecReader&) = delete;
  ExecReader& operator=(const ExecReader&) = delete;

  void set_listener(api::ReaderListener& listener) override { driver_->set_listener(listener); }
  void connect(Nanos timeout, api::Done<void> done) override {
    driver_->connect(timeout, std::move(done));
  }
  void identify(Nanos timeout, api::Done<model::ReaderIdentity> done) override {
    driver_->call(contract::Identify{}, timeout, expecting("identify", std::move(done)));
  }
  void capabilities(Nanos timeout, api::Done<model::ReaderCapabilities> done) override {
    driver_->call(contract::GetCapabilities{}, timeout, expecting("capabilities", std::move(done)));
  }
  void configure(const model::ReaderSettings& settings, Nanos timeout,
                 api::Done<model::AppliedSettings> done) override {
    driver_->call(settings, timeout, expecting("configure", std::move(done)));
  }
  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) override {
    driver_->start(spec, timeout, std::move(done));
  }
  void stop(Nanos timeout, api::Done<void> done) override {
    driver_->call_void(contract::Stop{}, timeout, std::move(done));
  }
  void drain(Nanos timeout, api::Done<void> done) override {
    driver_->drain(timeout, std::move(done));
  }
  void access(const model::AccessOrder& order, Nanos timeout,
              api::Done<std::optional<model::AccessedTag>> done) override {
    driver_->call(order, timeout, [done = std::move(done)](Result<Answer::Value> answer) {
      if (!answer) {
        done(fail(answer.error()));
      } else if (auto* tag = std::get_if<model::AccessedTag>(&*answer)) {
        done(std::move(*tag));
      } else if (std::holds_alternative<std::monostate>(*answer)) {
        done(std::nullopt);
      } else {
        done(fail(ErrorCode::protocol, "the program's answer to 'access' is of another kind"));
      }
    });
  }
  void close(Nanos timeout, api::Done<void> done) override {
    driver_->close(timeout, std::move(done));
  }
  void cancel() override { driver_->cancel(); }
  std::optional<Nanos> clock_offset() const override { return driver_->clock_offset(); }

 private:
  std::shared_ptr<ExecDriver> driver_;
};

}  // namespace

Result<std::unique_ptr<api::Reader>> make_exec_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options,
                                                      const ExecReaderOptions& exec_options) {
  if (!uri.query.empty()) {
    return fail(ErrorCode::configuration,
                "reader address '" + uri.text +
                    "': nothing is set behind '?'; one that belongs to an argument is written %3F");
  }
  return std::make_unique<ExecReader>(
      std::make_shared<ExecDriver>(runtime, api::command_words(uri), options, exec_options));
}

}  // namespace plugtest::drivers

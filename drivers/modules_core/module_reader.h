#pragma once

#include "drivers/modules_core/module_link.h"
#include "drivers/modules_core/module_transport.h"
#include "harness/api/reader.h"
#include "protocols/modules/frame_scanner.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// One step of a dialogue: a question, and what is made of the frame that answers. An error of
/// `take` ends the dialogue.
struct ModuleStep {
  ModuleRequest request;
  std::function<Result<void>(std::span<const std::uint8_t> answer)> take;
};

/// What a ModuleReader offers to the dialogue of its family. Nothing here calls back from inside.
class ModuleSession {
 public:
  virtual ~ModuleSession() = default;
  virtual api::Runtime& runtime() = 0;

  virtual void request(ModuleRequest request, ModuleLink::Answer answer) = 0;
  /// The steps one after the other; `done` at the end, or with the first error.
  virtual void run(std::vector<ModuleStep> steps, api::Done<void> done) = 0;
  /// Runs `task` soon, unless the connection ends before.
  virtual void later(std::function<void()> task) = 0;
  /// ... after `delay`. One at a time: a later call replaces an earlier one.
  virtual void after(Nanos delay, std::function<void()> task) = 0;

  virtual void observed(std::span<const model::Observation> observations) = 0;
  virtual void event(const std::string& what) = 0;
  /// The peer broke its protocol, or has said that it cannot go on: ends the connection.
  virtual void fail_link(const Error& why) = 0;
};

/// What is particular about a family of modules: which questions make up a call of api::Reader.
/// One call at a time; every `done` is called once, never from inside, and may be called after the
/// call was given up (then it does nothing). Time-outs, cancelling and the loss of the link are the
/// ModuleReader's matter. The functions have the meaning of their namesakes in api::Reader.
class ModuleDialogue {
 public:
  virtual ~ModuleDialogue() = default;

  virtual const modules::FrameFormat& format() const = 0;

  /// A connection stands. `session` lives as long as the dialogue. Makes sure that the other end is
  /// a module of this family, silent and ready.
  virtual void greet(ModuleSession& session, api::Done<void> done) = 0;
  virtual void identify(api::Done<model::ReaderIdentity> done) = 0;
  virtual void capabilities(api::Done<model::ReaderCapabilities> done) = 0;
  /// No setting is among them that no module has (uncommon_setting()).
  virtual void configure(const model::ReaderSettings& settings,
                         api::Done<model::AppliedSettings> done) = 0;
  virtual void start(const api::InventorySpec& spec, api::Done<void> done) = 0;
  virtual void stop(api::Done<void> done) = 0;
  virtual void drain(api::Done<void> done) = 0;
  virtual void access(const model::AccessOrder& what,
                      api::Done<std::optional<model::AccessedTag>> done) = 0;
  /// Leaves the module silent, before the connection is closed.
  virtual void farewell(api::Done<void> done) = 0;

  /// A frame that answers no question.
  virtual void on_frame(std::span<const std::uint8_t> frame) = 0;
  /// Bytes that are no frame; the operator is told of them besides.
  virtual void on_garbage(std::span<const std::uint8_t> /*bytes*/) {}
  virtual std::optional<Nanos> clock_offset() const = 0;
};

/// The driver of a family of modules: `dialogue` over `transport`. What garbage is on the line is
/// told as a reader event, at most once a second.
std::unique_ptr<api::Reader> make_module_reader(api::Runtime& runtime,
                                                std::unique_ptr<ModuleTransport> transport,
                                                std::unique_ptr<ModuleDialogue> dialogue);

}  // namespace plugtest::drivers

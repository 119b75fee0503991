#include "drivers/llrp/llrp_link.h"

#include "drivers/transport/post.h"
#include "protocols/llrp/codec.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;

struct Request {
  std::uint16_t type = 0;
  std::uint16_t response = 0;
  LlrpLink::Answer answer;
  std::unique_ptr<api::Timer> timer;
};

bool is_answer(const llrp::Header& header) {
  const auto* type = llrp::find_message(header.type, llrp::Version::v1_1);
  if (type == nullptr) return false;
  if (header.type == static_cast<std::uint16_t>(MessageType::ro_access_report)) return false;
  if (header.type == static_cast<std::uint16_t>(MessageType::error_message)) return true;
  for (const auto* candidate : llrp::all_messages()) {
    if (candidate->response == header.type) return true;
  }
  return false;
}

/// "START_ROSPEC was refused: M_FieldError, no such ROSpec".
Error refusal(std::string_view request, const llrp::Element& status, std::uint32_t id) {
  const auto code = static_cast<llrp::StatusCode>(status.get_unsigned("StatusCode"));
  std::string text(llrp::to_string(code));
  if (status.get_name("StatusCode").empty()) {
    text = "status " + std::to_string(status.get_unsigned("StatusCode"));
  }
  const auto& description = status.get_text("ErrorDescription");
  return {ErrorCode::refused,
          std::string(request) + " was refused: " + text +
              (description.empty() ? "" : ", " + description),
          {.message_id = id}};
}

std::string name_of(std::uint16_t type) {
  const auto* definition = llrp::find_message(type, llrp::Version::v1_1);
  return definition == nullptr ? "message type " + std::to_string(type)
                               : std::string(definition->name);
}

}  // namespace

struct LlrpLink::Core : std::enable_shared_from_this<LlrpLink::Core> {
  Core(api::Runtime& rt, std::unique_ptr<ByteStream> byte_stream)
      : runtime(rt), stream(std::move(byte_stream)), heard(rt.clock.now()) {}

  void on_bytes(std::span<const std::uint8_t> bytes) {
    const auto self = shared_from_this();
    framer.push(bytes);
    while (!down) {
      auto frame = framer.next();
      if (!frame) {
        Error why = frame.error();
        why.code = ErrorCode::protocol;
        end(why);
        return;
      }
      if (!*frame) return;
      heard = runtime.clock.now();
      take(**frame);
    }
  }

  void take(const llrp::Frame& frame) {
    if (frame.header.type == static_cast<std::uint16_t>(MessageType::keepalive)) {
      send(Message(MessageType::keepalive_ack));
    } else if (is_answer(frame.header) || answers_custom(frame.header)) {
      take_answer(frame);
    } else {
      const auto call = on_message;
      call(frame.bytes);
    }
  }

  bool answers_custom(const llrp::Header& header) const {
    return header.type == static_cast<std::uint16_t>(MessageType::custom_message) &&
           requests.contains(header.id);
  }

  void take_answer(const llrp::Frame& frame) {
    const auto id = frame.header.id;
    const auto found = requests.find(id);
    if (found == requests.end()) {
      // An answer that came too late is of no more use; an id that was never given is a fault. An
      // ERROR_MESSAGE may concern a message of ours that has no answer.
      const bool given = id >= k_first_id && id < next_id;
      const bool error =
          frame.header.type == static_cast<std::uint16_t>(MessageType::error_message);
      if (!given && !error) {
        end({ErrorCode::protocol,
             name_of(frame.header.type) + " answers message id " + std::to_string(id) +
                 ", which no request had",
             {.byte_offset = frame.offset, .message_id = id}});
      }
      return;
    }
    auto decoded = llrp::decode(frame.bytes, llrp::DecodeMode::tolerant);
    if (!decoded) {
      Error why = decoded.error().error;
      why.code = ErrorCode::protocol;
      why.where.byte_offset = frame.offset + why.where.byte_offset.value_or(0);
      why.where.message_id = id;
      end(why);
      return;
    }
    Request request = std::move(found->second);
    requests.erase(found);
    request.timer->cancel();
    if (!decoded->is(MessageType::error_message) && decoded->type() != request.response) {
      const Error why{ErrorCode::protocol,
                      name_of(request.type) + " was answered with " + decoded->name(),
                      {.byte_offset = frame.offset, .message_id = id}};
      request.answer(fail(why));
      end(why);
      return;
    }
    request.answer(judged(request.type, std::move(*decoded)));
  }

  /// A response with a bad status, and any ERROR_MESSAGE, is a refusal.
  static Result<Message> judged(std::uint16_t request, Message response) {
    if (response.is(MessageType::custom_message)) return response;
    const auto* status = response.body.find(ParamType::llrp_status);
    if (status == nullptr) {
      return fail(ErrorCode::protocol, response.name() + " lacks the LLRPStatus",
                  {.message_id = response.id});
    }
    if (response.is(MessageType::error_message) || status->get_unsigned("StatusCode") != 0) {
      return fail(refusal(name_of(request), *status, response.id));
    }
    return response;
  }

  void request(Message message, Nanos timeout, Answer answer) {
    if (down) {
      post(runtime, [answer = std::move(answer), error = why_down] { answer(fail(error)); });
      return;
    }
    const auto* type = message.body.definition();
    const std::uint32_t id = next_id;
    const std::uint16_t response =
        message.is(MessageType::custom_message) ? type->number : type->response;
    Request entry{type->number, response, std::move(answer),
                  std::make_unique<api::Timer>(runtime.clock)};
    entry.timer->set_after(timeout, [this, id] { expire(id); });
    requests.emplace(id, std::move(entry));
    send(std::move(message));
  }

  void expire(std::uint32_t id) {
    const auto self = shared_from_this();
    const auto found = requests.find(id);
    if (found == requests.end()) return;
    Request request = std::move(found->second);
    requests.erase(found);
    request.answer(fail(ErrorCode::timed_out, name_of(request.type) + " was not answered in time",
                        {.message_id = id}));
  }

  std::uint32_t wait(Nanos timeout, Answer on_over) {
    const std::uint32_t number = next_wait++;
    Request entry{0, 0, std::move(on_over), std::make_unique<api::Timer>(runtime.clock)};
    entry.timer->set_after(timeout, [this, number] {
      const auto self = shared_from_this();
      const auto found = waits.find(number);
      if (found == waits.end()) return;
      const Answer over = std::move(found->second.answer);
      waits.erase(found);
      over(fail(ErrorCode::timed_out, "the time is over"));
    });
    waits.emplace(number, std::move(entry));
    return number;
  }

  void send(Message message) {
    if (down) return;
    message.id = next_id++;
    message.version = version;
    stream->write(llrp::encode(message));
  }

  /// The peer, or the link, has ended it.
  void end(const Error& why) {
    if (down) return;
    const auto self = shared_from_this();
    down = true;
    why_down = why;
    stream->close();
    auto open = std::exchange(requests, {});
    auto waiting = std::exchange(waits, {});
    const auto call = on_down;
    for (auto& [id, request] : open) request.answer(fail(why));
    for (auto& [number, request] : waiting) request.answer(fail(why));
    if (!silent && call) call(why);
  }

  static constexpr std::uint32_t k_first_id = 1;

  api::Runtime runtime;
  std::unique_ptr<ByteStream> stream;
  HostTime heard;
  llrp::Framer framer;
  OnMessage on_message;
  OnDown on_down;
  std::map<std::uint32_t, Request> requests;
  std::map<std::uint32_t, Request> waits;
  std::uint32_t next_id = k_first_id;
  std::uint32_t next_wait = 1;
  llrp::Version version = llrp::Version::v1_0_1;
  bool down = false;
  Error why_down{ErrorCode::link_lost, "the connection is closed"};
  bool silent = false;  // closed by the owner
};

LlrpLink::LlrpLink(api::Runtime& runtime, std::unique_ptr<ByteStream> stream)
    : core_(std::make_shared<Core>(runtime, std::move(stream))) {}

LlrpLink::~LlrpLink() { close(); }

void LlrpLink::start(OnMessage on_message, OnDown on_down) {
  core_->on_message = std::move(on_message);
  core_->on_down = std::move(on_down);
  core_->stream->start(
      [core = core_.get()](std::span<const std::uint8_t> bytes) { core->on_bytes(bytes); },
      [core = core_.get()](const Error& why) { core->end(why); });
}

void LlrpLink::request(llrp::Message message, Nanos timeout, Answer answer) {
  core_->request(std::move(message), timeout, std::move(answer));
}

void LlrpLink::send(llrp::Message message) { core_->send(std::move(message)); }

std::uint32_t LlrpLink::wait(Nanos timeout, Answer on_over) {
  return core_->wait(timeout, std::move(on_over));
}

void LlrpLink::stop_waiting(std::uint32_t wait) { core_->waits.erase(wait); }

void LlrpLink::set_version(llrp::Version version) { core_->version = version; }

void LlrpLink::fail_link(const Error& why) {
  const auto core = core_;  // the owner may destroy us
  core->end(why);
}

std::vector<LlrpLink::Answer> LlrpLink::close() {
  std::vector<Answer> open;
  core_->silent = true;
  core_->down = true;
  core_->stream->close();
  for (auto& [id, request] : std::exchange(core_->requests, {})) {
    open.push_back(std::move(request.answer));
  }
  for (auto& [number, request] : std::exchange(core_->waits, {})) {
    open.push_back(std::move(request.answer));
  }
  return open;
}

HostTime LlrpLink::last_heard() const { return core_->heard; }

}  // namespace plugtest::drivers

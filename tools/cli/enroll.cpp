#include "scenarios/document.h"
#include "scenarios/manifest_text.h"
#include "scenarios/piece_identity.h"
#include "tools/cli/commands.h"
#include "tools/cli/desk_reader.h"
#include "tools/cli/enrolment.h"
#include "tools/cli/line_input.h"

#include <cmath>
#include <filesystem>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;
using identity::Uii;

ExitCode complain_of_all(const Context& context, const std::vector<Error>& errors) {
  for (const Error& error : errors) context.err << to_string(error) << "\n";
  return ExitCode::usage;
}

/// "1 piece", "2 pieces".
std::string pieces(std::size_t count) {
  return fmt::format("{} piece{}", count, count == 1 ? "" : "s");
}

/// Enrols at a desk: a scanner's barcodes, a reader, or both.
class Desk {
 public:
  Desk(const EnrollCommand& command, const Context& context, Enrolment& enrolment,
       DeskReader* reader, std::stop_token stop)
      : command_(command),
        context_(context),
        enrolment_(enrolment),
        reader_(reader),
        stop_(std::move(stop)) {}

  /// One look at everything in the field.
  Result<void> take_field() {
    const auto found = reader_->look();
    if (!found) return fail(found.error());
    if (found->empty()) {
      return fail(ErrorCode::not_found,
                  "no tag answered: nothing lies before the reader, or the pieces are dead");
    }
    for (const Uii& uii : *found) {
      if (const auto taken = take(uii, ""); !taken) return taken;
    }
    return {};
  }

  /// A barcode after the other, to the end of the input.
  Result<void> take_barcodes(LineInput& lines) {
    prompt();
    while (const auto barcode = lines.next(stop_)) {
      if (const auto taken = take_barcode(*barcode); !taken) return taken;
      prompt();
    }
    if (context_.terminal) context_.out << "\n";
    return {};
  }

  std::size_t enrolled() const { return enrolled_; }
  std::size_t refused() const { return refused_; }

 private:
  void prompt() const {
    if (!context_.terminal) return;
    context_.out << fmt::format("item {}: scan its barcode (Ctrl-D ends): ", enrolled_ + 1);
    context_.out.flush();
  }

  Result<void> take_barcode(const std::string& barcode) {
    if (reader_ == nullptr) {
      const auto identity = scenarios::piece_identity(barcode);
      if (!identity) return refuse(barcode, identity.error().message);
      return enrol(identity->uii, "", barcode);
    }
    const auto found = reader_->look();
    if (!found) return fail(found.error());
    if (found->empty()) {
      return refuse(barcode,
                    "no tag answered: the piece is dead, or does not lie before the reader");
    }
    if (found->size() > 1) {
      return refuse(barcode, fmt::format("{} tags answered; one alone may lie before the reader",
                                         found->size()));
    }
    return take(found->front(), barcode);
  }

  /// A tag that answered: its TID, its new identifier where that is asked for, its place in the
  /// list.
  Result<void> take(const Uii& answered, const std::string& item) {
    Uii uii = answered;
    std::string tid;
    const std::string name = item.empty() ? uii.to_hex() : item;
    if (command_.protocol == model::AirProtocol::type_c) {
      const auto read = reader_->tid(uii);
      // A module without access commands enrols by UII alone.
      if (!read && read.error().code != ErrorCode::refused) return fail(read.error());
      if (read && read->empty()) return refuse(name, "its TID cannot be read: the piece is dying");
      if (read) tid = *read;
    }
    if (!command_.encode.empty()) {
      // Before anything is written: a piece that is enrolled already stays as it is.
      if (const auto held = enrolment_.holder_of(tid); held) {
        return refuse(name, fmt::format("'{}' has the TID {} already", held->str(), tid));
      }
      const auto identity = scenarios::piece_identity(
          command_.encode == "s10" ? item : "SSCC/" + command_.encode.substr(5) + " " + item);
      if (!identity) return refuse(name, identity.error().message);
      const auto written = reader_->write(uii, *identity);
      if (!written && written.error().code != ErrorCode::refused) return fail(written.error());
      if (!written) return refuse(name, written.error().message);
      uii = identity->uii;
    }
    return enrol(uii, tid, item);
  }

  Result<void> enrol(const Uii& uii, const std::string& tid, const std::string& item) {
    const auto id = enrolment_.add(model::TagTypeId(command_.tag_type), uii, tid, item);
    if (!id && id.error().code == ErrorCode::io) return fail(id.error());
    if (!id) return refuse(item.empty() ? uii.to_hex() : item, id.error().message);
    ++enrolled_;
    context_.out << fmt::format("{}: {}{}{}\n", id->str(), uii.to_hex(),
                                tid.empty() ? "" : ", TID " + tid,
                                item.empty() ? "" : ", on " + item);
    return {};
  }

  Result<void> refuse(const std::string& what, const std::string& why) {
    ++refused_;
    context_.err << fmt::format("not enrolled: {}: {}\n", what, why);
    return {};
  }

  const EnrollCommand& command_;
  const Context& context_;
  Enrolment& enrolment_;
  DeskReader* reader_;  // null: barcodes alone
  std::stop_token stop_;
  std::size_t enrolled_ = 0;
  std::size_t refused_ = 0;
};

/// The pieces that the file has already. A file that is there is gone on with only when asked for.
scenarios::Loaded<model::Manifest> earlier_pieces(const EnrollCommand& command) {
  std::error_code ignored;
  if (!fs::exists(command.file, ignored)) return model::Manifest{};
  Where where;
  where.file = command.file;
  if (!command.append) {
    return tl::unexpected(std::vector<Error>{
        {ErrorCode::usage, "the file is there already; --append adds to it", where}});
  }
  const auto text = scenarios::read_file(command.file);
  if (!text) return tl::unexpected(std::vector<Error>{text.error()});
  return scenarios::manifest_from_csv(*text, command.file, "");
}

/// What does not go together on the command line.
Result<void> check(const EnrollCommand& command) {
  const auto wrong = [](const char* why) { return fail(ErrorCode::usage, why); };
  if (command.from && (command.reader || command.barcodes)) {
    return wrong(
        "--from takes a list that is written already; it goes with neither --reader nor "
        "--barcodes");
  }
  if (!command.from && !command.reader && !command.barcodes) {
    return wrong(
        "where from? --from FILE.csv, --reader ADDRESS, --barcodes, or the last two together");
  }
  if (!command.from && command.tag_type.empty()) {
    return wrong("--tag-type says which tag type the pieces are of");
  }
  if (command.encode.empty()) return {};
  if (!command.reader || !command.barcodes) {
    return wrong(
        "--encode writes what a barcode says into the tag before the reader: it needs "
        "--reader and --barcodes");
  }
  const bool sscc = command.encode.starts_with("sscc/") && command.encode.size() > 5;
  if (command.encode != "s10" && !sscc) {
    return wrong("--encode takes s10, or sscc/N with N digits of company prefix, such as sscc/7");
  }
  if (command.protocol != model::AirProtocol::type_c) {
    return wrong("--encode writes tags of Type C");
  }
  return {};
}

ExitCode code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::unreachable:
    case ErrorCode::link_lost:
    case ErrorCode::timed_out:
      return ExitCode::unreachable;
    case ErrorCode::cancelled:
      return ExitCode::interrupted;
    case ErrorCode::refused:
    case ErrorCode::protocol:
    case ErrorCode::not_found:
      return ExitCode::verdict_failed;
    default:
      return ExitCode::usage;
  }
}

ExitCode enrol_at_desk(const EnrollCommand& command, const Context& context, Enrolment& enrolment,
                       const std::stop_token& stop) {
  std::unique_ptr<DeskReader> reader;
  const auto failed = [&context](const Error& error) {
    complain(context, error);
    return code_of(error);
  };
  if (command.reader) {
    DeskSettings settings;
    settings.protocol = command.protocol;
    settings.antennas = command.antennas;
    settings.power_mdbm = static_cast<std::int32_t>(std::lround(command.power_dbm * 1000));
    settings.look = Nanos(std::llround(command.look_s * 1e9));
    auto opened = DeskReader::open(context.registry, *command.reader, settings, context.log, stop);
    if (!opened) return failed(opened.error());
    reader = std::move(*opened);
  }
  Desk desk(command, context, enrolment, reader.get(), stop);
  LineInput lines(STDIN_FILENO);
  const auto done = command.barcodes ? desk.take_barcodes(lines) : desk.take_field();
  if (reader) reader->close();
  if (stop.stop_requested()) return ExitCode::interrupted;
  if (!done) return failed(done.error());
  context.out << fmt::format("{}: {} enrolled, {} refused; {} in all\n", command.file,
                             pieces(desk.enrolled()), desk.refused(), enrolment.size());
  return desk.refused() == 0 ? ExitCode::ok : ExitCode::verdict_failed;
}

}  // namespace

ExitCode run_command(const EnrollCommand& command, const Context& context,
                     const std::stop_token& stop) {
  if (const auto good = check(command); !good) return complain(context, good.error());
  auto earlier = earlier_pieces(command);
  if (!earlier) return complain_of_all(context, earlier.error());
  Enrolment enrolment(command.file, std::move(*earlier));
  if (!command.from) return enrol_at_desk(command, context, enrolment, stop);

  const auto text = scenarios::read_file(*command.from);
  if (!text) return complain(context, text.error());
  const auto list = scenarios::manifest_from_csv(*text, *command.from, command.tag_type);
  if (!list) return complain_of_all(context, list.error());
  const std::size_t before = enrolment.size();
  if (const auto added = enrolment.add_all(*list); !added) return complain(context, added.error());
  context.out << fmt::format("{}: {} enrolled; {} in all\n", command.file,
                             pieces(enrolment.size() - before), enrolment.size());
  return ExitCode::ok;
}

}  // namespace plugtest::cli

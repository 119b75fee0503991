#include "harness/api/uri.h"
#include "scenarios/connection.h"
#include "scenarios/event.h"
#include "scenarios/faults.h"
#include "scenarios/fields.h"
#include "scenarios/scenario_parts.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>

namespace plugtest::scenarios {
namespace {

using model::AirProtocol;

constexpr std::array<std::pair<std::string_view, AirProtocol>, 2> k_protocols{
    {{"type-c", AirProtocol::type_c}, {"type-d", AirProtocol::type_d}}};

void read_claims(Fields& reader, std::vector<AirProtocol>& claims) {
  const std::vector<Node>* list = reader.list("claims", Need::optional);
  if (list == nullptr) return;
  std::vector<std::string> names;
  for (const auto& [name, unused] : k_protocols) names.emplace_back(name);
  claims.clear();
  for (const Node& entry : *list) {
    const auto found = std::ranges::find(names, entry.text);
    if (found == names.end()) {
      reader.complain(entry, "unknown claim " + unknown_name(entry.text, names));
      continue;
    }
    const auto index = static_cast<std::size_t>(found - names.begin());
    if (std::ranges::find(claims, k_protocols[index].second) == claims.end()) {
      claims.push_back(k_protocols[index].second);
    }
  }
}

std::optional<model::VirtualReaderSpec> read_virtual(const Node& node, const Library& library,
                                                     Problems& problems) {
  Fields fields(node, "virtual", problems);
  model::VirtualReaderSpec spec;
  const LoadOptions& options = library.options();
  if (fields.text("family", Need::required, spec.family) &&
      std::ranges::find(options.families, spec.family) == options.families.end()) {
    fields.complain(*fields.find("family"),
                    "unknown family " + unknown_name(spec.family, options.families));
  }
  if (const Node* profile = fields.find("profile", Need::required)) {
    if (const auto content = library.resolve(*profile, FileKind::reader, problems)) {
      spec.radio = read_reader_profile(*content, options, problems);
    }
  }
  read_connection(fields, spec.family, library, spec.connection);
  if (const auto* faults = fields.list("faults", Need::optional)) {
    for (const Node& entry : *faults) {
      const auto fault = read_reader_fault(entry, problems);
      if (!fault) continue;
      if (model::find(spec.faults, fault->fault)) {
        fields.complain(
            entry, "the fault '" + std::string(info(fault->fault).name) + "' is planted twice");
      }
      check_fault_scope(entry, info(fault->fault), spec.family, problems);
      spec.faults.push_back(*fault);
    }
  }
  fields.finish();
  return spec;
}

/// `text` as part of an address: what would end it, or a word of it, as RFC 3986, 2.1 says.
std::string encoded(const std::string& text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += c == '%' ? "%25" : c == '?' ? "%3F" : "%20";
    }
  }
  return out;
}

/// An exec address whose program lies beside the event file. A program without a folder in its name
/// is looked up as the shell would.
std::string program_beside_event(const api::ReaderUri& uri, const Library& library) {
  const std::vector<std::string> words = api::command_words(uri);
  const std::string& program = words.front();
  if (program.find('/') == std::string::npos || program.starts_with('/')) return uri.text;
  std::string text = "exec:" + encoded(library.beside(program), "%? ");
  for (std::size_t i = 1; i < words.size(); ++i) text += " " + encoded(words[i], "%? ");
  return text;
}

/// The address with a relative file path replaced by one that starts beside the event file.
std::string beside_event(const api::ReaderUri& uri, const Library& library) {
  if (uri.family == "exec") return program_beside_event(uri, library);
  if (uri.transport != "replay" || uri.path.starts_with('/')) return uri.text;
  const std::string path = encoded(library.beside(uri.path), "%?");
  const std::string scheme = uri.text.substr(0, uri.text.find(':') + 1);
  const std::string query = uri.text.substr(std::min(uri.text.find('?'), uri.text.size()));
  return scheme + (path.starts_with('/') ? "//" : "") + path + query;
}

void read_uri(Fields& fields, const Library& library, model::RigKind rig, std::string& target) {
  std::string text;
  if (!fields.text("uri", Need::optional, text)) return;
  const Node& node = *fields.find("uri");
  const auto uri = api::parse_reader_uri(text, library.options().schemes);
  if (!uri) {
    fields.complain(node, uri.error().message);
    return;
  }
  target = beside_event(*uri, library);
  const bool replay = uri->transport == "replay";
  if (replay) {
    const std::string path = uri->path.starts_with('/') ? uri->path : library.beside(uri->path);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      fields.problems().add(ErrorCode::not_found, "the recording '" + path + "' does not exist",
                            node.place.where());
    }
  }
  if (rig == model::RigKind::lab) {
    fields.complain(node,
                    "the lab rig moves virtual mail past virtual readers: give 'virtual' "
                    "instead of 'uri', or choose the rig 'operator' or 'replay'");
  } else if (replay != (rig == model::RigKind::replay)) {
    fields.complain(node, replay ? "a recording needs the rig 'replay'"
                                 : "the rig 'replay' needs a recording, such as "
                                   "llrp+replay:recording.bin");
  }
}

}  // namespace

std::vector<model::ReaderRecord> read_readers(const std::vector<Node>& entries,
                                              const Library& library, model::RigKind rig,
                                              Problems& problems) {
  std::vector<model::ReaderRecord> readers;
  for (const Node& entry : entries) {
    model::ReaderRecord reader;
    Fields fields(entry, "the reader", problems);
    fields.id("id", Need::required, reader.id.value);
    fields.text("participant", Need::optional, reader.participant.value);
    fields.text("vendor", Need::optional, reader.vendor);
    fields.text("model", Need::optional, reader.model);
    fields.text("reported_model", Need::optional, reader.reported_model);
    fields.text("firmware", Need::optional, reader.firmware);
    fields.text("serial", Need::optional, reader.serial);
    read_claims(fields, reader.claims);
    read_features(fields, "lacks", reader.lacks);
    read_vendor_settings(fields, library.options(), reader.vendor_settings);
    read_uri(fields, library, rig, reader.uri);
    if (const Node* virtual_reader = fields.map("virtual", Need::optional)) {
      reader.virtual_reader = read_virtual(*virtual_reader, library, problems);
      if (rig != model::RigKind::lab) {
        fields.complain(*virtual_reader, "a virtual reader needs the rig 'lab'");
      }
    }
    fields.finish();
    if (entry.is_map() && (entry.find("uri") != nullptr) == (entry.find("virtual") != nullptr)) {
      fields.complain(entry, "the reader is to have either 'uri' or 'virtual'");
    }
    readers.push_back(std::move(reader));
  }
  return readers;
}

}  // namespace plugtest::scenarios

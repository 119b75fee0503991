#include "protocols/llrp/json.h"

#include "protocols/bits/error.h"
#include "protocols/bits/hex.h"
#include "protocols/llrp/opened.h"

#include <cstdint>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

namespace plugtest::llrp {
namespace {

using Json = nlohmann::ordered_json;

Json number_json(const FieldDef& field, std::uint64_t number) {
  if (field.enumeration != nullptr) {
    const auto name = field.enumeration->name_of(number);
    return name.empty() ? Json(number) : Json(std::string(name));
  }
  return field.kind == FieldKind::u1 ? Json(number != 0) : Json(number);
}

Json value_json(const FieldDef& field, const Value& value) {
  struct Visitor {
    const FieldDef& field;
    Json operator()(std::uint64_t number) const { return number_json(field, number); }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(const BitString& bits) const {
      return {{"hex", bits::to_hex(bits.bytes)}, {"bits", bits.bits}};
    }
    Json operator()(const Bytes& bytes) const {
      if (field.enumeration == nullptr) {
        return bits::to_hex(bytes);
      }
      Json list = Json::array();
      for (const std::uint8_t byte : bytes) {
        list.push_back(number_json(field, byte));
      }
      return list;
    }
    Json operator()(const Words& words) const { return words; }
    Json operator()(const Longs& longs) const { return longs; }
    Json operator()(const std::string& text) const { return text; }
  };
  return std::visit(Visitor{field}, value);
}

/// Fills objects; what a Custom means stands in its "opened".
class Writer {
 public:
  Writer(Version version, std::uint32_t type_d_vendor)
      : version_(version), type_d_vendor_(type_d_vendor) {}

  void write_body(const Element& element, Json& out) {
    if (const TypeDef* type = element.definition(); type != nullptr) {
      Json fields = Json::object();
      for (std::size_t i = 0; i < type->fields.size(); ++i) {
        const FieldDef& field = type->fields[i];
        if (field.kind != FieldKind::reserved && field.versions.contains(version_)) {
          fields[std::string(field.name)] = value_json(field, element.values()[i]);
        }
      }
      out["fields"] = std::move(fields);
      Json parameters = Json::array();
      for (const Element& child : element.children()) {
        Json parameter{{"type", child.name()}, {"number", child.type()}};
        write_body(child, parameter);
        parameters.push_back(std::move(parameter));
      }
      out["parameters"] = std::move(parameters);
    }
    if (!element.rest().empty()) out["rest"] = bits::to_hex(element.rest());
    write_opened(element, out);
  }

 private:
  void write_opened(const Element& custom, Json& out) {
    if (levels_ == k_max_opened_levels) return;
    const auto opened = opened_for_people(custom, version_, type_d_vendor_);
    if (!opened) {
      out["not_opened"] = to_string(opened.error());
    } else if (*opened) {
      Json meaning{{"type", (*opened)->name()}};
      ++levels_;
      write_body(**opened, meaning);
      --levels_;
      out["opened"] = std::move(meaning);
    }
  }

  Version version_;
  std::uint32_t type_d_vendor_;
  std::size_t levels_ = 0;
};

}  // namespace

std::string to_json(const Message& message, std::uint32_t type_d_vendor) {
  Json out{{"type", message.name()},
           {"number", message.type()},
           {"version", static_cast<int>(message.version)},
           {"id", message.id}};
  Writer(message.version, type_d_vendor).write_body(message.body, out);
  for (const Error& problem : message.problems) {
    out["problems"].push_back(to_string(problem));
  }
  // Text of a peer may be no UTF-8; such bytes become U+FFFD.
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace plugtest::llrp

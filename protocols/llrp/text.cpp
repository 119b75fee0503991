#include "protocols/llrp/text.h"

#include "protocols/bits/error.h"
#include "protocols/bits/hex.h"
#include "protocols/llrp/opened.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

namespace plugtest::llrp {
namespace {

std::string_view version_name(Version version) {
  switch (version) {
    case Version::v1_0_1:
      return "1.0.1";
    case Version::v1_1:
      return "1.1";
    case Version::v2_0:
      return "2.0";
  }
  return "unknown version";
}

std::string utc(std::uint64_t microseconds) {
  using std::chrono::days;
  constexpr std::uint64_t k_per_second = 1'000'000;
  constexpr std::uint64_t k_per_day = 86'400 * k_per_second;
  const auto day = static_cast<std::int64_t>(microseconds / k_per_day);
  constexpr std::int64_t k_last_day = 2'932'896;  // 9999-12-31
  if (day > k_last_day) {
    return "after the year 9999";
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{days{day}}};
  const std::uint64_t second = microseconds % k_per_day / k_per_second;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     second / 3600, second / 60 % 60, second % 60, microseconds % k_per_second);
}

std::string with_unit(std::int64_t number, Unit unit) {
  constexpr double k_centi = 100.0;
  switch (unit) {
    case Unit::none:
    case Unit::utc_us:
    case Unit::hex:
      return fmt::format("{}", number);
    case Unit::us:
      return fmt::format("{} us", number);
    case Unit::ms:
      return fmt::format("{} ms", number);
    case Unit::ns:
      return fmt::format("{} ns", number);
    case Unit::khz:
      return fmt::format("{} kHz", number);
    case Unit::dbm:
      return fmt::format("{} dBm", number);
    case Unit::centi_dbm:
      return fmt::format("{} ({:.2f} dBm)", number, static_cast<double>(number) / k_centi);
    case Unit::db:
      return fmt::format("{} dB", number);
    case Unit::centi_dbi:
      return fmt::format("{} ({:.2f} dBi)", number, static_cast<double>(number) / k_centi);
    case Unit::bps:
      return fmt::format("{} bit/s", number);
    case Unit::percent:
      return fmt::format("{} %", number);
  }
  return fmt::format("{}", number);
}

std::string number_text(const FieldDef& field, std::uint64_t number) {
  if (field.enumeration != nullptr) {
    const std::string_view name = field.enumeration->name_of(number);
    return fmt::format("{} ({})", number, name.empty() ? "undefined value" : name);
  }
  if (field.kind == FieldKind::u1) {
    return number != 0 ? "true" : "false";
  }
  if (field.unit == Unit::utc_us) {
    return fmt::format("{} ({})", number, utc(number));
  }
  if (field.unit == Unit::hex || number > INT64_MAX) {
    return fmt::format("0x{:0{}x}", number, field.bits / 4);
  }
  return with_unit(static_cast<std::int64_t>(number), field.unit);
}

// Text of a peer must not bring control characters to a terminal.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (code < 0x20 || code == 0x7F) {
      result += fmt::format("\\x{:02x}", code);
    } else {
      result += c;
    }
  }
  return result + '"';
}

template <class List>
std::string list_text(const FieldDef& field, const List& list) {
  std::string result = "[";
  for (const auto item : list) {
    result += result.size() > 1 ? ", " : "";
    result += number_text(field, item);
  }
  return result + "]";
}

std::string value_text(const FieldDef& field, const Value& value) {
  struct Visitor {
    const FieldDef& field;
    std::string operator()(std::uint64_t number) const { return number_text(field, number); }
    std::string operator()(std::int64_t number) const { return with_unit(number, field.unit); }
    std::string operator()(const BitString& bits) const {
      return fmt::format("{} ({} bits)", bits::to_hex(bits.bytes), bits.bits);
    }
    std::string operator()(const Bytes& bytes) const {
      return field.enumeration != nullptr
                 ? list_text(field, bytes)
                 : fmt::format("{} ({} bytes)", bits::to_hex(bytes), bytes.size());
    }
    std::string operator()(const Words& words) const { return list_text(field, words); }
    std::string operator()(const Longs& longs) const { return list_text(field, longs); }
    std::string operator()(const std::string& text) const { return quoted(text); }
  };
  return std::visit(Visitor{field}, value);
}

/// Writes elements; what a Custom means stands behind its bytes.
class Writer {
 public:
  Writer(Version version, std::uint32_t type_d_vendor, std::string& out)
      : version_(version), type_d_vendor_(type_d_vendor), out_(out) {}

  void write(const Element& element, int indent) {
    fmt::format_to(std::back_inserter(out_), "{:{}}{}{}\n", "", indent * 2, element.name(),
                   element.definition() != nullptr && is_provisional(*element.definition())
                       ? " (LLRP 2.0, layout not known)"
                       : "");
    write_body(element, indent + 1);
  }

  void write_body(const Element& element, int indent) {
    if (const TypeDef* type = element.definition(); type != nullptr) {
      for (std::size_t i = 0; i < type->fields.size(); ++i) {
        const FieldDef& field = type->fields[i];
        if (!field.versions.contains(version_)) continue;
        const Value& value = element.values()[i];
        if (field.kind != FieldKind::reserved) {
          line(indent, field.name, value_text(field, value));
        } else if (std::get<std::uint64_t>(value) != 0) {
          line(indent, "reserved bits not zero", fmt::format("{}", std::get<std::uint64_t>(value)));
        }
      }
    }
    for (const Element& child : element.children()) write(child, indent);
    if (!element.rest().empty()) {
      line(indent, element.is_opaque() ? "data" : "not understood", bits::to_hex(element.rest()));
    }
    write_opened(element, indent);
  }

 private:
  void line(int indent, std::string_view label, std::string_view text) {
    fmt::format_to(std::back_inserter(out_), "{:{}}{}: {}\n", "", indent * 2, label, text);
  }

  void write_opened(const Element& custom, int indent) {
    if (levels_ == k_max_opened_levels) return;
    const auto opened = opened_for_people(custom, version_, type_d_vendor_);
    if (!opened) {
      line(indent, "not as the vendor's layout", to_string(opened.error()));
    } else if (*opened) {
      ++levels_;
      write(**opened, indent);
      --levels_;
    }
  }

  Version version_;
  std::uint32_t type_d_vendor_;
  std::string& out_;
  std::size_t levels_ = 0;
};

}  // namespace

std::string to_text(const Element& element, Version version, std::uint32_t type_d_vendor) {
  std::string out;
  Writer(version, type_d_vendor, out).write(element, 0);
  return out;
}

std::string to_text(const Message& message, std::uint32_t type_d_vendor) {
  std::string out = fmt::format("{} type {} id {} version {}\n", message.name(), message.type(),
                                message.id, version_name(message.version));
  Writer(message.version, type_d_vendor, out).write_body(message.body, 1);
  for (const Error& problem : message.problems) {
    fmt::format_to(std::back_inserter(out), "  problem: {}\n", to_string(problem));
  }
  return out;
}

}  // namespace plugtest::llrp

#include "protocols/llrp/codec.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace plugtest::llrp {
namespace {

/// The version after which a message is laid out. A version that is refused is answered in that
/// version (LLRP 1.1, 15), whatever it is: then as the nearest one that is known.
Version layout_of(Version version) { return std::clamp(version, Version::v1_0_1, Version::v2_0); }

class Encoder {
 public:
  Encoder(std::vector<std::uint8_t>& out, Version version)
      : out_(out), version_(layout_of(version)) {}

  void message(const Message& message) {
    const std::size_t start = out_.size();
    const unsigned head = (static_cast<unsigned>(message.reserved_bits) << 13U) |
                          (static_cast<unsigned>(message.version) << 10U) | message.type();
    put(head, 2);
    put(0, 4);  // the length, known at the end
    put(message.id, 4);
    body(message.body);
    assert(out_.size() - start <= UINT32_MAX && "the message is longer than its length field");
    patch(start + 2, out_.size() - start, 4);
  }

  void parameter(const Element& element) {
    if (element.encoding() == Encoding::tv) {
      put(0x80U | element.type(), 1);
      body(element);
      return;
    }
    assert(element.encoding() == Encoding::tlv && "a message cannot be a parameter");
    const std::size_t start = out_.size();
    put((static_cast<unsigned>(element.reserved_bits()) << 10U) | element.type(), 2);
    put(0, 2);
    body(element);
    assert(out_.size() - start <= UINT16_MAX && "the parameter is longer than its length field");
    patch(start + 2, out_.size() - start, 2);
  }

  void body(const Element& element) {
    if (const TypeDef* type = element.definition(); type != nullptr) {
      for (std::size_t i = 0; i < type->fields.size(); ++i) {
        if (type->fields[i].versions.contains(version_)) {
          field(type->fields[i], element.values()[i]);
        }
      }
    }
    for (const Element& child : element.children()) {
      parameter(child);
    }
    out_.insert(out_.end(), element.rest().begin(), element.rest().end());
  }

 private:
  void field(const FieldDef& def, const Value& value) {
    switch (def.kind) {
      case FieldKind::reserved:
      case FieldKind::u1:
      case FieldKind::u2:
      case FieldKind::u8:
      case FieldKind::u16:
      case FieldKind::u32:
      case FieldKind::u64:
        bits(std::get<std::uint64_t>(value), def.bits);
        return;
      case FieldKind::s8:
      case FieldKind::s16:
        bits(static_cast<std::uint64_t>(std::get<std::int64_t>(value)), def.bits);
        return;
      case FieldKind::u96:
        append(std::get<BitString>(value).bytes);
        return;
      case FieldKind::bytes_to_end:
        append(std::get<Bytes>(value));
        return;
      case FieldKind::u1v:
        put(std::get<BitString>(value).bits, 2);
        append(std::get<BitString>(value).bytes);
        return;
      case FieldKind::u8v:
        count(std::get<Bytes>(value).size());
        append(std::get<Bytes>(value));
        return;
      case FieldKind::u16v:
        count(std::get<Words>(value).size());
        for (const std::uint16_t word : std::get<Words>(value)) {
          put(word, 2);
        }
        return;
      case FieldKind::u32v:
        count(std::get<Longs>(value).size());
        for (const std::uint32_t word : std::get<Longs>(value)) {
          put(word, 4);
        }
        return;
      case FieldKind::utf8v: {
        const std::string& text = std::get<std::string>(value);
        count(text.size());
        out_.insert(out_.end(), text.begin(), text.end());
        return;
      }
    }
  }

  // A number that may share octets with its neighbours; the table fills whole octets in the end.
  void bits(std::uint64_t number, std::size_t width) {
    while (width > 0) {
      --width;
      octet_ = (octet_ << 1U) | ((number >> width) & 1U);
      if (++filled_ == 8) {
        out_.push_back(static_cast<std::uint8_t>(octet_));
        octet_ = 0;
        filled_ = 0;
      }
    }
  }

  void count(std::size_t number) {
    assert(number <= UINT16_MAX && "the array is longer than its count field");
    put(number, 2);
  }

  void append(std::span<const std::uint8_t> bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }

  void put(std::uint64_t number, std::size_t octets) {
    while (octets > 0) {
      --octets;
      out_.push_back(static_cast<std::uint8_t>(number >> (octets * 8)));
    }
  }

  void patch(std::size_t at, std::uint64_t number, std::size_t octets) {
    while (octets > 0) {
      --octets;
      out_[at++] = static_cast<std::uint8_t>(number >> (octets * 8));
    }
  }

  std::vector<std::uint8_t>& out_;
  Version version_;
  std::uint64_t octet_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace

void encode(const Message& message, std::vector<std::uint8_t>& out) {
  Encoder(out, message.version).message(message);
}

void encode(const Element& parameter, Version version, std::vector<std::uint8_t>& out) {
  Encoder(out, version).parameter(parameter);
}

void encode_body(const Element& element, Version version, std::vector<std::uint8_t>& out) {
  Encoder(out, version).body(element);
}

std::vector<std::uint8_t> encode(const Message& message) {
  std::vector<std::uint8_t> out;
  encode(message, out);
  return out;
}

}  // namespace plugtest::llrp

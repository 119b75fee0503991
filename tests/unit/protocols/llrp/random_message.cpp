#include "tests/unit/protocols/llrp/random_message.h"

#include <algorithm>
#include <string>
#include <vector>

namespace plugtest::llrp::testing {
namespace {

constexpr int k_deep = 5;  // below this only what is required

template <class List>
List random_list(Random& random) {
  List list(random.below(5));
  std::ranges::generate(list,
                        [&] { return static_cast<typename List::value_type>(random.next()); });
  return list;
}

std::uint64_t random_number(const FieldDef& field, Version version, Random& random) {
  if (field.enumeration != nullptr) {
    std::vector<std::uint64_t> values;
    for (const EnumValue& value : field.enumeration->values) {
      if (value.since <= version) values.push_back(value.value);
    }
    return values[random.below(values.size())];
  }
  const std::uint64_t most = std::min(
      field.range.last, field.bits >= 64 ? UINT64_MAX : (std::uint64_t{1} << field.bits) - 1);
  if (field.range.or_zero && random.below(4) == 0) return 0;
  const std::uint64_t span = most - field.range.first;
  return field.range.first + (span == UINT64_MAX ? random.next() : random.next() % (span + 1));
}

Value random_value(const FieldDef& field, Version version, Random& random) {
  switch (field.kind) {
    case FieldKind::reserved:
      return std::uint64_t{0};
    case FieldKind::s8:
      return std::int64_t{static_cast<std::int8_t>(random.next())};
    case FieldKind::s16:
      return std::int64_t{static_cast<std::int16_t>(random.next())};
    case FieldKind::u96: {
      Bytes bytes(12);
      std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random.next()); });
      return BitString{{bytes.begin(), bytes.end()}, 96};
    }
    case FieldKind::u1v: {
      Bytes bytes = random_list<Bytes>(random);
      const std::size_t unused = bytes.empty() ? 0 : random.below(8);
      return BitString{{bytes.begin(), bytes.end()},
                       static_cast<std::uint16_t>(bytes.size() * 8 - unused)};
    }
    case FieldKind::u8v: {
      Bytes bytes = random_list<Bytes>(random);
      if (field.enumeration != nullptr) {
        std::ranges::generate(bytes, [&] {
          return static_cast<std::uint8_t>(random_number(field, version, random));
        });
      }
      return bytes;
    }
    case FieldKind::bytes_to_end:
      return random_list<Bytes>(random);
    case FieldKind::u16v:
      return random_list<Words>(random);
    case FieldKind::u32v:
      return random_list<Longs>(random);
    case FieldKind::utf8v:
      return std::string(random.below(6), static_cast<char>('a' + random.below(26)));
    default:
      return random_number(field, version, random);
  }
}

}  // namespace

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

Element random_element(const TypeDef& type, Version version, Random& random, int depth) {
  Element element(type);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const FieldDef& field = type.fields[i];
    if (field.versions.contains(version)) {
      element.values()[i] = random_value(field, version, random);
    }
  }
  for (const SlotDef& slot : type.slots) {
    if (!slot.versions.contains(version)) continue;
    std::size_t count = slot.required ? 1 : 0;
    if (depth < k_deep) {
      const std::size_t limit = slot.repeatable ? 3 : 1;
      count = std::max(count, random.below(limit + 1));
    }
    std::vector<const TypeDef*> known;
    std::ranges::copy_if(slot.accepts, std::back_inserter(known),
                         [&](const TypeDef* one) { return one->versions.contains(version); });
    for (; count > 0 && !known.empty(); --count) {
      element.append(
          random_element(*known[random.below(known.size())], version, random, depth + 1));
    }
  }
  return element;
}

Message random_message(const TypeDef& type, Version version, Random& random) {
  return Message(random_element(type, version, random), static_cast<std::uint32_t>(random.next()),
                 version);
}

}  // namespace plugtest::llrp::testing

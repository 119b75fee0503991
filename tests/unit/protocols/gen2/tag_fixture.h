#pragma once

#include "protocols/gen2/tag.h"

#include <array>
#include <cstdint>

// Tags in each state that the inventory reaches.

namespace plugtest::gen2 {

inline constexpr Query k_query{.session = Session::s2, .q = 0};
inline constexpr QueryRep k_rep{Session::s2};
inline constexpr QueryAdjust k_same{Session::s2, UpDn::same};

inline TagConfig config(std::uint32_t access_password = 0) {
  const auto uii = identity::Uii::from_hex("3034257BF7194E4000001A85").value();
  TagConfig config{.memory = TagMemory({identity::epc_pc(96), uii}), .seed = 42};
  config.memory.set_passwords(0, access_password);
  return config;
}

/// A powered tag in one of the states that the inventory reaches, in session 2.
inline Tag tag_in(TagState state) {
  Tag tag(config(state == TagState::open ? 0x12345678 : 0));
  if (state == TagState::off) return tag;
  tag.power_up(Time{0});
  if (state == TagState::ready) return tag;
  if (state == TagState::arbitrate) {
    Query query = k_query;
    query.q = 15;
    tag.receive(query, Time{0});  // draws a slot other than 0 with this seed
    return tag;
  }
  tag.receive(k_query, Time{0});
  if (state == TagState::reply) return tag;
  tag.receive(Ack{tag.rn()}, Time{0});
  if (state == TagState::acknowledged) return tag;
  tag.receive(ReqRn{tag.rn()}, Time{0});
  return tag;
}

inline std::uint16_t other_rn(const Tag& tag) { return static_cast<std::uint16_t>(~tag.rn()); }

inline Inventoried s2(const Tag& tag) { return tag.flags().inventoried(Session::s2, Time{0}); }

inline constexpr std::array k_singulated = {TagState::acknowledged, TagState::open,
                                            TagState::secured};
inline constexpr std::array k_round = {TagState::arbitrate, TagState::reply, TagState::acknowledged,
                                       TagState::open, TagState::secured};
inline constexpr std::array k_powered = {TagState::ready, TagState::arbitrate,
                                         TagState::reply, TagState::acknowledged,
                                         TagState::open,  TagState::secured};

}  // namespace plugtest::gen2

#include "harness/lab/channel.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plugtest::lab {

namespace {

constexpr double k_light_mps = 299'792'458.0;
constexpr double k_nearest_m = 0.05;
constexpr double k_pattern_floor_db = 15.0;
constexpr double k_dipole_floor = 0.0316;  // -15 dB
constexpr double k_cross_polar = 0.01;     // -20 dB
constexpr std::int32_t k_circular_mdb = 3010;
constexpr std::int64_t k_turn = 4096;
constexpr double k_deepest_fade = 1e-5;  // -50 dB, so that no logarithm of zero is taken

double db(double ratio) { return 10.0 * std::log10(ratio); }

/// The electric field of a linear antenna on its boresight.
Vec3 field_vector(const model::Antenna& antenna) {
  const Vec3 bore = unit(antenna.boresight);
  Vec3 horizontal = cross(bore, Vec3{0, 0, 1});
  // An antenna that looks straight up or down: "horizontal" is across the lane.
  horizontal = length(horizontal) > 1e-6 ? unit(horizontal) : Vec3{0, 1, 0};
  return antenna.polarisation == model::Polarisation::horizontal ? horizontal
                                                                 : cross(horizontal, bore);
}

}  // namespace

std::int32_t free_space_loss_mdb(double distance_m, std::int64_t frequency_hz) {
  const double lambda_m = k_light_mps / static_cast<double>(frequency_hz);
  const double distance = std::max(distance_m, k_nearest_m);
  return to_mdb(2 * db(4 * std::numbers::pi * distance / lambda_m));
}

std::int32_t antenna_gain_mdb(const model::Antenna& antenna, const Vec3& direction) {
  const double cosine = std::clamp(dot(unit(antenna.boresight), direction), -1.0, 1.0);
  const double theta_deg = std::acos(cosine) * 180.0 / std::numbers::pi;
  const double ratio = theta_deg / antenna.beamwidth_deg.value;
  return to_mdb(antenna.gain_dbi.value - std::min(12 * ratio * ratio, k_pattern_floor_db));
}

std::int32_t dipole_pattern_mdb(const Vec3& dipole, const Vec3& direction) {
  const double cosine = dot(dipole, direction);
  return to_mdb(db(std::max(1 - cosine * cosine, k_dipole_floor)));
}

std::int32_t polarisation_loss_mdb(const model::Antenna& antenna, const Vec3& dipole,
                                   const Vec3& direction) {
  if (antenna.polarisation == model::Polarisation::circular) return k_circular_mdb;
  const double cosine =
      dot(unit(across(field_vector(antenna), direction)), unit(across(dipole, direction)));
  return -to_mdb(db(std::clamp(cosine * cosine, k_cross_polar, 1.0)));
}

std::int32_t rician_fade_mdb(double k_linear, std::uint64_t draw) {
  // The scattered part is complex normal with power 1/(K+1); Box-Muller gives it in polar form.
  const double power = -std::log(open_unit(hash_draw(draw, 0))) / (k_linear + 1);
  const double angle = 2 * std::numbers::pi * open_unit(hash_draw(draw, 1));
  const double direct = std::sqrt(k_linear / (k_linear + 1));
  const double gain = direct * direct + power + 2 * direct * std::sqrt(power) * std::cos(angle);
  return to_mdb(db(std::max(gain, k_deepest_fade)));
}

std::int32_t normal_mdb(double sigma_db, std::uint64_t draw) {
  const double radius = std::sqrt(-2 * std::log(open_unit(hash_draw(draw, 0))));
  const double angle = 2 * std::numbers::pi * open_unit(hash_draw(draw, 1));
  return to_mdb(sigma_db * radius * std::cos(angle));
}

std::int32_t logistic_mdb(double scale_db, std::uint64_t draw) {
  const double u = open_unit(draw);
  return to_mdb(scale_db * std::log(u / (1 - u)));
}

std::int32_t antennas_gain_mdb(const model::Antenna& antenna, const TagAntenna& tag,
                               const Vec3& direction) {
  return antenna_gain_mdb(antenna, direction) - to_mdb(antenna.cable_loss_db.value) -
         polarisation_loss_mdb(antenna, tag.dipole, direction) + tag.gain_mdb +
         dipole_pattern_mdb(tag.dipole, direction) - tag.object_loss_mdb;
}

std::int32_t port_to_chip_mdb(const model::Antenna& antenna, std::int64_t frequency_hz,
                              const TagAntenna& tag, const Vec3& tag_position_m) {
  const Vec3 path = tag_position_m - antenna.position_m;
  return antennas_gain_mdb(antenna, tag, unit(path)) -
         free_space_loss_mdb(length(path), frequency_hz);
}

std::int32_t floor_ray_mdb(const model::Antenna& antenna, std::int64_t frequency_hz,
                           const TagAntenna& tag, const Vec3& tag_position_m, double reflection) {
  // Seen from the antenna, the reflected tag is the tag's image below the floor.
  const Vec3 image_m{tag_position_m.x, tag_position_m.y, -tag_position_m.z};
  TagAntenna image = tag;
  image.dipole.z = -image.dipole.z;
  const std::int32_t weaker_mdb = port_to_chip_mdb(antenna, frequency_hz, image, image_m) -
                                  port_to_chip_mdb(antenna, frequency_hz, tag, tag_position_m);
  const double amplitude = reflection * std::pow(10.0, weaker_mdb / 20'000.0);
  const double detour_m =
      length(image_m - antenna.position_m) - length(tag_position_m - antenna.position_m);
  const double lambda_m = k_light_mps / static_cast<double>(frequency_hz);
  const double angle = 2 * std::numbers::pi * detour_m / lambda_m;
  const double gain = 1 + amplitude * amplitude - 2 * amplitude * std::cos(angle);
  return to_mdb(db(std::max(gain, k_deepest_fade)));
}

std::uint16_t reply_phase_4096(double distance_m, std::int64_t frequency_hz,
                               std::uint16_t tag_offset_4096) {
  const double lambda_m = k_light_mps / static_cast<double>(frequency_hz);
  const std::int64_t steps = std::llround(2 * distance_m / lambda_m * k_turn);
  return static_cast<std::uint16_t>((steps + tag_offset_4096) % k_turn);
}

}  // namespace plugtest::lab

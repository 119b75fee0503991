#pragma once

#include "harness/model/geometry.h"

#include <cmath>

namespace plugtest::lab {

using model::Vec3;

inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3 operator*(const Vec3& a, double factor) {
  return {a.x * factor, a.y * factor, a.z * factor};
}
inline double dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(const Vec3& a) { return std::sqrt(dot(a, a)); }

/// `a` with length 1; a vector of no length stays as it is.
inline Vec3 unit(const Vec3& a) {
  const double size = length(a);
  return size > 0 ? a * (1.0 / size) : a;
}

/// The part of `a` that is perpendicular to the unit vector `direction`.
inline Vec3 across(const Vec3& a, const Vec3& direction) {
  return a - direction * dot(a, direction);
}

}  // namespace plugtest::lab

#pragma once

// See vector.hpp. One number at a time.

#include "kernels/simd/lane.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class Real>
using Vector = Lane<Real>;

}  // namespace
}  // namespace lapicque::detail::kernels

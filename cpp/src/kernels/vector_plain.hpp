#pragma once

// See vector.hpp. One number at a time.

#include "kernels/lane.hpp"

namespace lapicque::kernels {
namespace {

template <class Real>
using Vector = Lane<Real>;

}  // namespace
}  // namespace lapicque::kernels

#pragma once

#include <cstddef>
#include <cstdint>

namespace lapicque::detail::kernels {

/// What arrives in one step at a receptor of neighbouring neurons: sums of numbers, each worth `unit` [mV or pA].
/// Sums are zeroed when used; counts, which are drawn anew for every step, are left.
struct ArrivalPass {
  enum class Type : std::uint8_t { uint16, int32, float64, counts };
  void* sums = nullptr;
  std::uint32_t first = 0;  // neuron of the first sum
  Type type = Type::int32;
  double unit = 1.0;
};

/// The arrivals of one receptor, added up in their order.
struct ReceptorArrivals {
  const ArrivalPass* passes = nullptr;
  std::size_t size = 0;
  bool silent = false;  // nothing arrives and the currents of the block are zero: nothing to do
};

}  // namespace lapicque::detail::kernels

#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/membranes/receptor_pass.hpp"

namespace lapicque::detail::kernels {

/// Parts of a step of one neuron each, between which nothing arrives: as many as fill vectors, the last one repeated.
/// Currents and conductances are polynomials of the part of a segment that has passed.
struct Segments {
  static constexpr std::size_t most_state = 4;
  static constexpr std::size_t terms = 9;

  std::size_t n = 0;  // a multiple of 16
  const std::uint32_t* neuron = nullptr;
  double* y[most_state] = {};
  double* length = nullptr;          // [ms]
  double* held = nullptr;            // 1 where the membrane is held, else 0
  double* before = nullptr;          // V_m before the jump that the segment begins with [mV]
  double* G[terms] = {};             // [nS]
  double* J[terms] = {};             // [pA]
  double* g[most_nmda][terms] = {};  // [nS]
  NeuronValues<double> E_rev[most_nmda] = {};
  NeuronValues<double> Mg[most_nmda] = {};
  std::size_t n_nmda = 0;
  double* lowest = nullptr;       // reversal potential [mV]
  double* highest = nullptr;      // [mV]
  double* threshold[terms] = {};  // of a neuron with escape noise [mV]
  double* needed = nullptr;       // what its hazard has to add up to for a spike
  double* part = nullptr;         // where it ends, 1 or the part at which there is a spike
  double* fired = nullptr;        // 1 if there is
};

}  // namespace lapicque::detail::kernels

#pragma once

// The input of a membrane as polynomials of the part of a step that has passed.

#include <cstddef>

#include "kernels/membranes/numerical/magnesium.hpp"
#include "kernels/membranes/receptor_pass.hpp"

namespace lapicque::detail::kernels {
namespace {

template <class V, std::size_t degree>
struct Polynomial {
  [[nodiscard]] V at(V part) const {
    V sum = of[degree];
    for (std::size_t k = degree; k-- > 0;) sum = sum * part + of[k];
    return sum;
  }
  V of[degree + 1];  // by power
};

template <class V, std::size_t degree = powers - 1>
struct InputAlong {
  /// Conductance behind a magnesium block.
  struct Blocked {
    Polynomial<V, degree> g;  // [nS]
    V E_rev;
    V Mg;
  };

  /// Synaptic and external current at a part of the step [pA].
  [[nodiscard]] V current(V part, V V_m) const {
    V I = J.at(part) - G.at(part) * V_m;
    for (std::size_t m = 0; m < n_nmda; ++m) {
      I = I + magnesium_open(nmda[m].Mg, V_m) * (nmda[m].E_rev - V_m) * nmda[m].g.at(part);
    }
    return I;
  }
  /// All conductances at a part of the step [nS].
  [[nodiscard]] V conductance(V part, V V_m) const {
    V g = G.at(part);
    for (std::size_t m = 0; m < n_nmda; ++m) g = g + magnesium_open(nmda[m].Mg, V_m) * nmda[m].g.at(part);
    return g;
  }

  Polynomial<V, degree> G;  // conductances without leak and NMDA [nS]
  Polynomial<V, degree> J;  // currents, and conductances times their reversal potentials [pA]
  std::size_t n_nmda = 0;
  Blocked nmda[most_nmda];
  // Reversal potentials of all conductances lie between these [mV]. Only for pieces.
  V lowest;
  V highest;

  void add_reversal(V E_rev) {
    lowest = smaller(E_rev, lowest);
    highest = larger(E_rev, highest);
  }
};

/// Input at the beginning, the middle and the end of a step, by the parabola of the same mean and the same first two
/// moments: the formula of Runge-Kutta's method holds these.
template <class V>
struct InputAtNodes {
  explicit InputAtNodes(const InputAlong<V>& input) : all{input} {
    at_nodes(input.G, G);
    at_nodes(input.J, J);
    for (std::size_t m = 0; m < input.n_nmda; ++m) at_nodes(input.nmda[m].g, g[m]);
  }

  [[nodiscard]] V current(std::size_t k, V V_m) const {
    V I = J[k] - G[k] * V_m;
    for (std::size_t m = 0; m < all.n_nmda; ++m) {
      I = I + magnesium_open(all.nmda[m].Mg, V_m) * (all.nmda[m].E_rev - V_m) * g[m][k];
    }
    return I;
  }

  /// At a node, with all channels open [nS].
  [[nodiscard]] V most_conductance() const {
    V most = larger(G[0], larger(G[1], G[2]));
    for (std::size_t m = 0; m < all.n_nmda; ++m) most = most + larger(g[m][0], larger(g[m][1], g[m][2]));
    return most;
  }

  static void at_nodes(const Polynomial<V, powers - 1>& polynomial, V (&at)[3]) {
    const auto number = [](double x) { return V::all(static_cast<typename V::Number>(x)); };
    const V twist = number(0.05) * polynomial.of[3];
    at[0] = polynomial.of[0] + twist;
    at[1] = polynomial.at(number(0.5));
    at[2] = polynomial.at(V::all(1)) - twist;
  }

  const InputAlong<V>& all;
  V G[3];
  V J[3];
  V g[most_nmda][3];
};

}  // namespace
}  // namespace lapicque::detail::kernels

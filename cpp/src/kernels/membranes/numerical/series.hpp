#pragma once

// A step by the Taylor series of V_m and the other variables, for equations whose series follow from one another. One
// exponential a step is enough for a high order, and the last term tells what is left out.
//
// Class Series<V> of the equations is made for the beginning of a step and has
//
//     slope(neurons, k, y, drive, free, dy)     the k-th terms of the derivatives, from those of the variables up to
//                                               the k-th and of synaptic and external current
//
// and the `order` of the series is among its constants. k is the type of a number, so that all loops come undone.

#include <cstddef>
#include <type_traits>
#include <utility>

#include "kernels/membranes/numerical/input_along.hpp"
#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// Order up to which a series can go.
constexpr std::size_t highest_order = 7;

/// Terms of a variable, by power of the part of a step that has passed.
template <class V>
using Terms = V[highest_order + 1];

template <std::size_t k>
using Term = std::integral_constant<std::size_t, k>;

/// Sum of a[j]*b[n - j] for j from `first` to `last`.
template <std::size_t first, std::size_t last, std::size_t n, class A, class B>
LAPICQUE_INLINE auto crossed_sum(const A& a, const B& b) {
  if constexpr (last == first) {
    return a[first] * b[n - first];
  } else {
    return crossed_sum<first, last - 1, n>(a, b) + a[last] * b[n - last];
  }
}

/// The k-th term of a product.
template <std::size_t n, class V, std::size_t k>
LAPICQUE_INLINE V product(const V (&a)[n], const Terms<V>& b, Term<k>) {
  return crossed_sum<0, (k < n ? k : n - 1), k>(a, b);
}

/// The series of an exponential, from that of its exponent.
template <class V>
struct ExponentialSeries {
  using Real = typename V::Number;

  /// The k-th term, from the exponent over `scale`; the first is given.
  template <std::size_t k>
  LAPICQUE_INLINE V next(Term<k>, const Terms<V>& exponent, V scale) {
    if constexpr (k > 0) {
      times_index[k] = V::all(static_cast<Real>(k)) * (scale * exponent[k]);
      of[k] = crossed_sum<1, k, k>(times_index, of) * V::all(static_cast<Real>(1.0 / static_cast<double>(k)));
    }
    return of[k];
  }

  Terms<V> of;
  Terms<V> times_index;
};

/// Conductances behind a magnesium block as series.
template <class V>
struct BlockedSeries {
  using Real = typename V::Number;

  void begin(const typename InputAlong<V>::Blocked& receptor, V V_m) {
    rise.of[0] = receptor.Mg * exp(V::all(static_cast<Real>(-0.062)) * V_m);
    first = V::all(1) / (V::all(1) + rise.of[0]);
  }
  /// The k-th term of the current [pA].
  template <std::size_t k>
  V next(const typename InputAlong<V>::Blocked& receptor, Term<k> term, const Terms<V>& V_m) {
    static_cast<void>(rise.next(term, V_m, V::all(static_cast<Real>(-0.062))));
    if constexpr (k == 0) {
      open[0] = first;
      drive[0] = receptor.E_rev - V_m[0];
    } else {
      open[k] = V::all(0) - first * crossed_sum<1, k, k>(rise.of, open);
      drive[k] = V::all(0) - V_m[k];
    }
    through[k] = product(open, drive, term);
    return product(receptor.g.of, through, term);
  }

  ExponentialSeries<V> rise;
  V first;
  Terms<V> open;
  Terms<V> drive;    // [mV]
  Terms<V> through;  // the open part times the driving force [mV]
};

/// Takes neurons to the end of a step. Returned are the last terms, the sum over the variables in their units.
template <class Equations, class Neurons, class V>
LAPICQUE_INLINE V series_step(const Neurons& neurons, const InputAlong<V>& input, V free, V (&y)[Equations::states]) {
  using Real = typename V::Number;
  constexpr std::size_t N = Equations::states;
  constexpr std::size_t order = Equations::order;
  static_assert(order <= highest_order);
  const V h = Equations::dt(neurons);
  Terms<V> terms[N];
  for (std::size_t v = 0; v < N; ++v) terms[v][0] = y[v];
  typename Equations::template Series<V> series{neurons, y};
  BlockedSeries<V> blocked[most_nmda];
  for (std::size_t m = 0; m < input.n_nmda; ++m) blocked[m].begin(input.nmda[m], y[0]);
  const auto take = [&]<std::size_t k>(Term<k> term) LAPICQUE_INLINE_LAMBDA {
    V drive = V::all(0) - product(input.G.of, terms[0], term);
    if constexpr (k < powers) drive = input.J.of[k] + drive;
    for (std::size_t m = 0; m < input.n_nmda; ++m) drive = drive + blocked[m].next(input.nmda[m], term, terms[0]);
    V dy[N];
    series.slope(neurons, term, terms, drive, free, dy);
    const V part = h * V::all(static_cast<Real>(1.0 / static_cast<double>(k + 1)));
    for (std::size_t v = 0; v < N; ++v) terms[v][k + 1] = part * dy[v];
  };
  const auto take_all = [&]<std::size_t... k>(std::index_sequence<k...>)
                            LAPICQUE_INLINE_LAMBDA { (take(Term<k>{}), ...); };
  take_all(std::make_index_sequence<order>{});
  V left_out = V::all(0);
  for (std::size_t v = 0; v < N; ++v) {
    V sum = terms[v][order];
    for (std::size_t k = order; k-- > 0;) sum = sum + terms[v][k];
    y[v] = sum;
    left_out = left_out + magnitude(terms[v][order]) * V::all(static_cast<Real>(1.0 / Equations::unit[v]));
  }
  return left_out;
}

}  // namespace
}  // namespace lapicque::detail::kernels

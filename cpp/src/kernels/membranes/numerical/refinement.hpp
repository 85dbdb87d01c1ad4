#pragma once

// Steps of membranes that are not exact enough at once: pieces whose length follows their error, which end where a
// spike is. What a lane does does not depend on the others.
//
// A class of equations has, beside those of numerical_step.hpp,
//
//     slope(neurons, y, I, free, dy)     the derivatives; where spikes reset it, V_m stands still where `free` is 0
//     threshold(neurons)                 of V_m [mV]
//     reset(neurons, y)                  what a spike does to a neuron; of those that `resets`
//     conductance(neurons, y)            of the membrane itself, roughly [nS]
//     inverse_C(neurons)                 [1/pF]
//     fastest_rate(neurons, y)           of everything but its receptors, roughly [1/ms]
//     others_after(neurons, y, V_m, h)   the other variables h ms later, with V_m held
//
// Those whose potential runs away to infinity have Upstroke, see upstroke.hpp.

#include <cstddef>
#include <limits>

#include "kernels/membranes/numerical/dormand_prince.hpp"
#include "kernels/membranes/numerical/input_along.hpp"
#include "kernels/membranes/numerical/runge_kutta.hpp"
#include "kernels/simd/vector_math.hpp"

namespace lapicque::detail::kernels {
namespace {

/// How exactly a step is to be taken.
struct Tolerance {
  double doubt;       // up to which a step is taken at once, see series_step() and runge_kutta() [mV]
  double V_m;         // by which a piece may be off [mV, times the unit of each variable]
  double time;        // or V_m, if it is there so much too early or late [ms]
  double landing;     // by which a spike may be off [ms]
  double first;       // piece, as a part of the step
  double shortest;    // piece, as a part of the step
  double stiff_rate;  // from this rate times the step on, conductances are followed instead
};

/// On the grid, by what a model asks for.
[[nodiscard]] constexpr Tolerance on_grid(double doubt, double V_m, double time, double first) {
  return {doubt, V_m, time, 1e-8, first, 0x1p-36, 32.0};
}
/// A tolerance as far as the numbers of a network can hold it: rounding of single precision is larger than some.
template <class Real>
[[nodiscard]] constexpr Tolerance in_precision(Tolerance tolerance) {
  if (sizeof(Real) == sizeof(double)) return tolerance;
  const auto at_least = [](double least, double x) { return x > least ? x : least; };
  return {at_least(1e-3, tolerance.doubt),
          at_least(1e-4, tolerance.V_m),
          at_least(1e-5, tolerance.time),
          1e-5,
          tolerance.first,
          0x1p-18,
          tolerance.stiff_rate};
}

/// Where V_m crosses the threshold in a piece, as a part of it, by the cubic through both ends with their slopes. V_m
/// is counted from the threshold.
template <class V>
V crossing_of_cubic(V begin, V end, V begin_slope, V end_slope) {
  const V one = V::all(1);
  const V none = V::all(0);
  const V two = V::all(2);
  const V b = V::all(3) * (end - begin) - (two * begin_slope + end_slope);
  const V c = two * (begin - end) + (begin_slope + end_slope);
  V low = none;
  V high = one;
  V x = (none - begin) / (end - begin);
  for (int k = 0; k < 6; ++k) {
    const V value = begin + x * (begin_slope + x * (b + x * c));
    const V slope = begin_slope + x * (two * b + x * (V::all(3) * c));
    const auto beyond = value >= none;
    high = V::select(beyond, x, high);
    low = V::select(beyond, low, x);
    const V newton = x - value / slope;
    const auto inside = V::both(newton >= low, high >= newton);
    x = V::select(inside, newton, V::all(static_cast<typename V::Number>(0.5)) * (low + high));
  }
  return x;
}

template <class V>
[[nodiscard]] typename V::Mask nowhere() {
  return V::all(0) >= V::all(1);
}

/// Does to some lanes what a spike does to a neuron.
template <class Equations, class V, class Neurons>
void reset_where(const Neurons& neurons, typename V::Mask lanes, V (&y)[Equations::states]) {
  V after[Equations::states];
  for (std::size_t v = 0; v < Equations::states; ++v) after[v] = y[v];
  Equations::reset(neurons, after);
  for (std::size_t v = 0; v < Equations::states; ++v) y[v] = V::select(lanes, after[v], y[v]);
}

/// The way of some neurons through a step. `Spikes` has accept(crossed, part), the mask of those whose spike counts,
/// and whether it wants the time of spikes that change nothing.
template <class Equations, class V, class Neurons, class Input>
class Refinement {
 public:
  static constexpr std::size_t N = Equations::states;
  using Real = typename V::Number;
  using Mask = typename V::Mask;
  /// See upstroke.hpp.
  static constexpr bool climbs = requires { &Equations::template stretch<V, Neurons>; };

  /// Lanes stand still until the part `free_from` of the step, which lasts `length` ms; a spike holds them for the part
  /// `held` of a step.
  Refinement(const Neurons& neurons, const Input& input, V length, V free_from, V held, const Tolerance& tolerance)
      : neurons_{neurons},
        input_{input},
        length_{length},
        free_from_{free_from},
        held_{held},
        threshold_{Equations::threshold(neurons)},
        tolerance_{tolerance} {}

  /// Lanes begin at a part of the step. Returned is where they end: before the end of it where `spikes` stops them.
  template <class Spikes>
  V advance(V (&y)[N], V begin, Spikes& spikes) {
    // Longer ways end as what is not a number, and are reported as such.
    constexpr int most_pieces = 20000;
    const V one = V::all(1);
    part_ = begin;
    piece_ = number(tolerance_.first);
    if constexpr (!climbs) find_stiff(y);
    if constexpr (Equations::resets && !Spikes::stops) start_over(y, spikes);
    begin_piece(y);
    if constexpr (climbs) {
      // The coordinate is nearly a straight line.
      const V rest = (threshold_ - y[0]) / (begin_slope_[0] * length_);
      piece_ = V::select(rest >= number(tolerance_.shortest), smaller(rest, piece_), piece_);
    }
    for (int n = 0; n < most_pieces; ++n) {
      Mask done = part_ >= one;
      if constexpr (Spikes::stops) done = V::either(done, spikes.stopped);
      if (V::every(done)) return part_;
      go_on(y, spikes, done);
    }
    y[0] = V::select(part_ >= one, y[0], number(std::numeric_limits<double>::quiet_NaN()));
    return one;
  }

  /// Lanes that are free at the beginning of the step and not stiff.
  [[nodiscard]] Mask can_climb(const V (&y)[N]) {
    find_stiff(y);
    return V::without(V::all(0) >= free_from_, stiff_);
  }
  /// Where V_m is held, at the end of the step.
  [[nodiscard]] Mask held() const { return V::without(free_from_ >= V::all(0), V::all(1) >= free_from_); }

 private:
  [[nodiscard]] static V number(double x) { return V::all(static_cast<Real>(x)); }

  // Once, as it is called in many places that are seldom come to: copies of it would make up half of the library.
  LAPICQUE_NOINLINE void slope(V part, const V (&y)[N], V (&dy)[N]) const {
    if constexpr (climbs) {
      const auto current = [&](V V_m) { return input_.current(part, V_m); };
      Equations::climb(neurons_, part, y, current, dy);
    } else {
      Equations::slope(neurons_, y, input_.current(part, y[0]), free_, dy);
    }
  }

  /// Conductances so strong that V_m follows them, or channels so fast, that pieces would be too many.
  LAPICQUE_NOINLINE void find_stiff(const V (&y)[N]) {
    V G = input_.G.at(V::all(0));
    G = larger(G, larger(input_.G.at(number(0.5)), input_.G.at(V::all(1))));
    for (std::size_t m = 0; m < input_.n_nmda; ++m) {
      const auto& g = input_.nmda[m].g;
      G = G + larger(g.at(V::all(0)), larger(g.at(number(0.5)), g.at(V::all(1))));
    }
    const V rate = G * Equations::inverse_C(neurons_) + Equations::fastest_rate(neurons_, y);
    stiff_ = rate * length_ >= number(tolerance_.stiff_rate);
    any_stiff_ = V::any(stiff_);
    if (any_stiff_) piece_ = V::select(stiff_, number(1.0 / 16.0), piece_);
  }

  /// Spikes of those that are at threshold, from where they go on.
  template <class Spikes>
  void start_over(V (&y)[N], Spikes& spikes) {
    const Mask above = V::both(part_ >= free_from_, V::without(y[0] >= threshold_, part_ >= V::all(1)));
    if (V::any(above)) fire(y, above, spikes);
  }

  /// Those that become free in a piece stand still until its end.
  void begin_piece(const V (&y)[N]) {
    free_ = V::select(part_ >= free_from_, V::all(1), V::all(0));
    slope(part_, y, begin_slope_);
  }

  template <class Spikes>
  void fire(V (&y)[N], Mask crossed, Spikes& spikes) {
    const V never = number(std::numeric_limits<float>::max());
    const Mask counts = spikes.accept(crossed, part_);
    // The others wait at the threshold.
    const Mask wait = V::without(crossed, counts);
    reset_where<Equations>(neurons_, counts, y);
    y[0] = V::select(wait, threshold_, y[0]);
    free_from_ = V::select(wait, never, V::select(counts, part_ + held_, free_from_));
    piece_ = V::select(V::without(crossed, stiff_), number(0.5), piece_);
  }

  template <class Spikes>
  void go_on(V (&y)[N], Spikes& spikes, Mask done) {
    const V one = V::all(1);
    const Mask free = part_ >= free_from_;
    const V stop = V::select(free, one, smaller(free_from_, one));
    const V end = V::select(piece_ >= stop - part_, stop, part_ + piece_);
    const V width = end - part_;
    const V h = width * length_;
    DormandPrince<N, V> to = dormand_prince(y, begin_slope_, part_, end, h,
                                            [this](V part, const V(&at)[N], V(&dy)[N]) { slope(part, at, dy); });
    V error = relative_error(to);
    if constexpr (!climbs) {
      if (any_stiff_) follow(y, end, h, to, error);
    }

    // The error of the shortest piece is rounding, and taken. What even that does not hold is lost.
    const Mask shortest = number(tolerance_.shortest) >= width;
    const Mask exact = V::either(one >= error, V::both(shortest, finite(error)));
    const Mask lost = V::without(V::without(shortest, exact), done);
    const Mask good = V::without(exact, done);
    Mask crossed = V::both(V::both(good, free), V::without(to.y[0] >= threshold_, y[0] >= threshold_));
    Mask stays = V::without(exact, exact);
    V next = width * V::select(exact, V::select(number(1.0 / 64.0) >= error, V::all(2), one),
                               V::select(number(1024.0) >= error, number(0.5), number(0.125)));
    if (any_stiff_) next = V::select(stiff_, number(1.0 / 16.0), next);
    V missing = V::all(0);  // from the end of the piece to the spike [ms]
    if ((Equations::resets || Spikes::wants_time) && V::any(crossed)) {
      missing = (threshold_ - to.y[0]) / to.slope[0];
      const V bend = magnitude(to.slope[0] - begin_slope_[0]) / (h * magnitude(to.slope[0]));
      const V off = number(0.5) * missing * missing * bend;
      const Mask near = V::both(number(tolerance_.landing) >= off, V::all(0) >= missing);
      const Mask at_once = V::either(near, V::either(shortest, stiff_));
      stays = V::without(crossed, at_once);
      crossed = V::both(crossed, at_once);
      const V x = crossing_of_cubic(y[0] - threshold_, to.y[0] - threshold_, begin_slope_[0] * h, to.slope[0] * h);
      next = V::select(stays, larger((x + number(0x1p-13) * (one - x)) * width, number(tolerance_.shortest)), next);
      const V straight = (threshold_ - y[0]) / (to.y[0] - y[0]);
      missing = V::select(near, missing, V::select(stiff_, (straight - one) * h, V::all(0)));
    }
    const Mask moved = V::without(V::either(good, lost), stays);
    const Mask released = V::without(V::both(moved, end >= free_from_), free);
    const Mask landed = V::both(moved, crossed);

    for (std::size_t v = 0; v < N; ++v) {
      begin_slope_[v] = V::select(moved, to.slope[v], begin_slope_[v]);
      y[v] = V::select(moved, to.y[v], y[v]);
    }
    y[0] = V::select(lost, number(std::numeric_limits<double>::quiet_NaN()), y[0]);
    part_ = V::select(lost, one, V::select(moved, end, part_));
    piece_ = V::select(done, piece_, next);
    if (V::any(landed)) land(y, landed, missing, spikes);
    if (V::any(V::either(landed, released))) begin_piece(y);
  }

  template <class Spikes>
  void land(V (&y)[N], Mask landed, V missing, Spikes& spikes) {
    if constexpr (Equations::resets || Spikes::stops) {
      for (std::size_t v = 1; v < N; ++v) y[v] = V::select(landed, y[v] + missing * begin_slope_[v], y[v]);
      y[0] = V::select(landed, threshold_, y[0]);
      part_ = V::select(landed, larger(part_ + missing / length_, V::all(0)), part_);
      if constexpr (Spikes::stops) {
        spikes.stopped = V::either(spikes.stopped, landed);
      } else {
        fire(y, landed, spikes);
      }
    } else {
      const Mask counts = spikes.accept(landed, part_ + missing / length_);
      free_from_ = V::select(counts, part_ + held_, free_from_);
    }
  }

  [[nodiscard]] V relative_error(const DormandPrince<N, V>& to) const {
    V per_mV = V::all(1);
    if constexpr (climbs) per_mV = Equations::stretch(neurons_, to.y);
    const V most = number(tolerance_.V_m) * per_mV + number(tolerance_.time) * magnitude(to.slope[0]);
    V error = magnitude(to.error[0]) / most;
    for (std::size_t v = 1; v < N; ++v) {
      error = error + magnitude(to.error[v]) * number(1.0 / (tolerance_.V_m * Equations::unit[v]));
    }
    return error;
  }

  /// Takes stiff lanes to the end of a piece: V_m goes exponentially to where the input would hold it, which moves on a
  /// straight line. Every new potential is a mean of these and the old one.
  LAPICQUE_NOINLINE void follow(const V (&y)[N], V end, V h, DormandPrince<N, V>& to, V& error) const {
    V least = V::all(0);
    const auto rate = [&](V part, const V(&at)[N]) {
      const V synaptic = input_.conductance(part, at[0]);
      least = smaller(least, synaptic);
      const V G = synaptic + Equations::conductance(neurons_, at);
      return larger(G * Equations::inverse_C(neurons_), V::all(1) / length_);
    };
    const auto held_at = [&](V part, const V(&at)[N], V by) {
      V dy[N];
      slope(part, at, dy);
      return at[0] + dy[0] / by;
    };
    const V first_rate = rate(part_, y);
    const V first = held_at(part_, y, first_rate);
    V ahead[N];
    ahead[0] = first + (y[0] - first) * exp(V::all(0) - first_rate * h);
    Equations::others_after(neurons_, y, number(0.5) * (y[0] + ahead[0]), h, ahead);
    const V last_rate = rate(end, ahead);
    const V last = held_at(end, ahead, last_rate);
    const V decay = number(0.5) * (first_rate + last_rate) * h;
    const V gone = V::all(0) - expm1(V::all(0) - decay);
    V after[N];
    const V mean = (last + (y[0] - first) * (V::all(1) - gone)) - (last - first) * (gone / decay);
    // The cubic of a conductance that decays within the step may come below zero.
    const V above = larger(mean, smaller(y[0], input_.lowest));
    after[0] = V::select(least >= V::all(0), mean, smaller(above, larger(y[0], input_.highest)));
    Equations::others_after(neurons_, y, number(0.5) * (y[0] + after[0]), h, after);
    for (std::size_t v = 0; v < N; ++v) to.y[v] = V::select(stiff_, after[v], to.y[v]);
    V dy[N];
    slope(end, to.y, dy);
    for (std::size_t v = 0; v < N; ++v) to.slope[v] = V::select(stiff_, dy[v], to.slope[v]);
    error = V::select(stiff_, number(0.5), error);
  }

  const Neurons& neurons_;
  const Input& input_;
  V length_;
  V free_from_;
  V held_;
  V threshold_;
  Tolerance tolerance_;
  V part_;   // of the step that has passed
  V piece_;  // as a part of the step
  V free_;   // 1, or 0 for those that are held
  V begin_slope_[N] = {};
  Mask stiff_ = nowhere<V>();
  bool any_stiff_ = false;
};

}  // namespace
}  // namespace lapicque::detail::kernels

#include "receptors/receptor_stages.hpp"

#include "kernels/membranes/membrane_coefficients.hpp"
#include "math/elementary.hpp"
#include "math/propagator.hpp"

namespace lapicque::detail {
namespace {

/// Integral of exp(-s/tau) from `from` to `to`.
double decay_integral(double from, double to, double tau) {
  return -tau * math::chain(from, tau) * math::expm1((from - to) / tau);
}

/// Integral of what a rise of 1 with time constant `tau_rise` makes of x, from dx/dt = rise - x/tau_decay.
double rise_integral(double from, double to, double tau_rise, double tau_decay) {
  const double gained = math::chain(to, tau_rise, tau_decay) - math::chain(from, tau_rise, tau_decay);
  return tau_decay * (decay_integral(from, to, tau_rise) - gained);
}

}  // namespace

template <class Real>
void ReceptorStages<Real>::set(Receptor& receptor, const Parameter& tau) {
  receptor.decay = coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau[i]); });
  if (membrane_.tau_m) {
    receptor.x_to_V = coefficients_.add(
        [&](std::size_t i) { return math::chain(dt_, tau[i], membrane_.tau_m(i)) / membrane_.C_m(i); });
    return;
  }
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double time = membrane_.nodes[k] * dt_;
    receptor.x_at[k] = coefficients_.add([&](std::size_t i) { return math::chain(time, tau[i]); });
  }
  if (!membrane_.decay_per_integral) return;
  set_curvatures(receptor.x_curvature, receptor.x_whole,
                 [&](std::size_t i, double from) { return decay_integral(from, dt_, tau[i]); });
}

template <class Real>
void ReceptorStages<Real>::set(Receptor& receptor, const Parameter& tau_rise, const Parameter& tau_decay) {
  set(receptor, tau_decay);
  receptor.rise_decay = coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau_rise[i]); });
  receptor.rise_to_x = coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau_rise[i], tau_decay[i]); });
  receptor.rise_per_weight = coefficients_.add([&](std::size_t i) {
    return 1.0 / math::chain(math::chain_peak_time(tau_rise[i], tau_decay[i]), tau_rise[i], tau_decay[i]);
  });
  if (membrane_.tau_m) {
    receptor.rise_to_V = coefficients_.add([&](std::size_t i) {
      return math::chain(dt_, tau_rise[i], tau_decay[i], membrane_.tau_m(i)) / membrane_.C_m(i);
    });
    return;
  }
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double time = membrane_.nodes[k] * dt_;
    receptor.rise_at[k] =
        coefficients_.add([&](std::size_t i) { return math::chain(time, tau_rise[i], tau_decay[i]); });
  }
  if (!membrane_.decay_per_integral) return;
  set_curvatures(receptor.rise_curvature, receptor.rise_whole,
                 [&](std::size_t i, double from) { return rise_integral(from, dt_, tau_rise[i], tau_decay[i]); });
}

/// From the integral of a conductance from a time to the end of the step: that over the whole step, and by how much it
/// differs at the nodes from falling in a straight line.
template <class Real>
template <class Integral>
void ReceptorStages<Real>::set_curvatures(const Real* (&curvature)[kernels::nodes], const Real*& whole,
                                          const Integral& integral) {
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double node = membrane_.nodes[k];
    curvature[k] = coefficients_.add([&](std::size_t i) {
      const double difference = integral(i, node * dt_) - (1.0 - node) * integral(i, 0.0);
      return difference * membrane_.decay_per_integral(i) / kernels::curvature_unit;
    });
  }
  whole = coefficients_.add([&](std::size_t i) { return integral(i, 0.0) * membrane_.decay_per_integral(i); });
}

template class ReceptorStages<double>;
template class ReceptorStages<float>;

}  // namespace lapicque::detail

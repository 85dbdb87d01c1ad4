#include "receptors/receptor_compiler.hpp"

#include "kernels/membranes/linear/gauss.hpp"
#include "math/elementary.hpp"
#include "math/moments.hpp"
#include "math/propagator.hpp"

namespace lapicque::detail {
namespace {

/// Magnesium that blocks half of the NMDA channels at 0 mV [mM] (Jahr & Stevens 1990).
constexpr double half_block = 3.57;

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

std::array<double, kernels::powers> decay_by_powers(double dt, double tau) {
  return math::cubic_of([&](double part) { return math::chain(part * dt, tau); }, dt / tau, dt / tau);
}

template <class Real>
kernels::ReceptorPass<Real> ReceptorCompiler<Real>::compile(const ReceptorDynamics& dynamics, Real* x, Real* rise) {
  Pass pass;
  pass.effect = dynamics.effect;
  pass.x = x;
  pass.rise = rise;
  if (dynamics.tau_decay != nullptr) set_decay(pass, *dynamics.tau_decay);
  if (dynamics.tau_rise != nullptr) set_rise(pass, *dynamics.tau_rise, *dynamics.tau_decay);
  if (dynamics.E_rev != nullptr) pass.E_rev = coefficients_.add([&](std::size_t i) { return (*dynamics.E_rev)[i]; });
  if (dynamics.Mg != nullptr) {
    pass.Mg = coefficients_.add([&](std::size_t i) { return (*dynamics.Mg)[i] / half_block; });
  }
  return pass;
}

template <class Real>
void ReceptorCompiler<Real>::set_decay(Pass& pass, const Parameter& tau) {
  pass.decay = coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau[i]); });
  if (scheme_.tau_m) {
    pass.x_to_V =
        coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau[i], scheme_.tau_m(i)) / scheme_.C_m(i); });
    return;
  }
  if (!scheme_.decay_per_integral) {
    for (std::size_t k = 0; k < kernels::powers; ++k) {
      pass.x_power[k] = coefficients_.add([&](std::size_t i) { return decay_by_powers(dt_, tau[i])[k]; });
    }
    return;
  }
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double time = kernels::gauss_node(k) * dt_;
    pass.x_at[k] = coefficients_.add([&](std::size_t i) { return math::chain(time, tau[i]); });
  }
  set_curvatures(pass.x_curvature, pass.x_whole,
                 [&](std::size_t i, double from) { return decay_integral(from, dt_, tau[i]); });
}

template <class Real>
void ReceptorCompiler<Real>::set_rise(Pass& pass, const Parameter& tau_rise, const Parameter& tau_decay) {
  pass.rise_decay = coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau_rise[i]); });
  pass.rise_to_x = coefficients_.add([&](std::size_t i) { return math::chain(dt_, tau_rise[i], tau_decay[i]); });
  pass.rise_per_weight = coefficients_.add([&](std::size_t i) {
    return 1.0 / math::chain(math::chain_peak_time(tau_rise[i], tau_decay[i]), tau_rise[i], tau_decay[i]);
  });
  if (scheme_.tau_m) {
    pass.rise_to_V = coefficients_.add(
        [&](std::size_t i) { return math::chain(dt_, tau_rise[i], tau_decay[i], scheme_.tau_m(i)) / scheme_.C_m(i); });
    return;
  }
  if (!scheme_.decay_per_integral) {
    for (std::size_t k = 0; k < kernels::powers; ++k) {
      pass.rise_power[k] = coefficients_.add([&](std::size_t i) {
        const auto response = [&](double part) { return math::chain(part * dt_, tau_rise[i], tau_decay[i]); };
        return math::cubic_of(response, dt_ / tau_rise[i], dt_ / tau_decay[i])[k];
      });
    }
    return;
  }
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double time = kernels::gauss_node(k) * dt_;
    pass.rise_at[k] = coefficients_.add([&](std::size_t i) { return math::chain(time, tau_rise[i], tau_decay[i]); });
  }
  set_curvatures(pass.rise_curvature, pass.rise_whole,
                 [&](std::size_t i, double from) { return rise_integral(from, dt_, tau_rise[i], tau_decay[i]); });
}

/// From the integral of a conductance from a time to the end of the step: that over the whole step, and by how much it
/// differs at the nodes from falling in a straight line.
template <class Real>
template <class Integral>
void ReceptorCompiler<Real>::set_curvatures(NeuronValues<Real> (&curvature)[kernels::nodes], NeuronValues<Real>& whole,
                                            const Integral& integral) {
  for (std::size_t k = 0; k < kernels::nodes; ++k) {
    const double node = kernels::gauss_node(k);
    curvature[k] = coefficients_.add([&](std::size_t i) {
      const double difference = integral(i, node * dt_) - (1.0 - node) * integral(i, 0.0);
      return difference * scheme_.decay_per_integral(i) / kernels::curvature_unit;
    });
  }
  whole = coefficients_.add([&](std::size_t i) { return integral(i, 0.0) * scheme_.decay_per_integral(i); });
}

template class ReceptorCompiler<double>;
template class ReceptorCompiler<float>;

}  // namespace lapicque::detail

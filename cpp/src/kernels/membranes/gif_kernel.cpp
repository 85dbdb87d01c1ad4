// The generalised integrate-and-fire neuron (Mensi et al. 2012; Pozzorini et al. 2015):
//
//     C_m dV_m/dt = g_L (E_L - V_m) - I_stc + I
//     E_sfa = V_T_star + moving threshold
//     a spike with probability 1 - exp(-lambda dt), lambda = lambda_0 exp((V_m - E_sfa)/Delta_V)
//
// V_m by the exact propagator where all receptors are currents, as in linear_integral.hpp where some are conductances,
// numerically where NMDA is among them.

#include "kernels/membranes/linear/exact_input.hpp"
#include "kernels/membranes/linear/linear_integral.hpp"
#include "kernels/membranes/membrane_kernels.hpp"
#include "kernels/membranes/numerical/leaky_equations.hpp"
#include "kernels/membranes/numerical/segments.hpp"
#include "kernels/membranes/stages.hpp"

namespace lapicque {
struct Gif;
}  // namespace lapicque

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

// States: V_m, I_stc, E_sfa. hazard is lambda_0 dt.
LAPICQUE_COEFFICIENTS(EscapeNoise, V_reset, V_T_star, inverse_Delta_V, hazard)
// V_inf is where I_e alone leads [mV], current_to_V what a constant current does in a step [mV/pA], leak
// exp(-dt/tau_m) - 1.
LAPICQUE_MORE_COEFFICIENTS(ExactGif, EscapeNoise, leak, V_inf, current_to_V)
// leak is g_L dt/C_m.
LAPICQUE_MORE_COEFFICIENTS(LinearGif, EscapeNoise, g_L, E_L, dt_over_C, leak)
LAPICQUE_MORE_COEFFICIENTS(NumericalGif, EscapeNoise, dt, g_L, E_L, inverse_C)

/// Elements that each spike increases, of a vector of neurons.
template <class V>
struct Triggered {
  using Real = typename V::Number;

  [[nodiscard]] V at(std::size_t k) const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) sum = sum + V::all(elements[e].at[k]) * x(e);
    return sum;
  }
  [[nodiscard]] V power(std::size_t k) const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) sum = sum + V::all(elements[e].power[k]) * x(e);
    return sum;
  }
  /// What they do to V_m in a step by the exact propagator [mV].
  [[nodiscard]] V drive() const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) {
      sum = sum + neurons.stage.all.template at<V>(elements[e].to_V, neurons.i) * x(e);
    }
    return sum;
  }
  /// Takes them to the end of the step; their sum there, before any spike.
  [[nodiscard]] V decay() const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) {
      const V left = V::all(elements[e].decay) * x(e);
      left.store(place(e));
      sum = sum + left;
    }
    return sum;
  }
  /// Adds the spikes; what they add to the sum.
  [[nodiscard]] V add(typename V::Mask fired) const {
    V sum = V::all(0);
    for (std::size_t e = 0; e < n; ++e) {
      const V jump = V::select(fired, V::all(elements[e].jump), V::all(0));
      (x(e) + jump).store(place(e));
      sum = sum + jump;
    }
    return sum;
  }

  [[nodiscard]] Real* place(std::size_t e) const { return elements[e].x + neurons.stage.all.begin + neurons.i; }
  [[nodiscard]] V x(std::size_t e) const { return V::load(place(e)); }

  const SpikeTriggered<Real>* elements;
  std::size_t n;
  const VectorNeurons<V>& neurons;
};

template <class V>
Triggered<V> currents_of(const VectorNeurons<V>& neurons) {
  const auto& pass = neurons.stage.all.pass;
  return {pass.currents, pass.n_currents, neurons};
}

/// Ends a step in which V_m comes to `free` where it is not held: elements go on, and those fire whose number is drawn.
template <class V>
LAPICQUE_INLINE typename V::Mask escape(const VectorNeurons<V>& neurons, V free) {
  using C = EscapeNoise;
  const auto& pass = neurons.stage.all.pass;
  const Triggered<V> currents = currents_of(neurons);
  const Triggered<V> thresholds{pass.thresholds, pass.n_thresholds, neurons};
  const auto refractory = neurons.refractory();
  const V one = V::all(1);
  const V V_reset = neurons[C::V_reset];
  const V V_m = V::select(refractory, V_reset, free);
  const V I_end = currents.decay();
  const V E_sfa = neurons[C::V_T_star] + thresholds.decay();

  const V hazard = neurons[C::hazard] * exp((V_m - E_sfa) * neurons[EscapeNoise::inverse_Delta_V]);
  const V probability = V::all(0) - expm1(V::all(0) - hazard);
  const V drawn = V::load(pass.uniform + (neurons.stage.all.begin - neurons.stage.all.block.begin) + neurons.i);
  const V chance = V::select(refractory, V::all(0) - one, probability);
  const auto fired = chance >= drawn;
  neurons.store(0, V::select(fired, V_reset, V_m));
  neurons.store(1, I_end + currents.add(fired));
  neurons.store(2, E_sfa + thresholds.add(fired));
  return fired;
}

template <class Real>
struct ExactGifScheme {
  using C = ExactGif;

  template <class V>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const ExactInput<V>& input) {
    const V V_m = neurons.state(0);
    const V leak = (V_m - neurons[C::V_inf]) * neurons[C::leak];
    const V external = neurons[C::current_to_V] * neurons.stage.all.template I_ext<V>(neurons.i);
    const V synaptic = input.drive - currents_of(neurons).drive();
    return escape(neurons, V_m + (leak + ((external + synaptic) + input.jump)));
  }
};

template <class Real>
struct LinearGifScheme {
  using C = LinearGif;

  template <class V>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const AnyLinearInput<V>& input) {
    const Triggered<V> currents = currents_of(neurons);
    const V leak = neurons[C::g_L] * (neurons[C::E_L] - input.V_m);
    LinearInput<V> sum = input.sum;
    for (std::size_t k = 0; k < nodes; ++k) sum.current[k] = leak + (sum.current[k] - currents.at(k));
    sum.decay = sum.decay + neurons[C::leak];
    const V dt_over_C = neurons[C::dt_over_C];
    const auto held = [&input, g_L = neurons[C::g_L]](const LinearInput<V>& at, Along<V>& u) {
      held_at(at, input.all, input.i, input.V_m, g_L, u);
    };
    const V change = integral(sum, dt_over_C, held);
    return escape(neurons, input.V_m + (change * dt_over_C + input.jump));
  }
};

template <class Real>
struct GifScheme {
  using C = NumericalGif;

  template <class V>
  static typename V::Mask step(const VectorNeurons<V>& neurons, const VectorInput<V>& input) {
    const Triggered<V> currents = currents_of(neurons);
    InputAlong<V> all = input;
    for (std::size_t k = 0; k < powers; ++k) all.J.of[k] = all.J.of[k] - currents.power(k);
    return escape(neurons, leaky_after<C>(neurons, all, neurons.refractory(), neurons.state(0)) + input.jump);
  }
};

/// Off the grid, the hazard is integrated beside V_m, until it has added up to what was drawn. The variables are what
/// is still missing of it, below zero, and V_m.
struct EscapeEquations {
  using C = NumericalGif;
  static constexpr std::size_t states = 2;
  static constexpr std::size_t coefficients = C::end;
  static constexpr double unit[states] = {1.0, 1.0};
  static constexpr bool resets = false;

  static auto threshold(const auto& neurons) {
    using V = decltype(neurons[C::dt]);
    return V::all(0);
  }
  template <class V>
  static V stretch(const auto& /*neurons*/, const V (&)[states]) {
    return V::all(1);
  }
  template <class V, class Current>
  static void climb(const auto& neurons, V part, const V (&y)[states], const Current& current, V (&dy)[states]) {
    const V leak = neurons[C::g_L] * (neurons[C::E_L] - y[1]);
    const V height = (y[1] - neurons.E_sfa.at(part)) * neurons[EscapeNoise::inverse_Delta_V];
    dy[0] = neurons.free * ((neurons[EscapeNoise::hazard] / neurons[C::dt]) * exp(height));
    dy[1] = neurons.free * ((leak + current(y[1])) * neurons[C::inverse_C]);
  }
};

template <class V>
struct EscapingNeurons {
  [[nodiscard]] V operator[](std::size_t c) const { return neurons[c]; }

  const GatheredCoefficients<EscapeEquations, V>& neurons;
  Polynomial<V, Segments::terms - 1> E_sfa;
  V free;
};

void advance_escapes(const MembranePass<double>& pass, const Segments& segments) {
  using V = Vector<double>;
  const V none = V::all(0);
  const V one = V::all(1);
  for (std::size_t i = 0; i < segments.n; i += V::lanes) {
    const GatheredCoefficients<EscapeEquations, V> neurons{pass, segments.neuron + i};
    EscapingNeurons<V> escaping{neurons, {}, one - V::load(segments.held + i)};
    for (std::size_t k = 0; k < Segments::terms; ++k) escaping.E_sfa.of[k] = V::load(segments.threshold[k] + i);
    const auto input = input_of<V>(pass, segments, i);
    const V length = V::load(segments.length + i);
    const auto empty = none >= length;
    UntilSpike<V> spikes{empty};
    V y[2] = {none - V::load(segments.needed + i), V::load(segments.y[0] + i)};
    Refinement<EscapeEquations, V, EscapingNeurons<V>, InputAlong<V, Segments::terms - 1>> pieces{
        escaping, input, V::select(empty, one, length), none, none, off_grid};
    const V part = pieces.advance(y, none, spikes);
    const auto fired = V::without(spikes.stopped, empty);
    V::select(fired, neurons[EscapeNoise::V_reset], y[1]).store(segments.y[0] + i);
    (none - y[0]).store(segments.needed + i);
    V::select(empty, one, part).store(segments.part + i);
    V::select(fired, one, none).store(segments.fired + i);
  }
}

/// The numerical scheme on the grid, and off it.
MembraneKernel numerical_gif() {
  MembraneKernel kernel = membrane_kernel<GifScheme, VectorInput, NumericalGif>();
  kernel.of_segments = &advance_escapes;
  return kernel;
}

}  // namespace

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

namespace lapicque::detail::kernels {

using namespace LAPICQUE_KERNEL_ISA;

MembraneKernels membrane_kernels(KernelsOf<Gif, Isa>) {
  return {.exact = membrane_kernel<ExactGifScheme, ExactInput, ExactGif>(),
          .linear = membrane_kernel<LinearGifScheme, AnyLinearInput, LinearGif>(),
          .numerical = numerical_gif()};
}

}  // namespace lapicque::detail::kernels

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <lapicque/describe.hpp>
#include <lapicque/equations.hpp>
#include <lapicque/export.hpp>
#include <lapicque/parameter.hpp>
#include <lapicque/receptor.hpp>
#include <lapicque/spike_timing.hpp>
#include <lapicque/state_description.hpp>

// The neuron models. A parameter is one value for a population or one a neuron, but for lists of elements.

namespace lapicque {

/// Leaky integrate-and-fire neuron (Lapicque 1907) with any number of receptors:
///
///     C_m dV_m/dt = -g_L (V_m - E_L) + I_syn(t) + I_ext(t) + I_e
///     V_m >= V_th: a spike, V_m = V_reset for t_ref
///
/// With receptors of currents solved by the exact propagator of the linear system (Rotter & Diesmann 1999); with
/// conductances by a formula of sixth order, with NMDA by a Taylor series. With SpikeTiming::precise spikes are where
/// V_m reaches V_th, off the grid; needs a network of double precision.
struct LAPICQUE_API Lif {
  Parameter C_m = 250.0;                // membrane capacitance [pF]
  std::optional<Parameter> tau_m = {};  // membrane time constant [ms]; 10 unless g_L is given
  std::optional<Parameter> g_L = {};    // leak conductance C_m/tau_m [nS]; give tau_m or g_L, not both
  Parameter E_L = -70.0;                // resting potential [mV]
  Parameter V_th = -55.0;               // threshold [mV]
  Parameter V_reset = -70.0;            // potential after a spike [mV], below V_th
  Parameter t_ref = 2.0;                // absolute refractory time [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;                  // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
  /// Membrane time constant of neuron i, whichever of tau_m and g_L was given [ms].
  [[nodiscard]] double membrane_time_constant(std::size_t i) const;
};

template <>
struct Description<Lif> {
  static constexpr const char* name = "Lif";
  static constexpr auto fields = std::tuple{
      Field{"C_m", &Lif::C_m, "pF", Bound::positive, "membrane capacitance"},
      Field{"tau_m", &Lif::tau_m, "ms", Bound::positive, "membrane time constant", "10 unless g_L is given"},
      Field{"g_L", &Lif::g_L, "nS", Bound::positive, "leak conductance C_m/tau_m", "give tau_m or g_L, not both"},
      Field{"E_L", &Lif::E_L, "mV", Bound::finite, "resting potential"},
      Field{"V_th", &Lif::V_th, "mV", Bound::finite, "threshold"},
      Field{"V_reset", &Lif::V_reset, "mV", Bound::finite, "potential after a spike", "below V_th"},
      Field{"t_ref", &Lif::t_ref, "ms", Bound::not_negative, "absolute refractory time",
            "a multiple of dt if spikes are on the grid"},
      Field{"I_e", &Lif::I_e, "pA", Bound::finite, "constant current"},
      Field{"receptors", &Lif::receptors, "1", Bound::any, "receptors by name"},
      Field{"spike_timing", &Lif::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Quadratic integrate-and-fire neuron (Ermentrout & Kopell 1986; Latham et al. 2000):
///
///     C_m dV_m/dt = g_L (V_m - E_L)(V_m - V_c)/(V_c - E_L) + I_syn(t) + I_ext(t) + I_e
///     V_m >= V_peak: a spike, V_m = V_reset for t_ref
///
/// Near rest it leaks like the leaky neuron; without input V_m runs away above V_c.
struct LAPICQUE_API Qif {
  Parameter C_m = 250.0;      // membrane capacitance [pF]
  Parameter g_L = 25.0;       // leak conductance near rest [nS]
  Parameter E_L = -70.0;      // resting potential [mV]
  Parameter V_c = -55.0;      // critical potential [mV], above E_L
  Parameter V_peak = 0.0;     // potential at which a spike is noted [mV], above V_c
  Parameter V_reset = -70.0;  // potential after a spike [mV], below V_peak
  Parameter t_ref = 2.0;      // absolute refractory time [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<Qif> {
  static constexpr const char* name = "Qif";
  static constexpr auto fields =
      std::tuple{Field{"C_m", &Qif::C_m, "pF", Bound::positive, "membrane capacitance"},
                 Field{"g_L", &Qif::g_L, "nS", Bound::positive, "leak conductance near rest"},
                 Field{"E_L", &Qif::E_L, "mV", Bound::finite, "resting potential"},
                 Field{"V_c", &Qif::V_c, "mV", Bound::finite, "critical potential", "above E_L"},
                 Field{"V_peak", &Qif::V_peak, "mV", Bound::finite, "potential at which a spike is noted", "above V_c"},
                 Field{"V_reset", &Qif::V_reset, "mV", Bound::finite, "potential after a spike", "below V_peak"},
                 Field{"t_ref", &Qif::t_ref, "ms", Bound::not_negative, "absolute refractory time",
                       "a multiple of dt if spikes are on the grid"},
                 Field{"I_e", &Qif::I_e, "pA", Bound::finite, "constant current"},
                 Field{"receptors", &Qif::receptors, "1", Bound::any, "receptors by name"},
                 Field{"spike_timing", &Qif::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Exponential integrate-and-fire neuron (Fourcaud-Trocme et al. 2003):
///
///     C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) + I_syn(t) + I_ext(t) + I_e
///     V_m >= V_peak: a spike, V_m = V_reset for t_ref
///
/// With Delta_T = 0 it is the leaky neuron, and V_th takes the place of V_peak.
struct LAPICQUE_API Eif {
  Parameter C_m = 281.0;      // membrane capacitance [pF]
  Parameter g_L = 30.0;       // leak conductance [nS]
  Parameter E_L = -70.6;      // resting potential [mV]
  Parameter V_th = -50.4;     // where the upstroke begins [mV]
  Parameter Delta_T = 2.0;    // steepness of the upstroke [mV]
  Parameter V_peak = 0.0;     // potential at which a spike is noted [mV], at least V_th
  Parameter V_reset = -60.0;  // potential after a spike [mV], below V_peak
  Parameter t_ref = 0.0;      // absolute refractory time [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<Eif> {
  static constexpr const char* name = "Eif";
  static constexpr auto fields = std::tuple{
      Field{"C_m", &Eif::C_m, "pF", Bound::positive, "membrane capacitance"},
      Field{"g_L", &Eif::g_L, "nS", Bound::positive, "leak conductance"},
      Field{"E_L", &Eif::E_L, "mV", Bound::finite, "resting potential"},
      Field{"V_th", &Eif::V_th, "mV", Bound::finite, "where the upstroke begins"},
      Field{"Delta_T", &Eif::Delta_T, "mV", Bound::not_negative, "steepness of the upstroke"},
      Field{"V_peak", &Eif::V_peak, "mV", Bound::finite, "potential at which a spike is noted", "at least V_th"},
      Field{"V_reset", &Eif::V_reset, "mV", Bound::finite, "potential after a spike", "below V_peak"},
      Field{"t_ref", &Eif::t_ref, "ms", Bound::not_negative, "absolute refractory time",
            "a multiple of dt if spikes are on the grid"},
      Field{"I_e", &Eif::I_e, "pA", Bound::finite, "constant current"},
      Field{"receptors", &Eif::receptors, "1", Bound::any, "receptors by name"},
      Field{"spike_timing", &Eif::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Adaptive exponential integrate-and-fire neuron (Brette & Gerstner 2005):
///
///     C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th)/Delta_T) - w + I_syn(t) + I_ext(t) + I_e
///     tau_w dw/dt = a (V_m - E_L) - w
///     V_m >= V_peak: a spike, V_m = V_reset for t_ref, w increases by b
///
/// With Delta_T = 0 there is no upstroke, and V_th takes the place of V_peak.
struct LAPICQUE_API AdEx {
  Parameter C_m = 281.0;      // membrane capacitance [pF]
  Parameter g_L = 30.0;       // leak conductance [nS]
  Parameter E_L = -70.6;      // resting potential [mV]
  Parameter V_th = -50.4;     // where the upstroke begins [mV]
  Parameter Delta_T = 2.0;    // steepness of the upstroke [mV]
  Parameter V_peak = 0.0;     // potential at which a spike is noted [mV], at least V_th
  Parameter V_reset = -60.0;  // potential after a spike [mV], below V_peak
  Parameter t_ref = 0.0;      // absolute refractory time [ms], a multiple of dt if spikes are on the grid
  Parameter a = 4.0;          // adaptation by the potential [nS]
  Parameter b = 80.5;         // adaptation by a spike [pA]
  Parameter tau_w = 144.0;    // time constant of adaptation [ms]
  Parameter I_e = 0.0;        // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<AdEx> {
  static constexpr const char* name = "AdEx";
  static constexpr auto fields = std::tuple{
      Field{"C_m", &AdEx::C_m, "pF", Bound::positive, "membrane capacitance"},
      Field{"g_L", &AdEx::g_L, "nS", Bound::positive, "leak conductance"},
      Field{"E_L", &AdEx::E_L, "mV", Bound::finite, "resting potential"},
      Field{"V_th", &AdEx::V_th, "mV", Bound::finite, "where the upstroke begins"},
      Field{"Delta_T", &AdEx::Delta_T, "mV", Bound::not_negative, "steepness of the upstroke"},
      Field{"V_peak", &AdEx::V_peak, "mV", Bound::finite, "potential at which a spike is noted", "at least V_th"},
      Field{"V_reset", &AdEx::V_reset, "mV", Bound::finite, "potential after a spike", "below V_peak"},
      Field{"t_ref", &AdEx::t_ref, "ms", Bound::not_negative, "absolute refractory time",
            "a multiple of dt if spikes are on the grid"},
      Field{"a", &AdEx::a, "nS", Bound::finite, "adaptation by the potential"},
      Field{"b", &AdEx::b, "pA", Bound::finite, "adaptation by a spike"},
      Field{"tau_w", &AdEx::tau_w, "ms", Bound::positive, "time constant of adaptation"},
      Field{"I_e", &AdEx::I_e, "pA", Bound::finite, "constant current"},
      Field{"receptors", &AdEx::receptors, "1", Bound::any, "receptors by name"},
      Field{"spike_timing", &AdEx::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Neuron of Izhikevich (2003), with numbers in mV, ms and pA (as if C_m were 1 pF):
///
///     dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I_syn(t) + I_ext(t) + I_e
///     dU_m/dt = a (b V_m - U_m)
///     V_m >= V_th: a spike, V_m = c, U_m increases by d
struct LAPICQUE_API Izhikevich {
  Parameter a = 0.02;     // rate of recovery [1/ms]
  Parameter b = 0.2;      // sensitivity of recovery to V_m
  Parameter c = -65.0;    // potential after a spike [mV], below V_th
  Parameter d = 8.0;      // recovery after a spike
  Parameter V_th = 30.0;  // potential at which a spike is noted [mV]
  Parameter I_e = 0.0;    // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<Izhikevich> {
  static constexpr const char* name = "Izhikevich";
  static constexpr auto fields =
      std::tuple{Field{"a", &Izhikevich::a, "1/ms", Bound::finite, "rate of recovery"},
                 Field{"b", &Izhikevich::b, "1", Bound::finite, "sensitivity of recovery to V_m"},
                 Field{"c", &Izhikevich::c, "mV", Bound::finite, "potential after a spike", "below V_th"},
                 Field{"d", &Izhikevich::d, "1", Bound::finite, "recovery after a spike"},
                 Field{"V_th", &Izhikevich::V_th, "mV", Bound::finite, "potential at which a spike is noted"},
                 Field{"I_e", &Izhikevich::I_e, "pA", Bound::finite, "constant current"},
                 Field{"receptors", &Izhikevich::receptors, "1", Bound::any, "receptors by name"},
                 Field{"spike_timing", &Izhikevich::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Neuron of Hodgkin & Huxley (1952), in absolute potentials:
///
///     C_m dV_m/dt = g_Na m^3 h (E_Na - V_m) + g_K n^4 (E_K - V_m) + g_L (E_L - V_m) + I_syn(t) + I_ext(t) + I_e
///     dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x        for Act_m, Inact_h, Act_n
///
/// A spike is where V_m comes up through 0 mV; then none is noted for t_ref. By default V_m begins
/// at -65 mV and the channels in equilibrium with V_m.
struct LAPICQUE_API HodgkinHuxley {
  Parameter C_m = 100.0;     // membrane capacitance [pF]
  Parameter g_Na = 12000.0;  // peak conductance of sodium [nS]
  Parameter g_K = 3600.0;    // peak conductance of potassium [nS]
  Parameter g_L = 30.0;      // leak conductance [nS]
  Parameter E_Na = 50.0;     // reversal potential of sodium [mV]
  Parameter E_K = -77.0;     // reversal potential of potassium [mV]
  Parameter E_L = -54.402;   // reversal potential of the leak [mV]
  Parameter t_ref = 2.0;     // time in which no second spike is noted [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;       // constant current [pA]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<HodgkinHuxley> {
  static constexpr const char* name = "HodgkinHuxley";
  static constexpr auto fields =
      std::tuple{Field{"C_m", &HodgkinHuxley::C_m, "pF", Bound::positive, "membrane capacitance"},
                 Field{"g_Na", &HodgkinHuxley::g_Na, "nS", Bound::not_negative, "peak conductance of sodium"},
                 Field{"g_K", &HodgkinHuxley::g_K, "nS", Bound::not_negative, "peak conductance of potassium"},
                 Field{"g_L", &HodgkinHuxley::g_L, "nS", Bound::positive, "leak conductance"},
                 Field{"E_Na", &HodgkinHuxley::E_Na, "mV", Bound::finite, "reversal potential of sodium"},
                 Field{"E_K", &HodgkinHuxley::E_K, "mV", Bound::finite, "reversal potential of potassium"},
                 Field{"E_L", &HodgkinHuxley::E_L, "mV", Bound::finite, "reversal potential of the leak"},
                 Field{"t_ref", &HodgkinHuxley::t_ref, "ms", Bound::not_negative,
                       "time in which no second spike is noted", "a multiple of dt if spikes are on the grid"},
                 Field{"I_e", &HodgkinHuxley::I_e, "pA", Bound::finite, "constant current"},
                 Field{"receptors", &HodgkinHuxley::receptors, "1", Bound::any, "receptors by name"},
                 Field{"spike_timing", &HodgkinHuxley::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Pyramidal neuron of Traub & Miles (1991) as reduced by Brette et al. (2007): the equations of HodgkinHuxley with
/// rates that depend on V_m - V_T.
///
/// A spike is where V_m comes up through V_T + 30 mV; then none is noted for t_ref. By default V_m
/// begins at E_L and the channels in equilibrium with V_m.
struct LAPICQUE_API TraubMiles {
  Parameter C_m = 200.0;     // membrane capacitance [pF]
  Parameter g_Na = 20000.0;  // peak conductance of sodium [nS]
  Parameter g_K = 6000.0;    // peak conductance of potassium [nS]
  Parameter g_L = 10.0;      // leak conductance [nS]
  Parameter E_Na = 50.0;     // reversal potential of sodium [mV]
  Parameter E_K = -90.0;     // reversal potential of potassium [mV]
  Parameter E_L = -60.0;     // reversal potential of the leak [mV]
  Parameter V_T = -63.0;     // potential that the rates count from [mV]
  Parameter t_ref = 2.0;     // time in which no second spike is noted [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;       // constant current [pA]
  Receptors receptors = {{"exc", ExpConductance{0.0, 5.0}}, {"inh", ExpConductance{-80.0, 10.0}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<TraubMiles> {
  static constexpr const char* name = "TraubMiles";
  static constexpr auto fields =
      std::tuple{Field{"C_m", &TraubMiles::C_m, "pF", Bound::positive, "membrane capacitance"},
                 Field{"g_Na", &TraubMiles::g_Na, "nS", Bound::not_negative, "peak conductance of sodium"},
                 Field{"g_K", &TraubMiles::g_K, "nS", Bound::not_negative, "peak conductance of potassium"},
                 Field{"g_L", &TraubMiles::g_L, "nS", Bound::positive, "leak conductance"},
                 Field{"E_Na", &TraubMiles::E_Na, "mV", Bound::finite, "reversal potential of sodium"},
                 Field{"E_K", &TraubMiles::E_K, "mV", Bound::finite, "reversal potential of potassium"},
                 Field{"E_L", &TraubMiles::E_L, "mV", Bound::finite, "reversal potential of the leak"},
                 Field{"V_T", &TraubMiles::V_T, "mV", Bound::finite, "potential that the rates count from"},
                 Field{"t_ref", &TraubMiles::t_ref, "ms", Bound::not_negative, "time in which no second spike is noted",
                       "a multiple of dt if spikes are on the grid"},
                 Field{"I_e", &TraubMiles::I_e, "pA", Bound::finite, "constant current"},
                 Field{"receptors", &TraubMiles::receptors, "1", Bound::any, "receptors by name"},
                 Field{"spike_timing", &TraubMiles::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Generalised integrate-and-fire neuron (Mensi et al. 2012; Pozzorini et al. 2015): a leaky membrane with a
/// spike-triggered current, a moving threshold and escape noise.
///
///     C_m dV_m/dt = -g_L (V_m - E_L) - I_stc(t) + I_syn(t) + I_ext(t) + I_e
///     I_stc = sum of elements that decay with tau_stc and increase by q_stc with each spike
///     E_sfa = V_T_star + sum of elements that decay with tau_sfa and increase by q_sfa with each spike
///     a spike in a step with probability 1 - exp(-lambda dt), lambda = lambda_0 exp((V_m - E_sfa)/Delta_V) at its end
///
/// After a spike V_m = V_reset for t_ref, in which no spike is drawn. Random numbers depend on seed, population, neuron
/// and step alone. With current receptors solved by the exact propagator, as Lif; with conductances integrated by a
/// formula of sixth order, with NMDA by a Taylor series.
struct LAPICQUE_API Gif {
  Parameter C_m = 80.0;              // membrane capacitance [pF]
  Parameter g_L = 4.0;               // leak conductance [nS]
  Parameter E_L = -70.0;             // resting potential [mV]
  Parameter V_reset = -55.0;         // potential after a spike [mV]
  Parameter V_T_star = -35.0;        // threshold at rest [mV]
  Parameter Delta_V = 0.5;           // width of the threshold [mV]
  Parameter lambda_0 = 1.0;          // rate of firing at the threshold [Hz]
  Parameter t_ref = 4.0;             // absolute refractory time [ms], a multiple of dt if spikes are on the grid
  Parameter I_e = 0.0;               // constant current [pA]
  std::vector<double> tau_stc = {};  // time constants of the spike-triggered current [ms]
  std::vector<double> q_stc = {};    // its increase by a spike [pA]
  std::vector<double> tau_sfa = {};  // time constants of the moving threshold [ms]
  std::vector<double> q_sfa = {};    // its increase by a spike [mV]
  Receptors receptors = {{"exc", ExpCurrent{}}, {"inh", ExpCurrent{}}};
  SpikeTiming spike_timing = SpikeTiming::grid;

  /// Throws std::invalid_argument naming the parameter, its value and what is allowed.
  void validate() const;
};

template <>
struct Description<Gif> {
  static constexpr const char* name = "Gif";
  static constexpr auto fields = std::tuple{
      Field{"C_m", &Gif::C_m, "pF", Bound::positive, "membrane capacitance"},
      Field{"g_L", &Gif::g_L, "nS", Bound::positive, "leak conductance"},
      Field{"E_L", &Gif::E_L, "mV", Bound::finite, "resting potential"},
      Field{"V_reset", &Gif::V_reset, "mV", Bound::finite, "potential after a spike"},
      Field{"V_T_star", &Gif::V_T_star, "mV", Bound::finite, "threshold at rest"},
      Field{"Delta_V", &Gif::Delta_V, "mV", Bound::positive, "width of the threshold"},
      Field{"lambda_0", &Gif::lambda_0, "Hz", Bound::not_negative, "rate of firing at the threshold"},
      Field{"t_ref", &Gif::t_ref, "ms", Bound::not_negative, "absolute refractory time",
            "a multiple of dt if spikes are on the grid"},
      Field{"I_e", &Gif::I_e, "pA", Bound::finite, "constant current"},
      Field{"tau_stc", &Gif::tau_stc, "ms", Bound::positive, "time constants of the spike-triggered current"},
      Field{"q_stc", &Gif::q_stc, "pA", Bound::finite, "its increase by a spike"},
      Field{"tau_sfa", &Gif::tau_sfa, "ms", Bound::positive, "time constants of the moving threshold"},
      Field{"q_sfa", &Gif::q_sfa, "mV", Bound::finite, "its increase by a spike"},
      Field{"receptors", &Gif::receptors, "1", Bound::any, "receptors by name"},
      Field{"spike_timing", &Gif::spike_timing, "1", Bound::any, "when spikes are"}};
};

/// Any neuron model.
using Model = std::variant<Lif, Qif, Eif, AdEx, Izhikevich, HodgkinHuxley, TraubMiles, Gif, Equations>;

/// The state variables of a model's neurons, V_m first, then those of its receptors. Throws std::invalid_argument if
/// the model is not valid.
[[nodiscard]] LAPICQUE_API std::vector<StateDescription> state_variables(const Model& model);

}  // namespace lapicque

#pragma once

#include <cstdint>
#include <tuple>
#include <variant>

#include <lapicque/describe.hpp>
#include <lapicque/export.hpp>

namespace lapicque {

// What the spikes at its two ends do to a synapse.
//
// All of the delay d is dendritic: a presynaptic spike at t meets the synapse at t and has its effect at t + d, a
// postsynaptic spike at t meets the synapse at t + d. Traces jump by 1 at a spike and decay exponentially; a spike
// sees the trace of the other side as it is just before a spike that meets the synapse at the same time.
//
// Wmax has the sign of the weights, which lie between 0 and Wmax; formulas are those of positive ones.

/// The weight stays as it is.
struct Static {};

template <>
struct Description<Static> {
  static constexpr const char* name = "Static";
  static constexpr auto fields = std::tuple<>{};
};

/// Short-term depression and facilitation (Tsodyks & Markram 1997, Tsodyks, Uziel & Markram 2000), exact between
/// spikes. A spike transmits u x times the weight; the weight itself stays as it is.
struct TsodyksMarkram {
  double U = 0.5;          // part of x that a spike uses at rest, and increment of u at a spike, above 0, at most 1
  double tau_rec = 800.0;  // time constant of recovery of x to 1 [ms]
  double tau_fac = 0.0;    // time constant of decay of u [ms], 0: u is U at every spike
};

template <>
struct Description<TsodyksMarkram> {
  static constexpr const char* name = "TsodyksMarkram";
  static constexpr auto fields = std::tuple{
      Field{"U", &TsodyksMarkram::U, "1", Bound::any,
            "part of x that a spike uses at rest, and increment of u at a spike", "above 0, at most 1"},
      Field{"tau_rec", &TsodyksMarkram::tau_rec, "ms", Bound::positive, "time constant of recovery of x to 1"},
      Field{"tau_fac", &TsodyksMarkram::tau_fac, "ms", Bound::not_negative, "time constant of decay of u",
            "0: u is U at every spike"}};
};

/// Which pairs of spikes count.
enum class Pairing : std::uint8_t {
  all_to_all,  // every one: traces add up
  nearest,     // each spike with the last one of the other side before it: traces are set to 1
};

/// Spike-timing dependent plasticity of pairs. A postsynaptic spike that finds the presynaptic trace K_plus adds
/// lambda Wmax (1 - w/Wmax)^mu_plus K_plus, a presynaptic spike that finds the postsynaptic trace K_minus takes away
/// alpha lambda Wmax (w/Wmax)^mu_minus K_minus; w stays in [0, Wmax]. Exponents of 0 make it additive (Song, Miller &
/// Abbott 2000), of 1 multiplicative (Rubin, Lee & Sompolinsky 2001), in between lies Guetig et al. (2003).
struct Stdp {
  double tau_plus = 20.0;                 // time constant of the presynaptic trace [ms]
  double tau_minus = 20.0;                // time constant of the postsynaptic trace [ms]
  double lambda = 0.01;                   // learning rate
  double alpha = 1.0;                     // depression over potentiation
  double mu_plus = 1.0;                   // exponent of potentiation
  double mu_minus = 1.0;                  // exponent of depression
  double Wmax = 100.0;                    // largest weight [as the weight], of the sign of the weights
  Pairing pairing = Pairing::all_to_all;  // pairs of spikes that count
};

template <>
struct Description<Stdp> {
  static constexpr const char* name = "Stdp";
  static constexpr auto fields =
      std::tuple{Field{"tau_plus", &Stdp::tau_plus, "ms", Bound::positive, "time constant of the presynaptic trace"},
                 Field{"tau_minus", &Stdp::tau_minus, "ms", Bound::positive, "time constant of the postsynaptic trace"},
                 Field{"lambda", &Stdp::lambda, "1", Bound::not_negative, "learning rate"},
                 Field{"alpha", &Stdp::alpha, "1", Bound::not_negative, "depression over potentiation"},
                 Field{"mu_plus", &Stdp::mu_plus, "1", Bound::not_negative, "exponent of potentiation"},
                 Field{"mu_minus", &Stdp::mu_minus, "1", Bound::not_negative, "exponent of depression"},
                 Field{"Wmax", &Stdp::Wmax, "weight", Bound::any, "largest weight", "of the sign of the weights"},
                 Field{"pairing", &Stdp::pairing, "1", Bound::any, "pairs of spikes that count"}};
};

/// Plasticity by triplets of spikes (Pfister & Gerstner 2006). A postsynaptic spike adds
/// K_plus (Aplus + Aplus_triplet K_minus_triplet), a presynaptic spike takes away
/// K_minus (Aminus + Aminus_triplet K_plus_triplet); w stays in [0, Wmax].
struct TripletStdp {
  double tau_plus = 16.8;                 // time constant of the fast presynaptic trace [ms]
  double tau_plus_triplet = 101.0;        // time constant of the slow presynaptic trace [ms]
  double tau_minus = 33.7;                // time constant of the fast postsynaptic trace [ms]
  double tau_minus_triplet = 125.0;       // time constant of the slow postsynaptic trace [ms]
  double Aplus = 5e-10;                   // potentiation by a pair [as the weight]
  double Aplus_triplet = 6.2e-3;          // potentiation by a triplet [as the weight]
  double Aminus = 7e-3;                   // depression by a pair [as the weight]
  double Aminus_triplet = 2.3e-4;         // depression by a triplet [as the weight]
  double Wmax = 100.0;                    // largest weight [as the weight], of the sign of the weights
  Pairing pairing = Pairing::all_to_all;  // pairs of spikes that count
};

template <>
struct Description<TripletStdp> {
  static constexpr const char* name = "TripletStdp";
  static constexpr auto fields = std::tuple{
      Field{"tau_plus", &TripletStdp::tau_plus, "ms", Bound::positive, "time constant of the fast presynaptic trace"},
      Field{"tau_plus_triplet", &TripletStdp::tau_plus_triplet, "ms", Bound::positive,
            "time constant of the slow presynaptic trace"},
      Field{"tau_minus", &TripletStdp::tau_minus, "ms", Bound::positive,
            "time constant of the fast postsynaptic trace"},
      Field{"tau_minus_triplet", &TripletStdp::tau_minus_triplet, "ms", Bound::positive,
            "time constant of the slow postsynaptic trace"},
      Field{"Aplus", &TripletStdp::Aplus, "weight", Bound::not_negative, "potentiation by a pair"},
      Field{"Aplus_triplet", &TripletStdp::Aplus_triplet, "weight", Bound::not_negative, "potentiation by a triplet"},
      Field{"Aminus", &TripletStdp::Aminus, "weight", Bound::not_negative, "depression by a pair"},
      Field{"Aminus_triplet", &TripletStdp::Aminus_triplet, "weight", Bound::not_negative, "depression by a triplet"},
      Field{"Wmax", &TripletStdp::Wmax, "weight", Bound::any, "largest weight", "of the sign of the weights"},
      Field{"pairing", &TripletStdp::pairing, "1", Bound::any, "pairs of spikes that count"}};
};

/// Plasticity of inhibitory synapses that balances excitation (Vogels et al. 2011). Either spike adds eta times the
/// trace of the other side, a presynaptic one then takes away eta alpha; |w| stays in [0, |Wmax|]. Targets come to
/// fire at alpha/(2 tau).
struct VogelsSprekeler {
  double tau = 20.0;      // time constant of both traces [ms]
  double eta = 0.1;       // learning rate, of magnitudes [as the weight]
  double alpha = 0.12;    // depression by a presynaptic spike, 2 tau times the rate aimed at
  double Wmax = -1000.0;  // largest weight [as the weight], negative for current receptors, positive for conductances
};

template <>
struct Description<VogelsSprekeler> {
  static constexpr const char* name = "VogelsSprekeler";
  static constexpr auto fields =
      std::tuple{Field{"tau", &VogelsSprekeler::tau, "ms", Bound::positive, "time constant of both traces"},
                 Field{"eta", &VogelsSprekeler::eta, "weight", Bound::not_negative, "learning rate, of magnitudes"},
                 Field{"alpha", &VogelsSprekeler::alpha, "1", Bound::not_negative, "depression by a presynaptic spike",
                       "2 tau times the rate aimed at"},
                 Field{"Wmax", &VogelsSprekeler::Wmax, "weight", Bound::any, "largest weight",
                       "negative for current receptors, positive for conductances"}};
};

using Synapse = std::variant<Static, TsodyksMarkram, Stdp, TripletStdp, VogelsSprekeler>;

/// Whether the weights change, as against what is transmitted of them.
[[nodiscard]] constexpr bool changes_weights(const Synapse& synapse) {
  return !std::holds_alternative<Static>(synapse) && !std::holds_alternative<TsodyksMarkram>(synapse);
}

/// Throws std::invalid_argument naming the parameter, its value and what is allowed.
LAPICQUE_API void validate(const Synapse& synapse);

}  // namespace lapicque

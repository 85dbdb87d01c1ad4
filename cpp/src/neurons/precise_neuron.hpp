#pragma once

// One leaky integrate-and-fire neuron in continuous time, by the closed forms of its linear equations.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace lapicque::detail {

/// How a receptor turns a weight into current; see kernels::ReceptorPass.
struct SynapticKinetics {
  int stages = 0;                // 0: V_m jumps; 1: I jumps and decays; 2: a rise jumps, decays and fills I
  double tau_rise = 1.0;         // [ms]
  double tau_decay = 1.0;        // [ms]
  double rise_per_weight = 0.0;  // [1/ms]
  double peak_time = 0.0;        // of the I that a rise makes [ms]
};

struct MembraneConstants {
  double tau_m = 1.0;    // [ms]
  double C_m = 1.0;      // [pF]
  double V_inf = 0.0;    // where constant currents take V_m without synaptic ones [mV]
  double V_th = 0.0;     // [mV]
  double V_reset = 0.0;  // [mV]
};

struct SynapticCurrent {
  double I = 0.0;     // [pA]
  double rise = 0.0;  // [pA/ms]
};

/// Lowest and highest value of something over an interval.
struct Bounds {
  double low;
  double high;
};

/// State and kinetics of a neuron. V_m is held in two parts, so that no number of steps adds up to an error.
class PreciseNeuron {
 public:
  MembraneConstants membrane;
  std::span<const SynapticKinetics> receptors;
  double V_m = 0.0;                       // [mV]
  double V_low = 0.0;                     // what V_m leaves out [mV]
  std::vector<SynapticCurrent> currents;  // one a receptor

  /// Takes in a weight at a receptor of current.
  void take(std::size_t receptor, double weight);
  /// Adds to V_m.
  void jump(double change);
  /// Puts V_m at V_reset.
  void clamp();
  /// Lets the currents go on for h ms while V_m stays.
  void advance_currents(double h);
  /// Lets everything go on for h ms.
  void advance(double h);
  /// V_m - V_th [mV].
  [[nodiscard]] double above() const { return (V_m - membrane.V_th) + V_low; }
  /// dV_m/dt [mV/ms].
  [[nodiscard]] double slope() const;
  /// True if a rough bound shows that V_m does not reach V_th during the next h ms.
  [[nodiscard]] bool stays_below(double h) const;
  /// Where the currents pull V_m during the next h ms [mV].
  [[nodiscard]] Bounds pull(double h) const;

 private:
  void advance_current(std::size_t receptor, double h);
  /// Lets a current go on for h ms; tells what the membrane keeps of its charge until then [pA ms].
  double charge(std::size_t receptor, double h, double leaked);
  [[nodiscard]] double resistance() const { return membrane.tau_m / membrane.C_m; }
};

/// Finds where V_m first reaches V_th. An interval is cut until one of these is sure: V_m stays below even if the
/// currents pull at their highest all the time; the pull is to above V_th all the time, so that V_m crosses once if it
/// is above at the end; or the pull is never beyond V_th, so that it does not cross.
class CrossingSearch {
 public:
  /// Time of the first crossing within the next h ms, if there is one; 0 for a neuron that is not below V_th.
  [[nodiscard]] std::optional<double> first(const PreciseNeuron& neuron, double h);
  /// The neuron after h ms, if there was none.
  [[nodiscard]] const PreciseNeuron& at_end() const { return left_; }

 private:
  enum class Verdict { none, once, unknown };
  [[nodiscard]] Verdict judge(double width) const;
  /// Time from left_ to where V_m = V_th, in (0, width], where V_m crosses once.
  [[nodiscard]] double root(double width);

  PreciseNeuron left_;  // at the ends of the interval that is looked at
  PreciseNeuron right_;
};

}  // namespace lapicque::detail

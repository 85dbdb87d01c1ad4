#include "neurons/precise_neuron.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "math/elementary.hpp"
#include "math/propagator.hpp"

namespace lapicque::detail {

void PreciseNeuron::take(std::size_t receptor, double weight) {
  const SynapticKinetics& kinetics = receptors[receptor];
  if (kinetics.stages == 1) currents[receptor].I += weight;
  if (kinetics.stages == 2) currents[receptor].rise += kinetics.rise_per_weight * weight;
}

void PreciseNeuron::jump(double change) {
  change += V_low;
  const double after = V_m + change;
  const double added = after - V_m;
  V_low = (V_m - (after - added)) + (change - added);
  V_m = after;
}

void PreciseNeuron::clamp() {
  V_m = membrane.V_reset;
  V_low = 0.0;
}

void PreciseNeuron::advance_current(std::size_t r, double h) {
  const SynapticKinetics& kinetics = receptors[r];
  SynapticCurrent& current = currents[r];
  if (kinetics.stages == 0) return;
  current.I *= math::chain(h, kinetics.tau_decay);
  if (kinetics.stages == 1) return;
  current.I += math::chain(h, kinetics.tau_rise, kinetics.tau_decay) * current.rise;
  current.rise *= math::chain(h, kinetics.tau_rise);
}

void PreciseNeuron::advance_currents(double h) {
  for (std::size_t r = 0; r < receptors.size(); ++r) advance_current(r, h);
}

double PreciseNeuron::charge(std::size_t r, double h, double leaked) {
  const SynapticKinetics& kinetics = receptors[r];
  SynapticCurrent& current = currents[r];
  if (kinetics.stages == 0) return 0.0;
  const double tau = kinetics.tau_decay;
  const double tau_m = membrane.tau_m;
  if (kinetics.stages == 1 && h < tau && (tau > 2.0 * tau_m || tau_m > 2.0 * tau)) {
    // Time constants that are apart let the difference of the decays stand for the chain, at half the cost.
    const double decayed = math::expm1(-h / tau);
    const double kept = current.I * ((decayed - leaked) * (tau / (tau - tau_m) * tau_m));
    current.I += current.I * decayed;
    return kept;
  }
  double kept = math::chain(h, tau, tau_m) * current.I;
  if (kinetics.stages == 2) kept += math::chain(h, kinetics.tau_rise, tau, tau_m) * current.rise;
  advance_current(r, h);
  return kept;
}

void PreciseNeuron::advance(double h) {
  const double leaked = math::expm1(-h / membrane.tau_m);
  double change = leaked * (V_m - membrane.V_inf);
  for (std::size_t r = 0; r < receptors.size(); ++r) change += charge(r, h, leaked) / membrane.C_m;
  jump(change);
}

double PreciseNeuron::slope() const {
  double I = 0.0;
  for (const SynapticCurrent& current : currents) I += current.I;
  return ((membrane.V_inf - V_m) + resistance() * I) / membrane.tau_m;
}

bool PreciseNeuron::stays_below(double h) const {
  double I = 0.0;
  for (std::size_t r = 0; r < receptors.size(); ++r) {
    // What a rise makes is less than if nothing decayed.
    I += std::max(currents[r].I, 0.0) + std::max(currents[r].rise, 0.0) * std::min(h, receptors[r].peak_time);
  }
  const double pull = (membrane.V_inf - V_m) + resistance() * I;
  return above() + (h / membrane.tau_m) * std::max(pull, 0.0) < 0.0;
}

Bounds PreciseNeuron::pull(double h) const {
  Bounds I{0.0, 0.0};
  const auto add = [&I](double a, double b) {
    I.low += std::min(a, b);
    I.high += std::max(a, b);
  };
  for (std::size_t r = 0; r < receptors.size(); ++r) {
    const SynapticKinetics& kinetics = receptors[r];
    if (kinetics.stages == 0) continue;
    add(currents[r].I, currents[r].I * math::chain(h, kinetics.tau_decay));
    if (kinetics.stages == 1) continue;
    add(0.0, currents[r].rise * math::chain(std::min(h, kinetics.peak_time), kinetics.tau_rise, kinetics.tau_decay));
  }
  return {membrane.V_inf + resistance() * I.low, membrane.V_inf + resistance() * I.high};
}

CrossingSearch::Verdict CrossingSearch::judge(double width) const {
  const double V_th = left_.membrane.V_th;
  const Bounds pull = left_.pull(width);
  if (pull.high <= V_th) return Verdict::none;
  if (pull.low >= V_th) return right_.above() >= 0.0 ? Verdict::once : Verdict::none;
  const double share = -math::expm1(-width / left_.membrane.tau_m);
  return left_.above() + share * (pull.high - left_.V_m) < 0.0 ? Verdict::none : Verdict::unknown;
}

std::optional<double> CrossingSearch::first(const PreciseNeuron& neuron, double h) {
  // At this width, what an interval can hide is below the rounding of V_m.
  const double least = 0x1p-26 * h;
  left_ = neuron;
  double begin = 0.0;
  for (double width = h; begin < h;) {
    if (left_.above() >= 0.0) return begin;
    const bool last = width >= h - begin;
    if (last) width = h - begin;
    right_ = left_;
    right_.advance(width);
    if (!std::isfinite(right_.above())) break;  // found and reported after the step
    const Verdict verdict = judge(width);
    if (verdict == Verdict::once) return begin + root(width);
    if (verdict == Verdict::unknown && width > least) {
      width *= 0.5;
      continue;
    }
    std::swap(left_, right_);
    begin = last ? h : begin + width;
    width *= 2.0;
  }
  if (begin < h) left_ = right_;
  return left_.above() >= 0.0 ? std::optional{h} : std::nullopt;
}

double CrossingSearch::root(double width) {
  // Newton's method, kept in a bracket; its last step leaves the square of what it was.
  const double negligible = 0x1p-36 * width;
  const double rise = right_.above() - left_.above();
  double low = 0.0;
  double high = width;
  double time = width * (-left_.above() / rise);
  for (int k = 0; k < 100; ++k) {
    right_ = left_;
    right_.advance(time);
    const double above = right_.above();
    if (above == 0.0) break;
    (above > 0.0 ? high : low) = time;
    double next = time - above / right_.slope();
    const bool inside = next > low && next < high;
    if (!inside) next = low + 0.5 * (high - low);
    const double step = std::fabs(next - time);
    time = next;
    if (step <= (inside ? negligible : 0x1p-60 * width)) break;
  }
  return time;
}

}  // namespace lapicque::detail

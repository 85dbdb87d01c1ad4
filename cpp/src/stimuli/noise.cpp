#include "stimuli/noise.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include "check/check.hpp"
#include "kernels/dispatch.hpp"
#include "machine/require_memory.hpp"
#include "math/elementary.hpp"
#include "random/stream.hpp"

namespace lapicque::detail {
namespace {

struct Named {
  const char* name;
  const Parameter& parameter;
};

/// True if some parameter has one value a target.
bool check_sizes(std::initializer_list<Named> parameters, std::size_t targets) {
  bool per_target = false;
  for (const auto& [name, parameter] : parameters) {
    if (!parameter.per_neuron()) continue;
    per_target = true;
    if (parameter.values().size() != targets) {
      check::refuse(name, std::to_string(parameter.values().size()) + " values",
                    "one value or one a target (" + std::to_string(targets) + ")");
    }
  }
  return per_target;
}

template <class F>
std::vector<double> values(std::size_t size, F&& of_target) {
  std::vector<double> all(size);
  for (std::size_t j = 0; j < size; ++j) all[j] = of_target(j);
  return all;
}

void require_memory_for(std::size_t numbers) {
  require_memory("the parameters and the state of the noise", static_cast<double>(numbers * sizeof(double)),
                 "give it to fewer neurons");
}

Range hull_of(const Selection& targets) {
  if (targets.size() == 0) return {0, 0};
  Range hull{targets[0], targets[0] + 1};
  for (std::size_t j = 1; j < targets.size(); ++j) {
    hull = {std::min(hull.begin, targets[j]), std::max(hull.end, targets[j] + 1)};
  }
  return hull;
}

}  // namespace

NoiseInput::NoiseInput(std::uint32_t id, Selection target, Window window, std::uint64_t seed)
    : CurrentInput{std::move(target)},
      window_{window},
      hull_{hull_of(targets().selection())},
      kernel_double_{kernels::selected().noise<double>()},
      kernel_float_{kernels::selected().noise<float>()} {
  const random::Key key = random::key_of(seed);
  pass_.first_neuron = hull_.begin;
  pass_.key[0] = key[0];
  pass_.key[1] = key[1];
  pass_.tag = random::tag(random::Purpose::noise, id);
  pass_.tail_tag = random::tag(random::Purpose::noise_tail, id);
}

NoiseInput::NoiseInput(std::uint32_t id, Selection target, const WhiteNoise& noise, double dt, std::uint64_t seed)
    : NoiseInput{id, std::move(target), window_on_grid(noise.start, noise.stop, dt), seed} {
  const Parameter scale = noise.std ? *noise.std : noise.intensity.value_or(0.0);
  const double factor = noise.std ? 1.0 : 1.0 / std::sqrt(dt);
  const std::size_t n = targets().selection().size();
  pass_.per_neuron = check_sizes({{"mean", noise.mean}, {noise.std ? "std" : "intensity", scale}}, n);
  const std::size_t size = pass_.per_neuron ? n : 1;
  require_memory_for(2 * size);
  mean_ = by_neuron(values(size, [&](std::size_t j) { return noise.mean[j]; }));
  kick_ = by_neuron(values(size, [&](std::size_t j) { return scale[j] * factor; }));
  pass_.mean = mean_.data();
  pass_.kick = kick_.data();
}

NoiseInput::NoiseInput(std::uint32_t id, Selection target, const OrnsteinUhlenbeck& noise, double dt,
                       std::uint64_t seed)
    : NoiseInput{id, std::move(target), window_on_grid(noise.start, noise.stop, dt), seed} {
  const std::size_t n = targets().selection().size();
  pass_.per_neuron = check_sizes({{"mean", noise.mean}, {"std", noise.std}, {"tau", noise.tau}}, n);
  const std::size_t size = pass_.per_neuron ? n : 1;
  require_memory_for(hull_.size() + 4 * size);
  mean_ = by_neuron(values(size, [&](std::size_t j) { return noise.mean[j]; }));
  std_ = by_neuron(values(size, [&](std::size_t j) { return noise.std[j]; }));
  decay_ = by_neuron(values(size, [&](std::size_t j) { return math::exp(-dt / noise.tau[j]); }));
  // Exact however small dt is: 1 - exp(-2 dt/tau) by expm1.
  kick_ = by_neuron(
      values(size, [&](std::size_t j) { return noise.std[j] * std::sqrt(-math::expm1(-2.0 * dt / noise.tau[j])); }));
  state_ = AlignedArray<double>(hull_.size());
  pass_.mean = mean_.data();
  pass_.kick = kick_.data();
  pass_.decay = decay_.data();
  pass_.state = state_.data();
  begin();
}

std::vector<double> NoiseInput::by_neuron(const std::vector<double>& of_targets) const {
  const Selection& selection = targets().selection();
  if (!pass_.per_neuron || selection.contiguous()) return of_targets;
  std::vector<double> of_neurons(hull_.size());
  for (std::size_t j = 0; j < of_targets.size(); ++j) of_neurons[selection[j] - hull_.begin] = of_targets[j];
  return of_neurons;
}

void NoiseInput::visit_state(StateVisitor& visitor) {
  if (state_.size() == 0) return;
  StateColumn deviation = column("deviation", "pA", Per::neuron, state_.span());
  deviation.beginning = Beginning::drawn;
  visitor.column(deviation);
  visitor.begin([this] { begin(); });
}

void NoiseInput::begin() {
  // Stationary from the first step on: the step before it has the normal numbers of the step -1.
  kernels::NoisePass start = pass_;
  start.decay = nullptr;
  const std::vector<double> no_mean(mean_.size());
  start.mean = no_mean.data();
  start.kick = std_.data();
  std::fill_n(state_.data(), state_.size(), 0.0);
  kernel_double_(start, hull_.begin, hull_.end, -1, state_.data());
}

std::size_t NoiseInput::constant_bytes() const {
  return sizeof *this + CurrentInput::constant_bytes() +
         (mean_.size() + kick_.size() + decay_.size() + std_.size()) * sizeof(double);
}

void NoiseInput::add(std::int64_t step, Range block, StateArray& I_ext) {
  const Range run{std::max(block.begin, hull_.begin), std::min(block.end, hull_.end)};
  if (run.begin >= run.end || !window_.contains(step)) return;
  I_ext.visit([&](auto& all) {
    if constexpr (std::is_same_v<std::decay_t<decltype(all[0])>, double>) {
      add_to(kernel_double_, step, run, all.data());
    } else {
      add_to(kernel_float_, step, run, all.data());
    }
  });
}

template <class Real>
void NoiseInput::add_to(kernels::NoiseKernel<Real> kernel, std::int64_t step, Range run, Real* I_ext) const {
  if (targets().selection().contiguous()) {
    kernel(pass_, run.begin, run.end, step, I_ext + run.begin);
    return;
  }
  Real drawn[kernels::block_size] = {};
  kernel(pass_, run.begin, run.end, step, drawn);
  targets().for_each_in(run, [&](std::size_t, std::uint32_t i) { I_ext[i] += drawn[i - run.begin]; });
}

std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<WhiteNoise>& of) {
  return std::make_unique<NoiseInput>(of.noise_id(), of.target, of.stimulus, of.dt, of.seed);
}
std::unique_ptr<CurrentInput> make_current(const StimulusOnTargets<OrnsteinUhlenbeck>& of) {
  return std::make_unique<NoiseInput>(of.noise_id(), of.target, of.stimulus, of.dt, of.seed);
}

}  // namespace lapicque::detail

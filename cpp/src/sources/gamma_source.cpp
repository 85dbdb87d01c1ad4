#include "sources/gamma_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "check/check.hpp"
#include "interruption/interruptible.hpp"
#include "machine/require_memory.hpp"
#include "math/elementary.hpp"
#include "random/gamma.hpp"
#include "random/stream.hpp"
#include "stimuli/poisson_rates.hpp"

namespace lapicque::detail {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
/// A spike further away than this many steps never comes.
constexpr double farthest = 0x1p62;

std::string element(const std::string& name, const Parameter& parameter, std::size_t i) {
  return parameter.per_neuron() ? name + "[" + std::to_string(i) + "]" : name;
}

void check_size(const std::string& name, const Parameter& parameter, std::uint32_t size) {
  if (!parameter.per_neuron() || parameter.values().size() == size) return;
  check::refuse(name, std::to_string(parameter.values().size()) + " values",
                "one value or one a train (" + std::to_string(size) + ")");
}

/// A number of spikes that one step sees with a probability below 2^-48, whatever the phase: n whole intervals then fit
/// into the step. By Chernoff's bound, a gamma variable of shape a lies below x < a with a probability of at most
/// (x/a)^a exp(a - x).
std::uint64_t most_in_a_step(double mean, double shape) {
  const double x = mean * shape;  // a step in units of the interval's scale
  const auto unlikely = [&](double n) {
    const double a = n * shape;
    return a > x && a * math::log(a / x) - (a - x) > 48.0 * 0.693147180559945309;
  };
  if (x == 0.0) return 1;
  double high = 1.0;
  while (!unlikely(high)) high *= 2.0;
  double low = std::floor(0.5 * high);
  while (high - low > 1.0) {
    const double middle = std::floor(0.5 * (low + high));
    (unlikely(middle) ? high : low) = middle;
  }
  return static_cast<std::uint64_t>(high) + 1;
}

}  // namespace

GammaSource::GammaSource(std::uint32_t population, std::uint32_t size, const Parameter& rate, const Parameter& shape,
                         double dt, std::uint64_t seed, std::int64_t now)
    : population_{population}, seed_{seed} {
  check_size("rate", rate, size);
  check_size("shape", shape, size);
  for (std::size_t i = 0; i < rate.values().size(); ++i) {
    mean_.push_back(mean_per_step(element("rate", rate, i), rate[i], dt));
  }
  for (std::size_t i = 0; i < shape.values().size(); ++i) {
    const std::string name = element("shape", shape, i);
    // Of a smaller one intervals are zero to all digits, of a larger one equal.
    if (!(shape[i] >= 0.01 && shape[i] <= 1e9)) check::refuse(name, shape[i], "between 0.01 and 1e9");
    shape_.push_back(shape[i]);
  }
  for (std::size_t i = 0; i < std::max(mean_.size(), shape_.size()); ++i) {
    most_ = std::max(most_, most_in_a_step(mean_of(i), shape_of(i)));
  }
  require_memory(std::to_string(size) + " trains", static_cast<double>(size) * sizeof(Train), "make fewer");
  trains_ = AlignedArray<Train>(size);
  start(now);
}

void GammaSource::start(std::int64_t now) {
  for (std::uint32_t i = 0; i < trains_.size(); ++i) {
    trains_[i] = {never, 0.0, 0};
    if (mean_of(i) == 0.0) continue;
    random::Stream stream{seed_, random::Purpose::gamma_source, population_, i, 0};
    // A long interval is more likely to be met by the start than a short one: it has one more in its shape, and the
    // start lies anywhere in it.
    const double interval = random::gamma(shape_of(i) + 1.0, stream) / (mean_of(i) * shape_of(i));
    const double ahead = interval * stream.uniform();
    if (ahead > farthest) continue;
    trains_[i].step = now + static_cast<std::int64_t>(ahead);
    trains_[i].fraction = ahead - std::floor(ahead);
  }
}

void GammaSource::visit_state(StateVisitor& visitor) {
  const auto drawn = [&](StateColumn&& column) {
    column.beginning = Beginning::drawn;
    visitor.column(column);
  };
  drawn(column("next_spike", "step", Per::source, trains_.span(), &Train::step));
  drawn(column("next_spike_fraction", "step", Per::source, trains_.span(), &Train::fraction));
  drawn(column("interval", "1", Per::source, trains_.span(), &Train::interval));
  visitor.begin([this] { start(0); });
}

void GammaSource::go_on(std::uint32_t i) {
  let_interrupt(100);
  Train& train = trains_[i];
  ++train.interval;
  // The upper half of the interval's number leaves 256 blocks for its draws, which take two or three.
  const auto upper = static_cast<std::uint32_t>(train.interval >> 32);
  random::Stream stream{
      seed_, random::Purpose::gamma_source, population_, i, static_cast<std::uint32_t>(train.interval), upper << 8};
  const double ahead = train.fraction + random::gamma(shape_of(i), stream) / (mean_of(i) * shape_of(i));
  if (ahead > farthest) {
    train.step = never;
    return;
  }
  train.step += static_cast<std::int64_t>(ahead);
  train.fraction = ahead - std::floor(ahead);
}

void GammaSource::advance(Range range, CellInputs& /*inputs*/, const Advance& steps) {
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    Train& train = trains_[i];
    while (train.step < steps.last) {
      const std::int64_t step = train.step;
      std::uint64_t count = 0;
      for (; train.step == step && count < most_; ++count) go_on(i);
      steps.fire(step, i, count);
      if (train.step == step) train = {step + 1, 0.0, train.interval};
    }
  }
}

}  // namespace lapicque::detail

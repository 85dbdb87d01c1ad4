#include "recording/recording.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "check/check.hpp"
#include "math/grid_time.hpp"

namespace lapicque::detail {
namespace {

/// Lists values that lie in chunks, `n` of them when the visitor has been there.
template <class T>
void visit_values(StateVisitor& visitor, const char* name, const char* unit, std::size_t n, ChunkedArray<T>& array) {
  if (visitor.access() == Access::none) return;
  std::vector<T> values = visitor.access() == Access::read ? array.values() : std::vector<T>(n);
  visitor.column(column(name, unit, Per::spike, std::span{values}));
  if (visitor.access() == Access::write) array = ChunkedArray<T>{values};
}

std::vector<std::uint32_t> ascending(std::size_t n) {
  std::vector<std::uint32_t> numbers(n);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

}  // namespace

SpikeRecording::SpikeRecording(Selection selection, std::uint32_t population_size, SpikeTiming timing)
    : selection_{std::move(selection)}, timing_{timing} {
  if (selection_.size() == population_size) return;
  recorded_.assign(population_size, false);
  for (std::size_t j = 0; j < selection_.size(); ++j) recorded_[selection_[j]] = true;
}

void SpikeRecording::add(std::int64_t step, std::span<const std::uint32_t> neurons) {
  for (const std::uint32_t i : neurons) {
    if (!records(i)) continue;
    steps_.push_back(step);
    neurons_.push_back(i);
  }
}

void SpikeRecording::add_at(std::int64_t step, double offset, std::uint32_t neuron) {
  if (!records(neuron)) return;
  steps_.push_back(step);
  offsets_.push_back(offset);
  neurons_.push_back(neuron);
}

void SpikeRecording::visit_state(StateVisitor& visitor) {
  const std::size_t bytes = steps_.bytes() + offsets_.bytes() + neurons_.bytes();
  const std::size_t n = visitor.list("spikes", Per::spike, size(), bytes);
  visit_values(visitor, "step", "step", n, steps_);
  if (timing_ == SpikeTiming::precise) visit_values(visitor, "offset", "ms", n, offsets_);
  visit_values(visitor, "neuron", "1", n, neurons_);
}

Spikes SpikeRecording::spikes(std::size_t first, double dt) const {
  Spikes result;
  const std::size_t n = first < size() ? size() - first : 0;
  result.t.reserve(n);
  result.i.reserve(n);
  for (std::size_t k = first; k < size(); ++k) {
    result.t.push_back(time_of(steps_[k], timing_ == SpikeTiming::precise ? offsets_[k] : dt, dt));
    result.i.push_back(neurons_[k]);
  }
  return result;
}

StateRecording::StateRecording(Selection selection, std::vector<std::string> variables, std::int64_t every,
                               std::int64_t now)
    : selection_{std::move(selection)},
      variables_{std::move(variables)},
      every_{every},
      first_{(now + every - 1) / every * every} {}

void StateRecording::prepare_split(NeuronGroup& group, const std::vector<Range>& ranges) {
  sources_.clear();
  for (const std::string& variable : variables_) sources_.push_back(&group.values(variable));
  const Targets targets{selection_};
  std::vector<std::unique_ptr<Part>> parts;
  for (const Range range : ranges) {
    auto part = std::make_unique<Part>(*this);
    targets.for_each_in(range, [&](std::size_t j, std::uint32_t i) {
      part->neurons.push_back(i);
      part->columns.push_back(static_cast<std::uint32_t>(j));
    });
    part->values.resize(variables_.size());
    parts.push_back(std::move(part));
  }
  division_.prepare(std::move(parts), first_, every_);
}

void StateRecording::sample(std::size_t shard, std::int64_t step) {
  begin_interval(shard, step);
  division_.present(shard).sample(step, {0, UINT32_MAX});
  end_interval(shard);
}

void StateRecording::begin_interval(std::size_t shard, std::int64_t last) {
  Part& part = division_.present(shard);
  part.interval_sample = part.next;
  const std::int64_t due = part.next > last ? 0 : (last - part.next) / every_ + 1;
  const std::size_t samples = part.taken + static_cast<std::size_t>(due);
  for (ChunkedArray<double>& values : part.values) values.grow(samples * part.neurons.size());
  part.interval_samples = static_cast<std::size_t>(due);
  part.next += due * every_;
}

void StateRecording::end_interval(std::size_t shard) noexcept {
  Part& part = division_.present(shard);
  part.taken += std::exchange(part.interval_samples, 0);
}

bool StateRecording::Part::samples(Range block) const {
  const auto next = std::ranges::lower_bound(neurons, block.begin);
  return next != neurons.end() && *next < block.end;
}

void StateRecording::Part::sample(std::int64_t step, Range block) {
  const std::int64_t since = step - interval_sample;
  if (since < 0 || since % recording.every_ != 0) return;
  const std::size_t number = taken + static_cast<std::size_t>(since / recording.every_);
  const auto begin = std::ranges::lower_bound(neurons, block.begin) - neurons.begin();
  const auto end = std::ranges::lower_bound(neurons, block.end) - neurons.begin();
  for (std::size_t v = 0; v < values.size(); ++v) {
    recording.sources_[v]->visit([&](const auto& state) {
      for (auto j = static_cast<std::size_t>(begin); j < static_cast<std::size_t>(end); ++j) {
        values[v].set(number * neurons.size() + j, static_cast<double>(state[neurons[j]]));
      }
    });
  }
}

void StateRecording::visit_state(StateVisitor& visitor) {
  visitor.column(column("first_sample", "step", first_));
  std::size_t bytes = 0;
  for (const auto& part : division_.parts()) {
    for (const ChunkedArray<double>& values : part->values) bytes += values.bytes();
  }
  const std::size_t n = visitor.list("samples", Per::sample, size(), bytes);
  if (visitor.access() == Access::none) return;
  auto all = std::make_unique<Part>(*this);
  all->columns = ascending(selection_.size());
  all->taken = n;
  for (const std::string& variable : variables_) {
    std::vector<double> values;
    if (visitor.access() == Access::read) values = samples(variable, 0);
    values.resize(n * selection_.size());
    visitor.column(column(variable, "", Per::sample, std::span{values}));
    all->values.emplace_back(values);
  }
  if (visitor.access() == Access::write) division_.replace(std::move(all), first_, every_);
}

std::size_t StateRecording::size() const { return division_.size(); }

std::vector<double> StateRecording::times(double dt) const {
  std::vector<double> result(size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = static_cast<double>(first_ + static_cast<std::int64_t>(k) * every_) * dt;
  }
  return result;
}

std::vector<double> StateRecording::samples(const std::string& variable, std::size_t first) const {
  const auto found = std::find(variables_.begin(), variables_.end(), variable);
  if (found == variables_.end()) check::unknown("recorded variable", variable, variables_);
  const auto v = static_cast<std::size_t>(found - variables_.begin());
  return division_.gathered(first, selection_.size(),
                            [v](const Part& part, std::size_t k) { return part.values[v][k]; });
}

}  // namespace lapicque::detail

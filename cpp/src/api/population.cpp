#include <lapicque/population.hpp>

#include <stdexcept>

#include "check/check.hpp"
#include "loop/network_state.hpp"

namespace lapicque {

using namespace detail;
namespace {

void require_inside(const std::string& name, std::int64_t index, std::size_t size) {
  if (index >= 0 && index < static_cast<std::int64_t>(size)) return;
  throw std::out_of_range(name + " must be between 0 and " + std::to_string(static_cast<std::int64_t>(size) - 1) +
                          ", got " + std::to_string(index));
}

template <class Real>
std::span<Real> state_of(const Population& population, const std::string& variable, Precision precision,
                         const std::string& other) {
  detail::NetworkState& network = *population.network();
  NeuronGroup* neurons = network.population(population.population_id()).neurons;
  if (neurons == nullptr) {
    check::refuse("variable", "'" + variable + "'", "asked of neurons, but '" + population.name() + "' is a source");
  }
  StateArray& values = neurons->expose(variable);
  if (network.options.precision != precision) {
    check::refuse("variable", "'" + variable + "'", "read by " + other + "() in a network of this precision");
  }
  return values.as<Real>();
}

}  // namespace

std::size_t Selection::size() const { return indices_ ? indices_->size() : static_cast<std::size_t>(count_); }

std::uint32_t Selection::operator[](std::size_t j) const {
  return indices_ ? (*indices_)[j] : static_cast<std::uint32_t>(start_ + static_cast<std::int64_t>(j) * stride_);
}

bool Selection::operator==(const Selection& other) const {
  if (network_ != other.network_ || population_ != other.population_ || size() != other.size()) return false;
  for (std::size_t j = 0; j < size(); ++j) {
    if ((*this)[j] != other[j]) return false;
  }
  return true;
}

const std::string& Population::name() const { return network_->population(population_).name; }

Selection Population::slice(std::int64_t start, std::int64_t count, std::int64_t stride) const {
  if (count < 0) check::refuse("count", std::to_string(count), "at least 0");
  if (stride == 0) check::refuse("stride", "0", "another number");
  if (count > 0) {
    require_inside("start", start, size());
    // |stride| beyond the size cannot fit two neurons, and could overflow the product.
    if (count > 1 && (stride > count_ || stride < -count_))
      check::refuse("stride", std::to_string(stride), "within the population");
    require_inside("last index of the slice", start + (count - 1) * stride, size());
  }
  return {network_, population_, start, count, stride};
}

Selection Population::select(std::span<const std::int64_t> indices) const {
  auto chosen = std::make_shared<std::vector<std::uint32_t>>();
  std::vector<bool> seen(size(), false);
  for (std::size_t j = 0; j < indices.size(); ++j) {
    const std::string name = "indices[" + std::to_string(j) + "]";
    require_inside(name, indices[j], size());
    const auto i = static_cast<std::uint32_t>(indices[j]);
    if (seen[i]) check::refuse(name, std::to_string(i), "an index that does not stand in the selection yet");
    seen[i] = true;
    chosen->push_back(i);
  }
  Selection selection{network_, population_, 0, 0, 1};
  selection.indices_ = std::move(chosen);
  return selection;
}

std::vector<std::string> Population::state_names() const {
  const NeuronGroup* neurons = network_->population(population_).neurons;
  return neurons == nullptr ? std::vector<std::string>{} : neurons->state_names();
}

std::span<double> Population::state(const std::string& variable) const {
  return state_of<double>(*this, variable, Precision::double_, "state_single");
}

std::span<float> Population::state_single(const std::string& variable) const {
  return state_of<float>(*this, variable, Precision::single, "state");
}

}  // namespace lapicque

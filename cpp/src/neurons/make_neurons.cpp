#include <algorithm>
#include <variant>

#include "neurons/make_neurons.hpp"
#include "neurons/neuron_groups.hpp"

namespace lapicque::detail {
namespace {

struct Make {
  std::uint32_t population;
  std::uint32_t size;
  const NetworkOptions& network;
  const PopulationOptions& options;

  std::unique_ptr<NeuronGroup> operator()(const Lif& model) const {
    model.validate();
    const bool linear = std::ranges::none_of(model.receptors, [](const Receptor& r) { return is_conductance(r.kind); });
    if (linear) return make_lif(model, population, size, network, options);
    return make_membranes(membrane_of(model, network.dt), population, size, network, options);
  }
  template <class Other>
  std::unique_ptr<NeuronGroup> operator()(const Other& model) const {
    model.validate();
    return make_membranes(membrane_of(model, network.dt), population, size, network, options);
  }
};

}  // namespace

std::unique_ptr<NeuronGroup> make_neurons(const Model& model, std::uint32_t population, std::uint32_t size,
                                          const NetworkOptions& network, const PopulationOptions& options) {
  return std::visit(Make{population, size, network, options}, model);
}

}  // namespace lapicque::detail

#include "neurons/make_neurons.hpp"

#include <type_traits>
#include <variant>

#include "models/membrane.hpp"
#include "neurons/equation_group.hpp"
#include "neurons/membrane_group.hpp"
#include "neurons/precise_lif_group.hpp"
#include "neurons/precise_membrane_group.hpp"
#include "receptors/receptor_dynamics.hpp"

namespace lapicque::detail {
namespace {

struct Make {
  std::uint32_t population;
  std::uint32_t size;
  const NetworkOptions& network;
  const PopulationOptions& options;

  template <class Model>
  std::unique_ptr<NeuronGroup> operator()(const Model& model) const {
    if constexpr (std::is_same_v<Model, Equations>) {
      return make_equation_neurons(model, population, size, network, options);
    } else {
      return described(model);
    }
  }

  template <class Model>
  [[nodiscard]] std::unique_ptr<NeuronGroup> described(const Model& model) const {
    model.validate();
    if constexpr (requires { model.spike_timing; }) {
      if (model.spike_timing == SpikeTiming::precise) return precise(model);
    }
    const ModelOnGrid<Model> on_grid{model, network.dt, network.precision};
    return make_membranes(membrane_of(on_grid), population, size, network, options);
  }

  template <class Model>
  [[nodiscard]] std::unique_ptr<NeuronGroup> precise(const Model& model) const {
    if constexpr (std::is_same_v<Model, Lif>) {
      if (!has_conductance(model.receptors)) {
        return std::make_unique<PreciseLifGroup>(model, population, size, network, options.initial);
      }
    }
    const ModelOnGrid<Model> off_grid{model, network.dt, network.precision, SpikeTiming::precise};
    return std::make_unique<PreciseMembraneGroup>(membrane_of(off_grid), population, size, network, options);
  }
};

}  // namespace

std::unique_ptr<NeuronGroup> make_neurons(const Model& model, std::uint32_t population, std::uint32_t size,
                                          const NetworkOptions& network, const PopulationOptions& options) {
  return std::visit(Make{population, size, network, options}, model);
}

}  // namespace lapicque::detail

#include "bindings.hpp"
#include "interpreter.hpp"

PYBIND11_MODULE(_core, module) {
  using namespace lapicque::bindings;
  module.doc() = "The C++ core of Lapicque. Use it through the package `lapicque`.";
  register_interpreter();
  register_info(module);
  register_arguments(module);
  register_distributions(module);
  register_receptors(module);
  register_models(module);
  register_rules(module);
  register_stimuli(module);
  register_synapses(module);
  register_populations(module);
  register_projections(module);
  register_recorders(module);
  register_network(module);
}

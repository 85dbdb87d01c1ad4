#pragma once

#include <pybind11/pybind11.h>

// One function a concept; module.cpp calls them in the order in which types need each other.

namespace lapicque::bindings {

void register_info(pybind11::module_& module);
void register_arguments(pybind11::module_& module);
void register_distributions(pybind11::module_& module);
void register_receptors(pybind11::module_& module);
void register_models(pybind11::module_& module);
void register_rules(pybind11::module_& module);
void register_stimuli(pybind11::module_& module);
void register_synapses(pybind11::module_& module);
void register_populations(pybind11::module_& module);
void register_projections(pybind11::module_& module);
void register_recorders(pybind11::module_& module);
void register_network(pybind11::module_& module);

}  // namespace lapicque::bindings

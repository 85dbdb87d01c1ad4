#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lapicque/network.hpp>

#include "arguments.hpp"
#include "bindings.hpp"
#include "interpreter.hpp"
#include "numpy_interop.hpp"

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

using NetworkPtr = std::shared_ptr<OwnedNetwork>;
using OwnedSelection = Owned<Selection>;

Owned<Population> add_population(const NetworkPtr& self, std::int64_t size, const Model& model, const std::string& name,
                                 const NamedValues& initial) {
  PopulationOptions options{name, {}};
  for (const auto& [variable, value] : initial) {
    options.initial.emplace_back(variable.cast<std::string>(), to_value(value, py::str(variable)));
  }
  return {self, self->idle().add_population(size, model, options)};
}

Owned<Population> add_poisson_source(const NetworkPtr& self, std::int64_t size, const py::object& rate,
                                     const std::string& name) {
  return {self, self->idle().add_poisson_source(size, to_rate(rate, "rate"), name)};
}

Owned<Population> add_gamma_source(const NetworkPtr& self, std::int64_t size, const py::object& rate,
                                   const py::object& shape, const std::string& name) {
  return {self, self->idle().add_gamma_source(size, to_parameter(rate, "rate"), to_parameter(shape, "shape"), name)};
}

Owned<Population> add_spike_source(const NetworkPtr& self, const py::typing::List<py::object>& times,
                                   const std::string& name, const std::string& timing) {
  std::vector<std::vector<double>> trains;
  for (const py::handle train : times) trains.push_back(to_vector(train, "times"));
  return {self, self->idle().add_spike_source(trains, name, spike_timing(timing))};
}

Owned<Projection> connect(const NetworkPtr& self, const OwnedSelection& pre, const OwnedSelection& post,
                          const Rule& rule, const py::object& weight, const py::object& delay,
                          const std::string& receptor, const Synapse& synapse) {
  const Connection connection{to_value(weight, "weight"), to_value(delay, "delay"), receptor, synapse};
  return {self, self->idle().connect(pre.handle, post.handle, rule, connection)};
}

/// Lets Python in now and then during a run: for signals (Ctrl-C) and for the user's progress callback. What either
/// raises stops the run at a step boundary and is raised again once the engine has returned.
class PythonProgress {
 public:
  PythonProgress(py::object callback, OwnedNetwork& network)
      : callback_{std::move(callback)}, network_{network}, dt_{network.network.dt()} {}

  bool operator()(std::int64_t done, std::int64_t total) {
    const auto now = std::chrono::steady_clock::now();
    const bool last = done == total && !callback_.is_none();
    if (!last && now - seen_ < interval) return true;
    seen_ = now;
    const TakenGil gil;
    const PausedMark mark(network_);
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (callback_.is_none()) return true;
      return !callback_(static_cast<double>(done) * dt_, static_cast<double>(total) * dt_).is(py::bool_(false));
    } catch (py::error_already_set& error) {
      error_.emplace(std::move(error));
      return false;
    }
  }

  /// Call with the GIL.
  void rethrow() {
    if (error_) throw py::error_already_set(std::move(*error_));
  }

 private:
  static constexpr std::chrono::milliseconds interval{50};
  py::object callback_;
  OwnedNetwork& network_;
  double dt_;
  std::chrono::steady_clock::time_point seen_ = std::chrono::steady_clock::now();
  std::optional<py::error_already_set> error_;
};

bool run(OwnedNetwork& self, double duration, const py::object& callback) {
  const RunningMark mark(self);
  PythonProgress progress(callback, self);
  bool finished = false;
  {
    const ReleasedGil release;
    finished = self.network.run(duration, [&](std::int64_t done, std::int64_t total) { return progress(done, total); });
  }
  progress.rethrow();
  raise_of_signal();
  return finished;
}

void build(OwnedNetwork& self) {
  const RunningMark mark(self);
  const ReleasedGil release;
  self.network.build();
}

py::typing::Dict<py::str, py::int_> memory(OwnedNetwork& self) {
  const MemoryUse use = self.idle().memory();
  py::typing::Dict<py::str, py::int_> bytes;
  bytes["state"] = use.state;
  bytes["stimuli"] = use.stimuli;
  bytes["lists"] = use.lists;
  bytes["synapses"] = use.synapses;
  bytes["rows"] = use.rows;
  bytes["accumulators"] = use.accumulators;
  bytes["spikes_under_way"] = use.spikes_under_way;
  bytes["traces"] = use.traces;
  bytes["recordings"] = use.recordings;
  bytes["total"] = use.total();
  return bytes;
}

void set_threads(OwnedNetwork& self, int threads) {
  const RunningMark mark(self);
  const ReleasedGil release;
  self.network.set_threads(threads);
}

void reset(OwnedNetwork& self) {
  const RunningMark mark(self);
  {
    const ReleasedGil release;
    self.network.reset();
  }
  ++self.resets;
}

}  // namespace

void register_network(py::module_& module) {
  py::class_<Owned<AppliedStimulus>>(module, "AppliedStimulus")
      .def("remove", [](const Owned<AppliedStimulus>& self) { self.owner->idle().remove(self.handle); })
      .def_property_readonly("applied", [](const Owned<AppliedStimulus>& self) { return self.idle().applied(); });
  py::class_<OwnedNetwork, NetworkPtr>(module, "Network")
      .def(py::init([](double dt, std::uint64_t seed, int threads, bool single) {
             const Precision precision = single ? Precision::single : Precision::double_;
             return std::make_shared<OwnedNetwork>(NetworkOptions{dt, seed, threads, precision});
           }),
           py::arg("dt"), py::arg("seed"), py::arg("threads"), py::arg("single"))
      .def("add_population", &add_population, py::arg("size"), py::arg("model"), py::arg("name"), py::arg("initial"))
      .def("add_poisson_source", &add_poisson_source, py::arg("size"), py::arg("rate"), py::arg("name"))
      .def("add_gamma_source", &add_gamma_source, py::arg("size"), py::arg("rate"), py::arg("shape"), py::arg("name"))
      .def("add_spike_source", &add_spike_source, py::arg("times"), py::arg("name"), py::arg("spike_timing"))
      .def("connect", &connect, py::arg("pre"), py::arg("post"), py::arg("rule"), py::arg("weight"), py::arg("delay"),
           py::arg("receptor"), py::arg("synapse"))
      .def(
          "stimulate",
          [](const NetworkPtr& self, const OwnedSelection& target, const Stimulus& stimulus) {
            return Owned<AppliedStimulus>{self, self->idle().stimulate(target.handle, stimulus)};
          },
          py::arg("target"), py::arg("stimulus"))
      .def(
          "gap_junction",
          [](OwnedNetwork& self, const OwnedSelection& pre, const OwnedSelection& post, const Rule& rule,
             const py::object& conductance) {
            self.idle().gap_junction(pre.handle, post.handle, rule, to_parameter(conductance, "conductance"));
          },
          py::arg("pre"), py::arg("post"), py::arg("rule"), py::arg("conductance"))
      .def(
          "record_spikes",
          [](const NetworkPtr& self, const OwnedSelection& target) {
            return Owned<SpikeRecorder>{self, self->idle().record_spikes(target.handle)};
          },
          py::arg("target"))
      .def(
          "record",
          [](const NetworkPtr& self, const OwnedSelection& target, const std::vector<std::string>& variables,
             double every) { return Owned<StateRecorder>{self, self->idle().record(target.handle, variables, every)}; },
          py::arg("target"), py::arg("variables"), py::arg("every"))
      .def(
          "record_weights",
          [](const NetworkPtr& self, const Owned<Projection>& projection, const py::object& synapses, double every) {
            return Owned<WeightRecorder>{
                self, self->idle().record_weights(projection.handle, to_indices(synapses, "synapses"), every)};
          },
          py::arg("projection"), py::arg("synapses"), py::arg("every"))
      .def("build", &build)
      .def("run", &run, py::arg("duration"), py::arg("callback"))
      .def("reset", &reset)
      .def("memory", &memory)
      .def_property_readonly("single",
                             [](const OwnedNetwork& self) { return self.network.precision() == Precision::single; })
      .def_property_readonly("time", [](OwnedNetwork& self) { return self.readable().time(); })
      .def_property_readonly("step", [](OwnedNetwork& self) { return self.readable().step(); })
      .def_property_readonly("dt", [](const OwnedNetwork& self) { return self.network.dt(); })
      .def_property_readonly("seed", [](const OwnedNetwork& self) { return self.network.seed(); })
      .def_property("threads", [](OwnedNetwork& self) { return self.idle().threads(); }, &set_threads);
}

}  // namespace lapicque::bindings

// An outside program that uses Lapicque: one neuron under a current step, and the current-based network of Vogels and
// Abbott (2005). tests/python/test_cpp.py compares what it prints with the same simulations in Python, bit for bit.
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include <lapicque/lapicque.hpp>

namespace lq = lapicque;

namespace {

void one_neuron() {
  lq::Network net;
  const lq::Population neuron = net.add_population(1, lq::Lif{.tau_m = 10.0});
  net.stimulate(neuron, lq::Step{.start = 100.0, .stop = 400.0, .amplitude = 450.0});
  const lq::SpikeRecorder spikes = net.record_spikes(neuron);
  net.run(350.0);
  std::printf("neuron.V_m_charging %.17g\n", neuron.state("V_m")[0]);
  net.run(150.0);
  std::printf("neuron.spikes %zu\n", spikes.size());
  std::printf("neuron.V_m %.17g\n", neuron.state("V_m")[0]);
}

void print_result(const char* name, const lq::Population& population, const lq::SpikeRecorder& spikes,
                  double duration) {
  const double rate = 1000.0 * static_cast<double>(spikes.size()) / (static_cast<double>(population.size()) * duration);
  double sum = 0.0;
  for (const double V_m : population.state("V_m")) sum += V_m;
  std::printf("%s.rate %.17g\n%s.V_m %.17g\n", name, rate, name, sum / static_cast<double>(population.size()));
}

void cuba() {
  const lq::Lif model{.tau_m = 20.0,
                      .E_L = -49.0,
                      .V_th = -50.0,
                      .V_reset = -60.0,
                      .t_ref = 5.0,
                      .receptors = {{"exc", lq::ExpCurrent{.tau = 5.0}}, {"inh", lq::ExpCurrent{.tau = 10.0}}}};
  const lq::Value V_m = lq::Uniform{.low = -60.0, .high = -50.0};
  lq::Network net{{.dt = 0.1, .seed = 1}};
  const lq::Population exc = net.add_population(3200, model, {.name = "exc", .initial = {{"V_m", V_m}}});
  const lq::Population inh = net.add_population(800, model, {.name = "inh", .initial = {{"V_m", V_m}}});

  const lq::Connection excites{.weight = 20.25, .delay = 0.1, .receptor = "exc"};
  const lq::Connection inhibits{.weight = -112.5, .delay = 0.1, .receptor = "inh"};
  for (const lq::Population& post : {exc, inh}) net.connect(exc, post, lq::FixedProbability{.p = 0.02}, excites);
  for (const lq::Population& post : {exc, inh}) net.connect(inh, post, lq::FixedProbability{.p = 0.02}, inhibits);

  const lq::SpikeRecorder exc_spikes = net.record_spikes(exc);
  const lq::SpikeRecorder inh_spikes = net.record_spikes(inh);
  constexpr double duration = 200.0;
  net.run(duration);
  print_result("exc", exc, exc_spikes, duration);
  print_result("inh", inh, inh_spikes, duration);
}

}  // namespace

int main() {
  one_neuron();
  cuba();
}

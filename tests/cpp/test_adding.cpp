// The skeletons of examples/cpp/adding, which docs/adding.md walks through: they compile against the library as it is,
// and do what they say.

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lapicque/options.hpp>

#include "connectivity/rows/row.hpp"
#include "connectivity_fixture.hpp"
#include "neurons/cell_inputs.hpp"
#include "neurons/membrane_group.hpp"
#include "perfect_integrator.hpp"
#include "ring.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;

constexpr double dt = 0.1;

/// Takes neurons of a model, which nothing arrives at, through some steps.
struct Alone {
  Alone(const PerfectIntegrator& model, std::uint32_t n, std::int64_t steps) {
    model.validate();
    neurons = make_membranes(membrane_of(ModelOnGrid<PerfectIntegrator>{model, dt}), 0, n, NetworkOptions{.dt = dt},
                             PopulationOptions{});
    CellInputs inputs;
    inputs.passes.resize(model.receptors.size());
    inputs.finish();
    spikes.begin(static_cast<std::size_t>(steps), 1);
    neurons->begin_run(0);
    neurons->advance({0, n}, inputs, {0, steps, 0, 0, spikes});
  }

  std::unique_ptr<NeuronGroup> neurons;
  SpikeList spikes;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(adding)

BOOST_AUTO_TEST_CASE(a_perfect_integrator_rises_in_a_straight_line) {
  const PerfectIntegrator model{.C_m = 200.0, .I_e = std::vector<double>{100.0, 250.0, -80.0}};
  Alone run{model, 3, 40};
  const StateArray& V_m = run.neurons->values("V_m");
  BOOST_TEST(V_m[0] == -70.0 + 100.0 / 200.0 * 4.0, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(V_m[1] == -70.0 + 250.0 / 200.0 * 4.0, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(V_m[2] == -70.0 - 80.0 / 200.0 * 4.0, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(it_fires_at_the_rate_of_its_current) {
  // 15 mV at 1.28 mV/ms are reached in step 118 (counted from 1); then it is held for 20 steps.
  Alone run{PerfectIntegrator{.C_m = 250.0, .I_e = 320.0}, 600, 400};
  std::vector<std::size_t> fired;
  for (std::size_t step = 0; step < 400; ++step) {
    const auto list = run.spikes.list(step, 0);
    if (list.empty()) continue;
    BOOST_TEST(list.size() == 600U);
    fired.push_back(step + 1);
  }
  const std::vector<std::size_t> expected = {118, 256, 394};
  BOOST_TEST(fired == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(its_currents_charge_it) {
  // A current that decays with tau brings the charge w tau in the end.
  const PerfectIntegrator model{.C_m = 250.0, .V_th = 0.0, .receptors = {{"exc", ExpCurrent{5.0}}}};
  model.validate();
  const auto neurons = make_membranes(membrane_of(ModelOnGrid<PerfectIntegrator>{model, dt}), 0, 1,
                                      NetworkOptions{.dt = dt}, {"", {{"I_exc", Value{100.0}}}});
  CellInputs inputs;
  inputs.passes.resize(1);
  inputs.finish();
  SpikeList spikes;
  spikes.begin(2000, 1);
  neurons->advance({0, 1}, inputs, {0, 2000, 0, 0, spikes});
  BOOST_TEST(neurons->values("V_m")[0] == -70.0 + 100.0 * 5.0 / 250.0, boost::test_tools::tolerance(1e-8));
}

BOOST_AUTO_TEST_CASE(its_bad_parameters_are_refused) {
  const auto says = [](const std::string& text) {
    return [text](const std::invalid_argument& error) { return error.what() == text; };
  };
  BOOST_CHECK_EXCEPTION(PerfectIntegrator{.C_m = 0.0}.validate(), std::invalid_argument,
                        says("C_m must be positive and finite, got 0"));
  BOOST_CHECK_EXCEPTION((PerfectIntegrator{.V_reset = std::vector<double>{-70.0, -50.0}}.validate()),
                        std::invalid_argument, says("V_reset[1] must be below V_th (-55), got -50"));
}

BOOST_AUTO_TEST_CASE(a_ring_connects_neighbours_in_any_split) {
  using namespace lapicque::detail::connectivity;
  const test::Sample sample{.n_sources = 5, .n_targets = 5, .rule = AllToAll{}, .same = true};
  const ProjectionPlan plan = sample.plan();
  const Ring ring{2};
  std::vector<std::vector<std::uint32_t>> whole(5);
  std::vector<std::vector<std::uint32_t>> parts(5);
  for (const auto& [begin, end] : {std::pair{0U, 5U}, {0U, 2U}, {2U, 5U}}) {
    const RowFormat format{{}, {begin, end}, 0};
    const auto rows = rows_of(RuleOnRange<Ring>{ring, plan, format});
    BOOST_TEST(rows->most_synapses() >= 10U);
    for (std::uint32_t source = 0; source < 5; ++source) {
      Row row;
      rows->add_row(source, row);
      for (const std::uint16_t target : row.targets) {
        (end - begin == 5 ? whole : parts)[source].push_back(begin + target);
      }
    }
  }
  for (std::uint32_t source = 0; source < 5; ++source) {
    std::vector<std::uint32_t> expected = {(source + 1) % 5, (source + 2) % 5};
    BOOST_TEST(whole[source] == expected, boost::test_tools::per_element());
    std::sort(expected.begin(), expected.end());
    std::sort(parts[source].begin(), parts[source].end());
    BOOST_TEST(parts[source] == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

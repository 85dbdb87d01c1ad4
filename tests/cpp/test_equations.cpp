#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <lapicque/lapicque.hpp>

#include "equations/dimension.hpp"
#include "equations/exponentials.hpp"
#include "equations/graph.hpp"
#include "equations/lexer.hpp"
#include "equations/program.hpp"
#include "equations/source.hpp"
#include "kernels/dispatch.hpp"
#include "math/matrix_exponential.hpp"

namespace {

using namespace lapicque;
using namespace lapicque::detail;
using namespace lapicque::detail::equations;

/// What a program makes of the leaves `t` and `I_ext`, here 3 and 0.5 for all.
std::vector<double> run(const Program& program, const Graph& graph) {
  std::vector<std::vector<double>> blocks(program.operands(), std::vector<double>(kernels::program_block));
  std::vector<kernels::Operand<double>> operands;
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    if (k < program.outside.size()) {
      const Node& node = graph[program.outside[k]];
      const double value = node.leaf == Leaf::constant ? node.number : node.leaf == Leaf::time ? 3.0 : 0.5;
      blocks[k].assign(kernels::program_block, value);
    }
    operands.push_back({blocks[k].data()});
  }
  kernels::selected().program<double>().run(program.code.data(), program.code.size(), operands.data(), 5);
  std::vector<double> results;
  for (const std::uint16_t result : program.results) results.push_back(operands[result].values[4]);
  return results;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(equations)

BOOST_AUTO_TEST_CASE(a_place_counts_lines_and_characters) {
  const Source source{"equations", "a = 1\n  \u00e9 = 2"};
  BOOST_TEST(place_of(source, 8) == "equations, line 2, column 3");
  BOOST_TEST(marked_line(source, {8, 10}) == "    \u00e9 = 2\n    ^");
  BOOST_TEST(excerpt("\u00e9\u00e9\u00e9\u00e9", {0, 8}, 6) == "\u00e9...");
}

BOOST_AUTO_TEST_CASE(newlines_within_parentheses_end_no_line) {
  const auto tokens = tokens_of({"equations", "(1 # one\n + 2)\nx"});
  std::size_t ends = 0;
  for (const Token& token : tokens) ends += token.kind == TokenKind::end_of_line ? 1 : 0;
  BOOST_TEST(ends == 2U);
}

BOOST_AUTO_TEST_CASE(units_have_names) {
  const Dimension nS = find_unit("nS")->dimension;
  const Dimension mV = find_unit("mV")->dimension;
  BOOST_TEST(text(*product(nS, mV)) == "pA");
  BOOST_TEST(text(*power(find_unit("ms")->dimension, -1)) == "1/ms**0.5");
  BOOST_TEST(!power(mV, 1000).has_value());
}

BOOST_AUTO_TEST_CASE(equal_expressions_are_one) {
  Graph graph;
  const NodeId t = graph.leaf(Leaf::time);
  const NodeId a = graph.multiply(t, graph.constant(2.0));
  const NodeId b = graph.multiply(t, graph.constant(2.0));
  BOOST_TEST(a == b);
  BOOST_TEST(graph.is_constant(graph.subtract(graph.constant(3.0), graph.constant(1.0)), 2.0));
  BOOST_TEST(graph.apply(Operation::pow, t, graph.constant(2.0)) == graph.multiply(t, t));
}

BOOST_AUTO_TEST_CASE(derivatives_are_those_of_calculus) {
  Graph graph;
  const NodeId t = graph.leaf(Leaf::time);
  const NodeId square = graph.multiply(t, t);
  const NodeId f = graph.multiply(graph.apply(Operation::exp, graph.apply(Operation::negate, t)), square);
  const NodeId slope = *graph.derivative(f, t);
  const Program program = compile(graph, std::array{slope}, Outside::leaves);
  BOOST_TEST(run(program, graph)[0] == std::exp(-3.0) * (6.0 - 9.0), boost::test_tools::tolerance(1e-14));
  BOOST_TEST(!graph.derivative(graph.apply(Operation::absolute, t), t).has_value());
}

BOOST_AUTO_TEST_CASE(shared_exponentials_have_the_same_values) {
  Graph graph;
  const NodeId t = graph.leaf(Leaf::time);
  const auto of = [&](Operation operation, double slope, double offset) {
    return graph.apply(operation, graph.add(graph.multiply(graph.constant(slope), t), graph.constant(offset)));
  };
  std::array results{of(Operation::exp, -0.025, 0.1), of(Operation::exp, -0.1, 2.0), of(Operation::exprel, -0.2, 0.4),
                     graph.divide(graph.constant(1.5), of(Operation::exprel, -0.05, 0.3))};
  const std::vector<double> before = run(compile(graph, results, Outside::leaves), graph);
  std::array<NodeId*, 4> places{&results[0], &results[1], &results[2], &results[3]};
  share_exponentials(graph, places);
  const Program program = compile(graph, results, Outside::what_stays);
  std::size_t exponentials = 0;
  for (const auto& instruction : program.code) exponentials += instruction.operation == Operation::exp ? 1 : 0;
  BOOST_TEST(exponentials == 1U);
  const std::vector<double> after = run(compile(graph, results, Outside::leaves), graph);
  for (std::size_t k = 0; k < 4; ++k) {
    BOOST_TEST(after[k] == before[k], boost::test_tools::tolerance(1e-14));
  }
}

BOOST_AUTO_TEST_CASE(a_defective_matrix_has_its_exponential) {
  // exp of [[-a, 0], [1, -a]] h.
  const std::vector<double> P = math::matrix_exponential(2, {-3.0, 0.0, 1.0, -3.0}, 0.7);
  BOOST_TEST(P[0] == std::exp(-3.0 * 0.7), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(P[1] == 0.0);
  BOOST_TEST(P[2] == 0.7 * std::exp(-3.0 * 0.7), boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(a_network_of_equations_runs) {
  Equations model;
  model.text = "C_m*dV_m/dt = g_L*(E_L - V_m) + I_ext";
  model.threshold = "V_m >= -55";
  model.reset = "V_m = E_L";
  model.t_ref = "2";
  model.hold = "V_m";
  model.parameters = {{"C_m", 250.0}, {"g_L", 25.0}, {"E_L", -70.0}};
  Network network({.dt = 0.1});
  const auto ours = network.add_population(3, model);
  const auto built_in = network.add_population(3, Lif{.receptors = {}});
  network.stimulate(ours, Step{.amplitude = 450.0});
  network.stimulate(built_in, Step{.amplitude = 450.0});
  const auto spikes = network.record_spikes(ours);
  const auto theirs = network.record_spikes(built_in);
  network.run(200.0);
  BOOST_TEST(spikes.spikes().t.size() > 20U);
  BOOST_TEST(spikes.spikes().t == theirs.spikes().t, boost::test_tools::per_element());
  BOOST_TEST(schemes_of(model)[0].scheme == "exact");
  BOOST_TEST(program_of(model).find("V_m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_texts_are_refused) {
  Equations model;
  model.text = "dx/dt = -y";
  BOOST_CHECK_THROW(model.validate(), std::invalid_argument);
  Network network({.dt = 0.1});
  BOOST_CHECK_THROW(static_cast<void>(network.add_population(1, model)), std::invalid_argument);
  BOOST_TEST(network.populations().empty());
}

BOOST_AUTO_TEST_SUITE_END()

#include "equations/meaning.hpp"

#include <algorithm>

#include "check/check.hpp"
#include "equations/expression_parser.hpp"

namespace lapicque::detail::equations {
namespace {

constexpr std::size_t operands(const Syntax& node) {
  return node.kind == SyntaxKind::operation ? kernels::operands_of(node.operation) : 0;
}

bool is_comparison(Operation operation) {
  return operation == Operation::at_least || operation == Operation::above || operation == Operation::equal ||
         operation == Operation::unequal;
}
bool joins_conditions(Operation operation) {
  return operation == Operation::both || operation == Operation::either || operation == Operation::opposite;
}

/// A zero without a unit may be one of anything.
bool is_zero(const Graph& graph, const Quantity& quantity) {
  return graph.is_constant(quantity.node, 0.0) && quantity.unit && quantity.unit->is_none();
}

}  // namespace

std::vector<std::string> Names::all() const {
  std::vector<std::string> names;
  for (const auto& [name, quantity] : known_) names.push_back(name);
  return names;
}

std::vector<bool> Meaning::below(std::uint32_t root) const {
  std::vector<bool> reached(root + 1, false);
  reached[root] = true;
  for (std::uint32_t id = root + 1; id-- > 0;) {
    if (!reached[id]) continue;
    const Syntax& node = script_.nodes[id];
    for (std::size_t k = 0; k < operands(node); ++k) reached[node.operand[k]] = true;
  }
  return reached;
}

std::vector<std::uint32_t> Meaning::names_below(std::uint32_t root) const {
  const std::vector<bool> reached = below(root);
  std::vector<std::uint32_t> found;
  for (std::uint32_t id = 0; id <= root; ++id) {
    if (reached[id] && script_.nodes[id].kind == SyntaxKind::name) found.push_back(id);
  }
  return found;
}

Quantity Meaning::value(std::uint32_t root, const std::optional<Quantity>& derivative) {
  const std::vector<bool> reached = below(root);
  std::vector<Quantity> values(root + 1);
  for (std::uint32_t id = 0; id <= root; ++id) {
    if (!reached[id]) continue;
    const Syntax& node = script_.nodes[id];
    graph_.set_origin({number_, node.span});
    switch (node.kind) {
      case SyntaxKind::number: values[id] = {graph_.constant(node.number), Dimension{}}; break;
      case SyntaxKind::name: values[id] = name(node); break;
      case SyntaxKind::derivative:
        if (!derivative) script_.refuse(id, "a derivative may stand on the left side of an equation");
        values[id] = *derivative;
        break;
      case SyntaxKind::draw:
        if (!draw_) script_.refuse(id, node.name + "() may stand in threshold, reset and events");
        values[id] = {draw_(node.name), Dimension{}};
        break;
      case SyntaxKind::operation: {
        Operands given;
        for (std::size_t k = 0; k < std::min(given.size(), operands(node)); ++k) given[k] = values[node.operand[k]];
        values[id] = operation(id, given);
        break;
      }
    }
  }
  return values[root];
}

Quantity Meaning::name(const Syntax& node) const {
  if (const Quantity* known = names_.find(node.name)) return *known;
  if (is_noise(node.name)) {
    if (!noise_)
      script_.refuse(node.span, "white noise may stand in equations; elsewhere there are rand() and randn()");
    return {noise_(node.name), power(find_unit("ms")->dimension, -1)};
  }
  const Unit* unit = with_units_ ? find_unit(node.name) : nullptr;
  if (unit != nullptr) return {graph_.constant(unit->factor), unit->dimension};
  if (is_reserved(node.name))
    script_.refuse(node.span, "'" + node.name + "' is a word of its own and cannot stand here");
  script_.refuse(node.span, check::unknown_text("name", node.name, names_.all()));
}

Quantity Meaning::operation(std::uint32_t id, const Operands& given) {
  const Syntax& node = script_.nodes[id];
  const std::size_t n = operands(node);
  const std::size_t conditions = joins_conditions(node.operation) ? n : (node.operation == Operation::where ? 1 : 0);
  for (std::size_t k = 0; k < conditions; ++k) {
    if (!given[k].truth) script_.refuse(node.operand[k], "expected a condition such as V_m >= V_th");
  }
  Quantity made{graph_.apply(node.operation, given[0].node, given[1].node, given[2].node)};
  made.truth = is_comparison(node.operation) || joins_conditions(node.operation);
  if (with_units_) made.unit = unit_of(id, given);
  return made;
}

std::string Meaning::text_of(std::uint32_t node) const {
  constexpr std::size_t longest = 60;
  return excerpt(script_.source.text, script_.nodes[node].span, longest);
}

std::string Meaning::described(std::uint32_t node, const Quantity& quantity) const {
  return text_of(node) + " is " + text(quantity.unit.value_or(Dimension{}));
}

std::optional<Dimension> Meaning::same_unit(std::uint32_t a, const Quantity& of_a, std::uint32_t b,
                                            const Quantity& of_b) const {
  if (is_zero(graph_, of_a)) return of_b.unit;
  if (is_zero(graph_, of_b)) return of_a.unit;
  if (!of_a.unit || !of_b.unit) return of_a.unit ? of_a.unit : of_b.unit;
  if (*of_a.unit != *of_b.unit) {
    // In the order of the text, which that of comparisons may not be.
    const bool turned = script_.nodes[b].span.begin < script_.nodes[a].span.begin;
    const Span span{std::min(script_.nodes[a].span.begin, script_.nodes[b].span.begin),
                    std::max(script_.nodes[a].span.end, script_.nodes[b].span.end)};
    const auto hint = [&](const Quantity& plain, std::uint32_t node, const Quantity& other) {
      if (!plain.unit->is_none() || !graph_.is_constant(plain.node)) return std::string{};
      return "; write " + text_of(node) + "*" + text(*other.unit);
    };
    const std::string first = described(a, of_a);
    const std::string second = described(b, of_b);
    script_.refuse(
        span, (turned ? second + ", " + first : first + ", " + second) + hint(of_a, a, of_b) + hint(of_b, b, of_a));
  }
  return of_a.unit;
}

void Meaning::require_same(Span span, const std::string& left, const Quantity& a, const std::string& right,
                           const Quantity& b) const {
  if (!with_units_ || !a.unit || !b.unit || is_zero(graph_, b) || *a.unit == *b.unit) return;
  script_.refuse(span, left + " is " + text(*a.unit) + ", " + right + " is " + text(*b.unit));
}

void Meaning::require_truth(std::uint32_t root, const Quantity& quantity) const {
  if (!quantity.truth) script_.refuse(root, "expected a condition such as V_m >= V_th");
}

std::optional<Dimension> Meaning::power_unit(std::uint32_t id, const Quantity& base, const Quantity& exponent) const {
  const Syntax& node = script_.nodes[id];
  if (exponent.unit && !exponent.unit->is_none()) {
    script_.refuse(node.operand[1], "an exponent is a plain number, " + described(node.operand[1], exponent));
  }
  if (!base.unit || base.unit->is_none()) return base.unit;
  if (graph_.is_constant(exponent.node)) {
    const double twice = 2.0 * graph_[exponent.node].number;
    if (twice >= -60.0 && twice <= 60.0 && twice == static_cast<double>(static_cast<int>(twice))) {
      if (const std::optional<Dimension> raised = power(*base.unit, static_cast<int>(twice))) return raised;
    }
  }
  script_.refuse(id, described(node.operand[0], base) + ", and has no such power; divide by a unit first");
}

std::optional<Dimension> Meaning::unit_of(std::uint32_t id, const Operands& given) const {
  const Syntax& node = script_.nodes[id];
  const auto [a, b, c] = node.operand;
  const std::optional<Dimension>& first = given[0].unit;
  const std::optional<Dimension>& second = given[1].unit;
  const auto in_range = [&](const std::optional<Dimension>& dimension) {
    if (!dimension) script_.refuse(id, "the unit of this has an exponent that is out of range");
    return dimension;
  };
  switch (node.operation) {
    case Operation::add:
    case Operation::subtract:
    case Operation::minimum:
    case Operation::maximum: return same_unit(a, given[0], b, given[1]);
    case Operation::where: return same_unit(b, given[1], c, given[2]);
    case Operation::at_least:
    case Operation::above:
    case Operation::equal:
    case Operation::unequal: same_unit(a, given[0], b, given[1]); return Dimension{};
    case Operation::negate:
    case Operation::absolute: return given[0].unit;
    case Operation::multiply:
      if (!first || !second) return std::nullopt;
      return in_range(product(*first, *second));
    case Operation::divide:
      if (!first || !second) return std::nullopt;
      return in_range(quotient(*first, *second));
    case Operation::sqrt: {
      if (!first) return std::nullopt;
      const std::optional<Dimension> root = power(*first, 1);
      if (!root) script_.refuse(id, described(a, given[0]) + ", and has no square root");
      return root;
    }
    case Operation::pow: return power_unit(id, given[0], given[1]);
    case Operation::sign:
    case Operation::both:
    case Operation::either:
    case Operation::opposite: return Dimension{};
    default:
      if (first && !first->is_none()) {
        script_.refuse(a, std::string{kernels::operations[static_cast<std::size_t>(node.operation)].name} +
                              "() takes a plain number, " + described(a, given[0]) + "; divide by a unit first");
      }
      return Dimension{};
  }
}

}  // namespace lapicque::detail::equations

#pragma once

// From syntax to graph: what names stand for, and whether units fit.

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "equations/neuron_equations.hpp"

namespace lapicque::detail::equations {

/// The names that a text may use.
class Names {
 public:
  void set(const std::string& name, const Quantity& quantity) { known_[name] = quantity; }
  [[nodiscard]] const Quantity* find(const std::string& name) const {
    const auto found = known_.find(name);
    return found == known_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::vector<std::string> all() const;

 private:
  std::map<std::string, Quantity> known_;
};

/// Reads the expressions of a script.
class Meaning {
 public:
  /// `script` is the number of the script, for origins; `draw` makes random numbers and `noise` white noise, null where
  /// there is none.
  Meaning(Graph& graph, const Script& script, std::uint32_t number, const Names& names, bool with_units,
          std::function<NodeId(const std::string& name)> draw, std::function<NodeId(const std::string& name)> noise)
      : graph_{graph},
        script_{script},
        number_{number},
        names_{names},
        with_units_{with_units},
        draw_{std::move(draw)},
        noise_{std::move(noise)} {}

  /// The value of an expression, `root` its last node. A derivative counts as `derivative`; none: it is refused.
  Quantity value(std::uint32_t root, const std::optional<Quantity>& derivative = {});
  /// Names in it that are not known yet.
  [[nodiscard]] std::vector<std::uint32_t> names_below(std::uint32_t root) const;
  /// Refuses an expression that is no condition, or is one.
  void require_truth(std::uint32_t root, const Quantity& quantity) const;
  /// Refuses two sides of different units.
  void require_same(Span span, const std::string& left, const Quantity& a, const std::string& right,
                    const Quantity& b) const;
  /// "`w` is pA"
  [[nodiscard]] std::string text_of(std::uint32_t node) const;

 private:
  using Operands = std::array<Quantity, 3>;

  Quantity name(const Syntax& node) const;
  Quantity operation(std::uint32_t id, const Operands& given);
  std::optional<Dimension> unit_of(std::uint32_t id, const Operands& given) const;
  std::optional<Dimension> same_unit(std::uint32_t a, const Quantity& of_a, std::uint32_t b,
                                     const Quantity& of_b) const;
  std::optional<Dimension> power_unit(std::uint32_t id, const Quantity& base, const Quantity& exponent) const;
  [[nodiscard]] std::vector<bool> below(std::uint32_t root) const;
  [[nodiscard]] std::string described(std::uint32_t node, const Quantity& quantity) const;

  Graph& graph_;
  const Script& script_;
  std::uint32_t number_;
  const Names& names_;
  bool with_units_;
  std::function<NodeId(const std::string& name)> draw_;
  std::function<NodeId(const std::string& name)> noise_;
};

}  // namespace lapicque::detail::equations

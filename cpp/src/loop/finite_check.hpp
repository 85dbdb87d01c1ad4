#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "kernels/dispatch.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// Looks for state of a population that is not finite and has to be: the first neuron that has such, and what it has.
class FiniteCheck final : public StateVisitor {
 public:
  explicit FiniteCheck(const std::string& population) : population_{population} {}
  [[nodiscard]] Access access() const override { return Access::none; }
  void column(const StateColumn& column) override;

  /// Throws std::invalid_argument, where somebody wrote what was found.
  void refuse() const;
  /// Throws std::runtime_error, where a run made it; `when` tells between which times.
  void fail(const std::string& when) const;

 private:
  template <class Real>
  void check(const StateColumn& column);

  const std::string& population_;
  std::size_t neuron_ = 0;
  std::vector<std::pair<std::string, double>> found_;  // variable and value of that neuron
  const kernels::KernelSet& kernels_ = kernels::selected();
};

}  // namespace lapicque::detail

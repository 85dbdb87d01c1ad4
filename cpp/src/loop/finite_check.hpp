#pragma once

#include <string>

#include "kernels/dispatch.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// Throws std::runtime_error or, before a run, std::invalid_argument if some state is not finite that has to be.
class FiniteCheck final : public StateVisitor {
 public:
  FiniteCheck(const std::string& population, bool before_run) : population_{population}, before_run_{before_run} {}
  [[nodiscard]] Access access() const override { return Access::none; }
  void column(const StateColumn& column) override;

 private:
  template <class Real>
  void check(const StateColumn& column) const;

  const std::string& population_;
  bool before_run_;
  const kernels::KernelSet& kernels_ = kernels::selected();
};

}  // namespace lapicque::detail

#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "equations/piece_plan.hpp"
#include "equations/program.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/program/program_pass.hpp"
#include "neurons/equation_population.hpp"
#include "neurons/failed_instruction.hpp"
#include "state/range.hpp"

namespace lapicque::detail {

/// Takes some neurons through a step again, in pieces whose length follows their error, which end where a spike is:
/// each neuron by itself, those that are left side by side.
template <class Real>
class EquationPieces {
 public:
  using Program = equations::Program;
  using NodeId = equations::NodeId;

  EquationPieces(EquationPopulation<Real>& population, const equations::PiecePlan& plan, const StaticValues& values);

  /// What a shard needs for it.
  struct Work;
  [[nodiscard]] std::size_t registers() const;

  /// Takes over neurons, by their places in a block, as they are at the beginning of a step; there is room for
  /// kernels::program_block of them.
  void add(Range block, std::span<const std::uint32_t> places, const EquationBuffers<Real>& buffers, Work& work) const;
  /// Takes those that were added through the step, stores where they are then, and adds those that fired to a list. The
  /// registers are in use meanwhile.
  void take(std::int64_t step, Work& work, std::vector<std::uint32_t>& fired);

  struct Work {
    Work(const EquationPieces& pieces, EquationBuffers<Real>& buffers);

    std::vector<AlignedArray<Real>> rows;
    std::vector<kernels::Operand<Real>> piece;
    std::vector<kernels::Operand<Real>> reset;
    std::vector<kernels::Operand<Real>> arrive;
    std::vector<kernels::Operand<Real>> now;
    std::vector<std::uint32_t> neuron;  // its number in the population
    // The stretch that is known to hold the spike, beyond what the condition compares with at its ends, and whether
    // there is one; all from the beginning of the piece [ms].
    struct Landing {
      bool on = false;
      double low = 0.0, high = 0.0;
      double at_low = 0.0, at_high = 0.0;
      int same_side = 0;
    };
    std::vector<Landing> landing;
    std::vector<char> fired;
    std::vector<char> above;
    std::uint32_t n = 0;       // neurons
    std::uint32_t active = 0;  // of them, which come first
  };

 private:
  /// Where a row comes from.
  struct RowSource {
    const Real* array = nullptr;  // one a neuron of the population
    equations::Leaf leaf = equations::Leaf::none;
    std::uint32_t index = 0;
  };
  enum class Outcome : std::uint8_t { again, taken, spike };

  void add_rows(const Program& program);
  std::size_t row_of(NodeId id);
  [[nodiscard]] std::vector<kernels::Operand<Real>> operands(const Program& program, Work& work,
                                                             EquationBuffers<Real>& buffers) const;
  void run(const Program& program, const std::vector<kernels::Operand<Real>>& operands, std::uint32_t n) const {
    machine_.run(program.code.data(), program.code.size(), operands.data(), n);
  }
  [[nodiscard]] static Real result(const Program& program, const std::vector<kernels::Operand<Real>>& operands,
                                   std::size_t k, std::uint32_t j) {
    const kernels::Operand<Real>& of = operands[program.results[k]];
    return of.values[j & of.mask];
  }
  Outcome judge(std::uint32_t j, Work& work) const;
  Outcome land(std::uint32_t j, Work& work) const;
  /// Lets those fire whose condition holds where they are now.
  void fire_where_they_are(std::int64_t step, Work& work);
  void fire(std::int64_t step, std::span<const std::uint32_t> neurons, Work& work);
  void take_arrivals(std::int64_t step, Work& work);
  void store(Work& work, std::vector<std::uint32_t>& fired) const;
  [[noreturn]] void fail(std::int64_t step, std::uint32_t j, Work& work) const;
  [[noreturn]] void refuse(std::int64_t step, std::uint32_t neuron, const std::string& what,
                           const FailedInstruction& failed) const;
  [[nodiscard]] bool refractory(std::uint32_t j, Work& work) const {
    return population_.refractory && work.rows[refractory_][j] != Real{0};
  }
  void swap(std::uint32_t a, std::uint32_t b, Work& work) const;

  EquationPopulation<Real>& population_;
  Program piece_;   // results: variables, error, then condition and how far beyond it
  Program reset_;   // results: changes, then t_ref
  Program arrive_;  // results: variables
  Program now_;     // result: condition
  bool has_condition_;
  bool has_beyond_;
  bool draws_;  // the condition draws random numbers, and is looked at at the end of the step
  double shortest_;
  double landing_;
  std::vector<RowSource> sources_;  // by row
  std::map<NodeId, std::size_t> rows_;
  std::vector<std::size_t> states_;                      // rows, by variable
  std::size_t begin_ = 0, length_ = 0, refractory_ = 0;  // rows
  const kernels::ProgramKernels<Real>& machine_ = kernels::selected().program<Real>();
};

}  // namespace lapicque::detail

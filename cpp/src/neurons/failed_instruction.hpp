#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "equations/program.hpp"
#include "kernels/program/program_pass.hpp"

namespace lapicque::detail {

/// The instruction where a number first is not finite though those that it is made of are.
struct FailedInstruction {
  equations::NodeId node;
  std::string what;  // "log(-3) has no value"
};

/// "1/0", "exp(1000)"
template <class Real>
std::string call_text(const kernels::Instruction& instruction, const Real (&given)[3]) {
  using kernels::Operation;
  const auto number = [&](std::size_t k) { return check::text(static_cast<double>(given[k])); };
  switch (instruction.operation) {
    case Operation::divide: return number(0) + "/" + number(1);
    case Operation::multiply: return number(0) + "*" + number(1);
    case Operation::add: return number(0) + " + " + number(1);
    case Operation::subtract: return number(0) + " - " + number(1);
    case Operation::multiply_add: return number(0) + "*" + number(1) + " + " + number(2);
    case Operation::multiply_subtract: return number(0) + "*" + number(1) + " - " + number(2);
    case Operation::multiply_twice: return number(0) + "*" + number(1) + "*" + number(2);
    case Operation::add_multiply: return "(" + number(0) + " + " + number(1) + ")*" + number(2);
    case Operation::subtract_multiply: return "(" + number(0) + " - " + number(1) + ")*" + number(2);
    case Operation::subtract_product: return number(2) + " - " + number(0) + "*" + number(1);
    default: break;
  }
  const auto& row = kernels::operations[static_cast<std::size_t>(instruction.operation)];
  std::string text = std::string{row.name} + "(";
  for (std::size_t k = 0; k < row.operands; ++k) text += (k == 0 ? "" : ", ") + number(k);
  return text + ")";
}

/// Runs a program that has failed for the i-th neuron of a block again, one instruction at a time.
template <class Real>
std::optional<FailedInstruction> find_failed_instruction(const equations::Program& program,
                                                         kernels::ProgramKernel<Real> run,
                                                         const std::vector<kernels::Operand<Real>>& operands,
                                                         std::uint32_t i) {
  const auto at = [&](std::uint16_t operand) { return operands[operand].values[i & operands[operand].mask]; };
  for (std::size_t k = 0; k < program.code.size(); ++k) {
    const kernels::Instruction& instruction = program.code[k];
    const std::uint16_t places[] = {instruction.a, instruction.b, instruction.c};
    Real given[3] = {};
    bool finite = true;
    for (std::size_t o = 0; o < kernels::operands_of(instruction.operation); ++o) {
      given[o] = at(places[o]);
      finite = finite && std::isfinite(given[o]);
    }
    run(&instruction, 1, operands.data(), kernels::program_block);
    const Real made = at(instruction.to);
    if (!finite || std::isfinite(made)) continue;
    const bool turns = instruction.operation == kernels::Operation::sin ||
                       instruction.operation == kernels::Operation::cos ||
                       instruction.operation == kernels::Operation::tan;
    const std::string how = turns              ? " has an argument that is too large"
                            : std::isnan(made) ? " has no value"
                                               : " is not finite";
    return FailedInstruction{program.nodes[k], call_text(instruction, given) + how};
  }
  return std::nullopt;
}

}  // namespace lapicque::detail

#pragma once

// What the register machine sees: instructions, and the places of their operands.

#include <cstddef>
#include <cstdint>

#include "kernels/delivery/arrival_pass.hpp"
#include "kernels/membranes/neuron_block.hpp"
#include "kernels/program/operation.hpp"

namespace lapicque::detail::kernels {

/// Neurons that an instruction takes at once, so that its operands stay in the L1 cache.
inline constexpr std::uint32_t program_block = 256;
/// Bounds of a program: what it reads and writes has 16-bit numbers.
inline constexpr std::size_t most_operands = 4096;

/// operand[to] = operation(operand[a], operand[b], operand[c]), number by number.
struct Instruction {
  Operation operation = Operation::copy;
  std::uint16_t to = 0;
  std::uint16_t a = 0;
  std::uint16_t b = 0;
  std::uint16_t c = 0;
};

/// The numbers of a block: number i is values[i & mask]. A mask of 0 is one value, repeated (see NeuronValues).
template <class Real>
struct Operand {
  Real* values = nullptr;
  std::size_t mask = ~std::size_t{0};
};

/// Takes n numbers through instructions. Vectors pass over the end: registers have room for program_block numbers,
/// arrays end on a cache line.
template <class Real>
using ProgramKernel = void (*)(const Instruction* code, std::size_t size, const Operand<Real>* operands, std::size_t n);

/// Writes the indices i < n where values[i] is not zero, ascending, and returns how many.
template <class Real>
using MarkedKernel = std::uint32_t (*)(const Real* values, std::size_t n, std::uint32_t* indices);

/// Writes where ticks are above `now`, as truth; both arrays as those of the machine.
template <class Real>
using LaterKernel = void (*)(const Tick* ticks, Tick now, std::size_t n, Real* truths);

/// Adds up what arrives at a receptor of neurons from `begin` on; there is at least one pass.
template <class Real>
using ArrivalsKernel = void (*)(const ReceptorArrivals& arrivals, std::uint32_t begin, std::size_t n, Real* arriving);

template <class Real>
struct ProgramKernels {
  ProgramKernel<Real> run;
  MarkedKernel<Real> marked;
  LaterKernel<Real> later;
  ArrivalsKernel<Real> arrivals;
};

}  // namespace lapicque::detail::kernels

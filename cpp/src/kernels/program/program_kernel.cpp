// A register machine. An instruction takes a block of neurons, so that what it costs to find the next one is shared by
// all of them; what is longer than some arithmetic is a function of a vector, compiled once.

#include "kernels/program/program_kernel.hpp"

#include "kernels/delivery/arrivals.hpp"
#include "kernels/simd/more_math.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

template <class V>
V truth(typename V::Mask mask) {
  return V::select(mask, V::all(1), V::all(0));
}
template <class V>
typename V::Mask is_true(V x) {
  return x >= of_number<V>(0.5);
}

// Functions in place of expressions, so that each is in the library once.
template <class V>
LAPICQUE_NOINLINE V sine(V x) {
  return sine_from(x, 0.0);
}
template <class V>
LAPICQUE_NOINLINE V cosine(V x) {
  return sine_from(x, 1.0);
}
template <class V>
LAPICQUE_NOINLINE V logarithm(V x) {
  return whole_log(x);
}

template <class Real>
class Machine {
 public:
  using V = Vector<Real>;
  Machine(const Operand<Real>* operands, std::size_t n) : operands_{operands}, n_{n} {}

  void run(const Instruction& instruction) const {
    using enum Operation;
    switch (instruction.operation) {
      case copy: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return x; });
      case negate: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return V::all(0) - x; });
      case absolute: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return magnitude(x); });
      case floor: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_floor(x); });
      case ceil:
        return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return V::all(0) - whole_floor(V::all(0) - x); });
      case sign: return unary(instruction, &Machine::sign_of);
      case sqrt: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return V::sqrt(x); });
      case exp: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_exp(x); });
      case expm1: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_expm1(x); });
      case log: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return logarithm(x); });
      case log1p: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_log1p(x); });
      case sin: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return sine(x); });
      case cos: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return cosine(x); });
      case tan: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return sine(x) / cosine(x); });
      case sinh: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_sinh(x); });
      case cosh: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_cosh(x); });
      case tanh: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_tanh(x); });
      case exprel: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return whole_exprel(x); });
      case opposite: return unary(instruction, [](V x) LAPICQUE_INLINE_LAMBDA { return V::all(1) - x; });
      default: return binary_or_more(instruction);
    }
  }

 private:
  void binary_or_more(const Instruction& instruction) const {
    using enum Operation;
    switch (instruction.operation) {
      case add: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return a + b; });
      case subtract: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return a - b; });
      case multiply: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return a * b; });
      case divide: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return a / b; });
      case minimum: return long_binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return lesser(a, b); });
      case maximum:
        return long_binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA {
          return V::all(0) - lesser(V::all(0) - a, V::all(0) - b);
        });
      case exprel_of:
        return long_binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return whole_exprel_of(a, b); });
      case inverse_exprel_of:
        return long_binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return over_expm1(a, b); });
      case phi3: return long_binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return whole_phi3(a, b); });
      case pow: return long_binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return whole_pow(a, b); });
      case at_least: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return truth<V>(a >= b); });
      case above: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return truth<V>(is_above(a, b)); });
      case equal:
        return long_binary(instruction,
                           [](V a, V b) LAPICQUE_INLINE_LAMBDA { return truth<V>(V::both(a >= b, b >= a)); });
      case unequal:
        return long_binary(
            instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return V::all(1) - truth<V>(V::both(a >= b, b >= a)); });
      case both: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return a * b; });
      case either: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return larger(a, b); });
      case without: return binary(instruction, [](V a, V b) LAPICQUE_INLINE_LAMBDA { return a - a * b; });
      case multiply_add: return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return a * b + c; });
      case subtract_product:
        return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return c - a * b; });
      case multiply_subtract:
        return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return a * b - c; });
      case add_multiply: return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return (a + b) * c; });
      case subtract_multiply:
        return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return (a - b) * c; });
      case multiply_twice:
        return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return (a * b) * c; });
      case where:
        return ternary(instruction, [](V a, V b, V c) LAPICQUE_INLINE_LAMBDA { return V::select(is_true(a), b, c); });
      default: return;
    }
  }

  /// What is not a number stays, on either side.
  LAPICQUE_INLINE static V lesser(V a, V b) {
    const V least = V::select(b >= a, a, b);
    return V::select(is_number(a), least, a);
  }
  LAPICQUE_INLINE static V sign_of(V x) {
    const V of_negative = V::select(V::all(0) >= x, V::all(-1), x);
    const V value = V::select(is_above(x, V::all(0)), V::all(1), of_negative);
    return V::select(V::both(x >= V::all(0), V::all(0) >= x), V::all(0), value);
  }

  // Loops in which every operand is one a neuron, or one for all that stays in its register; where there are more ways
  // to mix them, loads that find the place of either.

  template <class F>
  LAPICQUE_INLINE void unary(const Instruction& instruction, F f) const {
    const Operand<Real> a = operands_[instruction.a];
    Real* to = operands_[instruction.to].values;
    for (std::size_t i = 0; i < n_; i += V::lanes) f(V::load(a.values + (i & a.mask))).store(to + i);
  }
  template <class F>
  LAPICQUE_INLINE void binary(const Instruction& instruction, F f) const {
    const Operand<Real> a = operands_[instruction.a];
    const Operand<Real> b = operands_[instruction.b];
    Real* to = operands_[instruction.to].values;
    if (a.mask == 0) {
      const V same = V::load(a.values);
      for (std::size_t i = 0; i < n_; i += V::lanes) f(same, V::load(b.values + (i & b.mask))).store(to + i);
    } else if (b.mask == 0) {
      const V same = V::load(b.values);
      for (std::size_t i = 0; i < n_; i += V::lanes) f(V::load(a.values + i), same).store(to + i);
    } else {
      for (std::size_t i = 0; i < n_; i += V::lanes) f(V::load(a.values + i), V::load(b.values + i)).store(to + i);
    }
  }
  /// For functions that take longer than to find an operand.
  template <class F>
  LAPICQUE_INLINE void long_binary(const Instruction& instruction, F f) const {
    const Operand<Real> a = operands_[instruction.a];
    const Operand<Real> b = operands_[instruction.b];
    Real* to = operands_[instruction.to].values;
    for (std::size_t i = 0; i < n_; i += V::lanes) {
      f(V::load(a.values + (i & a.mask)), V::load(b.values + (i & b.mask))).store(to + i);
    }
  }
  template <class F>
  LAPICQUE_INLINE void ternary(const Instruction& instruction, F f) const {
    const Operand<Real> a = operands_[instruction.a];
    const Operand<Real> b = operands_[instruction.b];
    const Operand<Real> c = operands_[instruction.c];
    Real* to = operands_[instruction.to].values;
    if ((a.mask & b.mask & c.mask) != 0) {
      for (std::size_t i = 0; i < n_; i += V::lanes) {
        f(V::load(a.values + i), V::load(b.values + i), V::load(c.values + i)).store(to + i);
      }
    } else if (a.mask == 0 && (b.mask & c.mask) != 0) {
      const V same = V::load(a.values);
      for (std::size_t i = 0; i < n_; i += V::lanes) {
        f(same, V::load(b.values + i), V::load(c.values + i)).store(to + i);
      }
    } else {
      for (std::size_t i = 0; i < n_; i += V::lanes) {
        f(V::load(a.values + (i & a.mask)), V::load(b.values + (i & b.mask)), V::load(c.values + (i & c.mask)))
            .store(to + i);
      }
    }
  }

  const Operand<Real>* operands_;
  std::size_t n_;
};

template <class Real>
void run(const Instruction* code, std::size_t size, const Operand<Real>* operands, std::size_t n) {
  const Machine<Real> machine{operands, n};
  for (std::size_t k = 0; k < size; ++k) machine.run(code[k]);
}

template <class Real>
std::uint32_t marked(const Real* values, std::size_t n, std::uint32_t* indices) {
  using V = Vector<Real>;
  std::uint32_t* next = indices;
  for (std::size_t i = 0; i < n; i += V::lanes) {
    unsigned bits = V::bits(is_true(V::load(values + i)));
    if (n - i < V::lanes) bits &= (1U << (n - i)) - 1U;
    for (; bits != 0; bits &= bits - 1) *next++ = static_cast<std::uint32_t>(i + lowest_bit(bits));
  }
  return static_cast<std::uint32_t>(next - indices);
}

/// Where a tick is above `now`, as truth.
template <class Real>
void later(const Tick* ticks, Tick now, std::size_t n, Real* truths) {
  using V = Vector<Real>;
  for (std::size_t i = 0; i < n; i += V::lanes) truth<V>(V::greater(ticks + i, now)).store(truths + i);
}

template <class Real>
void arrivals(const ReceptorArrivals& of, std::uint32_t begin, std::size_t n, Real* arriving) {
  take_arrivals(of, begin, n, arriving);
}

}  // namespace

ProgramKernels<double> program_of_doubles() { return {&run, &marked, &later, &arrivals}; }
ProgramKernels<float> program_of_floats() { return {&run, &marked, &later, &arrivals}; }

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

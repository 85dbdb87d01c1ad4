#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lapicque::detail::kernels {

// NOLINTBEGIN(cppcoreguidelines-macro-usage): the one list of operations, from which enumerators and tables are made.
/// What a register machine can do to blocks of numbers: name and number of operands. Truth is 1 or 0. Those that join
/// two operations round twice, as the two would: multiply_add a*b + c, multiply_subtract a*b - c, subtract_product c -
/// a*b, add_multiply (a + b)*c, subtract_multiply (a - b)*c, multiply_twice a*b*c.
// clang-format off: it finds no rest in the lines of this list.
#define LAPICQUE_OPERATIONS(X)                                                                                 \
  X(copy, 1) X(add, 2) X(subtract, 2) X(multiply, 2) X(divide, 2) X(negate, 1) X(multiply_add, 3)              \
  X(subtract_product, 3) X(multiply_subtract, 3) X(add_multiply, 3) X(subtract_multiply, 3)                    \
  X(multiply_twice, 3) X(minimum, 2) X(maximum, 2) X(absolute, 1) X(floor, 1) X(ceil, 1) X(sign, 1) X(sqrt, 1) \
  X(exp, 1) X(expm1, 1) X(log, 1) X(log1p, 1) X(sin, 1) X(cos, 1) X(tan, 1) X(sinh, 1) X(cosh, 1) X(tanh, 1)   \
  X(exprel, 1) X(exprel_of, 2) X(inverse_exprel_of, 2) X(phi3, 2) X(pow, 2) X(at_least, 2) X(above, 2)         \
  X(equal, 2) X(unequal, 2) X(both, 2) X(either, 2) X(without, 2) X(opposite, 1) X(where, 3)
// clang-format on
// NOLINTEND(cppcoreguidelines-macro-usage)

enum class Operation : std::uint8_t {
#define LAPICQUE_ENUMERATOR(name, operands) name,
  LAPICQUE_OPERATIONS(LAPICQUE_ENUMERATOR)
#undef LAPICQUE_ENUMERATOR
};

struct OperationRow {
  const char* name;
  std::size_t operands;
};

inline constexpr auto operations = std::to_array<OperationRow>({
#define LAPICQUE_ROW(name, operands) {#name, operands},
    LAPICQUE_OPERATIONS(LAPICQUE_ROW)
#undef LAPICQUE_ROW
});

[[nodiscard]] constexpr std::size_t operands_of(Operation operation) {
  return operations[static_cast<std::size_t>(operation)].operands;
}

}  // namespace lapicque::detail::kernels

#include "machine/environment.hpp"

#include <cstdlib>
#include <string>

#include "check/check.hpp"

namespace lapicque::detail {

std::optional<double> number_from_environment(const char* variable, double low, double high) {
  const char* given = std::getenv(variable);
  if (given == nullptr || *given == '\0') return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(given, &end);
  if (*end == '\0' && value >= low && value <= high) return value;
  check::refuse(std::string{"the environment variable "} + variable, "'" + std::string{given} + "'",
                "a number from " + check::text(low) + " to " + check::text(high));
}

}  // namespace lapicque::detail

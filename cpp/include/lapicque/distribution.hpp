#pragma once

#include <limits>
#include <string>
#include <variant>
#include <vector>

#include <lapicque/export.hpp>

namespace lapicque {

// Values outside [min, max] are drawn again, never clipped.

struct Uniform {
  double low = 0.0;
  double high = 1.0;
};

struct Normal {
  double mean = 0.0;
  double std = 1.0;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
};

/// exp(X) with X normal; mu and sigma are the mean and standard deviation of X.
struct LogNormal {
  double mu = 0.0;
  double sigma = 1.0;
  double min = 0.0;
  double max = std::numeric_limits<double>::infinity();
};

struct Exponential {
  double mean = 1.0;
  double min = 0.0;
  double max = std::numeric_limits<double>::infinity();
};

using Distribution = std::variant<Uniform, Normal, LogNormal, Exponential>;

/// What an initial value, a weight or a delay may be: one number, one a neuron (or synapse), or a distribution.
using Value = std::variant<double, std::vector<double>, Distribution>;

/// Throws std::invalid_argument naming `name` unless every parameter is finite and in its domain
/// and [min, max] keeps at least 1 % of the distribution (otherwise redrawing would hardly end).
LAPICQUE_API void validate(const Distribution& distribution, const std::string& name);

/// Smallest and largest value that a draw can return.
struct Support {
  double low;
  double high;
};
[[nodiscard]] LAPICQUE_API Support support(const Distribution& distribution);

}  // namespace lapicque

#pragma once

// Entries of the exact propagator of a chain of leaky integrators (Rotter & Diesmann 1999). Each is an integral of a
// positive function, computed without cancellation for any time constants, equal ones included.

namespace lapicque::detail::math {

/// exp(-h/a): what is left after h of a variable that decays with time constant a.
[[nodiscard]] double chain(double h, double a);
/// Integral over s in [0, h] of exp(-s/a) exp(-(h - s)/b): a decaying input a seen through an integrator b.
[[nodiscard]] double chain(double h, double a, double b);
/// Response of two integrators b and c, one after the other, to a decay a; symmetric in a, b, c.
[[nodiscard]] double chain(double h, double a, double b, double c);

/// Time of the peak of chain(t, a, b) as a function of t; t = a when a == b.
[[nodiscard]] double chain_peak_time(double a, double b);

}  // namespace lapicque::detail::math

#include <lapicque/synapse.hpp>

#include <cmath>

#include "check/check.hpp"
#include "check/fields.hpp"

namespace lapicque {

using namespace detail;
namespace {

void check_bound(double Wmax) {
  if (Wmax == 0.0 || !std::isfinite(Wmax)) check::refuse("Wmax", Wmax, "finite and not 0");
}

template <class Kind>
void validate_kind(const Kind& synapse) {
  check::fields(synapse);
  if constexpr (requires { synapse.Wmax; }) check_bound(synapse.Wmax);
  if constexpr (requires { synapse.U; }) {
    if (!(synapse.U > 0.0 && synapse.U <= 1.0)) check::refuse("U", synapse.U, "above 0 and at most 1");
  }
}

}  // namespace

void validate(const Synapse& synapse) {
  std::visit([](const auto& kind) { validate_kind(kind); }, synapse);
}

}  // namespace lapicque

#include <lapicque/synapse.hpp>

#include <cmath>

#include "check/check.hpp"

namespace lapicque {

using namespace detail;
namespace {

void check_bound(double Wmax) {
  if (Wmax == 0.0 || !std::isfinite(Wmax)) check::refuse("Wmax", Wmax, "finite and not 0");
}

struct Validate {
  void operator()(const Static&) const {}

  void operator()(const TsodyksMarkram& s) const {
    if (!(s.U > 0.0 && s.U <= 1.0)) check::refuse("U", s.U, "above 0 and at most 1");
    check::positive("tau_rec", s.tau_rec);
    check::not_negative("tau_fac", s.tau_fac);
  }

  void operator()(const Stdp& s) const {
    check::positive("tau_plus", s.tau_plus);
    check::positive("tau_minus", s.tau_minus);
    check::not_negative("lambda", s.lambda);
    check::not_negative("alpha", s.alpha);
    check::not_negative("mu_plus", s.mu_plus);
    check::not_negative("mu_minus", s.mu_minus);
    check_bound(s.Wmax);
  }

  void operator()(const TripletStdp& s) const {
    check::positive("tau_plus", s.tau_plus);
    check::positive("tau_plus_triplet", s.tau_plus_triplet);
    check::positive("tau_minus", s.tau_minus);
    check::positive("tau_minus_triplet", s.tau_minus_triplet);
    check::not_negative("Aplus", s.Aplus);
    check::not_negative("Aplus_triplet", s.Aplus_triplet);
    check::not_negative("Aminus", s.Aminus);
    check::not_negative("Aminus_triplet", s.Aminus_triplet);
    check_bound(s.Wmax);
  }

  void operator()(const VogelsSprekeler& s) const {
    check::positive("tau", s.tau);
    check::not_negative("eta", s.eta);
    check::not_negative("alpha", s.alpha);
    check_bound(s.Wmax);
  }
};

}  // namespace

void validate(const Synapse& synapse) { std::visit(Validate{}, synapse); }

}  // namespace lapicque

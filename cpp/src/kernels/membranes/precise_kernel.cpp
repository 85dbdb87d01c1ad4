// The leaky integrate-and-fire neuron with spikes off the grid: what is the same for all neurons of a block. A membrane
// that the currents pull with at most I for a whole step ends, and stays, below
//
//     max(V_m, V_m + (exp(-dt/tau_m) - 1)(V_m - E_L - R I))
//
// so that most neurons are known not to reach threshold, and take the step at once.

#include "kernels/membranes/precise_kernel.hpp"

#include <limits>

#include "kernels/membranes/linear/coefficient.hpp"
#include "kernels/membranes/linear/fused_receptor.hpp"

namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA {
namespace {

using V = Vector<double>;

double larger(double a, double b) { return a > b ? a : b; }

/// Takes what arrives at a receptor; what nothing arrives at keeps the zeros that it began with.
void take(const ReceptorArrivals* arrivals, std::size_t receptor, std::uint32_t begin, std::uint32_t n,
          double* arriving) {
  if (arrivals[receptor].size > 0) take_arrivals(arrivals[receptor], begin, n, arriving + receptor * block_size);
}

/// Adds the highest current of a receptor within the step.
template <bool PerNeuron>
void add_highest(const PrecisePass& pass, std::size_t receptor, const PreciseBlock& block, double* __restrict I) {
  const ReceptorPass<double>& r = pass.receptors[receptor];
  const double* __restrict from = r.x + block.begin;
  const Coefficient<PerNeuron, double> I_decay{r.decay.values, block.begin};
  for (std::size_t i = 0; i < block.n; ++i) I[i] += larger(from[i], I_decay[i] * from[i]);
  if (r.rise == nullptr) return;
  const double* __restrict rise = r.rise + block.begin;
  const Coefficient<PerNeuron, double> highest{pass.rise_to_highest_I[receptor], block.begin};
  for (std::size_t i = 0; i < block.n; ++i) I[i] += larger(0.0, highest[i] * rise[i]);
}

/// Neurons that are not free for the whole step.
void mark_refractory(const PrecisePass& pass, const PreciseBlock& block, std::size_t i) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Tick free_from = pass.free_from[block.begin + i];
  if (free_from > block.now) block.highest[i] = -infinity;
  if (free_from == block.now && pass.free_offset[block.begin + i] > 0.0) block.highest[i] = infinity;
}

template <bool PerNeuron>
void bound(const PrecisePass& pass, const PreciseBlock& block) {
  alignas(64) double I[block_size];
  alignas(64) double jump[block_size];
  for (std::size_t i = 0; i < block.n; ++i) {
    I[i] = pass.I_ext == nullptr ? 0.0 : pass.I_ext[block.begin + i];
    jump[i] = 0.0;
  }
  for (std::size_t r = 0; r < pass.n_receptors; ++r) {
    take(block.arrivals, r, block.begin, block.n, block.arriving);
    if (block.arrivals[r].silent) continue;
    if (pass.receptors[r].effect == ReceptorEffect::delta) {
      const double* __restrict arriving = block.arriving + r * block_size;
      for (std::size_t i = 0; i < block.n; ++i) jump[i] += larger(0.0, arriving[i]);
    } else {
      add_highest<PerNeuron>(pass, r, block, I);
    }
  }
  const Coefficient<PerNeuron, double> leak{pass.leak, block.begin};
  const Coefficient<PerNeuron, double> rest{pass.rest, block.begin};
  const Coefficient<PerNeuron, double> current_to_V{pass.current_to_V, block.begin};
  const double* __restrict V_m = pass.V_m + block.begin;
  double* __restrict highest = block.highest;
  for (std::size_t i = 0; i < block.n; ++i) {
    const double change = (V_m[i] * leak[i] + rest[i]) + current_to_V[i] * I[i];
    highest[i] = (V_m[i] + larger(0.0, change)) + jump[i];
  }
  const Tick* free_from = pass.free_from + block.begin;
  std::size_t i = 0;
  for (; i + V::lanes <= block.n; i += V::lanes) {
    if (!V::any(V::greater(free_from + i, block.now - 1))) continue;
    for (std::size_t j = i; j < i + V::lanes; ++j) mark_refractory(pass, block, j);
  }
  for (; i < block.n; ++i) mark_refractory(pass, block, i);
}

template <bool PerNeuron>
std::uint32_t alert(const PrecisePass& pass, const PreciseBlock& block, std::uint32_t* places) {
  const Coefficient<PerNeuron, double> V_alert{pass.V_alert, block.begin};
  std::uint32_t* next = places;
  std::size_t i = 0;
  for (; i + V::lanes <= block.n; i += V::lanes) {
    unsigned high = V::bits(V::load(block.highest + i) >= V_alert.at(i));
    for (; high != 0; high &= high - 1) *next++ = static_cast<std::uint32_t>(i + lowest_bit(high));
  }
  for (; i < block.n; ++i) {
    if (block.highest[i] >= V_alert[i]) *next++ = static_cast<std::uint32_t>(i);
  }
  return static_cast<std::uint32_t>(next - places);
}

/// Adds `change` to V_m in two parts; T is double or a vector of them.
template <class T>
struct TwoParts {
  TwoParts(T before, T change) : high{before + change}, low{} {
    const T added = high - before;
    low = (before - (high - added)) + (change - added);
  }
  T high;
  T low;
};

template <bool PerNeuron>
void move_membrane(const PrecisePass& pass, const PreciseBlock& block, const double* drive) {
  const Coefficient<PerNeuron, double> leak{pass.leak, block.begin};
  const Coefficient<PerNeuron, double> rest{pass.rest, block.begin};
  const Coefficient<PerNeuron, double> V_reset{pass.V_reset, block.begin};
  const Tick* free_from = pass.free_from + block.begin;
  double* V_m = pass.V_m + block.begin;
  double* V_low = pass.V_low + block.begin;
  std::size_t i = 0;
  for (; i + V::lanes <= block.n; i += V::lanes) {
    const V before = V::load(V_m + i);
    const V change = (before * leak.at(i) + rest.at(i)) + (V::load(drive + i) + V::load(V_low + i));
    const TwoParts<V> after{before, change};
    const auto held = V::greater(free_from + i, block.now);
    V::select(held, V_reset.at(i), after.high).store(V_m + i);
    V::select(held, V::all(0.0), after.low).store(V_low + i);
  }
  for (; i < block.n; ++i) {
    const double change = (V_m[i] * leak[i] + rest[i]) + (drive[i] + V_low[i]);
    const TwoParts<double> after{V_m[i], change};
    const bool held = free_from[i] > block.now;
    V_m[i] = held ? V_reset[i] : after.high;
    V_low[i] = held ? 0.0 : after.low;
  }
}

void add_row(double* __restrict values, const double* __restrict row, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) values[i] += row[i];
}

/// What arrived within the step at a receptor of current.
void add_sums(const ReceptorPass<double>& r, std::size_t slot, const PreciseBlock& block) {
  if (r.x != nullptr) add_row(r.x + block.begin, block.sums + slot * block_size, block.n);
  if (r.rise != nullptr) add_row(r.rise + block.begin, block.sums + (slot + 1) * block_size, block.n);
}

template <bool PerNeuron>
void below(const PrecisePass& pass, const PreciseBlock& block) {
  alignas(64) double drive[block_size];
  const Coefficient<PerNeuron, double> current_to_V{pass.current_to_V, block.begin};
  for (std::size_t i = 0; i < block.n; ++i) {
    drive[i] = pass.I_ext == nullptr ? 0.0 : current_to_V[i] * pass.I_ext[block.begin + i];
  }
  if (block.sums != nullptr) add_row(drive, block.sums, block.n);
  for (std::size_t r = 0; r < pass.n_receptors; ++r) {
    const double* arriving = block.arriving + r * block_size;
    if (!block.arrivals[r].silent) {
      with_form<PerNeuron>(pass.receptors[r], AddedUp<double>{arriving}, block.begin, [&](const auto& receptor) {
        add_to(drive, receptor, block.n);
        return std::uint32_t{0};
      });
    }
    if (block.sums != nullptr) add_sums(pass.receptors[r], pass.slots[r], block);
  }
  move_membrane<PerNeuron>(pass, block, drive);
}

}  // namespace

void precise_bound(const PrecisePass& pass, const PreciseBlock& block) {
  pass.per_neuron ? bound<true>(pass, block) : bound<false>(pass, block);
}

std::uint32_t precise_alert(const PrecisePass& pass, const PreciseBlock& block, std::uint32_t* places) {
  return pass.per_neuron ? alert<true>(pass, block, places) : alert<false>(pass, block, places);
}

void precise_below(const PrecisePass& pass, const PreciseBlock& block) {
  pass.per_neuron ? below<true>(pass, block) : below<false>(pass, block);
}

void precise_take(const ReceptorArrivals* arrivals, std::size_t n_receptors, std::uint32_t begin, std::uint32_t n,
                  double* arriving) {
  for (std::size_t r = 0; r < n_receptors; ++r) take(arrivals, r, begin, n, arriving);
}

}  // namespace lapicque::detail::kernels::LAPICQUE_KERNEL_ISA

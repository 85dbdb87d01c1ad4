#include <algorithm>
#include <bit>
#include <cmath>

#include "random/philox.hpp"
#include "random/stream.hpp"
#include "random/value_table.hpp"

namespace lapicque::detail::random {

namespace {

constexpr std::uint64_t end_of_range = std::uint64_t{1} << 48;
/// Cells of the direct table a threshold: one draw in so many needs a search.
constexpr std::uint32_t cells_per_threshold = 64;
constexpr std::size_t words_at_once = 128;

struct Steps {
  const BoundedQuantile& quantile;
  double dt;

  [[nodiscard]] std::uint32_t operator()(std::uint64_t number) const {
    const double below = static_cast<double>(number) + 0.5;
    const double value =
        quantile(below / InversionTable::range, (InversionTable::range - below) / InversionTable::range);
    return static_cast<std::uint32_t>(std::clamp(value / dt + 0.5, 1.0, static_cast<double>(DelayTable::longest)));
  }
};

InversionTable invert_delays(const Distribution& distribution, double dt) {
  const BoundedQuantile quantile{distribution};
  const Steps steps{quantile, dt};
  const std::uint32_t first = steps(0);
  const std::uint32_t last = steps(end_of_range - 1);
  std::vector<std::uint64_t> thresholds;
  std::uint64_t from = 0;
  for (std::uint32_t s = first; s < last; ++s) {
    // The least number that gives more than s steps.
    std::uint64_t to = end_of_range - 1;
    while (from < to) {
      const std::uint64_t middle = from + (to - from) / 2;
      if (steps(middle) > s) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    thresholds.push_back(from);
  }
  return {first, thresholds};
}

}  // namespace

DelayTable::DelayTable(const Distribution& distribution, double dt) : table_{invert_delays(distribution, dt)} {
  const kernels::InversionView view = table_.view();
  const std::uint32_t cells = std::clamp(std::bit_ceil(cells_per_threshold * view.n_cells), 1U, 65536U);
  shift_ = 16 - static_cast<std::uint32_t>(std::countr_zero(cells));
  direct_.resize(cells);
  std::uint32_t c = 0;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    const bool decides = c == view.n_cells || view.cell[c] >= (cell + 1) << shift_;
    if (decides) direct_[cell] = static_cast<std::uint16_t>(view.first + view.before[c]);
    while (c < view.n_cells && view.cell[c] < (cell + 1) << shift_) ++c;
  }
}

void DelayTable::draw(std::uint64_t seed, std::uint32_t projection, std::uint32_t a, std::uint32_t b,
                      std::span<std::uint16_t> delays) const {
  const kernels::InversionView view = table_.view();
  if (view.n_thresholds == 0) {
    std::fill(delays.begin(), delays.end(), static_cast<std::uint16_t>(view.first));
    return;
  }
  const std::uint32_t refinement = tag(Purpose::delay_refinement, projection);
  const auto search = [&](std::uint32_t hi, std::size_t k) {
    return static_cast<std::uint16_t>(kernels::invert(view, hi, [&] {
      const auto synapse = static_cast<std::uint32_t>(k);
      return philox4x32({synapse / 4, a, b, refinement}, key_of(seed))[synapse % 4];
    }));
  };
  const std::uint16_t* direct = direct_.data();
  const std::uint32_t shift = shift_;
  std::uint32_t words[words_at_once];
  for (std::size_t first = 0; first < delays.size(); first += 2 * words_at_once) {
    const std::size_t n = std::min(delays.size() - first, 2 * words_at_once);
    fill_words(seed, Purpose::delay, projection, a, b, first / 2, {words, (n + 1) / 2});
    std::uint16_t* out = delays.data() + first;
    for (std::size_t k = 0; k + 1 < n; k += 2) {
      const std::uint32_t word = words[k / 2];
      const std::uint16_t even = direct[(word & 0xFFFFU) >> shift];
      const std::uint16_t odd = direct[word >> 16 >> shift];
      out[k] = even;
      out[k + 1] = odd;
      if (even != 0 && odd != 0) [[likely]]
        continue;
      if (even == 0) out[k] = search(word & 0xFFFFU, first + k);
      if (odd == 0) out[k + 1] = search(word >> 16, first + k + 1);
    }
    if (n % 2 != 0) out[n - 1] = search(words[n / 2] & 0xFFFFU, first + n - 1);
  }
}

}  // namespace lapicque::detail::random

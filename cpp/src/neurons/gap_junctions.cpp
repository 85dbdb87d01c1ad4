#include "neurons/gap_junctions.hpp"

#include <algorithm>
#include <tuple>

#include "memory/grow_capacity.hpp"
#include "neurons/population_state.hpp"

namespace lapicque::detail {

void GapJunctions::add(std::span<const GapJunction> junctions) {
  std::size_t populations = concerned_.size();
  for (const GapJunction& j : junctions) {
    populations = std::max<std::size_t>(populations, std::max(j.pre_population, j.post_population) + std::size_t{1});
  }
  grow_capacity(sides_, sides_.size() + 2 * junctions.size());
  concerned_.resize(populations);
  // From here on nothing is allocated.
  for (const GapJunction& j : junctions) {
    sides_.push_back({j.post_population, j.post, j.pre_population, j.pre, j.conductance});
    sides_.push_back({j.pre_population, j.pre, j.post_population, j.post, j.conductance});
  }
  for (const Side& side : sides_) concerned_[side.population] = true;
  std::ranges::stable_sort(sides_, {}, [](const Side& side) { return std::tuple{side.population, side.neuron}; });
}

void GapJunctions::make_room(const std::vector<PopulationState>& populations) {
  published_.resize(populations.size());
  for (std::uint32_t p = 0; p < populations.size(); ++p) {
    if (!concern(p)) continue;
    published_[p].last.resize(populations[p].size);
    for (std::vector<double>& middle : published_[p].middle) middle.resize(populations[p].size);
  }
}

void GapJunctions::begin_run(const std::vector<PopulationState>& populations, std::int64_t step) {
  make_room(populations);
  const std::size_t now = static_cast<std::size_t>(step) % 2;
  for (std::uint32_t p = 0; p < populations.size(); ++p) {
    if (!concern(p)) continue;
    Published& of = published_[p];
    const StateArray& V_m = populations[p].neurons->values("V_m");
    for (std::size_t i = 0; i < V_m.size(); ++i) {
      if (of.last[i] == V_m[i]) continue;
      of.last[i] = V_m[i];
      of.middle[now][i] = V_m[i];
    }
  }
}

void GapJunctions::publish(const std::vector<PopulationState>& populations, std::uint32_t population, Range range,
                           std::span<const std::uint32_t> fired, std::int64_t step) {
  if (population >= published_.size() || published_[population].last.empty()) return;
  Published& of = published_[population];
  std::vector<double>& middle = of.middle[static_cast<std::size_t>(step + 1) % 2];
  const StateArray& V_m = populations[population].neurons->values("V_m");
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const double present = V_m[i];
    middle[i] = present + 0.5 * (present - of.last[i]);
    of.last[i] = present;
  }
  for (const std::uint32_t i : fired) middle[i] = of.last[i];
}

void GapJunctions::add_currents(std::int64_t step, std::uint32_t population, Range range, StateArray& I_ext) const {
  const std::size_t now = static_cast<std::size_t>(step) % 2;
  const auto place = [](const Side& side) { return std::tuple{side.population, side.neuron}; };
  auto side = std::ranges::lower_bound(sides_, std::tuple{population, range.begin}, {}, place);
  I_ext.visit([&](auto& values) {
    using Real = std::decay_t<decltype(values[0])>;
    for (; side != sides_.end() && side->population == population && side->neuron < range.end; ++side) {
      const double own = published_[population].middle[now][side->neuron];
      const double other = published_[side->other_population].middle[now][side->other];
      values[side->neuron] += static_cast<Real>(side->conductance * (other - own));
    }
  });
}

void GapJunctions::visit_state(const std::vector<PopulationState>& populations, StateVisitor& visitor) {
  make_room(populations);
  for (std::uint32_t p = 0; p < populations.size(); ++p) {
    if (!concern(p)) continue;
    visitor.enter("gap junctions of " + populations[p].name);
    visitor.column(column("published", "mV", Per::neuron, std::span{published_[p].last}));
    for (const std::size_t parity : {0, 1}) {
      std::string name = "foreseen_" + std::to_string(parity);
      visitor.column(column(std::move(name), "mV", Per::neuron, std::span{published_[p].middle[parity]}));
    }
  }
}

}  // namespace lapicque::detail

#include "delivery/bundles.hpp"

#include <algorithm>

namespace lapicque::detail {
namespace {

bool takes(const Bundle& bundle, const ProjectionPlan& plan, const WeightFormat& format, const AccumulatorUse& use) {
  return adds_whole_numbers(plan) && bundle.whole && bundle.source_population == plan.pre_population &&
         bundle.kind == format.kind && bundle.base == format.base && bundle.multiplier == use.multiplier &&
         std::ranges::none_of(bundle.parts,
                              [&](const Bundle::Part& part) { return part.accumulator == use.accumulator; });
}

}  // namespace

std::vector<Bundle> make_bundles(std::span<const ProjectionPlan> plans, std::span<const Range> ranges,
                                 Accumulators& accumulators) {
  std::vector<Bundle> bundles;
  for (const ProjectionPlan& plan : plans) {
    if (plan.timed) continue;
    const WeightFormat format = weight_format(plan);
    const bool whole = adds_whole_numbers(plan);
    const std::uint32_t target = plan.post_population;
    // What arrives through a TsodyksMarkram synapse is a real number, however its weight is held.
    const WeightKind kind = !whole && whole_numbers(format.kind) ? WeightKind::float64 : format.kind;
    const double unit = whole ? format.unit : 1.0;
    const AccumulatorUse use = accumulators.find_or_make(target, plan.receptor, kind, unit, ranges[target]);
    if (kind == WeightKind::grid) accumulators.use_other_numbers();
    auto bundle = std::ranges::find_if(bundles, [&](const Bundle& b) { return takes(b, plan, format, use); });
    if (bundle == bundles.end()) {
      bundle = bundles.insert(bundle, {plan.pre_population, format.kind, format.base, use.multiplier, whole, {}});
    }
    bundle->parts.push_back({&plan, use.accumulator});
  }
  for (Bundle& bundle : bundles) {
    std::ranges::sort(bundle.parts, {}, [&](const Bundle::Part& part) { return accumulators[part.accumulator].first; });
  }
  return bundles;
}

std::vector<BundleTable> cut(const Bundle& bundle, const Accumulators& accumulators) {
  std::vector<BundleTable> tables;
  for (const Bundle::Part& part : bundle.parts) {
    const Accumulator& accumulator = accumulators[part.accumulator];
    for (std::uint32_t begin = accumulator.neurons.begin; begin < accumulator.neurons.end;) {
      const std::size_t first = accumulator.first + (begin - accumulator.neurons.begin);
      if (tables.empty() || first >= tables.back().first_sum + most_targets) tables.push_back({first, {}});
      const std::size_t left = tables.back().first_sum + most_targets - first;
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(accumulator.neurons.end, begin + left));
      const auto first_target = static_cast<std::uint32_t>(first - tables.back().first_sum);
      tables.back().parts.push_back({part.plan, {begin, end}, first_target});
      begin = end;
    }
  }
  return tables;
}

}  // namespace lapicque::detail

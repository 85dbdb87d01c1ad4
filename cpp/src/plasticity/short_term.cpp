#include <vector>

#include "math/elementary.hpp"
#include "plasticity/synapse_dynamics.hpp"

namespace lapicque::detail {
namespace {

/// Tsodyks & Markram: u and x of a source are the same at all synapses of a projection, and enter as a factor.
class ShortTerm final : public SynapseDynamics {
 public:
  ShortTerm(const TsodyksMarkram& synapse, const SynapseTable& table, double dt)
      : synapse_{synapse}, dt_{dt}, sources_(table.rows()) {
    ShortTerm::begin();
  }

  SourceSpike fire(std::uint32_t source, std::int64_t step) override {
    SourceTrace& s = sources_[source];
    double& u = s.first;
    double& x = s.second;
    if (s.fired) {
      const double elapsed = static_cast<double>(step - s.step) * dt_;
      const double unused = x - x * u;
      x = 1.0 + (unused - 1.0) * math::exp(-elapsed / synapse_.tau_rec);
      const double kept = synapse_.tau_fac == 0.0 ? 0.0 : math::exp(-elapsed / synapse_.tau_fac);
      u = synapse_.U + u * (1.0 - synapse_.U) * kept;
    }
    s.step = step;
    s.fired = true;
    return {step, step, 0.0, u * x, false};
  }

  std::optional<SourceSpike> catch_up(std::uint32_t, std::int64_t, std::int64_t) override { return std::nullopt; }

  void arrive(const SourceSpike& spike, const SegmentView& segment, double* sums) override {
    const double unit = segment.table.parts.front().unit;
    for (std::size_t j = 0; j < segment.count; ++j) {
      const double weight = unit * weight_number(segment.table, segment.weights, j);
      sums[read_packed<std::uint16_t>(segment.targets, j)] += weight * spike.slow;
    }
  }

  void visit_state(StateVisitor& visitor) override {
    const std::span sources{sources_};
    visitor.column(column("last_spike", "step", Per::source, sources, &SourceTrace::step));
    visitor.column(column("fired", "1", Per::source, sources, &SourceTrace::fired));
    StateColumn u = column("u", "1", Per::source, sources, &SourceTrace::first);
    StateColumn x = column("x", "1", Per::source, sources, &SourceTrace::second);
    u.beginning = x.beginning = Beginning::drawn;
    visitor.column(u);
    visitor.column(x);
    visitor.begin([this] { begin(); });
  }

  [[nodiscard]] std::size_t bytes() const override { return sources_.capacity() * sizeof(SourceTrace); }

 private:
  void begin() { sources_.assign(sources_.size(), {0, synapse_.U, 1.0, false}); }

  TsodyksMarkram synapse_;
  double dt_;
  std::vector<SourceTrace> sources_;
};

}  // namespace

std::optional<TraceConstants> target_traces(const TracesOf<TsodyksMarkram>& /*of*/) { return std::nullopt; }

std::unique_ptr<SynapseDynamics> make_dynamics(const DynamicsOf<TsodyksMarkram>& of) {
  return std::make_unique<ShortTerm>(of.synapse, of.table, of.dt);
}

}  // namespace lapicque::detail

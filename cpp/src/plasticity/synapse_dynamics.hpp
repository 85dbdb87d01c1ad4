#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include <lapicque/synapse.hpp>

#include "check/each_kind.hpp"
#include "connectivity/synapse_table.hpp"
#include "plasticity/spike_history.hpp"
#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// A spike of a source as it travels to its synapses: with the traces that it finds, since the source may have fired
/// again by the time that it arrives.
struct SourceSpike {
  std::int64_t step;
  std::int64_t previous;  // step of the spike before it, if that one left a trace
  double trace;           // of the source just after `previous`
  double slow;            // slow trace just before this spike; of short-term plasticity what is transmitted, u x
  bool silent;            // nothing is transmitted: it only looks at what the targets did since `previous`
};

/// A spike under way to the plastic synapses of one projection, told without tables and addresses.
struct PlasticSpike {
  std::uint32_t projection;
  std::uint32_t source;
  SourceSpike spike;
};

/// What a source has left at the plastic synapses of one projection.
struct SourceTrace {
  std::int64_t step = 0;  // of its last spike
  double first = 0.0;     // the trace just after it; of short-term plasticity u at it
  double second = 0.0;    // the slow trace just after it; of short-term plasticity x at it
  bool fired = false;     // of short-term plasticity: whether it has fired at all
};

/// Synapses of one source that have one delay.
struct SegmentView {
  const SynapseTable& table;
  std::byte* targets;  // 16 bits each
  std::byte* weights;
  std::uint32_t count;
  std::int64_t delay;  // [steps]
};

/// What spikes do to the synapses of one table, and the traces of its sources.
///
/// A weight changes only when a presynaptic spike arrives, and catches up then with what its target did since the spike
/// before. Of sources that are silent for long this would take an endless memory of target spikes: a silent spike does
/// it for them, at fixed times and thus the same whatever the threads and the parts of a run.
class SynapseDynamics {
 public:
  SynapseDynamics() = default;
  SynapseDynamics(const SynapseDynamics&) = delete;
  SynapseDynamics& operator=(const SynapseDynamics&) = delete;
  virtual ~SynapseDynamics() = default;

  /// Takes in a spike of a source.
  virtual SourceSpike fire(std::uint32_t source, std::int64_t step) = 0;
  /// A silent spike of a source that has left a trace and not fired since step `since`, if it is such a one.
  [[nodiscard]] virtual std::optional<SourceSpike> catch_up(std::uint32_t source, std::int64_t step,
                                                            std::int64_t since) = 0;
  /// Lets a spike arrive: changes the weights and adds what it transmits to the sums of the targets.
  virtual void arrive(const SourceSpike& spike, const SegmentView& segment, double* sums) = 0;
  /// Lists what the sources have left; the tables of one projection in all shards have it in common.
  virtual void visit_state(StateVisitor& visitor) = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// A kind of synapses. The file that has the dynamics of a kind tells which traces of the targets they need, if any.
template <class Kind>
struct TracesOf {
  const Kind& synapse;

  LAPICQUE_OF_EACH_KIND(std::optional<TraceConstants> target_traces(const TracesOf& of))
};
[[nodiscard]] std::optional<TraceConstants> target_traces(const Synapse& synapse);

/// A kind of synapses and a table of one projection that holds them. The file that has the dynamics of a kind makes
/// them; none for Static.
template <class Kind>
struct DynamicsOf {
  const Kind& synapse;
  const SynapseTable& table;
  double dt;
  const SpikeHistory* history;  // of the traces that they need

  LAPICQUE_OF_EACH_KIND(std::unique_ptr<SynapseDynamics> make_dynamics(const DynamicsOf& of))
};
[[nodiscard]] std::unique_ptr<SynapseDynamics> make_dynamics(const Synapse& synapse, const SynapseTable& table,
                                                             double dt, const SpikeHistory* history);

}  // namespace lapicque::detail

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <lapicque/distribution.hpp>
#include <lapicque/export.hpp>
#include <lapicque/population.hpp>
#include <lapicque/synapse.hpp>

namespace lapicque {

/// What the synapses of a projection have in common.
struct Connection {
  Value weight = 1.0;         // in the receptor's unit: Delta mV, current receptors pA (peak)
  Value delay = 1.0;          // [ms], on the grid, at least one step; draws are rounded to the grid
  std::string receptor = {};  // empty: the only one, or exc/inh by the weight's sign
  Synapse synapse = Static{};
};

/// The synapses of a projection, by source, then delay, then target.
struct Synapses {
  std::vector<std::int64_t> pre;   // index in the source population
  std::vector<std::int64_t> post;  // index in the target population
  std::vector<double> weight;      // in the receptor's unit
  std::vector<double> delay;       // [ms]
};

/// The synapses made by one call of Network::connect. A handle; it must not outlive its Network.
class LAPICQUE_API Projection {
 public:
  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] const Selection& pre() const { return pre_; }
  [[nodiscard]] const Selection& post() const { return post_; }
  /// The receptor that the synapses act on.
  [[nodiscard]] const std::string& receptor() const;
  /// Number of synapses; draws them if that has not happened.
  [[nodiscard]] std::int64_t size() const;
  /// A copy of all synapses; draws them if that has not happened.
  [[nodiscard]] Synapses synapses() const;
  [[nodiscard]] const Synapse& synapse() const;
  /// A copy of the weights, in the order of synapses(); draws them if that has not happened. Of plastic synapses the
  /// weight as the last presynaptic spike that has arrived has left it. The target's spikes after that one count at the
  /// next presynaptic spike, or, where the source is silent for more than a second, at whole seconds.
  [[nodiscard]] std::vector<double> weights() const;
  /// Gives plastic synapses other weights, in the order of synapses(), from the present time on; reset() restores those
  /// of the beginning. Throws std::invalid_argument for synapses whose weights do not change, or weights out of range.
  void set_weights(std::span<const double> weights) const;

 private:
  friend class Network;
  Projection(Selection pre, Selection post, std::uint32_t id) : pre_{std::move(pre)}, post_{std::move(post)}, id_{id} {}
  Selection pre_;
  Selection post_;
  std::uint32_t id_;
};

}  // namespace lapicque

#pragma once

#include <cstdint>
#include <utility>

#include <lapicque/export.hpp>
#include <lapicque/population.hpp>

namespace lapicque {

/// A stimulus that acts on some neurons, to take it away again by Network::remove(). A handle; it must not outlive its
/// Network.
class LAPICQUE_API AppliedStimulus {
 public:
  [[nodiscard]] const Selection& target() const { return target_; }
  /// False once it was removed.
  [[nodiscard]] bool applied() const;

 private:
  friend class Network;
  AppliedStimulus(Selection target, bool spikes, std::uint32_t number)
      : target_{std::move(target)}, spikes_{spikes}, number_{number} {}

  Selection target_;
  bool spikes_;  // a PoissonInput, else a current
  std::uint32_t number_;
};

}  // namespace lapicque

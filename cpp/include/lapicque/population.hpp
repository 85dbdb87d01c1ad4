#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <lapicque/export.hpp>

namespace lapicque {

namespace detail {
class NetworkState;
}

/// Some neurons of one population, in a given order: what a connection, a stimulus or a recorder is applied to.
/// A handle, cheap to copy; it must not outlive its Network.
class LAPICQUE_API Selection {
 public:
  [[nodiscard]] std::size_t size() const;
  /// Index within the population of the j-th selected neuron.
  [[nodiscard]] std::uint32_t operator[](std::size_t j) const;
  /// True for a run of neighbouring neurons in order.
  [[nodiscard]] bool contiguous() const { return !indices_ && stride_ == 1; }
  [[nodiscard]] bool operator==(const Selection& other) const;

  [[nodiscard]] std::uint32_t population_id() const { return population_; }
  [[nodiscard]] detail::NetworkState* network() const { return network_; }

 protected:
  friend class Population;
  Selection(detail::NetworkState* network, std::uint32_t population, std::int64_t start, std::int64_t count,
            std::int64_t stride)
      : network_{network}, population_{population}, start_{start}, count_{count}, stride_{stride} {}

  detail::NetworkState* network_;
  std::uint32_t population_;
  std::int64_t start_;
  std::int64_t count_;
  std::int64_t stride_;
  std::shared_ptr<const std::vector<std::uint32_t>> indices_;  // null for an arithmetic run
};

/// A population of neurons, or of sources of spikes. As a Selection it is all of its neurons.
class LAPICQUE_API Population : public Selection {
 public:
  [[nodiscard]] const std::string& name() const;
  /// Neurons start, start + stride, ...; throws std::out_of_range if one is not in the population.
  [[nodiscard]] Selection slice(std::int64_t start, std::int64_t count, std::int64_t stride = 1) const;
  /// Neurons by index, in the order given, each at most once; throws std::out_of_range or std::invalid_argument.
  [[nodiscard]] Selection select(std::span<const std::int64_t> indices) const;

  /// Names of the state variables, V_m first; empty for a source.
  [[nodiscard]] std::vector<std::string> state_names() const;
  /// The live state of all neurons, e.g. "V_m" [mV] or "I_exc" [pA]; throws std::invalid_argument for another name.
  [[nodiscard]] std::span<double> state(const std::string& variable) const;
  /// The live state in a network of single precision; state() and state_single() refuse the other precision.
  [[nodiscard]] std::span<float> state_single(const std::string& variable) const;

 private:
  friend class Network;
  Population(detail::NetworkState* network, std::uint32_t id, std::int64_t size) : Selection{network, id, 0, size, 1} {}
};

}  // namespace lapicque

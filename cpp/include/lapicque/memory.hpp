#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include <lapicque/export.hpp>

namespace lapicque {

/// Bytes that a network holds, by kind.
struct MemoryUse {
  std::size_t state = 0;             // state variables and propagators of neurons, trains and times of sources
  std::size_t stimuli = 0;           // samples, rates and targets
  std::size_t lists = 0;             // pairs, weights and delays of connections, as they were given
  std::size_t synapses = 0;          // targets and weights
  std::size_t rows = 0;              // where the rows of sources and their delays begin
  std::size_t accumulators = 0;      // sums of the weights that arrive in a step
  std::size_t spikes_under_way = 0;  // notes of what is due later
  std::size_t traces = 0;            // of plastic synapses: of their sources, and of the spikes of their targets
  std::size_t recordings = 0;        // spikes and samples

  [[nodiscard]] std::size_t total() const {
    return state + stimuli + lists + synapses + rows + accumulators + spikes_under_way + traces + recordings;
  }
};

/// Thrown before anything is allocated where what is asked for needs more memory than the system has left.
class LAPICQUE_API NotEnoughMemory : public std::bad_alloc {
 public:
  explicit NotEnoughMemory(const std::string& message) : message_{std::make_shared<std::string>(message)} {}
  [[nodiscard]] const char* what() const noexcept override { return message_->c_str(); }

 private:
  std::shared_ptr<std::string> message_;
};

/// Memory that the system can still give to this process [bytes], where it tells, or what the environment variable
/// LAPICQUE_MEMORY says. What caches of files take counts as available.
[[nodiscard]] LAPICQUE_API std::optional<std::size_t> available_memory();

}  // namespace lapicque

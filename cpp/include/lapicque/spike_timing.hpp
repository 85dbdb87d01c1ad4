#pragma once

#include <cstdint>
#include <string>

#include <lapicque/export.hpp>

namespace lapicque {

/// When spikes are: at the ends of time steps, or off the grid, where V_m reaches V_th (Morrison et al. 2007,
/// Hanuschkin et al. 2010).
enum class SpikeTiming : std::uint8_t { grid, precise };

/// The timing called "grid" or "precise"; throws std::invalid_argument for another word.
[[nodiscard]] LAPICQUE_API SpikeTiming spike_timing(const std::string& name);
/// The name of a timing.
[[nodiscard]] LAPICQUE_API std::string to_string(SpikeTiming timing);

}  // namespace lapicque

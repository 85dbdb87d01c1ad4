#pragma once

#include "kernels/lif_pass.hpp"

namespace lapicque::kernels {

namespace baseline {
std::uint32_t lif_step(const LifPass& pass, std::uint32_t begin, std::uint32_t end, std::uint32_t* spikes);
}
namespace avx2 {
std::uint32_t lif_step(const LifPass& pass, std::uint32_t begin, std::uint32_t end, std::uint32_t* spikes);
}
namespace avx512 {
std::uint32_t lif_step(const LifPass& pass, std::uint32_t begin, std::uint32_t end, std::uint32_t* spikes);
}

}  // namespace lapicque::kernels

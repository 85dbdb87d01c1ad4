#pragma once

#include "kernels/poisson_pass.hpp"

namespace lapicque::kernels {

namespace baseline {
void poisson_counts(const PoissonPass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step,
                    std::int32_t* counts);
}
namespace avx2 {
void poisson_counts(const PoissonPass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step,
                    std::int32_t* counts);
}
namespace avx512 {
void poisson_counts(const PoissonPass& pass, std::uint32_t begin, std::uint32_t end, std::int64_t step,
                    std::int32_t* counts);
}

}  // namespace lapicque::kernels

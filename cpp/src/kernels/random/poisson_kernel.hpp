#pragma once

#include "kernels/random/poisson_pass.hpp"

namespace lapicque::detail::kernels {

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

}  // namespace lapicque::detail::kernels

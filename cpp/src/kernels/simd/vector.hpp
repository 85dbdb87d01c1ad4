#pragma once

// A vector of numbers and a mask of its lanes in the registers of the instruction set that the file is compiled for:
// just what the membranes need. No fused multiply-add anywhere, so that all sets give the same bits.
//
//     load     from numbers of the same type, or whole numbers that are converted     all      one number in all lanes
//     greater  where numbers of steps are greater than x                              clear    writes zeros to memory
//     select   lanes of `yes` where the mask is set, else of `no`                     bits     a bit a lane
//     both     lanes of two masks, either of one of them, without of the first but not of the second
//     sqrt     rounded correctly
//     exponent, mantissa    m 2^e = x, 1 <= m < 2, of normal numbers x > 0
//     power_of_two    2^k of lanes that are k + 1.5*2^52 (2^23 for floats), where k lies in the last bits

#if defined(__AVX512F__)
#include "kernels/simd/vector_avx512.hpp"
#elif defined(__AVX2__)
#include "kernels/simd/vector_avx2.hpp"
#elif defined(__SSE2__) || defined(_M_X64)
#include "kernels/simd/vector_sse2.hpp"
#elif defined(__aarch64__) || defined(_M_ARM64)
#include "kernels/simd/vector_neon.hpp"
#else
#include "kernels/simd/vector_plain.hpp"
#endif

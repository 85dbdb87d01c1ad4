#pragma once

/// Marks what a shared library of Lapicque offers; all else is hidden in it. LAPICQUE_STATIC is defined for users of a
/// static library, LAPICQUE_BUILDING while the library itself is compiled; the targets of CMake see to both.
#if defined(LAPICQUE_STATIC)
#define LAPICQUE_API
#elif defined(_WIN32) && defined(LAPICQUE_BUILDING)
#define LAPICQUE_API __declspec(dllexport)
#elif defined(_WIN32)
#define LAPICQUE_API __declspec(dllimport)
#else
#define LAPICQUE_API __attribute__((visibility("default")))
#endif

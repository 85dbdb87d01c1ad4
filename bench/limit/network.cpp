// The bare work of a network in a step, with nothing decided and nothing recorded: segments of rows are read from
// memory and added into sums at random targets, the state of all neurons is read, advanced and written, and random
// numbers are drawn. What is left out is what a simulator has to know: who fired, what is due, who is refractory.
//
//     bench_limit_network NEURONS CURRENTS SUMS SUM_BYTES SYNAPSE_BYTES SEGMENT SEGMENTS_A_STEP TABLE_BYTES
//     POISSON_A_STEP
//
// prints the 10th percentile and the median of the wall time of a step in chunks of 50 steps [ns].
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "limit.hpp"
#include "philox.hpp"

namespace {

struct Work {
  std::size_t neurons, currents, sums, sum_bytes, synapse_bytes, segment;
  double segments_a_step;
  std::size_t table_bytes, poisson_a_step;
};

/// Bytes on large pages where the system has them, as those of the library are.
class Table {
 public:
  explicit Table(std::size_t bytes) : bytes_{(bytes / page + 1) * page}, data_{std::aligned_alloc(page, bytes_)} {
#if defined(__linux__)
    madvise(data_, bytes_, MADV_HUGEPAGE);
#endif
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table() { std::free(data_); }
  [[nodiscard]] unsigned char* data() const { return static_cast<unsigned char*>(data_); }

 private:
  static constexpr std::size_t page = std::size_t{1} << 21;
  std::size_t bytes_;
  void* data_;
};

template <class T>
T read(const unsigned char* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}

template <class Sum>
void add(const unsigned char* segment, const Work& work, Sum* sums) {
  const unsigned char* weights = segment + 2 * work.segment;
  if (work.synapse_bytes == 2) {
    for (std::size_t j = 0; j < work.segment; ++j) sums[read<std::uint16_t>(segment + 2 * j)] += 1;
  } else {
    for (std::size_t j = 0; j < work.segment; ++j) {
      sums[read<std::uint16_t>(segment + 2 * j)] += read<std::uint16_t>(weights + 2 * j);
    }
  }
}

/// The state of some neurons, and what was added up for them.
template <class Sum>
struct Neurons {
  double* V;
  std::int32_t* held;
  double* x[2];  // currents
  Sum* sums[2];
  std::size_t n;
};

/// Currents, the leak, the threshold and the refractory period; sums without a current are jumps of V.
template <std::size_t currents, std::size_t sums, class Sum>
inline __attribute__((always_inline)) void advance(const Neurons<Sum>& neurons, std::int32_t now) {
  double* __restrict V = neurons.V;
  std::int32_t* __restrict held = neurons.held;
  double* __restrict x0 = neurons.x[0];
  double* __restrict x1 = neurons.x[1];
  Sum* __restrict s0 = neurons.sums[0];
  Sum* __restrict s1 = neurons.sums[1];
  for (std::size_t i = 0; i < neurons.n; ++i) {
    double next = 0.99 * V[i] + 0.01;
    double arrived[2] = {0.0, 0.0};
    if constexpr (sums > 0) arrived[0] = 1e-6 * s0[i], s0[i] = 0;
    if constexpr (sums > 1) arrived[1] = 1e-6 * s1[i], s1[i] = 0;
    if constexpr (currents == 0) next += arrived[0] + arrived[1];
    if constexpr (currents == 1) arrived[0] += arrived[1];
    if constexpr (currents > 0) next += 0.02 * x0[i], x0[i] = 0.95 * x0[i] + arrived[0];
    if constexpr (currents > 1) next += 0.02 * x1[i], x1[i] = 0.9 * x1[i] + arrived[1];
    V[i] = held[i] > now || next > 1e9 ? 0.0 : next;
  }
}

#define LIMIT_ADVANCE(currents, sums, Sum)                                                               \
  LIMIT_CLONES void advance_##currents##_##sums##_##Sum(const Neurons<Sum>& neurons, std::int32_t now) { \
    advance<currents, sums, Sum>(neurons, now);                                                          \
  }
using narrow = std::uint16_t;
using wide = std::int32_t;
#define LIMIT_ADVANCES(currents, sums) LIMIT_ADVANCE(currents, sums, narrow) LIMIT_ADVANCE(currents, sums, wide)
LIMIT_ADVANCES(0, 0)
LIMIT_ADVANCES(0, 1)
LIMIT_ADVANCES(0, 2)
LIMIT_ADVANCES(1, 0)
LIMIT_ADVANCES(1, 1)
LIMIT_ADVANCES(1, 2)
LIMIT_ADVANCES(2, 0)
LIMIT_ADVANCES(2, 1)
LIMIT_ADVANCES(2, 2)

template <class Sum>
using Advance = void (*)(const Neurons<Sum>&, std::int32_t);

template <class Sum>
Advance<Sum> advance_of(std::size_t currents, std::size_t sums);
template <>
Advance<narrow> advance_of<narrow>(std::size_t currents, std::size_t sums) {
  static constexpr Advance<narrow> all[3][3] = {{advance_0_0_narrow, advance_0_1_narrow, advance_0_2_narrow},
                                                {advance_1_0_narrow, advance_1_1_narrow, advance_1_2_narrow},
                                                {advance_2_0_narrow, advance_2_1_narrow, advance_2_2_narrow}};
  return all[currents][sums];
}
template <>
Advance<wide> advance_of<wide>(std::size_t currents, std::size_t sums) {
  static constexpr Advance<wide> all[3][3] = {{advance_0_0_wide, advance_0_1_wide, advance_0_2_wide},
                                              {advance_1_0_wide, advance_1_1_wide, advance_1_2_wide},
                                              {advance_2_0_wide, advance_2_1_wide, advance_2_2_wide}};
  return all[currents][sums];
}

LIMIT_CLONES void draw(std::uint32_t* __restrict out, std::size_t blocks, std::uint32_t step) {
  for (std::size_t i = 0; i < blocks; ++i) {
    const limit::Words words = limit::philox(static_cast<std::uint32_t>(i), step);
    out[i] = words.a ^ words.b ^ words.c ^ words.d;
  }
}

template <class Sum>
class Bare {
 public:
  explicit Bare(const Work& work)
      : work_{work},
        table_{work.table_bytes},
        V_(work.neurons, 1.0),
        x_(work.neurons * std::max<std::size_t>(work.currents, 1), 1.0),
        held_(work.neurons, 0),
        sums_(work.neurons * std::max<std::size_t>(work.sums, 1), Sum{0}),
        words_(64),
        advance_{advance_of<Sum>(work.currents, work.sums)} {
    fill();
  }

  /// Takes all neurons through some steps: together where events arrive, else a block through all of them at once.
  void run(int steps) {
    if (work_.segments_a_step == 0.0) {
      integrate(steps);
    } else {
      for (int step = 0; step < steps; ++step) {
        deliver();
        integrate(1);
      }
    }
    asm volatile("" : : "r"(V_.data()), "r"(words_.data()) : "memory");
  }

 private:
  /// The targets of a segment ascend, as those of a row do, one in each of equal parts of what 16 bits reach.
  void fill() {
    const std::uint64_t reach = std::min<std::size_t>(work_.neurons, 1 << 16);
    std::mt19937 random{1};
    unsigned char* at = table_.data();
    const std::size_t bytes = work_.segment * work_.synapse_bytes;
    for (std::size_t s = 0; s < work_.table_bytes / bytes; ++s, at += bytes) {
      for (std::uint64_t j = 0; j < work_.segment; ++j) {
        const std::uint64_t place = ((j << 32) + random()) / work_.segment;
        const auto target = static_cast<std::uint16_t>((place * reach) >> 32);
        const auto weight = static_cast<std::uint16_t>(random());
        std::memcpy(at + 2 * j, &target, 2);
        if (work_.synapse_bytes == 4) std::memcpy(at + 2 * (work_.segment + j), &weight, 2);
      }
    }
  }

  void integrate(int steps) {
    constexpr std::size_t block = 512;  // stays in the first-level cache
    for (std::size_t begin = 0; begin < work_.neurons; begin += block) {
      const std::size_t n = std::min(block, work_.neurons - begin);
      const Neurons<Sum> neurons{V_.data() + begin,
                                 held_.data() + begin,
                                 {x_.data() + begin, x_.data() + begin + (work_.currents > 1 ? work_.neurons : 0)},
                                 {sums_.data() + begin, sums_.data() + begin + (work_.sums > 1 ? work_.neurons : 0)},
                                 n};
      for (int step = 0; step < steps; ++step) {
        advance_(neurons, static_cast<std::int32_t>(now_) + step);
        // Eight trains share a block of random bits.
        if (work_.poisson_a_step > 0) draw(words_.data(), n / 8, now_ + static_cast<std::uint32_t>(step));
      }
    }
    now_ += static_cast<std::uint32_t>(steps);
  }

  void deliver() {
    owed_ += work_.segments_a_step;
    const auto count = static_cast<std::size_t>(owed_);
    owed_ -= static_cast<double>(count);
    if (count == 0) return;
    const std::size_t bytes = work_.segment * work_.synapse_bytes;
    const std::size_t places = std::max<std::size_t>(1, work_.table_bytes / bytes);
    due_.resize(count);
    for (auto& due : due_) due = table_.data() + ((std::uint64_t{random_()} * places) >> 32) * bytes;
    constexpr std::size_t ahead = 6;
    for (std::size_t d = 0; d < count; ++d) {
      if (d + ahead < count) {
        for (std::size_t b = 0; b < std::min<std::size_t>(bytes, 448); b += 64) {
          __builtin_prefetch(due_[d + ahead] + b, 0, 2);
        }
      }
      // One source in five is inhibitory and has sums of its own.
      add(due_[d], work_, sums_.data() + (work_.sums > 1 && d % 5 == 0 ? work_.neurons : 0));
    }
  }

  Work work_;
  Table table_;
  std::vector<double> V_, x_;
  std::vector<std::int32_t> held_;
  std::vector<Sum> sums_;
  std::vector<std::uint32_t> words_;
  Advance<Sum> advance_;
  std::vector<const unsigned char*> due_;
  std::minstd_rand random_{7};
  double owed_ = 0.0;
  std::uint32_t now_ = 0;
};

template <class Sum>
void measure(const Work& work) {
  using Clock = std::chrono::steady_clock;
  constexpr int steps = 50, chunks = 100;
  Bare<Sum> bare{work};
  std::array<double, chunks> ns{};
  for (int k = -10; k < chunks; ++k) {
    const auto start = Clock::now();
    bare.run(steps);
    const std::chrono::duration<double, std::nano> took = Clock::now() - start;
    if (k >= 0) ns[static_cast<std::size_t>(k)] = took.count() / steps;
  }
  std::sort(ns.begin(), ns.end());
  std::printf("%.1f %.1f\n", ns[chunks / 10], ns[chunks / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 10) {
    std::fprintf(stderr, "nine numbers are expected, see the head of limit/network.cpp\n");
    return 2;
  }
  const auto whole = [argv](int k) { return static_cast<std::size_t>(std::strtoull(argv[k], nullptr, 10)); };
  const Work work{whole(1), whole(2), whole(3), whole(4), whole(5), whole(6), std::strtod(argv[7], nullptr),
                  whole(8), whole(9)};
  const bool sizes =
      (work.sum_bytes == 2 || work.sum_bytes == 4) && (work.synapse_bytes == 2 || work.synapse_bytes == 4);
  if (!sizes || work.neurons == 0 || work.segment == 0 || work.currents > 2 || work.sums > 2) {
    std::fprintf(stderr, "sums and synapses take 2 or 4 bytes; 2 currents and 2 sums a neuron at most\n");
    return 2;
  }
  if (work.sum_bytes == 2) {
    measure<narrow>(work);
  } else {
    measure<wide>(work);
  }
  return 0;
}

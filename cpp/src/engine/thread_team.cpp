#include "engine/thread_team.hpp"

#include <stdexcept>
#include <string>
#include <system_error>

#include <lapicque/info.hpp>

#include "engine/placement.hpp"

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace lapicque {
namespace {

// About the time that a sleep and a wake-up cost.
constexpr int most_spins = 2000;

void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

Barrier::Barrier(int threads)
    : threads_{threads}, crowded_{threads > hardware_threads()}, cores_(static_cast<std::size_t>(threads)) {
  for (std::atomic<int>& core : cores_) core = -1;
}

bool Barrier::spin(std::uint32_t present) const {
  for (int spin = 0; spin < most_spins; ++spin) {
    if (met(present)) return true;
    relax();
  }
  return false;
}

void Barrier::settle(int thread) {
  const int core = present_core();
  if (crowded_ || core < 0) return;
  cores_[static_cast<std::size_t>(thread)].store(core, std::memory_order_relaxed);
  for (int other = 0; other < threads_; ++other) {
    if (other == thread || cores_[static_cast<std::size_t>(other)].load(std::memory_order_relaxed) != core) continue;
    leave_core(core);
    cores_[static_cast<std::size_t>(thread)].store(present_core(), std::memory_order_relaxed);
    return;
  }
}

void Barrier::wait(int thread) {
  if (threads_ == 1) return;
  const std::uint32_t present = generation_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    generation_.fetch_add(1, std::memory_order_release);
    generation_.notify_all();
    return;
  }
  if (spin(present)) return;
  settle(thread);
  std::this_thread::yield();
  if (spin(present)) return;
  while (!met(present)) generation_.wait(present, std::memory_order_acquire);
  settle(thread);
}

ThreadTeam::ThreadTeam(int threads) : barrier_{threads} {
  try {
    for (int thread = 1; thread < threads; ++thread) workers_.emplace_back([this, thread] { serve(thread); });
  } catch (const std::system_error& error) {
    dismiss();
    throw std::runtime_error("the system does not give " + std::to_string(threads) + " threads (" + error.what() +
                             "); ask for fewer by `threads`");
  }
}

ThreadTeam::~ThreadTeam() { dismiss(); }

void ThreadTeam::dismiss() {
  {
    const std::lock_guard lock{mutex_};
    stop_ = true;
  }
  start_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadTeam::run(const std::function<void(int)>& work) {
  {
    const std::lock_guard lock{mutex_};
    work_ = &work;
    busy_ = static_cast<int>(workers_.size());
    ++round_;
  }
  if (!workers_.empty()) barrier_.settle(0);
  start_.notify_all();
  work(0);
  std::unique_lock lock{mutex_};
  finished_.wait(lock, [this] { return busy_ == 0; });
}

void ThreadTeam::serve(int thread) {
  std::uint64_t seen = 0;
  for (;;) {
    const std::function<void(int)>* work = nullptr;
    {
      std::unique_lock lock{mutex_};
      start_.wait(lock, [&] { return stop_ || round_ != seen; });
      if (stop_) return;
      seen = round_;
      work = work_;
    }
    barrier_.settle(thread);
    (*work)(thread);
    {
      const std::lock_guard lock{mutex_};
      --busy_;
    }
    finished_.notify_one();
  }
}

}  // namespace lapicque

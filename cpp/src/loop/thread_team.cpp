#include "loop/thread_team.hpp"

#include <stdexcept>
#include <string>
#include <system_error>

#include <lapicque/info.hpp>

#include "machine/placement.hpp"
#include "machine/process.hpp"
#include "machine/time_slice.hpp"

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace lapicque::detail {
namespace {

// About the time that a sleep and a wake-up cost.
constexpr int most_spins = 2000;

// Of one thread alone, which has nobody to wait for and whose meetings are not counted.
constexpr std::uint32_t past_meeting = UINT32_MAX;

void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Waits a short while for `value` to change; tells whether it did.
template <class T>
bool spin_while(const std::atomic<T>& value, T present) {
  for (int spin = 0; spin < most_spins; ++spin) {
    if (value.load(std::memory_order_acquire) != present) return true;
    relax();
  }
  return false;
}

template <class T>
void sleep_while(const std::atomic<T>& value, T present) {
  while (value.load(std::memory_order_acquire) == present) value.wait(present, std::memory_order_acquire);
}

}  // namespace

void LeadersBed::sleep_while(const std::atomic<std::uint32_t>& value, std::uint32_t present) {
  std::unique_lock lock{mutex_};
  // In one order with what wake() reads: either it finds the sleeper, or the sleeper the change.
  asleep_.store(true, std::memory_order_seq_cst);
  while (value.load(std::memory_order_seq_cst) == present) {
    if (woken_.wait_for(lock, Interruptible::pause) == std::cv_status::timeout) work_.ask();
  }
  asleep_.store(false, std::memory_order_relaxed);
}

void LeadersBed::wake() {
  if (!asleep_.load(std::memory_order_seq_cst)) return;
  {
    const std::lock_guard lock{mutex_};
  }
  woken_.notify_one();
}

Barrier::Barrier(int threads, Interruptible& work)
    : threads_{threads}, crowded_{threads > hardware_threads()}, cores_(static_cast<std::size_t>(threads)), bed_{work} {
  for (std::atomic<int>& core : cores_) core = -1;
}

void Barrier::reset() {
  arrived_ = 0;
  generation_ = 0;
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

std::uint32_t Barrier::arrive() {
  if (threads_ == 1) return past_meeting;
  const std::uint32_t meeting = generation_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    generation_.fetch_add(1, std::memory_order_seq_cst);
    if (threads_ > 1) {
      generation_.notify_all();
      bed_.wake();
    }
  }
  return meeting;
}

void Barrier::wait(int thread, std::uint32_t meeting) {
  if (spin_while(generation_, meeting)) return;
  settle(thread);
  std::this_thread::yield();
  if (spin_while(generation_, meeting)) return;
  if (thread == 0) {
    bed_.sleep_while(generation_, meeting);
  } else {
    sleep_while(generation_, meeting);
  }
  settle(thread);
}

ThreadTeam::ThreadTeam(int threads, Interruptible& work)
    : threads_{threads}, interruptible_{work}, barrier_{threads, work}, bed_{work} {
  hire();
}

ThreadTeam::~ThreadTeam() { dismiss(); }

void ThreadTeam::hire() {
  if (process_ == present_process()) return;
  dismiss();
  barrier_.reset();
  round_ = 0;
  busy_ = 0;
  process_ = present_process();
  try {
    for (int thread = 1; thread < threads_; ++thread) workers_.emplace_back([this, thread] { serve(thread); });
  } catch (const std::system_error& error) {
    dismiss();
    throw std::runtime_error("the system does not give " + std::to_string(threads_) + " threads (" + error.what() +
                             "); ask for fewer by `threads`");
  }
}

void ThreadTeam::dismiss() {
  if (process_ == present_process()) {
    begin_round(nullptr);
    for (std::thread& worker : workers_) worker.join();
  } else {
    // There is nobody behind these objects, and nothing to wait for.
    for (std::thread& worker : workers_) worker.detach();
  }
  workers_.clear();
  process_ = -1;
}

void ThreadTeam::begin_round(const std::function<void(int)>* work) {
  work_ = work;
  busy_.store(static_cast<std::uint32_t>(workers_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

void ThreadTeam::run(const std::function<void(int)>& work) {
  const WorkingOn working{interruptible_, true};
  if (threads_ == 1) {
    work(0);
    return;
  }
  hire();
  const ShortSlices slices;
  barrier_.settle(0);
  begin_round(&work);
  work(0);
  for (std::uint32_t busy = busy_.load(std::memory_order_acquire); busy != 0;
       busy = busy_.load(std::memory_order_acquire)) {
    if (!spin_while(busy_, busy)) bed_.sleep_while(busy_, busy);
  }
}

void ThreadTeam::serve(int thread) {
  const ShortSlices slices;
  const WorkingOn working{interruptible_, false};
  for (std::uint32_t seen = 0;; ++seen) {
    if (!spin_while(round_, seen)) sleep_while(round_, seen);
    if (work_ == nullptr) return;
    barrier_.settle(thread);
    (*work_)(thread);
    if (busy_.fetch_sub(1, std::memory_order_seq_cst) == 1) bed_.wake();
  }
}

}  // namespace lapicque::detail

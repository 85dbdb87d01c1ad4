#pragma once

// How the core and Python's interpreter stay out of each other's way during long work.
//
// A thread that waits for the GIL when the interpreter ends is killed by unwinding its stack, which ends the process
// where that meets C++. So threads pass a gate before they ask for the GIL. When the interpreter begins to leave, the
// gate closes and those who are through are waited for; a thread that comes later (a daemon thread in run()) waits
// there until the process ends.

#include <pybind11/pybind11.h>

namespace lapicque::bindings {

/// Gives up the GIL while it lives.
class ReleasedGil {
 public:
  ReleasedGil() : state_{PyEval_SaveThread()} {}
  ~ReleasedGil();
  ReleasedGil(const ReleasedGil&) = delete;
  ReleasedGil& operator=(const ReleasedGil&) = delete;

 private:
  PyThreadState* state_;
};

/// Has the GIL while it lives, whether the thread had it before or not.
class TakenGil {
 public:
  TakenGil();
  ~TakenGil();
  TakenGil(const TakenGil&) = delete;
  TakenGil& operator=(const TakenGil&) = delete;

 private:
  PyGILState_STATE state_;
};

/// Whether a signal handler raised, as that of Ctrl-C does: what the core asks during long work.
[[nodiscard]] bool signal_raised();
/// Raises what it raised, if it did. With the GIL.
void raise_of_signal();

/// Makes the gate known to the interpreter, and Interrupted an exception of Python.
void register_interpreter();

}  // namespace lapicque::bindings

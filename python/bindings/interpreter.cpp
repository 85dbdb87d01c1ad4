#include "interpreter.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include <lapicque/interrupt.hpp>

namespace py = pybind11;

namespace lapicque::bindings {
namespace {

std::atomic<int> within{0};  // threads that are through the gate
std::atomic<bool> closed{false};
std::thread::id leaver;  // that closed it, and needs no gate

void pass_gate() {
  ++within;
  if (!closed || std::this_thread::get_id() == leaver) return;
  --within;
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

void leave_gate() { --within; }

/// Called by the interpreter before it ends.
void close_gate() {
  leaver = std::this_thread::get_id();
  closed = true;
  // A progress function that takes long could want more than this; nothing good would come of waiting for ever.
  constexpr int most_waits = 2000;
  const py::gil_scoped_release release;
  for (int k = 0; k < most_waits && within > 0; ++k) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

std::optional<py::error_already_set>& error_of_signal() {
  static std::optional<py::error_already_set> error;
  return error;
}

void translate(std::exception_ptr pointer) {
  try {
    std::rethrow_exception(std::move(pointer));
  } catch (const Interrupted& interrupted) {
    std::optional<py::error_already_set>& error = error_of_signal();
    if (!error) return PyErr_SetString(PyExc_RuntimeError, interrupted.what());
    error->restore();
    error.reset();
  }
}

}  // namespace

ReleasedGil::~ReleasedGil() {
  pass_gate();
  PyEval_RestoreThread(state_);
  leave_gate();
}

TakenGil::TakenGil() {
  pass_gate();
  state_ = PyGILState_Ensure();
}

TakenGil::~TakenGil() {
  PyGILState_Release(state_);
  leave_gate();
}

bool signal_raised() {
  const TakenGil gil;
  if (PyErr_CheckSignals() == 0) return false;
  error_of_signal().emplace();
  return true;
}

void raise_of_signal() {
  std::optional<py::error_already_set>& error = error_of_signal();
  if (!error) return;
  py::error_already_set raised{std::move(*error)};
  error.reset();
  throw raised;
}

void register_interpreter() {
  py::register_local_exception_translator(&translate);
  py::module_::import("atexit").attr("register")(py::cpp_function(&close_gate));
}

}  // namespace lapicque::bindings

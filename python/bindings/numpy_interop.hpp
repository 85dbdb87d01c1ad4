#pragma once

// The one place that knows who keeps what alive.
//
// Everything that Python holds of a network (handles, views of the state) shares the ownership of the network, so that
// none of it can dangle, whatever the order in which Python drops it.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <lapicque/network.hpp>

#include "interpreter.hpp"

namespace lapicque::bindings {

/// A network as Python holds it. run() gives up the GIL, so that other Python threads, and the progress callback,
/// could reach a network that is running; `idle` refuses them.
struct OwnedNetwork {
  explicit OwnedNetwork(const NetworkOptions& options) : network{options} { network.set_interrupt(&signal_raised); }

  Network& idle() {
    if (running) throw std::runtime_error("the network is running; wait until run() has returned");
    return network;
  }

  /// For the clock and what was recorded, which a progress function may read between two steps.
  [[nodiscard]] const Network& readable() {
    if (!paused) idle();
    return network;
  }

  Network network;
  bool running = false;
  bool paused = false;      // between two steps, in a progress function
  std::int64_t resets = 0;  // calls of reset(): what was copied from a recorder before is out of date
};

/// A handle that keeps its network alive.
template <class T>
struct Owned {
  std::shared_ptr<OwnedNetwork> owner;
  T handle;

  [[nodiscard]] const T& idle() const {
    owner->idle();
    return handle;
  }
  [[nodiscard]] const T& readable() const {
    static_cast<void>(owner->readable());
    return handle;
  }
};

/// Marks the network as running for the lifetime of this object.
class RunningMark {
 public:
  explicit RunningMark(OwnedNetwork& network) : network_{network} {
    network_.idle();
    network_.running = true;
  }
  ~RunningMark() { network_.running = false; }
  RunningMark(const RunningMark&) = delete;
  RunningMark& operator=(const RunningMark&) = delete;

 private:
  OwnedNetwork& network_;
};

/// Marks a running network as paused for the lifetime of this object.
class PausedMark {
 public:
  explicit PausedMark(OwnedNetwork& network) : network_{network} { network_.paused = true; }
  ~PausedMark() { network_.paused = false; }
  PausedMark(const PausedMark&) = delete;
  PausedMark& operator=(const PausedMark&) = delete;

 private:
  OwnedNetwork& network_;
};

/// The vector itself becomes the array's memory; nothing is copied.
template <class T>
pybind11::array_t<T> to_numpy(std::vector<T>&& values, std::vector<pybind11::ssize_t> shape = {}) {
  auto owned = std::make_unique<std::vector<T>>(std::move(values));
  if (shape.empty()) shape = {static_cast<pybind11::ssize_t>(owned->size())};
  const T* data = owned->data();
  const pybind11::capsule base(owned.get(), [](void* vector) { delete static_cast<std::vector<T>*>(vector); });
  owned.release();
  return pybind11::array_t<T>(std::move(shape), data, base);
}

/// A writable array on the memory of the network, which lives as long as the array does.
template <class Real>
pybind11::array_t<Real> to_view(std::span<Real> values, std::shared_ptr<OwnedNetwork> owner) {
  auto kept = std::make_unique<std::shared_ptr<OwnedNetwork>>(std::move(owner));
  const pybind11::capsule base(kept.get(),
                               [](void* network) { delete static_cast<std::shared_ptr<OwnedNetwork>*>(network); });
  kept.release();
  return pybind11::array_t<Real>(static_cast<pybind11::ssize_t>(values.size()), values.data(), base);
}

}  // namespace lapicque::bindings

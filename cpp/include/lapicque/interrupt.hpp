#pragma once

#include <functional>
#include <stdexcept>

#include <lapicque/export.hpp>

namespace lapicque {

/// Asked by the calling thread some times a second while a network works, also within a step; true ends the work.
using Interrupt = std::function<bool()>;

/// Thrown by work that was ended so.
class LAPICQUE_API Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace lapicque

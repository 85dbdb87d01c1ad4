#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "state/state_array.hpp"

namespace lapicque::detail {

/// What there is one value for. Values are numbered within their owner: neurons, sources and targets within their
/// population, synapses in the order of their projection, spikes and samples in the order of time.
enum class Per : std::uint8_t { owner, projection, neuron, source, synapse, spike, sample };

enum class ValueType : std::uint8_t { uint8, int32, uint32, int64, uint64, float32, float64 };

template <class T>
[[nodiscard]] constexpr ValueType value_type() {
  if constexpr (std::is_floating_point_v<T>) {
    return sizeof(T) == sizeof(float) ? ValueType::float32 : ValueType::float64;
  } else if constexpr (sizeof(T) == 1) {
    return ValueType::uint8;  // truth values and kinds, too
  } else {
    static_assert(std::is_integral_v<T> && sizeof(T) >= sizeof(std::int32_t));
    if (sizeof(T) == sizeof(std::int32_t)) return std::is_signed_v<T> ? ValueType::int32 : ValueType::uint32;
    return std::is_signed_v<T> ? ValueType::int64 : ValueType::uint64;
  }
}

[[nodiscard]] constexpr std::size_t bytes_of(ValueType type) {
  switch (type) {
    case ValueType::uint8: return 1;
    case ValueType::int32:
    case ValueType::uint32:
    case ValueType::float32: return 4;
    case ValueType::uint64:
    case ValueType::int64:
    case ValueType::float64: return 8;
  }
  return 0;
}

/// How state begins at t = 0.
enum class Beginning : std::uint8_t {
  zero,
  drawn,  // its owner draws or computes it, see StateVisitor::begin()
};

/// Values of one name, wherever they lie.
struct StateColumn {
  std::string name;  // unique within its owner
  std::string unit;
  Per per;
  ValueType type;
  std::byte* data;
  std::size_t size;    // values
  std::size_t stride;  // bytes from one value to the next
  Beginning beginning = Beginning::zero;
  bool finite = false;      // a run in which one is not finite has failed
  std::uint64_t first = 0;  // number of the first of them, where a column lies in parts
  std::uint64_t all = 0;    // values of the whole column

  [[nodiscard]] std::byte* at(std::size_t i) const { return data + i * stride; }
};

/// A part of neighbouring structs as a column; `part` is a member, or a function of a struct that refers to it.
template <class Struct, class Part>
[[nodiscard]] StateColumn column(std::string name, std::string unit, Per per, std::span<Struct> values, Part part) {
  using T = std::remove_reference_t<std::invoke_result_t<Part, Struct&>>;
  std::byte* data = values.empty() ? nullptr : reinterpret_cast<std::byte*>(&std::invoke(part, values.front()));
  StateColumn made{std::move(name), std::move(unit), per, value_type<T>(), data, values.size(), sizeof(Struct)};
  made.all = values.size();
  return made;
}

/// Neighbouring values as a column.
template <class T>
[[nodiscard]] StateColumn column(std::string name, std::string unit, Per per, std::span<T> values) {
  return column(std::move(name), std::move(unit), per, values, std::identity{});
}

/// One value as a column.
template <class T>
[[nodiscard]] StateColumn column(std::string name, std::string unit, T& value) {
  return column(std::move(name), std::move(unit), Per::owner, std::span{&value, 1});
}

[[nodiscard]] inline StateColumn column(std::string name, std::string unit, StateArray& values) {
  return values.visit([&](auto& array) { return column(std::move(name), std::move(unit), Per::neuron, array.span()); });
}

/// What a visitor does with the values.
enum class Access : std::uint8_t { none, read, write };

/// Sees everything that changes during a run. Each owner of state lists what it has in one function
/// `visit_state(StateVisitor&)`, and what has to happen to all state, wherever it is, is a visitor: back to t = 0, its
/// size, whether it is finite, a copy of it that another network can take up.
class StateVisitor {
 public:
  StateVisitor() = default;
  StateVisitor(const StateVisitor&) = delete;
  StateVisitor& operator=(const StateVisitor&) = delete;
  virtual ~StateVisitor() = default;

  [[nodiscard]] virtual Access access() const = 0;
  /// What follows belongs to an owner of this name, which is unique in the network.
  virtual void enter(const std::string& /*owner*/) {}
  virtual void column(const StateColumn& column) = 0;
  /// A list whose length changes, with what it takes at present [bytes]; its columns follow. Returns the length that it
  /// shall have.
  virtual std::size_t list(const std::string& /*name*/, Per /*per*/, std::size_t size, std::size_t /*bytes*/) {
    return size;
  }
  /// An owner of state which begins as Beginning::drawn offers to put it there.
  virtual void begin(const std::function<void()>& /*draw*/) {}
};

/// Visits a vector of structs as a list: `columns(span)` lists its columns.
template <class Struct, class F>
void visit_list(StateVisitor& visitor, const std::string& name, Per per, std::vector<Struct>& records, F&& columns) {
  records.resize(visitor.list(name, per, records.size(), records.capacity() * sizeof(Struct)));
  if (visitor.access() != Access::none) columns(std::span{records});
}

}  // namespace lapicque::detail

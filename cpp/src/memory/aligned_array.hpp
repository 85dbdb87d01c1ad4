#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

namespace lapicque::detail {

/// A fixed number of zeros that start on a cache line, so that threads that own neighbouring ranges do not share one.
/// The last cache line belongs to the array as well, so that vectors may pass over its end.
template <class T>
class AlignedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  static constexpr std::size_t alignment = 64;

  AlignedArray() = default;
  explicit AlignedArray(std::size_t size)
      : data_{static_cast<T*>(::operator new(padded(size) * sizeof(T), std::align_val_t{alignment}))}, size_{size} {
    std::uninitialized_fill_n(data_.get(), padded(size), T{});
  }

  [[nodiscard]] T* data() { return data_.get(); }
  [[nodiscard]] const T* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<T> span() { return {data_.get(), size_}; }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

 private:
  static constexpr std::size_t padded(std::size_t size) {
    constexpr std::size_t a_line = sizeof(T) < alignment ? alignment / sizeof(T) : 1;
    return (size + a_line - 1) / a_line * a_line;
  }
  struct Free {
    void operator()(T* p) const { ::operator delete(p, std::align_val_t{alignment}); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace lapicque::detail

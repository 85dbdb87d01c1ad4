#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace lapicque::detail {

namespace memory {
/// Uninitialised memory; large pieces lie on huge pages where the system has them, since random access to tables on
/// pages of 4 KB spends most of its time on address translation.
[[nodiscard]] void* allocate(std::size_t bytes);
void release(void* memory, std::size_t bytes);
}  // namespace memory

/// A growing sequence of plain values for large tables: room is not written before it is used, so that a generous
/// reservation costs address space only.
template <class T>
class HugeArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  HugeArray() = default;
  HugeArray(HugeArray&& other) noexcept { swap(other); }
  HugeArray& operator=(HugeArray&& other) noexcept {
    swap(other);
    return *this;
  }
  HugeArray(const HugeArray&) = delete;
  HugeArray& operator=(const HugeArray&) = delete;
  ~HugeArray() {
    if (data_ != nullptr) memory::release(data_, capacity_ * sizeof(T));
  }

  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    T* grown = static_cast<T*>(memory::allocate(capacity * sizeof(T)));
    if (data_ != nullptr) {
      std::memcpy(grown, data_, size_ * sizeof(T));
      memory::release(data_, capacity_ * sizeof(T));
    }
    data_ = grown;
    capacity_ = capacity;
  }
  /// Adds `n` values that are not initialised and returns the first of them.
  T* extend(std::size_t n) {
    if (size_ + n > capacity_) reserve(std::max(size_ + n, capacity_ + capacity_ / 2));
    T* first = data_ + size_;
    size_ += n;
    return first;
  }
  void push_back(T value) { *extend(1) = value; }
  void assign(std::size_t n, T value) {
    size_ = 0;
    std::fill_n(extend(n), n, value);
  }
  void clear() { size_ = 0; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  [[nodiscard]] T* begin() { return data_; }
  [[nodiscard]] T* end() { return data_ + size_; }
  [[nodiscard]] const T* begin() const { return data_; }
  [[nodiscard]] const T* end() const { return data_ + size_; }
  [[nodiscard]] const T& back() const { return data_[size_ - 1]; }

 private:
  void swap(HugeArray& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace lapicque::detail

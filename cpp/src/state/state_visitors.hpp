#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "state/state_visitor.hpp"

namespace lapicque::detail {

/// Puts state back to t = 0.
class ResetState final : public StateVisitor {
 public:
  [[nodiscard]] Access access() const override { return Access::write; }
  void column(const StateColumn& column) override;
  std::size_t list(const std::string& name, Per per, std::size_t size, std::size_t bytes) override;
  void begin(const std::function<void()>& draw) override { draw(); }
};

/// Adds up what state takes [bytes].
class CountBytes final : public StateVisitor {
 public:
  [[nodiscard]] Access access() const override { return Access::none; }
  void column(const StateColumn& column) override { bytes_ += column.size * bytes_of(column.type); }
  std::size_t list(const std::string& name, Per per, std::size_t size, std::size_t bytes) override;
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

/// A copy of state by owner and name, without addresses and without the division among threads.
struct StateImage {
  using Name = std::pair<std::string, std::string>;  // owner, column or list

  struct Column {
    std::string unit;
    Per per = Per::owner;
    ValueType type = ValueType::uint8;
    std::vector<std::byte> values;
    bool operator==(const Column&) const = default;
  };

  std::map<Name, Column> columns;
  std::map<Name, std::size_t> lists;
  bool operator==(const StateImage&) const = default;
};

class SaveState final : public StateVisitor {
 public:
  explicit SaveState(StateImage& image) : image_{image} {}
  [[nodiscard]] Access access() const override { return Access::read; }
  void enter(const std::string& owner) override { owner_ = owner; }
  void column(const StateColumn& column) override;
  std::size_t list(const std::string& name, Per per, std::size_t size, std::size_t bytes) override;

 private:
  StateImage& image_;
  std::string owner_;
};

/// Puts a copy in place. Throws std::invalid_argument where the copy does not fit.
class LoadState final : public StateVisitor {
 public:
  explicit LoadState(const StateImage& image) : image_{image} {}
  [[nodiscard]] Access access() const override { return Access::write; }
  void enter(const std::string& owner) override { owner_ = owner; }
  void column(const StateColumn& column) override;
  std::size_t list(const std::string& name, Per per, std::size_t size, std::size_t bytes) override;

 private:
  const StateImage& image_;
  std::string owner_;
};

}  // namespace lapicque::detail

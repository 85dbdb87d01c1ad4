#include "state/state_visitors.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace lapicque::detail {
namespace {

template <class Map>
const auto& found(const Map& map, const std::string& owner, const std::string& name) {
  const auto entry = map.find({owner, name});
  if (entry == map.end()) throw std::invalid_argument("the state has no '" + name + "' of " + owner);
  return entry->second;
}

}  // namespace

void ResetState::column(const StateColumn& column) {
  if (column.beginning == Beginning::drawn) return;
  for (std::size_t i = 0; i < column.size; ++i) std::memset(column.at(i), 0, bytes_of(column.type));
}

std::size_t ResetState::list(const std::string& /*name*/, Per /*per*/, std::size_t /*size*/, std::size_t /*bytes*/) {
  return 0;
}

std::size_t CountBytes::list(const std::string& /*name*/, Per /*per*/, std::size_t size, std::size_t bytes) {
  bytes_ += bytes;
  return size;
}

void SaveState::column(const StateColumn& column) {
  StateImage::Column& copy = image_.columns[{owner_, column.name}];
  copy.unit = column.unit;
  copy.per = column.per;
  copy.type = column.type;
  const std::size_t bytes = bytes_of(column.type);
  const auto first = static_cast<std::size_t>(column.first);
  copy.values.resize(std::max(copy.values.size(), (first + column.size) * bytes));
  for (std::size_t i = 0; i < column.size; ++i) {
    std::memcpy(copy.values.data() + (first + i) * bytes, column.at(i), bytes);
  }
}

std::size_t SaveState::list(const std::string& name, Per /*per*/, std::size_t size, std::size_t /*bytes*/) {
  return image_.lists[{owner_, name}] = size;
}

void LoadState::column(const StateColumn& column) {
  const StateImage::Column& copy = found(image_.columns, owner_, column.name);
  const std::size_t bytes = bytes_of(column.type);
  const auto first = static_cast<std::size_t>(column.first);
  const std::size_t size = copy.values.size() / bytes_of(copy.type);
  if (copy.type != column.type) {
    throw std::invalid_argument("the state has '" + column.name + "' of " + owner_ + " in another type");
  }
  if (size != column.all) {
    throw std::invalid_argument("the state has " + std::to_string(size) + " values of '" + column.name + "' of " +
                                owner_ + ", needed are " + std::to_string(column.all));
  }
  for (std::size_t i = 0; i < column.size; ++i) {
    std::memcpy(column.at(i), copy.values.data() + (first + i) * bytes, bytes);
  }
}

std::size_t LoadState::list(const std::string& name, Per /*per*/, std::size_t /*size*/, std::size_t /*bytes*/) {
  return found(image_.lists, owner_, name);
}

}  // namespace lapicque::detail

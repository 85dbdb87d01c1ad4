#pragma once

#include <cstdint>
#include <tuple>

namespace lapicque {

/// The values that a field may have; a relation to other fields stands in its note.
enum class Bound : std::uint8_t { any, finite, positive, not_negative };

/// A field of a model, a receptor, a stimulus, a rule or a synapse: all that checks, bindings and documentation say of
/// it.
template <class Owner, class Type>
struct Field {
  const char* name;
  Type Owner::* member;
  const char* unit;  // "1": none; "weight": that of the weights
  Bound bound;
  const char* meaning;
  const char* note = "";  // what else holds, and relations to other fields
};
template <class Owner, class Type>
Field(const char*, Type Owner::*, const char*, Bound, const char*) -> Field<Owner, Type>;
template <class Owner, class Type>
Field(const char*, Type Owner::*, const char*, Bound, const char*, const char*) -> Field<Owner, Type>;

/// The one description of a kind; each kind has its own beside it:
///
///     static constexpr const char* name = "ExpCurrent";
///     static constexpr auto fields = std::tuple{Field{"tau", &ExpCurrent::tau, "ms", Bound::positive, "..."}, ...};
template <class Kind>
struct Description;

/// Calls f with each field of a kind, in order.
template <class Kind, class F>
constexpr void for_each_field(F&& f) {
  std::apply([&](const auto&... field) { (f(field), ...); }, Description<Kind>::fields);
}

}  // namespace lapicque

#pragma once

namespace lapicque::detail::kernels {
namespace {

/// The coordinate -1/(V_m - vertex) of membranes whose current is a parabola of V_m; Vertex::of(neurons) is where its
/// lowest point is [mV].
template <class Vertex>
struct QuadraticUpstroke {
  template <class V>
  static V coordinate(const auto& neurons, V V_m) {
    return V::all(-1) / (V_m - Vertex::of(neurons));
  }
  template <class V>
  static V potential(const auto& neurons, V u) {
    return Vertex::of(neurons) - V::all(1) / u;
  }
  template <class V>
  static V stretch(const auto& /*neurons*/, V u) {
    return u * u;
  }
  static auto lowest(const auto& neurons) {
    const auto V_m = Vertex::of(neurons);
    return V_m + decltype(V_m)::all(1);
  }
};

}  // namespace
}  // namespace lapicque::detail::kernels

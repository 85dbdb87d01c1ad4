#pragma once

// Where the coefficients of each membrane stand in MembranePass::coefficient; the engine fills in what the kernel
// reads.

#include <cstddef>

namespace lapicque::detail::kernels {

/// Nodes of Gauss's formula on [0, 1] from the middle.
inline constexpr double gauss_offset = 0.38729833462074168852;
[[nodiscard]] constexpr double gauss_node(std::size_t k) { return 0.5 + (static_cast<double>(k) - 1.0) * gauss_offset; }

/// What curvatures of the linear membrane are divided by, so that 1 - curvature + curvature^2/2 takes one
/// multiplication.
inline constexpr double curvature_unit = 1.41421356237309504880;

/// Leak and conductances only: linear in V_m.
struct LinearMembrane {
  enum : std::size_t {
    g_L,
    E_L,
    V_th,
    V_reset,
    dt_over_C,
    leak,  // g_L dt/C_m
    end
  };
};

/// Leak and NMDA.
struct LeakyMembrane {
  enum : std::size_t { dt, g_L, E_L, V_th, V_reset, inverse_C, end };
};

/// C_m dV_m/dt = curvature (V_m - E_L)(V_m - V_c) + ...
struct QuadraticMembrane {
  enum : std::size_t { dt, curvature, E_L, V_c, V_peak, V_reset, inverse_C, steep_above, steep_below, end };
};

/// Exponential upstroke; adaptation is left out where a, b are not used.
struct ExponentialMembrane {
  enum : std::size_t {
    dt,
    g_L,
    E_L,
    V_th,
    V_peak,
    V_reset,
    inverse_C,
    slope_current,  // g_L Delta_T [pA]
    inverse_Delta_T,
    steep_above,  // potential from which on a step is cut into pieces
    a,
    b,
    inverse_tau_w,
    end
  };
};

/// Moving threshold and escape noise on a leaky membrane with a spike-triggered current: what all its kernels begin
/// with. States: V_m, I_stc, E_sfa.
struct EscapeNoise {
  enum : std::size_t { V_reset, V_T_star, inverse_Delta_V, hazard, end };  // lambda_0 dt
};

/// With currents only: the exact propagator.
struct ExactGifMembrane {
  enum : std::size_t {
    leak = EscapeNoise::end,  // exp(-dt/tau_m) - 1
    V_inf,                    // where I_e alone leads
    current_to_V,             // mV a step per pA of constant current
    end
  };
};

/// With conductances: linear in V_m.
struct LinearGifMembrane {
  enum : std::size_t {
    g_L = EscapeNoise::end,
    E_L,
    dt_over_C,
    leak,  // g_L dt/C_m
    end
  };
};

/// With NMDA.
struct GifMembrane {
  enum : std::size_t { dt = EscapeNoise::end, g_L, E_L, inverse_C, end };
};

struct IzhikevichMembrane {
  enum : std::size_t { dt, a, b, c, d, V_th, steep_above, steep_below, end };
};

/// Sodium, potassium and leak. States: V_m, Act_m, Inact_h, Act_n.
struct ChannelMembrane {
  enum : std::size_t { dt, inverse_C, g_Na, g_K, g_L, E_Na, E_K, E_L, V_T, V_th, end };
};

}  // namespace lapicque::detail::kernels

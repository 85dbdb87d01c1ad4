#pragma once

#include <variant>

#include <lapicque/adex.hpp>
#include <lapicque/eif.hpp>
#include <lapicque/gif.hpp>
#include <lapicque/hodgkin_huxley.hpp>
#include <lapicque/izhikevich.hpp>
#include <lapicque/lif.hpp>
#include <lapicque/qif.hpp>
#include <lapicque/traub_miles.hpp>

namespace lapicque {

/// Any neuron model.
using Model = std::variant<Lif, Qif, Eif, AdEx, Izhikevich, HodgkinHuxley, TraubMiles, Gif>;

}  // namespace lapicque

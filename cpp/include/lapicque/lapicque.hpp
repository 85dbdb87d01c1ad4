#pragma once

// Everything of the public C++ API.
#include <lapicque/applied_stimulus.hpp>
#include <lapicque/describe.hpp>
#include <lapicque/distribution.hpp>
#include <lapicque/equations.hpp>
#include <lapicque/info.hpp>
#include <lapicque/interrupt.hpp>
#include <lapicque/memory.hpp>
#include <lapicque/model.hpp>
#include <lapicque/names.hpp>
#include <lapicque/network.hpp>
#include <lapicque/options.hpp>
#include <lapicque/parameter.hpp>
#include <lapicque/population.hpp>
#include <lapicque/precision.hpp>
#include <lapicque/progress.hpp>
#include <lapicque/projection.hpp>
#include <lapicque/receptor.hpp>
#include <lapicque/recorder.hpp>
#include <lapicque/rule.hpp>
#include <lapicque/spike_timing.hpp>
#include <lapicque/state_description.hpp>
#include <lapicque/stimulus.hpp>
#include <lapicque/synapse.hpp>

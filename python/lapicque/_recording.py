"""What `Network.record` makes of its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lapicque import _core
from lapicque._reading import named, read_selection
from lapicque._units import Number
from lapicque._values import number, text, type_error
from lapicque.population import Selection
from lapicque.projection import Projection, SomeSynapses
from lapicque.results import SpikeData, Trace
from lapicque.weights import WeightTrace


def make_recorder(
    handle: _core.Network, target: Any, what: Any, every: Number | None
) -> SpikeData | Trace | WeightTrace:
    """A recorder of spikes, state variables or weights in the network `handle`."""
    if isinstance(target, Projection):
        return _weights(handle, target[:], what, every)
    if isinstance(target, SomeSynapses):
        return _weights(handle, target, what, every)
    selection, names = read_selection(target, "target"), _names(what)
    return _spikes(handle, selection, every) if names == ["spikes"] else _states(handle, selection, names, every)


def _spikes(handle: _core.Network, target: Selection, every: Number | None) -> SpikeData:
    if every is not None:
        interval = number("ms")(every, "every")
        raise ValueError(f"every must be left out for spikes, which are all recorded, got {interval}")
    return SpikeData(handle.record_spikes(target._selection), target)


def _states(handle: _core.Network, target: Selection, names: list[str], every: Number | None) -> Trace:
    interval = _interval(every)
    with named(more='; or "spikes"', variables="what"):
        return Trace(handle.record(target._selection, names, interval), target)


def _weights(handle: _core.Network, some: SomeSynapses, what: Any, every: Number | None) -> WeightTrace:
    if what != "weights":
        raise ValueError(f'what must be "weights" for synapses, got {what!r}')
    core = handle.record_weights(some.projection._handle, some.places, _interval(every))
    return WeightTrace(core, some.projection)


def _names(what: Any) -> list[str]:
    if isinstance(what, str):
        return [text(what, "what")]
    if not isinstance(what, Sequence) or not all(isinstance(name, str) for name in what):
        raise type_error("what", '"spikes", a state variable, or a list of state variables', what)
    if "spikes" in what and list(what) != ["spikes"]:
        raise ValueError(f'what must be "spikes" alone or state variables, got {list(what)}')
    return [text(name, "what") for name in what]


def _interval(every: Number | None) -> float:
    """Milliseconds between samples; 0 for every step, which the caller says by None."""
    interval = 0.0 if every is None else float(number("ms")(every, "every"))
    if every is not None and interval == 0:
        raise ValueError(f"every must be a positive multiple of dt, or None for every step, got {every}")
    return interval

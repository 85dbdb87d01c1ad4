"""Projections: the synapses made by one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lapicque import _core, _names, _units
from lapicque._values import FloatArray, IntArray, indices, short
from lapicque.population import Selection
from lapicque.synapses import Synapse

__all__ = ["Projection", "Synapses"]
__dir__ = _names.only(__all__)


class Synapses(NamedTuple):
    """The synapses of a projection, ordered by source, then delay, then target; each array has shape (synapses,)."""

    pre: IntArray
    """Index of the source in its population."""
    post: IntArray
    """Index of the target in its population."""
    weight: FloatArray
    """Weight in the receptor's unit (mV for Delta, pA for currents, nS for conductances)."""
    delay: FloatArray
    """Delay [ms]."""


class Projection:
    """The synapses made by one call of `Network.connect`.

    They are drawn when they are first needed, by a run or by looking at them. All arrays are copies. A part of the
    synapses to record from is had by ``projection[:10]`` or ``projection[[1, 5]]``, in the order of `synapses`.
    """

    def __init__(self, core: _core.Projection, pre: Selection, post: Selection, synapse: Synapse) -> None:
        self._handle = core
        self._removed = False
        self._pre = pre
        self._post = post
        self._synapse = synapse

    @property
    def pre(self) -> Selection:
        """The sources."""
        return self._pre

    @property
    def post(self) -> Selection:
        """The targets."""
        return self._post

    @property
    def receptor(self) -> str:
        """The receptor of the targets that the synapses act on."""
        return self._handle.receptor

    @property
    def synapse(self) -> Synapse:
        """What spikes do to the synapses."""
        return self._synapse

    def __len__(self) -> int:
        return len(self._handle)

    def __getitem__(self, places: Any) -> SomeSynapses:
        if isinstance(places, slice):
            return SomeSynapses(self, np.arange(len(self))[places])
        return SomeSynapses(self, indices(places, "synapses"))

    def __bool__(self) -> bool:
        # Truth must not draw the synapses, as len() would.
        return True

    def synapses(self) -> Synapses:
        """Copy all synapses.

        Returns
        -------
        Synapses
            Arrays ``pre``, ``post``, ``weight``, ``delay`` of shape (synapses,).
        """
        return Synapses(*self._handle.synapses())

    @property
    def sources(self) -> IntArray:
        """Index of each synapse's source in its population, shape (synapses,)."""
        return self.synapses().pre

    @property
    def targets(self) -> IntArray:
        """Index of each synapse's target in its population, shape (synapses,)."""
        return self.synapses().post

    @property
    def weights(self) -> FloatArray:
        """Weight of each synapse in the receptor's unit, shape (synapses,); a read-only copy.

        Of plastic synapses, it is the weight as the last presynaptic spike that has arrived has left it. Spikes that
        the target has fired since count at the next presynaptic spike, or at whole seconds where the source is silent
        for longer than a second.

        The weights of plastic synapses can be assigned: ``projection.weights = values`` holds from the present time
        on. `Network.reset` restores those of the beginning.
        """
        weights = self._handle.weights()
        weights.setflags(write=False)
        return weights

    @weights.setter
    def weights(self, values: Any) -> None:
        model = self._post.population.model
        unit = model._weight_unit(self.receptor) if model is not None else None
        bare = values if unit is None else _units.in_unit(values, unit, "weights")
        self._handle.set_weights(bare)

    @property
    def delays(self) -> FloatArray:
        """Delay of each synapse [ms], shape (synapses,)."""
        return self.synapses().delay

    def remove(self) -> None:
        """Take the connection back before its synapses are drawn, as where the memory for them is lacking.

        Raises
        ------
        ValueError
            If they are drawn.
        RuntimeError
            While the network runs.
        """
        self._handle.remove()
        self._removed = True

    if not TYPE_CHECKING:
        __getattr__ = _names.unknown_attribute

    def __repr__(self) -> str:
        return f"<Projection {self._pre!r} -> {self._post!r}, receptor {self.receptor!r}>"


class SomeSynapses:
    """Some synapses of a projection, to record from; made by ``projection[...]``."""

    def __init__(self, projection: Projection, places: IntArray) -> None:
        self._projection = projection
        self._places = places

    @property
    def projection(self) -> Projection:
        """The projection that they belong to."""
        return self._projection

    @property
    def places(self) -> IntArray:
        """Place of each in the order of `Projection.synapses`, shape (n,)."""
        return self._places

    def __len__(self) -> int:
        return len(self._places)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Synapses {short(self._places)} of {self._projection!r}>"

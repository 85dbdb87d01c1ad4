"""Projections: the synapses made by one connection."""

from __future__ import annotations

from typing import NamedTuple

from lapicque import _core
from lapicque._values import FloatArray, IntArray
from lapicque.population import Selection


class Synapses(NamedTuple):
    """The synapses of a projection, ordered by source, then delay, then target; each array has shape (synapses,)."""

    pre: IntArray
    """Index of the source in its population."""
    post: IntArray
    """Index of the target in its population."""
    weight: FloatArray
    """Weight in the receptor's unit (mV for Delta, pA for currents)."""
    delay: FloatArray
    """Delay [ms]."""


class Projection:
    """The synapses made by one call of `Network.connect`.

    They are drawn when they are first needed, by a run or by looking at them. All arrays are copies.
    """

    def __init__(self, core: _core.Projection, pre: Selection, post: Selection) -> None:
        self._handle = core
        self._pre = pre
        self._post = post

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

    def __len__(self) -> int:
        return len(self._handle)

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
        """Weight of each synapse in the receptor's unit, shape (synapses,)."""
        return self.synapses().weight

    @property
    def delays(self) -> FloatArray:
        """Delay of each synapse [ms], shape (synapses,)."""
        return self.synapses().delay

    def __repr__(self) -> str:
        return f"<Projection {self._pre!r} -> {self._post!r}, receptor {self.receptor!r}>"

"""Samples of the weights of plastic synapses."""

from __future__ import annotations

from typing import Any

from lapicque import _core, _names
from lapicque._growing import Growing
from lapicque._kept import KeptProjection, KeptWeights
from lapicque._values import FloatArray, IntArray
from lapicque.projection import Projection

__all__ = ["WeightTrace"]
__dir__ = _names.only(__all__)


class WeightTrace:
    """Weights of some synapses, as far as the network has run; made by ``net.record(projection, "weights")``.

    ``len()`` is the number of samples. What a sample holds is what `Projection.weights` gave at that time. A copy, also
    by pickle, holds what was recorded so far.
    """

    def __init__(self, core: _core.WeightRecorder | KeptWeights, projection: Any) -> None:
        self._handle = core
        self._projection = projection
        self._synapses = core.synapses
        self._synapses.setflags(write=False)
        self._forget()

    def __reduce__(self) -> tuple[Any, ...]:
        kept = KeptWeights(self._handle.time, self.t, self.synapses, self.weights)
        return WeightTrace, (kept, KeptProjection.of(self._projection))

    def _forget(self) -> None:
        self._seen = self._handle.resets
        self._samples = Growing()

    @property
    def projection(self) -> Projection:
        """The projection that the synapses belong to; of a record that was pickled or copied, what it knows of it."""
        return self._projection  # type: ignore[no-any-return]

    @property
    def synapses(self) -> IntArray:
        """Place of each recorded synapse in the order of `Projection.synapses`, shape (n,)."""
        return self._synapses

    @property
    def t(self) -> FloatArray:
        """Times of the samples [ms], shape (samples,)."""
        return self._handle.times()

    @property
    def weights(self) -> FloatArray:
        """Weights in the receptor's unit, shape (samples, n); read-only."""
        if self._seen != self._handle.resets:
            self._forget()
        if self._samples.size != len(self._handle) or not self._samples.size:
            self._samples.append(self._handle.samples(self._samples.size))
        return self._samples.view()  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._handle)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<WeightTrace: {len(self)} samples of {len(self._synapses)} synapses of {self._projection!r}>"

"""What recorders hand out: spikes and traces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from lapicque import _core, _names
from lapicque._growing import Growing
from lapicque._kept import KeptSamples, KeptSelection, KeptSpikes
from lapicque._names import known_arguments
from lapicque._values import FloatArray, IntArray, number
from lapicque.population import Selection

__all__ = ["SpikeData", "Trace"]
__dir__ = _names.only(__all__)


class _Record(ABC):
    """What spikes and traces have in common: the recorded neurons, and since when."""

    _handle: Any

    def __init__(self, core: Any, selection: Any) -> None:
        self._handle = core
        self._selection = selection
        self._columns = selection.indices
        self._columns.setflags(write=False)
        self._first_time = core.time
        self._resets = core.resets

    @abstractmethod
    def _kept(self) -> Any:
        """The records as they are, in the place of the core's recorder."""

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy holds what was recorded so far, and no network.
        return _restored, (type(self), self._kept(), KeptSelection.of(self._selection), self.t_start)

    @property
    def selection(self) -> Selection:
        """The recorded neurons; of a record that was pickled or copied, what it knows of them."""
        return self._selection  # type: ignore[no-any-return]

    @property
    def columns(self) -> IntArray:
        """Index in the population of each recorded neuron, shape (n,)."""
        columns: IntArray = self._columns
        return columns

    @property
    def n(self) -> int:
        """Number of recorded neurons."""
        return len(self._columns)

    @property
    def name(self) -> str:
        """Name of the population."""
        return str(self._selection.population.name)

    @property
    def t_start(self) -> float:
        """Time from which on this was recorded [ms]."""
        return 0.0 if self._handle.resets != self._resets else float(self._first_time)

    @property
    def t_stop(self) -> float:
        """Time up to which this was recorded so far [ms]."""
        return float(self._handle.time)


def _restored(kind: type[_Record], kept: Any, selection: Any, t_start: float) -> _Record:
    record = kind(kept, selection)
    record._first_time = t_start
    return record


class SpikeData(_Record):
    """The spikes of some neurons, as far as the network has run; made by ``net.record(target, "spikes")``.

    ``len()`` is the number of spikes. A spike belongs to the interval ``(t_start, t_stop]``, as it is fired at the end
    of a time step, or off the grid, within a step, by a population of precise spike timing. A copy, also by pickle,
    holds what was recorded so far.
    """

    _handle: _core.SpikeRecorder | KeptSpikes

    def __init__(self, core: _core.SpikeRecorder | KeptSpikes, selection: Selection | KeptSelection) -> None:
        super().__init__(core, selection)
        self._place = np.zeros(len(selection.population), dtype=np.int64)
        self._place[self._columns] = np.arange(self.n)
        self._forget()

    def _kept(self) -> KeptSpikes:
        return KeptSpikes(self.t_stop, self.t, self.i)

    def _forget(self) -> None:
        self._seen = self._handle.resets
        self._t = Growing()
        self._i = Growing()
        self._size = 0

    def _update(self) -> None:
        if self._seen != self._handle.resets:
            self._forget()
        if self._size == len(self._handle) and self._size:
            return
        t, i = self._handle.spikes(self._size)
        self._t.append(t)
        self._i.append(i)
        self._size += len(t)

    @property
    def t(self) -> FloatArray:
        """Times of the spikes [ms], ascending, shape (spikes,); read-only."""
        self._update()
        return self._t.view()  # type: ignore[no-any-return]

    @property
    def i(self) -> IntArray:
        """Index in the population of the neuron of each spike, shape (spikes,); read-only."""
        self._update()
        return self._i.view()  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._handle)

    def __bool__(self) -> bool:
        return True

    def _between(self, t_start: float | None, t_stop: float | None) -> tuple[FloatArray, IntArray, float]:
        """Times and places in the selection of the spikes in ``(t_start, t_stop]``, and its length [ms]."""
        start = self.t_start if t_start is None else number("ms")(t_start, "t_start")
        stop = self.t_stop if t_stop is None else number("ms")(t_stop, "t_stop")
        for name, given, value in (("t_start", t_start, start), ("t_stop", t_stop, stop)):
            if given is not None and not self.t_start <= value <= self.t_stop:
                allowed = f"in the recorded time, {self.t_start} to {self.t_stop} ms"
                raise ValueError(f"{name} must be {allowed}, got {value}")
        if stop < start or (stop == start and not (t_start is None and t_stop is None)):
            raise ValueError(f"t_stop must be later than t_start ({start}), got {stop}")
        # Half a millionth of a step apart, times on the grid are the same.
        tolerance = 1e-9 * max(1.0, abs(stop))
        first, last = np.searchsorted(self.t, [start + tolerance, stop + tolerance])
        return self.t[first:last], self._place[self.i[first:last]], stop - start

    @known_arguments
    def rates(self, t_start: float | None = None, t_stop: float | None = None) -> FloatArray:
        """Mean rate of every neuron.

        Parameters
        ----------
        t_start, t_stop : float, optional
            Interval [ms], by default all of the recorded time.

        Returns
        -------
        array of shape (n,)
            Rates [Hz]; NaN as long as no time was recorded.

        Raises
        ------
        ValueError
            If the interval is empty or leaves the recorded time.
        """
        _, places, duration = self._between(t_start, t_stop)
        counts = np.bincount(places, minlength=self.n)
        if duration == 0:
            return np.full(self.n, np.nan)
        return np.asarray(counts / (duration * 1e-3), dtype=np.float64)

    @known_arguments
    def trains(self, t_start: float | None = None, t_stop: float | None = None) -> list[FloatArray]:
        """Spike times of every neuron.

        Parameters
        ----------
        t_start, t_stop : float, optional
            Interval [ms], by default all of the recorded time.

        Returns
        -------
        list of n arrays
            Times [ms] in ascending order.
        """
        t, places, _ = self._between(t_start, t_stop)
        order = np.argsort(places, kind="stable")
        bounds = np.searchsorted(places[order], np.arange(1, self.n))
        return np.split(t[order], bounds) if self.n else []

    @known_arguments
    def isi(self, t_start: float | None = None, t_stop: float | None = None) -> FloatArray:
        """Intervals between successive spikes of the same neuron, of all neurons one after the other.

        Parameters
        ----------
        t_start, t_stop : float, optional
            Interval [ms] that both spikes lie in, by default all of the recorded time.

        Returns
        -------
        array of shape (intervals,)
            Intervals [ms].
        """
        return self._intervals(t_start, t_stop)[0]

    @known_arguments
    def cv(self, t_start: float | None = None, t_stop: float | None = None) -> FloatArray:
        """Coefficient of variation of the inter-spike intervals of every neuron: standard deviation over mean.

        Parameters
        ----------
        t_start, t_stop : float, optional
            Interval [ms] that the spikes lie in, by default all of the recorded time.

        Returns
        -------
        array of shape (n,)
            NaN for neurons of fewer than two intervals.
        """
        intervals, places = self._intervals(t_start, t_stop)
        n = self.n
        count = np.bincount(places, minlength=n)
        known = np.maximum(count, 1)
        mean = np.bincount(places, intervals, n) / known
        variance = np.bincount(places, (intervals - mean[places]) ** 2, n) / known
        result = np.full(n, np.nan)
        np.divide(np.sqrt(variance), mean, out=result, where=count > 1)
        return result

    def _intervals(self, t_start: float | None, t_stop: float | None) -> tuple[FloatArray, IntArray]:
        t, places, _ = self._between(t_start, t_stop)
        order = np.argsort(places, kind="stable")
        places = places[order]
        same = places[1:] == places[:-1]
        return np.diff(t[order])[same], places[1:][same]

    if not TYPE_CHECKING:
        __getattr__ = _names.unknown_attribute

    def __repr__(self) -> str:
        return f"<SpikeData: {len(self)} spikes of {self._selection!r}>"


class Trace(_Record):
    """Samples of state variables, as far as the network has run; made by ``net.record(target, ["V_m", ...])``.

    Every recorded variable is an attribute of shape (samples, n): ``trace.V_m``, read-only; ``trace["V_m"]`` is the
    same, also where a variable has the name of something else, such as ``n``. ``len()`` is the number of samples. A
    copy, also by pickle, holds what was recorded so far.
    """

    _handle: _core.StateRecorder | KeptSamples

    def __init__(self, core: _core.StateRecorder | KeptSamples, selection: Selection | KeptSelection) -> None:
        super().__init__(core, selection)
        self._variables = tuple(core.variables)
        self._forget()

    def _kept(self) -> KeptSamples:
        return KeptSamples(self.t_stop, self.t, {variable: self[variable] for variable in self._variables})

    def _forget(self) -> None:
        self._seen = self._handle.resets
        self._samples = {variable: Growing() for variable in self._variables}
        self._sizes = dict.fromkeys(self._variables, 0)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the recorded variables."""
        return self._variables

    @property
    def t(self) -> FloatArray:
        """Times of the samples [ms], shape (samples,)."""
        return self._handle.times()

    def __getattr__(self, name: str) -> FloatArray:
        if name.startswith("_") or name not in self._variables:
            _names.no_attribute("Trace", name, () if name.startswith("_") else (*self._variables, "t", "columns"))
        return self[name]

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self._variables:
            raise KeyError(f"{name!r} is not recorded; recorded are {', '.join(self._variables)}")
        if self._seen != self._handle.resets:
            self._forget()
        size = self._sizes[name]
        if size != len(self._handle) or not size:
            rows = self._handle.samples(name, size)
            self._samples[name].append(rows)
            self._sizes[name] += len(rows)
        return self._samples[name].view()  # type: ignore[no-any-return]

    def __dir__(self) -> list[str]:
        return ["columns", "n", "name", "selection", "t", "t_start", "t_stop", "variables", *self._variables]

    def __len__(self) -> int:
        return len(self._handle)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Trace: {len(self)} samples of {', '.join(self._variables)} of {self._selection!r}>"

"""What all parts of a network share: the core's network and its clock."""

from __future__ import annotations

from lapicque import _core
from lapicque._names import known_arguments
from lapicque._progress import Callback, Reporter
from lapicque._reading import read_threads
from lapicque._units import Number
from lapicque._values import number


class Clock:
    """Runs the network, and knows how."""

    _handle: _core.Network

    @known_arguments
    def build(self) -> None:
        """Draw the synapses that are not drawn yet; `run` does it by itself.

        Raises
        ------
        MemoryError
            If they need more memory than the system has left now; nothing is allocated then.
        """
        self._handle.build()

    @known_arguments
    def run(self, duration: Number, progress: bool | Callback = False) -> None:
        """Simulate for some time.

        Ctrl-C (and any exception in a progress function) stops the run at the end of a step; the network can go on
        from there. Where a single step takes longer than some tenths of a second, Ctrl-C stops within it; then what
        was recorded before can be read, and `reset` makes the network ready again. Other Python threads run meanwhile,
        but cannot use this network. What they write into an array of its state during a run takes effect at one of its
        steps, or is overwritten; write between runs.

        Parameters
        ----------
        duration : float
            Time to simulate [ms], a multiple of dt.
        progress : bool or callable
            True shows a progress bar (of tqdm where that is installed) on stderr. A function is called with the time
            done and the time to do [ms] about every 50 ms of real time and at the end; if it returns False, the run
            stops there. It may read the network's `time` and its recorders.

        Raises
        ------
        RuntimeError
            If a state variable is no longer finite. It is looked for after every 1024 steps and at the end of a run.
        """
        with Reporter(progress) as reporter:
            self._handle.run(number("ms")(duration, "duration"), reporter.callback)

    @known_arguments
    def reset(self) -> None:
        """Go back to t = 0 and the initial values, and empty the recorders.

        A run then repeats the first one, provided that nothing was added to the network after its start.
        """
        self._handle.reset()

    @known_arguments
    def memory(self) -> dict[str, int]:
        """Bytes that the network holds, by kind.

        Returns
        -------
        dict
            ``state`` of neurons and sources, ``stimuli``, ``lists`` of pairs, weights and delays that connections were
            given, ``synapses`` (targets and weights), ``rows`` (where the synapses of a source and
            a delay begin), ``accumulators`` of what arrives in a step, ``spikes_under_way``, ``traces`` of plastic
            synapses, ``recordings``, and their ``total``. Synapses count once they are drawn, by `build` or `run`.
        """
        return self._handle.memory()

    @property
    def time(self) -> float:
        """Present time [ms]."""
        return self._handle.time

    @property
    def dt(self) -> float:
        """Time step [ms]."""
        return self._handle.dt

    @property
    def seed(self) -> int:
        """Key of every random number."""
        return self._handle.seed

    @property
    def precision(self) -> str:
        """Precision of the state, "double" or "single"."""
        return "single" if self._handle.single else "double"

    @property
    def threads(self) -> int:
        """Threads that a run uses. May be set between runs, to a number or to None, for as many as pay.

        A network that has run is divided anew, with everything that is under way in it, and goes on with the same bits.
        Meanwhile its synapses are held twice.

        Raises
        ------
        ValueError
            If the number is not between 1 and 1024.
        MemoryError
            If the system has too little memory left; the network is as before then.
        RuntimeError
            While the network runs, or after a run that failed within a step.
        """
        return self._handle.threads

    @threads.setter
    def threads(self, threads: int | None) -> None:
        self._handle.threads = read_threads(threads)

"""Connections between populations: projections of synapses, and gap junctions."""

from __future__ import annotations

from lapicque import _units
from lapicque._clock import Clock
from lapicque._names import known_arguments
from lapicque._reading import read_selection
from lapicque._units import Numbers
from lapicque._values import name_or_none, parameter, short, type_error
from lapicque.distributions import Distribution, value
from lapicque.population import Selection
from lapicque.projection import Projection
from lapicque.rules import Matrix, OneToOne, Rule
from lapicque.synapses import Static, Synapse


class Connected(Clock):
    """Connects populations."""

    _projections: list[Projection]

    @known_arguments
    def connect(
        self,
        pre: Selection,
        post: Selection,
        rule: Rule,
        weight: Numbers | Distribution | None = None,
        delay: Numbers | Distribution = 1.0,
        receptor: str | None = None,
        synapse: Synapse | None = None,
    ) -> Projection:
        """Connect sources with targets.

        Parameters
        ----------
        pre, post : Population or Selection
            Sources and targets.
        rule : Rule
            Which of them are connected.
        weight : float, array of shape (synapses,), or distribution, optional
            Weight in the receptor's unit, mV for `Delta`, pA for currents, nS for conductances; 1 by default. An array
            where the rule fixes the number of synapses. Left out for `Matrix`, which holds the weights.
        delay : float, array of shape (synapses,), or distribution
            Delay [ms], a multiple of dt and at least one; draws are rounded to the grid.
        receptor : str, optional
            Receptor of the targets; left out, it is the only one, or exc or inh by the sign of the weight where the
            model has that pair of current receptors.
        synapse : Synapse, optional
            What spikes do to the synapses: `Static` by default, `TsodyksMarkram`, or one that changes the weights,
            such as `STDP`, whose weights must lie between 0 and its Wmax.

        Returns
        -------
        Projection

        Raises
        ------
        MemoryError
            If the synapses that are not drawn yet will need more memory than the system has left. The message says how
            much; nothing is allocated, and the network is as it was.
        """
        pre, post = read_selection(pre, "pre"), read_selection(post, "post")
        if not isinstance(rule, Rule):
            raise type_error("rule", "a rule such as AllToAll()", rule)
        synapse = Static() if synapse is None else synapse
        if not isinstance(synapse, Synapse):
            raise type_error("synapse", "a synapse such as STDP()", synapse)
        if getattr(weight, "ndim", 0) == 2:
            allowed = "one value, a distribution, one value a synapse (a matrix of weights is the rule Matrix(weight))"
            raise ValueError(f"weight must be {allowed}, got {short(weight)}")
        port = name_or_none(receptor, "receptor")
        model = post.population.model
        unit = model._weight_unit(receptor) if model is not None else None
        if isinstance(rule, Matrix):
            if weight is not None:
                raise ValueError(f"weight must be left out for Matrix, which holds the weights, got {weight!r}")
            _units.require(rule.unit, unit, "rule.values", rule)
        synapse._require_unit(unit)
        core = self._handle.connect(
            pre._selection,
            post._selection,
            rule._build(),
            value(1.0 if weight is None else weight, unit, "weight"),
            value(delay, "ms", "delay"),
            port,
            synapse._build(),
        )
        projection = Projection(core, pre, post, synapse)
        self._projections.append(projection)
        return projection

    @known_arguments
    def gap_junction(self, pre: Selection, post: Selection, conductance: Numbers, rule: Rule | None = None) -> None:
        """Connect neurons electrically: a current ``conductance (V_pre - V_post)`` into post, the opposite into pre.

        The current is constant within a step, by the potentials in the middle of the step as a line through the ends of
        the last two steps foresees them (after a spike, the present ones): the error is of second order in dt.

        Parameters
        ----------
        pre, post : Population or Selection
            Neurons at both ends; neither is before the other.
        conductance : float or array of shape (pairs,)
            Conductance [nS] of every pair, or one a pair.
        rule : OneToOne, AllToAll or Pairs, optional
            Which pairs; by default `OneToOne`. `AllToAll` of neurons with themselves has each pair once.

        Raises
        ------
        ValueError
            For another rule, a negative conductance, a wrong number of them, or a neuron paired with itself.
        """
        pre, post = read_selection(pre, "pre"), read_selection(post, "post")
        chosen = OneToOne() if rule is None else rule
        if not isinstance(chosen, Rule):
            raise type_error("rule", "OneToOne(), AllToAll() or Pairs()", rule)
        g = parameter("nS")(conductance, "conductance")
        self._handle.gap_junction(pre._selection, post._selection, chosen._build(), g)

    @property
    def projections(self) -> tuple[Projection, ...]:
        """Projections in the order of their making, without those that were removed."""
        return tuple(projection for projection in self._projections if not projection._removed)

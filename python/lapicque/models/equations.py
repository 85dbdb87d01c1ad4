"""Neurons whose equations are text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from lapicque import _core, _names, _typeset, _units
from lapicque._description import described
from lapicque._names import Named, known_parameters
from lapicque._units import Numbers
from lapicque._values import encodable, number, short, text, type_error
from lapicque.models.base import Model, read_receptors
from lapicque.models.receptors import Receptor

__all__ = ["Equations", "VariableScheme"]
__dir__ = _names.only(__all__)


class VariableScheme(NamedTuple):
    """How a variable of `Equations` goes through a step, and why."""

    scheme: str
    reason: str


def _text(value: Any, name: str) -> str:
    """A string, which may be empty."""
    return "" if isinstance(value, str) and not value else text(value, name)


def _time(value: Any, name: str) -> str:
    """A number of ms, or an expression, as text."""
    if isinstance(value, str):
        return text(value, name)
    time = float(number("ms")(value, name))
    if not 0.0 <= time < math.inf:
        raise ValueError(f"{name} must be at least 0 and finite, got {time}")
    return repr(time)


def _names_of(value: Any, name: str) -> str:
    """Names, as one string with commas."""
    if isinstance(value, str):
        return encodable(value, name)
    if not isinstance(value, Sequence) or not all(isinstance(item, str) for item in value):
        raise type_error(name, "a name or a list of names", value)
    return ", ".join(encodable(item, name) for item in value)


def _parameters(value: Any, name: str) -> Named[Any]:
    """A dict of numbers or arrays, in the units of the package."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise type_error(name, "a dict of numbers or arrays by name", value)
    read = {}
    for key, item in value.items():
        own = f"{name}[{encodable(key, f'a name in {name}')!r}]"
        read[key] = _core.parameter(_units.split(item, own)[0], own)
    return Named(read, "parameter")


def _texts(value: Any, name: str) -> Named[str]:
    """A dict of strings."""
    if not isinstance(value, Mapping):
        raise type_error(name, "a dict of strings", value)
    for key, item in value.items():
        if not isinstance(key, str) or not isinstance(item, str):
            raise type_error(name, "a dict of strings", value)
        encodable(key, f"a name in {name}")
        encodable(item, f"{name}[{key!r}]")
    return Named(dict(value), "name")


# Outside of the class, one field of which has the name of a reader.
_READERS = {
    "text": _text,
    "threshold": _text,
    "reset": _text,
    "t_ref": _time,
    "hold": _names_of,
    "parameters": _parameters,
    "receptors": read_receptors,
    "arrivals": _texts,
    "events": _texts,
    "scheme": text,
}


@known_parameters
@described(_core.Equations)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Equations(Model):
    """A neuron whose equations are given as text; nothing is compiled, and it runs at once.

    ::

        adex = lq.Equations(
            '''
            C_m*dV_m/dt = g_L*(E_L - V_m) + g_L*Delta_T*exp((V_m - V_th)/Delta_T) - w + I_syn + I_ext : mV
            tau_w*dw/dt = a*(V_m - E_L) - w : pA
            ''',
            threshold="V_m >= V_peak",
            reset="V_m = V_reset; w += b",
            parameters=dict(C_m=281, g_L=30, E_L=-70.6, V_th=-50.4, Delta_T=2, V_peak=0, V_reset=-60, tau_w=144, a=4,
                            b=80.5),
            receptors={"exc": lq.ExpConductance(E_rev=0, tau=5)},
        )
        net.population(1000, adex, V_m=lq.Uniform(-70, -60))

    A line of the text is an equation (``dx/dt = ...``, ``x' = ...``, or with factors as above), a definition
    ``name = expression``, or the unit of parameters, ``g_L, g_K : nS``. Behind an equation or a definition may stand
    ``: unit``. Comments begin with ``#``. Beside variables, definitions and parameters, expressions may name ``t``
    [ms], ``I_ext``, the external current [pA], the state of a receptor (``I_exc`` [pA] or ``g_exc`` [nS]), ``I_syn``,
    the current of all receptors [pA], and ``pi``. Operators and their precedence are those of Python: ``+ - * / **``,
    comparisons, ``and or not``; the functions are ``exp expm1 log log1p sqrt sin cos tan sinh cosh tanh abs min max
    clip floor ceil sign exprel pow where``, and in threshold and reset ``rand()``, uniform on (0, 1), and
    ``randn()``, standard normal.

    ``xi``, and names that begin with ``xi_``, are white noise [ms**-0.5], independent in every neuron: constant in a
    step, which solves the equations in the sense of Stratonovich as the step becomes small; with the schemes "euler"
    and "exponential_euler", in that of Ito.

    Where some unit is given, all lines are checked for their units as far as these are known.

    Variables begin at 0, ``V_m`` at the parameter ``E_L`` where there is one; ``net.population(..., w=20)`` gives
    other values. Conductances act on ``V_m``, or, where there is none, on the variable of the first equation, and so
    do the jumps of `Delta` receptors.

    Parameters
    ----------
    text : str
        Equations, a line each.
    threshold : str
        Condition of a spike. Where there is no reset, a spike is where it begins to hold. Linear equations, and
        schemes other than "auto", look at it at the end of a step and reset there; else the reset is where in the step
        it begins to hold, and the rest of the step is integrated. Spikes are noted at the end of the step. Without a
        threshold there are no spikes.
    reset : str
        What a spike changes, in order: ``"V_m = V_reset; w += b"``; by ``= += -= *= /=``. Definitions have the
        values from before the spike.
    t_ref : float or str
        Time from the end of the step of a spike on in which there is no other [ms]: a number, or an expression of
        parameters, then a multiple of dt; one of variables has their values from before the reset, and is rounded to
        steps.
    hold : str or list of str
        Variables that stand still from the spike to the end of that time.
    parameters : dict of str to float or array
        By name: one number, or an array of one value a neuron, shape (n,). Each has to be used.
    receptors : dict of str to receptor
        By default there is none.
    arrivals : dict of str to str
        Receptors of one's own, and what weights that arrive there change: ``{"nmda": "s_rise += weight"}``. Weights
        that arrive in a step are added up, so that the change has to be a multiple of ``weight``.
    events : dict of str to str
        Conditions that change variables without a spike, looked at at the end of a step, before the threshold:
        ``{"V_m < -90": "V_m = -90"}``.
    scheme : {"auto", "exact", "rk4", "heun", "euler", "exponential_euler"}
        How the variables go through a step. "auto" solves linear equations with coefficients that stay exactly, by a
        matrix exponential [1]_, those that are linear in themselves by an exponential Runge-Kutta scheme of fourth
        order [2]_, and the rest by Runge and Kutta's. `schemes` tells what was chosen.

    Raises
    ------
    TypeError, ValueError
        Naming line and column of a text, or the parameter, and what is allowed.

    References
    ----------
    .. [1] S. Rotter & M. Diesmann (1999). Biol. Cybern. 81, 381-402.
    .. [2] S. M. Cox & P. C. Matthews (2002). J. Comput. Phys. 176, 430-455.
    """

    text: str = field(kw_only=False)
    threshold: str = ""
    reset: str = ""
    t_ref: float | str = "0"
    hold: str | Sequence[str] = ""
    parameters: Mapping[str, Numbers] = field(default_factory=dict)
    receptors: Mapping[str, Receptor] = field(default_factory=dict)
    arrivals: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    scheme: Literal["auto", "exact", "rk4", "heun", "euler", "exponential_euler"] = "auto"

    _readers = _READERS

    @property
    def schemes(self) -> Mapping[str, VariableScheme]:
        """How each variable goes through a step, and why, by name."""
        rows = self._build().schemes()
        return Named({name: VariableScheme(scheme, reason) for name, scheme, reason in rows}, "variable")

    def program(self) -> str:
        """Return the instructions of a step, a line each, for those who want to look.

        Returns
        -------
        str
            What is computed once before a run, in a step, and at a spike.
        """
        return str(self._build().program())

    def _repr_html_(self) -> str:
        """What notebooks show: the equations as papers print them, the parameters, and the schemes."""
        parts = [_typeset.statement(line) for line in _typeset.statements(self.text) if "=" in line]
        if self.threshold:
            parts += ["<p>a spike where</p>", _typeset.statement(self.threshold), "<p>and then</p>"]
            parts += [_typeset.statement(line) for line in _typeset.statements(self.reset)]
            parts += [_typeset.statement(f"t_ref = {self.t_ref}*ms")] if self.t_ref not in ("0", "0.0") else []
        values = [(name, short(value)) for name, value in self.parameters.items()]
        values += [(f"receptor {name}", repr(receptor)) for name, receptor in self.receptors.items()]
        values += [(f"receptor {name}", text) for name, text in self.arrivals.items()]
        schemes = [(name, f"{row.scheme}: {row.reason}") for name, row in self.schemes.items()]
        return "\n".join(
            [*parts, _typeset.table("parameter", "value", values), _typeset.table("variable", "scheme", schemes)]
        )

    def __str__(self) -> str:
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        if self.threshold:
            refractory = f"for {self.t_ref} ms" if self.t_ref not in ("0", "0.0") else ""
            held = f"holding {self.hold}" if self.hold else ""
            after = ", ".join(part for part in (self.reset, refractory, held) if part)
            lines.append(f"{self.threshold}: a spike{', ' + after if after else ''}")
        width = max((len(name) for name in self.parameters), default=0)
        lines += [f"    {name:<{width}} = {short(value)}" for name, value in self.parameters.items()]
        lines += [f"    receptor {name}: {receptor!r}" for name, receptor in self.receptors.items()]
        lines += [f"    {name}: {row.scheme} ({row.reason})" for name, row in self.schemes.items()]
        return "\n".join(lines)

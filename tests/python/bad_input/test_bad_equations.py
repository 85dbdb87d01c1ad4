"""Bad input of neurons whose equations are text: what is wrong, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lapicque as lq
from refusals import INF, NAN

# Stands in a text before the place that an error must point to; no text below needs this character for itself.
MARK = "@"


def unmarked(text: str) -> str:
    return text.replace(MARK, "")


def place_in(text: str) -> str | None:
    """ "line 2, column 5", as the mark in a text tells it; None where there is no mark."""
    if MARK not in text:
        return None
    before = text[: text.index(MARK)]
    return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


@dataclass
class Row:
    """Arguments of Equations, the text that is at fault among them with a mark before the fault."""

    message: str
    arguments: dict[str, Any]
    error: type[Exception] = ValueError
    about: str = ""  # id

    def texts(self) -> Iterable[tuple[str, str]]:
        """What errors call a text, and the text."""
        names = {"text": "equations", "threshold": "threshold", "reset": "reset", "t_ref": "t_ref"}
        for name, shown in names.items():
            if isinstance(given := self.arguments.get(name), str):
                yield shown, given
        for name in ("arrivals", "events"):
            for key, value in given.items() if isinstance(given := self.arguments.get(name), Mapping) else ():
                if isinstance(key, str) and isinstance(value, str):
                    yield "condition in events", key
                    yield f"{name}[{unmarked(key)!r}]", value

    @property
    def id(self) -> str:
        marked = next((text for _, text in self.texts() if MARK in text), "")
        shown = self.about or next((line for line in marked.split("\n") if MARK in line), "") or repr(self.arguments)
        return ascii(shown if len(shown) < 60 else f"{shown[:40]}...{len(shown)}")[1:-1]

    def make(self) -> lq.Equations:
        def plain(value: Any) -> Any:
            if isinstance(value, str):
                return unmarked(value)
            return {plain(key): plain(one) for key, one in value.items()} if isinstance(value, dict) else value

        return lq.Equations(**{"text": "dx/dt = -x", **{key: plain(value) for key, value in self.arguments.items()}})

    def check(self, error: BaseException) -> None:
        message = str(error)
        assert type(error) is self.error, message
        assert self.message in message, message
        for name, text in self.texts():
            if (place := place_in(text)) is None:
                continue
            first, line, below = message.split("\n")
            assert first.startswith(f"{name}, {place}: "), message
            # The mark under the line begins at the fault too.
            fault = text[text.index(MARK) + 1 :].split("\n")[0]
            assert line[below.index("^") :].startswith(fault[:3].rstrip("\r\t\0\f")), message


def rows(*cases: tuple[str, str], **arguments: Any) -> list[Row]:
    """Texts of equations and messages."""
    return [Row(message, {"text": text, **arguments}) for text, message in cases]


def row(message: str, error: type[Exception] = ValueError, about: str = "", **arguments: Any) -> Row:
    return Row(message, arguments, error, about)


def of_characters() -> Iterable[Row]:
    power, words, round_ones = "a power is written **", "joined by the words and, or, not", "only round parentheses"
    nothing, no_number = "this character means nothing here", "no number;"
    range_of = "this number is too large or too small"
    closed, opened = "this parenthesis is not closed", "this parenthesis was not opened"
    yield from rows(
        ("dx/dt = x@^2", power),
        ("dx/dt = -x : mV@^2", power),
        ("dx/dt = where(x > 1 @&& x < 2, 1, 2)", words),
        ("dx/dt = where(x > 1 @& x < 2, 1, 2)", words),
        ("dx/dt = where(x > 1 @|| x < 2, 1, 2)", words),
        ("dx/dt = where(@!(x > 1), 1, 2)", words),
        ("dx/dt = x@[0]", round_ones),
        ("dx/dt = x@]", round_ones),
        ("dx/dt = @{x}", round_ones),
        ("dx/dt = (x@}", round_ones),
        ("dx/dt = x @% 2", nothing),
        ("dx/dt = @$x", nothing),
        ("dx/dt = @~x", nothing),
        ('dx/dt = @"x"', nothing),
        ("dx/dt = @`x`", nothing),
        ("dx/dt = x @? 1 : 2", nothing),
        ("dx/dt = @.", nothing),
        ("dx/dt = x@.y", nothing),
        ("dx/dt = -x @\\ + 5", nothing),
        ("dx/dt = -x@\\", nothing),
        ("dx/dt = -x@\0", nothing),
        ("dx/dt = -x@\f", nothing),
        ("dx/dt = 1 @− x", nothing),
        ("dx/dt = 2@×x", nothing),
        ("dx/dt = -x/@τ", nothing),
        ("d@é/dt = -é", nothing),
        ("dx/dt = -x/tau@é", nothing),
        ("dx/dt = -x@²", nothing),
        ("dx/dt = -x@\u00a0+ 1", nothing),
        ("@\ufeffdx/dt = -x", nothing),
        ("dx/dt = -x  # τ is gone\ny = @τ", nothing),
        ("dx/dt = -(x # τττ\n + @τ)", nothing),
        ("dx/dt = @1e400", range_of),
        ("dx/dt = @1e-400", range_of),
        ("dx/dt = " + MARK + "9" * 400, range_of),
        ("dx/dt = @2x", no_number),
        ("dx/dt = @1..2", no_number),
        ("dx/dt = @1.2.3", no_number),
        ("dx/dt = @0x10", no_number),
        ("dx/dt = @1e", no_number),
        ("dx/dt = @1_000*x", no_number),
        ("dx/dt = @1e5.5", no_number),
        ("dx/dt = @1j", no_number),
        ("dx/dt = -x/@10ms", no_number),
        ("dx/dt = -@(x", closed),
        ("dx/dt = exp@(x", closed),
        ("dx/dt = (x) + @(1", closed),
        ("dx/dt = @(x + (1)", closed),
        ("dx/dt = -@(x; y = 5", closed),
        ("dx/dt = -@(x\ny = 5", closed),
        ("dx/dt = min@(x;1)", closed),
        ("dx/dt = x@)", opened),
        ("dx/dt = (x)@)", opened),
        ("dx/dt = x@)(", opened),
        ("dx/dt = -x\n@)", opened),
    )


def of_lines() -> Iterable[Row]:
    operand, end, equals = "expected a number, a name or a parenthesis, found", "expected the end of the line", "'='"
    over = "found the end of the line"
    no_equation, left = "there is no equation such as dV_m/dt", "the left side must be a name, or have one derivative"
    factors, one = "the derivative on the left side may only have factors", "the left side may have one derivative"
    on_the_left, of_reset = "a derivative may stand on the left side", "changes like this one belong into the reset"
    yield from (row(no_equation, text=text) for text in ("@", "@  ", "@# nothing", "@\n\n", "@;", "@\\\n"))
    yield row(no_equation, text="@a = 5")
    yield row(no_equation, text="@a : mV", parameters={"a": 5})
    yield from rows(
        ("dx/dt@", over),
        ("dx/dt @\n= -x", over),
        ("dx/dt =@", over),
        ("dx/dt =@\n", over),
        ("dx/dt = # none@", over),
        ("dx/dt = x +@\ny = 5", over),
        ("dx/dt = x and@", over),
        ("dx/dt = x >@", over),
        ("dx/dt = x**@", over),
        ("dx/dt = -@", over),
        ("dx/dt = not@", over),
        ("@dx/dt == 5", "an equation has one '='"),
        ("dx/dt @:= 5", equals),
        ("dx/dt @, dy/dt = 5", equals),
        ("a @b = 5", equals),
        ("a@, b = 5", equals),
        ("a@, : mV", equals),
        ("@, a : mV", operand),
        ("dx/dt = -x; y@; z", equals),
        ("x'@' = 5", equals),
        ("d @x/dt = -x", equals),
        ("dx/dt = 5 @= 5", end),
        ("dx/dt = x @y", end),
        ("dx/dt = x@, y", end),
        ("dx/dt = 2@(x)", end),
        ("dx/dt = (x)@(x)", end),
        ("dx/dt = 5 @5", end),
        ("dx/dt = x @not x", end),
        ("dx/dt = 1 @if x else 2", end),
        ("dx/dt = x\r@dy/dt = -y", end),
        ("dx/dt = @*x", operand),
        ("dx/dt = x /@/ 2", operand),
        ("dx/dt = (x + @)", operand),
        ("dx/dt = (@)", operand),
        ("dx/dt = @'x'", operand),
        ("dx/dt = @or x", operand),
        ("dx/dt = x + @and", operand),
        ("dx/dt = x > @not x", operand),
        ("@and = 5", operand),
        ("dx/dt = @, x", operand),
        ("dx/dt = (x @= 5)", "expected ')'"),
        ("dx/dt = (x@, 5)", "expected ')'"),
        ("dx/dt = exp(x @y)", "expected ',' or ')'"),
        ("dx/dt = exp(@, x)", operand),
        ("dx/dt = min(x,@, x)", operand),
        ("dx/dt @+= x", of_reset),
        ("x @-= 1", of_reset),
        ("x @*= 1", of_reset),
        ("x @/= 1", of_reset),
        ("@5 = x", left),
        ("@-x = 5", left),
        ("@x + 1 = 5", left),
        ("@dx/dx = 5", left),
        ("@d2x/dt2 = 5", left),
        ("@x > 1 = 5", left),
        ("@dx/dt + 1 = 5", factors),
        ("1 - @x' = 5", factors),
        ("1/@x' = 5", factors),
        ("exp(@x') = 5", factors),
        ("@(dx/dt)**2 = 5", factors),
        ("2**@x' = 5", factors),
        ("@dx/dt > 1 = 5", factors),
        ("dx/dt*@dy/dt = 5", one),
        ("x'*@x' = 5", one),
        ("dx/dt = -@dx/dt", on_the_left),
        ("dx/dt = -x\ndy/dt = @x'", on_the_left),
        ("dx/dt = @y'", on_the_left),
        ("a = 2*@dx/dt\ndx/dt = a", on_the_left),
        ("dx/dt = exp(@dx/dt)", on_the_left),
        ("dx/dt = -x : @", "expected a unit such as mV, or 1, found the end of the line"),
        ("dx/dt = -x : @+", "expected a unit such as mV"),
    )


def of_names() -> Iterable[Row]:
    own, already = "is a word of its own and cannot be a name", "has a meaning already"
    yield from rows(
        ("dx/dt = -@foo", "unknown name 'foo'; known: I_ext, I_syn, dt, pi, t, x"),
        ("dx/dt = -x/@tau\nta = 5", "did you mean 'ta'?"),
        ("dV_m/dt = -@Vm", "did you mean 'V_m'?"),
        ("dx/dt = -x + @X", "unknown name 'X'; did you mean 'x'?"),
        ("a = @b\ndx/dt = a", "unknown name 'b'"),
        ("dx/dt = 5*@mV", "unknown name 'mV'"),
        ("dx/dt = -@True", "unknown name 'True'"),
        ("dx/dt = @weight", "unknown name 'weight'"),
        ("dx/dt = -@I_exc", "unknown name 'I_exc'"),
        ("dx/dt = -@exp", "'exp' is a word of its own and cannot stand here"),
        ("dx/dt = @where + 1", "'where' is a word of its own and cannot stand here"),
        ("dx/dt = x*@rand", "a random number is drawn by rand()"),
        ("@randn = 5", "a random number is drawn by randn()"),
        ("@dexp/dt = 5", own),
        ("@exp = 5\ndx/dt = 1", own),
        ("@min = 5\ndx/dt = 1", own),
        ("@dt = 5\ndx/dt = 1", already),
        ("@ddt/dt = 5", already),
        ("@dxi/dt = 5", own),
        ("@xi_a = 5\ndx/dt = 1", own),
        ("@xi' = 5", own),
        ("@dand/dt = 5", own),
        ("@drand/dt = 5", own),
        ("@t = 5\ndx/dt = 1", already),
        ("@dt/dt = 1", already),
        ("@pi = 3\ndx/dt = 1", already),
        ("@I_ext = 3\ndx/dt = 1", already),
        ("@dI_ext/dt = 1", already),
        # I_syn is a name of the simulator's, like I_ext; only a definition may give it another meaning.
        ("@dI_syn/dt = -I_syn/5", already),
        ("dx/dt = -x\n@dx/dt = 1", already),
        ("x' = -x; @x' = 1", already),
        ("dx/dt = -x\n@x = 5", already),
        ("x = 5\n@dx/dt = -x", already),
        ("a = 1\n@a = 2\ndx/dt = a", already),
        ("2*dx/dt = 1\n@x' = 1", already),
        ("dx/dt = 1\n3*(2*@(dx/dt)) = 1", already),
        ("@a = a\ndx/dt = a", "definitions go round in a circle: a -> a"),
        ("@a = b\nb = a\ndx/dt = a", "circle: a -> b -> a"),
        ("dx/dt = a\n@a = exp(b)\nb = 2*c\nc = a - x", "circle: a -> b -> c -> a"),
        ("k = 1\na = b\n@b = c\nc = b\ndx/dt = a", "circle: b -> c -> b"),
        # What begins with a digit is no name.
        ("@d1/dt = -5", "name"),
    )
    for name in ("x", "V_m"):
        yield row(already, text=f"@d{name}/dt = -1", parameters={name: 5})
        yield row(already, text=f"dy/dt = -{name}\n@{name} = 1", parameters={name: 5})


def of_functions() -> Iterable[Row]:
    one = ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "floor", "ceil")
    takes = {
        **dict.fromkeys((*one, "sign", "exprel"), "1 argument"),
        "pow": "2 arguments",
        "where": "3 arguments",
        "clip": "3 arguments",
    }
    for name, allowed in takes.items():
        n = int(allowed[0])
        for wrong in (n - 1, n + 1):
            text = f"dx/dt = 1 + @{name}({', '.join(['x'] * wrong)})"
            yield row(f"{name}() takes {allowed}, got {wrong}", text=text)
    for name in ("min", "max"):
        for wrong in (0, 1):
            text = f"dx/dt = @{name}({', '.join(['x'] * wrong)})"
            yield row(f"{name}() takes 2 to 64 arguments, got {wrong}", text=text)
    yield row("got 65", about="min of 65", text=f"dx/dt = @min({', '.join(['x'] * 65)})")
    yield from rows(
        ("dx/dt = @sine(x)", "unknown function 'sine'; did you mean 'sin'?"),
        ("dx/dt = @ln(x)", "unknown function 'ln'"),
        ("dx/dt = @Exp(x)", "did you mean 'exp'?"),
        ("dx/dt = @heaviside(x)", "unknown function 'heaviside'"),
        ("dx/dt = @x(5)", "unknown function 'x'"),
        ("dx/dt = exp(@exp10(x))", "unknown function 'exp10'; did you mean 'exp'?"),
        ("@f(x) = 5", "unknown function 'f'"),
        ("@d(x)/dt = 5", "unknown function 'd'"),
        ("dx/dt = @xi(5)", "unknown function 'xi'"),
        ("dx/dt = @rand(5)", "rand() takes no arguments"),
        ("dx/dt = @rand()", "rand() may stand in threshold, reset and events"),
        ("a = 2*@randn()\ndx/dt = a", "randn() may stand in threshold, reset and events"),
    )


def of_conditions() -> Iterable[Row]:
    condition = "expected a condition such as V_m >= V_th"
    yield from rows(
        ("dx/dt = where(@x, 1, 2)", condition),
        ("dx/dt = where(@1, 1, 2)", condition),
        ("dx/dt = where(@(x > 1) + 1, 1, 2)", condition),
        ("dx/dt = where(not @x, 1, 2)", condition),
        ("dx/dt = where(@x and x > 1, 1, 2)", condition),
        ("dx/dt = where(x > 1 or @-x, 1, 2)", condition),
        ("dx/dt = where(x > 1 and not @abs(x), 1, 2)", condition),
        ("dx/dt = where(@where(x > 1, 1, 0), 1, 2)", condition),
        ("a = x - 1\ndx/dt = where(@a, 1, 2)", condition),
    )
    for wrong in ("@x", "@x + 1", "@5", "@-(x > 1)", "@where(x > 1, 1, 0)", "x > 1 and @1", "@(x)", "@rand()"):
        yield row(condition, threshold=wrong)
        yield row(condition, events={wrong: "x = 1"})
    for wrong in ("@x > 1", "@not x > 1", "@(x == 1)"):
        yield row("expected a time, not a condition", threshold="x > 1", reset="x = 0", t_ref=wrong)


MEMBRANE = "C_m*dV_m/dt = g_L*(E_L - V_m) + I_ext : mV\nC_m : pF; g_L : nS; E_L : mV\n"
OF_MEMBRANE = {"C_m": 200, "g_L": 10, "E_L": -70}


def of_units() -> Iterable[Row]:
    plain = "divide by a unit first"
    halves, exponent = "powers of units are halves of whole numbers up to 30", "an exponent is a plain number, "
    unit = "expected a unit such as mV, or 1"
    for line, message in (
        ("a = @V_m + 1", "V_m is mV, 1 is a plain number"),
        ("a = @V_m - I_ext", "V_m is mV, I_ext is pA"),
        ("a = 2*(@V_m - -t)", "V_m is mV, -t is ms"),
        ("a = @-V_m + abs(t)", "-V_m is mV, abs(t) is ms"),
        ("a = @V_m*t + V_m/t", "V_m*t is mV*ms, V_m/t is mV/ms"),
        ("a = @V_m/t + 1", "V_m/t is mV/ms"),
        ("a = @1/V_m + t", "1/V_m is 1/mV"),
        ("a = @V_m**-1 + t", "V_m**-1 is 1/mV"),
        ("a = @V_m**2 + V_m", "V_m**2 is mV**2"),
        ("a = @pow(V_m, 3) + V_m", "pow(V_m, 3) is mV**3"),
        ("a = @sqrt(V_m) + V_m", "sqrt(V_m) is mV**0.5"),
        ("a = @V_m**1.5 + V_m", "V_m**1.5 is mV**1.5"),
        ("a = @g_L*V_m + V_m", "g_L*V_m is pA"),
        ("a = @C_m/g_L + V_m", "C_m/g_L is ms"),
        ("a = @g_L + C_m", "g_L is nS, C_m is pF"),
        ("a = @pi*mV + t", "pi*mV is mV, t is ms"),
        ("a = 1/(@V_m + 5*ms)", "V_m is mV, 5*ms is ms"),
        ("a = @xi + 1", "xi is 1/ms**0.5"),
        ("a = min(@V_m, 5)", "V_m is mV, 5 is a plain number"),
        ("a = max(@t, V_m)", "t is ms, V_m is mV"),
        ("a = clip(@V_m, 5, 6*mV)", "V_m is mV, 5 is a plain number"),
        ("a = where(V_m > 0*mV, @V_m, 5)", "V_m is mV, 5 is a plain number"),
        ("a = where(@V_m > 5, V_m, 5*mV)", "V_m is mV, 5 is a plain number"),
        ("a = @where(V_m > 0*mV, 1, 2) + V_m", "is a plain number, V_m is mV"),
        ("a = @V_m == 5", "V_m is mV, 5 is a plain number"),
        ("a = @t != V_m", "t is ms, V_m is mV"),
        ("a = @V_m <= I_ext", "I_ext is pA"),
        ("a = 0*mV < V_m and @V_m < 3", "3 is a plain number"),
        ("a = @(V_m > 0*mV) + V_m", "(V_m > 0*mV) is a plain number, V_m is mV"),
        ("a = exp(@V_m)", "exp() takes a plain number, V_m is mV; " + plain),
        ("a = expm1(@V_m)", "expm1() takes a plain number"),
        ("a = log(@V_m)", "log() takes a plain number"),
        ("a = log1p(@V_m)", "log1p() takes a plain number"),
        ("a = sin(@t)", "sin() takes a plain number, t is ms"),
        ("a = cos(@t)", "cos() takes a plain number"),
        ("a = tan(@t)", "tan() takes a plain number"),
        ("a = sinh(@V_m)", "sinh() takes a plain number"),
        ("a = cosh(@V_m)", "cosh() takes a plain number"),
        ("a = tanh(@V_m/t)", "tanh() takes a plain number, V_m/t is mV/ms"),
        ("a = exprel(@V_m)", "exprel() takes a plain number"),
        ("a = floor(@V_m)", "floor() takes a plain number"),
        ("a = ceil(@V_m)", "ceil() takes a plain number"),
        ("a = V_m**@V_m", exponent + "V_m is mV"),
        ("a = 2**@V_m", exponent + "V_m is mV"),
        ("a = pow(V_m, @t)", exponent + "t is ms"),
        ("a = @V_m**0.3", "V_m is mV, and has no such power; " + plain),
        ("a = @V_m**(1/3)", "has no such power"),
        ("a = @V_m**1e10", "has no such power"),
        ("a = @V_m**(V_m/mV)", "has no such power"),
        ("a = @((V_m**30)**2)**3", "has no such power"),
        ("a = @sqrt(sqrt(V_m))", "sqrt(V_m) is mV**0.5, and has no square root"),
        ("a = @V_m**30*V_m**30*V_m**30", "the unit of this has an exponent that is out of range"),
        ("a = @V_m**30*V_m**30/V_m**-30", "the unit of this has an exponent that is out of range"),
        ("@a = V_m : pA", "a is pA, V_m is mV"),
        ("@a = 5 : mV", "a is mV, 5 is a plain number"),
        ("@a = 5*pA : mV", "a is mV, 5*pA is pA"),
        ("@a = V_m : 1", "a is a plain number, V_m is mV"),
        ("@dw/dt = -w : pA", "the left side is pA/ms, the right side is pA"),
        ("@10*dw/dt = -w : pA", "the left side is pA/ms, the right side is pA"),
        ("@dw/dt = V_m/ms : pA", "the left side is pA/ms, the right side is mV/ms"),
        ("dw/dt = @V_m - w/ms : pA", "V_m is mV, w/ms is pA/ms"),
        ("a = 5 : @V", "numbers are counted in mV, not in V"),
        ("a = 5 : mV/@s", "numbers are counted in ms, not in s"),
        ("a = 5 : kHz*@s", "numbers are counted in ms, not in s"),
        ("a = 5 : @S/cm**2", "numbers are counted in nS, not in S"),
        ("a = 5 : mV**@2.3", halves),
        ("a = 5 : mV**@31", halves),
        ("a = 5 : mV**-@31", halves),
        ("a = 5 : mV**(@31)", halves),
        ("a = 5 : mV**@", "expected a number, found the end of the line"),
        ("a = 5 : mV**@ms", "expected a number, found 'ms'"),
        ("a = 5 : mV**(2@*3)", "expected ')'"),
        ("a = 5 : mV**30*mV**30*@mV**30", "this power of a unit is out of range"),
        ("a = 5 : mV/@", unit + ", found the end of the line"),
        ("a = 5 : @2*mV", unit + ", found '2'"),
        ("a = 5 : @(mV)", unit + ", found '('"),
        ("a = 5 : mV*@/ms", unit + ", found '/'"),
        ("a = 5 : mV @ms", "expected the end of the line, found 'ms'"),
        ("a = 5 : mV @: ms", "expected the end of the line, found ':'"),
        ("a = 5 : @Mv", "unknown unit 'Mv'; did you mean 'mV'?"),
        ("a = 5 : @Ohm", "did you mean 'GOhm'?"),
        ("a = 5 : @volt", "unknown unit 'volt'"),
        ("a = 5 : @V_m", "unknown unit 'V_m'"),
        ("@a : mV", "parameters has no 'a', whose unit is given here"),
        ("@a, b : mV", "parameters has no 'a'"),
        ("@g_L : nS", "the unit of g_L is given twice"),
        ("@V_m : mV", "the unit of V_m stands behind its own line"),
        ("a = 1\n@a : 1", "the unit of a stands behind its own line"),
        ("a = @mv*5", "unknown name 'mv'"),
    ):
        yield row(message, text=MEMBRANE + line, parameters=OF_MEMBRANE)

    text = "dV_m/dt = -V_m/ms : mV\ndw/dt = -w/ms : pA"
    spikes = {"text": text, "threshold": "V_m > 0*mV"}
    yield row("V_m is mV, -40 is a plain number", text=text, threshold="@V_m > -40")
    yield row("V_m is mV, w is pA", text=text, threshold="@V_m > w")
    yield row("V_m is mV, 5 is a plain number", **spikes, reset="@V_m = 5")
    yield row("w is pA, V_m is mV", **spikes, reset="V_m = 1*mV; @w += V_m")
    yield row("w is pA, 1 is a plain number", **spikes, reset="@w -= 1")
    yield row("a factor is a plain number, 5*mV is mV", **spikes, reset="@V_m *= 5*mV")
    yield row("a factor is a plain number, 5*mV is mV", **spikes, reset="@V_m /= 5*mV")
    yield row("V_m is mV, randn() is a plain number", **spikes, reset="@V_m = randn()")
    yield row("a time is ms, V_m is mV", **spikes, t_ref="@V_m")
    yield row("a time is ms, 5*mV is mV", **spikes, t_ref="@5*mV")
    yield row("exp() takes a plain number", **spikes, t_ref="ms*exp(@V_m)")
    yield row("V_m is mV, 5 is a plain number", text=text, events={"@V_m > 5": "V_m = 5*mV"})
    yield row("V_m is mV, 5 is a plain number", text=text, events={"V_m > 5*mV": "@V_m = 5"})


def of_spikes() -> Iterable[Row]:
    change, end = "expected =, +=, -=, *= or /=", "expected the end of the line, found"
    for wrong, message in (
        ("x > @", "found the end of the line"),
        ("x > 1; @x > 2", "expected one expression, found 'x'"),
        ("x > 1\n@x > 2", "expected one expression, found 'x'"),
        ("x @= 1", "expected an expression; equality is written =="),
        ("x > 1 @: mV", end),
        ("@y > 1", "unknown name 'y'"),
        ("x > @dx/dt", "a derivative may stand on the left side"),
        ("x > @x'", "a derivative may stand on the left side"),
        ("@xi > 1", "white noise may stand in equations; elsewhere there are rand() and randn()"),
        ("x @=> 1", "equality is written =="),
        ("x > 1 @&& x < 2", "joined by the words and, or, not"),
        ("x > @rand", "a random number is drawn by rand()"),
        ("x > 1\n@and x < 2", "expected one expression"),
        ("@spike(x)", "unknown function 'spike'"),
    ):
        yield row(message, threshold=wrong)
        yield row(message, events={wrong: "x = 1"})
    for wrong, message in (
        ("x@", change + ", found the end of the line"),
        ("x @== 5", change + ", found '=='"),
        ("x@, y = 5", change + ", found ','"),
        ("x @**= 2", change + ", found '**'"),
        ("dx@/dt = 5", change + ", found '/'"),
        ("x@' = 5", change),
        ("x = 5@, x = 6", end + " ','"),
        ("x = 5 @: mV", end + " ':'"),
        ("x = 5 @x = 6", end + " 'x'"),
        ("x =@", "found the end of the line"),
        ("x = 1; x +=@", "found the end of the line"),
        ("@5", "expected the name of a variable, found '5'"),
        ("@(x) = 5", "expected the name of a variable, found '('"),
        ("x = 1\n@= 5", "expected the name of a variable, found '='"),
        ("@y = 5", "unknown variable 'y'; known: x"),
        ("@X = 5", "unknown variable 'X'; did you mean 'x'?"),
        ("@t = 5", "'t' has no equation, and only variables that have one change"),
        ("@I_ext += 5", "'I_ext' has no equation"),
        ("@I_syn = 5", "'I_syn' has no equation"),
        ("@exp = 5", "unknown variable 'exp'"),
        ("x = @dx/dt", "a derivative may stand on the left side"),
        ("x = @xi", "white noise may stand in equations"),
        ("x = @y", "unknown name 'y'"),
        ("x = @weight", "unknown name 'weight'"),
        ("x = @exp()", "exp() takes 1 argument, got 0"),
        ("x = @(1; x = 2)", "this parenthesis is not closed"),
        ("x = @log(1, 2)", "log() takes 1 argument, got 2"),
        ("x = where(@x, 1, 2)", "expected a condition"),
    ):
        yield row(message, threshold="x > 1", reset=wrong)
        yield row(message, events={"x > 1": wrong})
    definitions = {"text": "dx/dt = -a\na = 2*b", "parameters": {"b": 1}, "threshold": "x > 1"}
    yield row("'a' has no equation, and only variables", **definitions, reset="@a = 5")
    yield row("'b' has no equation, and only variables", **definitions, reset="x = 0\n@b = 5")
    yield row("threshold must be given where there is a reset, got none", reset="x = 0")
    yield row("threshold must be given where there is a reset", threshold="# none", reset="x = 0")
    for wrong, message in (
        ("@y", "unknown name 'y'"),
        ("2 @2", "expected the end of the line"),
        ("2; @2", "expected one expression, found '2'"),
        ("x @= 2", "equality is written =="),
        ("@rand()", "rand() may stand in threshold, reset and events"),
        ("@xi", "white noise may stand in equations"),
        ("@2ms", "no number"),
        ("2*@", "found the end of the line"),
        ("@x'", "a derivative may stand on the left side"),
    ):
        yield row(message, threshold="x > 1", reset="x = 0", t_ref=wrong)
    yield row("t_ref must be a number of ms, or an expression, got nothing", t_ref=" ")
    yield row("t_ref must be a number of ms, or an expression, got nothing", t_ref="# none")
    yield row("t_ref must be a string that is not empty, got ''", t_ref="")
    for number in (NAN, INF, -INF, -1, -1.5):
        yield row(f"got {number:g}", threshold="x > 1", reset="x = 0", t_ref=number)
    for wrong, name in (("y", "y"), ("x, y", "y"), (["x", "y"], "y"), ("x;x", "x;x"), ("t", "t"), ("x.", "x.")):
        yield row(f"hold: unknown variable '{name}'", threshold="x > 1", reset="x = 0", t_ref=1, hold=wrong)
    yield row("hold: unknown variable 'a'", **definitions, hold="a")


def of_arrivals_and_events() -> Iterable[Row]:
    added, multiple = "+= and -= have a meaning here", "the change has to be a multiple of weight"
    for wrong, message in (
        ("@", "expected what the weight changes, such as 's += weight'"),
        ("@# nothing", "expected what the weight changes"),
        ("@x = weight", added),
        ("@x *= weight", added),
        ("@x /= weight", added),
        ("@x += 1", multiple),
        ("@x += x", multiple),
        ("@x += weight**2", multiple),
        ("@x += weight + 1", multiple),
        ("@x += exp(weight)", multiple),
        ("@x += abs(weight)", multiple),
        ("@x += 1/weight", multiple),
        ("@x += where(weight > 0, weight, 0)", multiple),
        ("x += weight; @x -= 1", multiple),
        ("@y += weight", "unknown variable 'y'; known: x"),
        ("@weight += weight", "'weight' has no equation"),
        ("x += @Weight", "did you mean 'weight'?"),
        ("x += weight*@rand()", "rand() may stand in"),
        ("x += weight*@xi", "white noise may stand in equations"),
        ("x += weight@,", "expected the end of the line"),
        ("x@", "expected =, +=, -=, *= or /="),
        ("x +=@", "found the end of the line"),
        ("@5", "expected the name of a variable"),
        ("x += weight@^2", "a power is written **"),
    ):
        yield row(message, arrivals={"own": wrong})
    words = "arrivals must be words of letters, digits and _, got the name "
    for name in ("", "a b", "1st", "é", "a-b", "a\n"):
        yield row(f"{words}'{name}'", arrivals={name: "x += weight"})
    yield row(
        "arrivals must be of names that no other receptor has, got 'exc'",
        receptors={"exc": lq.Delta()},
        arrivals={"exc": "x += weight"},
    )
    yield row("expected a condition such as V_m < -90", about="no condition", events={MARK: "x = 1"})
    yield row("expected a condition such as V_m < -90", events={"@# none": "x = 1"})
    yield row("expected what the event changes, such as V_m = V_reset", events={"x > 1": "@"})
    yield row("expected what the event changes", events={"x > 1": "@# nothing"})


def of_parameters() -> Iterable[Row]:
    names, words = "of names that mean nothing else and are given once", "words of letters, digits and _"
    used = "parameters must be used by some line, got 'a'"
    for name in ("t", "pi", "I_ext", "exp", "where", "rand", "xi", "xi_1", "dt", "and", "not"):
        yield row(f"parameters must be {names}, got the name '{name}'", parameters={name: 5})
    # It would never be seen: I_syn is the current of all receptors.
    yield row(f"parameters must be {names}", text="dx/dt = I_syn", parameters={"I_syn": 5})
    for name in ("", "a b", "1a", "é", "a-b", "a.b", "a\n", "a'"):
        yield row(f"parameters must be {words}, got the name '{name}'", parameters={name: 5})
    yield row(used, parameters={"a": 5})
    yield row(used, text="dx/dt = -x # a", parameters={"a": 5})
    yield row(used, text="dx/dt = -x/ms : mV\na : mV", parameters={"a": 5})
    uses = {"text": "dx/dt = -a*x"}
    for value in (NAN, INF, -INF):
        yield row(f"parameters['a'] must be finite, got {value:g}", **uses, parameters={"a": value})
        yield row(f"parameters['a'][1] must be finite, got {value:g}", **uses, parameters={"a": [1, value]})
    array = "must be a real number or a one-dimensional array of real numbers"
    for wrong in ("b", None, True, 1j, {}, lq.Uniform(0, 1), ["b"]):
        yield row(f"parameters['a'] {array}", TypeError, **uses, parameters={"a": wrong})
    yield row(f"parameters['a'] {array}", **uses, parameters={"a": [[1.0]]})
    for wrong in (5, None, "a", [("a", 5)], {1: 2}, {None: 1}):
        yield row("parameters must be a dict of numbers or arrays by name", TypeError, parameters=wrong)
    yield row("a name in parameters must be a string that UTF-8 can write", parameters={"\ud800": 5})


def of_receptors() -> Iterable[Row]:
    unused = "receptors must be used by some line, as I_syn (the current of all receptors) or "
    current = {"exc": lq.ExpCurrent()}
    yield row(unused + "I_exc, got 'exc'", receptors=current)
    yield row(unused + "g_exc, got 'exc'", receptors={"exc": lq.ExpConductance()})
    yield row(unused + "I_b, got 'b'", text="dx/dt = I_exc", receptors={**current, "b": lq.AlphaCurrent()})
    yield row("has a meaning already", text="dx/dt = I_syn\n@I_syn = 5", receptors=current)
    theirs = "receptors must be of names such that I_exc is theirs, got 'exc'"
    yield row(theirs, text="dI_exc/dt = -I_exc", receptors=current)
    yield row(theirs, text="dx/dt = -I_exc\nI_exc = 5", receptors=current)
    yield row(theirs, text="dx/dt = -I_exc", parameters={"I_exc": 5}, receptors=current)
    yield row("did you mean 'I_exc'?", text="dx/dt = -@g_exc", receptors=current)
    yield row("unknown name 'dI_exc'", text="dx/dt = -@dI_exc", receptors={"exc": lq.AlphaCurrent()})
    yield row("unknown name 'I_exc'", text="dx/dt = -@I_exc", receptors={"exc": lq.Delta()})
    yield row("receptor name must be another one, as I_ext is the external current", receptors={"ext": lq.ExpCurrent()})
    for name in ("", "a b", "1st", "a-b"):
        wrong = {name: lq.ExpCurrent()}
        yield row(f"receptor name must be a word of letters, digits and underscores, got '{name}'", receptors=wrong)
    for other in (5, None, "exc", [lq.Delta()], {1: lq.Delta()}):
        yield row("receptors must be a dict of receptors by name", TypeError, receptors=other)
    for other in (5, None, lq.Delta, "x += weight"):
        yield row("receptors['exc'] must be a receptor such as ExpCurrent()", TypeError, receptors={"exc": other})
    nmda = {f"n{k}": lq.NMDA() for k in range(9)}
    yield row("at most 8", about="nine NMDA", text="dx/dt = I_syn", receptors=nmda)


def of_schemes() -> Iterable[Row]:
    exact = "scheme 'exact': {} cannot be solved exactly: "
    for text, variable, why in (
        ("@dx/dt = -x**2", "x", "it is not linear in x"),
        ("dx/dt = -x\n@dy/dt = -y*x", "y", "the coefficient of x depends on y"),
        ("@dx/dt = -x*t", "x", "it depends on t"),
        ("@dx/dt = -abs(x)", "x", "it is not a smooth function of x"),
        ("@dx/dt = where(x > 1, 1, 2)", "x", "it is not a smooth function of x"),
        ("@dx/dt = -x*I_ext", "x", "the coefficient of I_ext depends on x"),
        ("@dx/dt = -x*xi", "x", "the coefficient of x depends on noise"),
        ("dy/dt = -y\n@dx/dt = exp(x) - y", "x", "it is not linear in x"),
        ("@dx/dt = y\ndy/dt = y**3", "x", "it depends on y, which has no exact solution"),
    ):
        yield row(exact.format(variable) + why, text=text, scheme="exact")
    for text in ("@dx/dt = -x**2", "dy/dt = -y\n@dx/dt = sin(x)", "@dx/dt = abs(x)"):
        yield row("scheme 'exponential_euler': x is not linear in itself", text=text, scheme="exponential_euler")
    yield row("unknown scheme 'rk5'; did you mean 'rk4'? known: auto, exact, rk4", scheme="rk5")
    yield row("unknown scheme 'RK4'; did you mean 'rk4'?", scheme="RK4")
    yield row("unknown scheme 'implicit'", scheme="implicit")
    yield row("scheme must be a string that is not empty", scheme="")


def of_types() -> Iterable[Row]:
    for name in ("text", "threshold", "reset", "scheme"):
        for wrong in (5, None, b"x", ["x = 5"], {}):
            yield row(f"{name} must be a string", TypeError, **{name: wrong})
        yield row(f"{name} must be a string", TypeError, f"{name} array", **{name: np.array(["x > 1", "x > 2"])})
        yield row(f"{name} must be a string that UTF-8 can write", **{name: "\ud800"})
    for wrong in (None, True, 1j, {}):
        yield row("t_ref must be a real number", TypeError, t_ref=wrong)
    yield row("t_ref must be a real number", t_ref=[1, 2])
    for wrong in (5, None, [5], {"x": 1}, b"x"):
        yield row("hold must be a name or a list of names", TypeError, hold=wrong)
    for name in ("arrivals", "events"):
        for wrong in (5, None, "x", ["x"], {"a": 5}, {1: "x = 5"}, {"a": None}):
            yield row(f"{name} must be a dict of strings", TypeError, **{name: wrong})
        yield row("must be a string that UTF-8 can write", **{name: {"\ud800": "x = 1"}})
        yield row("must be a string that UTF-8 can write", **{name: {"a": "\ud800"}})
    yield row("Equations has no parameter 'treshold'; did you mean 'threshold'?", TypeError, treshold="x > 1")
    yield row("Equations has no parameter 'tau'", TypeError, tau=5)


def of_limits() -> Iterable[Row]:
    deep, many = "the expression is nested more than 100 deep", "the text has more than 20000 operations and operands"
    long = "the text is longer than 65536 characters"
    yield row(deep, text="dx/dt = " + "(" * 99 + "(@x" + ")" * 100)
    yield row(deep, text="dx/dt = " + "exp(" * 99 + "exp(@x" + ")" * 100)
    yield row(deep, text="dx/dt = " + "2**" * 99 + "2**@x")
    yield row(deep, text="dx/dt = " + "-(" * 5000 + "x" + ")" * 5000, about="5000 deep")
    yield row(deep, text="dx/dt = x : mV\na = " + "(" * 30000 + "x" + ")" * 30000, about="30000 deep")
    yield row(deep, threshold="(" * 99 + "(@x" + ")" * 100 + " > 1")
    yield row(many, text="dx/dt = " + "x+" * 12000 + "x", about="sum of 12000")
    yield row(many, text="dx/dt = " + "x*" * 20000 + "x", about="product of 20000")
    yield row(long, text=MARK + "#" * 70000)
    yield row(long, text="dx/dt = -x", threshold=MARK + "x > 1" + " " * 70000)
    yield row("unknown name 'xxx", text="dx/dt = @" + "x" * 5000)
    # Marks of a line that is longer than what is shown.
    yield row("unknown name 'y'", text="dx/dt = " + "x + " * 100 + "@y")
    # Lines are shown in part: never with half a character.
    yield row("unknown name 'y'", text="dx/dt = @y  # " + "a" * 85 + "ééé")
    yield row("unknown name 'y'", text="dx/dt = @y  # " + "a" * 84 + "ééé")
    yield row("is mV", text="a = @x*(1 # " + "é" * 40 + "\n) + 1\ndx/dt = -x/ms : mV")
    yield row("is mV", text="a = @x*(1 # a" + "é" * 40 + "\n) + 1\ndx/dt = -x/ms : mV")


def of_populations() -> Iterable[Row]:
    """What only the number of neurons, or dt, makes wrong, or the values of parameters together."""
    spikes = {"text": "dx/dt = 1", "threshold": "x > 1", "reset": "x = 0"}
    one_a_neuron = "must be one value or one a neuron (3), got "
    for n in (0, 1, 2, 4):
        values = {"a": np.ones(n)}
        yield row(f"parameters['a'] {one_a_neuron}{n} values", text="dx/dt = -a", parameters=values)
    receptors = {"exc": lq.ExpCurrent(tau=[1.0, 2.0])}
    yield row(f"receptors['exc'].tau {one_a_neuron}2 values", text="dx/dt = I_exc", receptors=receptors)
    finite = "with the parameters this is not a finite number, but "
    of_one = finite.replace(" this", " of neuron 1 this")
    yield row(finite + "-inf", text="@tau*dx/dt = -x", parameters={"tau": 0})
    yield row(of_one + "-inf", text="@tau*dx/dt = -x", parameters={"tau": [1, 0, 1]})
    yield row(finite + "nan", text="dx/dt = -x + @log(a)", parameters={"a": -1})
    yield row(of_one + "nan", text="b = @sqrt(a)\ndx/dt = -x + b", parameters={"a": [1, -1, 1]}, scheme="euler")
    yield row(finite + "inf", text="dx/dt = @1e308*1e308")
    yield row(finite + "inf", text="dx/dt = x*x + @1/(a - 1)", parameters={"a": 1})
    yield row(finite + "inf", text="@0*dx/dt = x*x")
    yield row(finite + "inf", text="dx/dt = 1", threshold="x > @1/0")
    yield row(finite + "nan", text="dx/dt = 1", threshold="x > 1", reset="x = 0; x = @log(x - 1)")
    yield row(finite + "inf", text="dx/dt = 1", threshold="x > 1", reset="x = 0\nx += @1/x")
    yield row(finite + "inf", text="dx/dt = 1", events={"x > 1": "x = @exp(a)"}, parameters={"a": 1000})
    yield row(finite + "inf", **spikes, t_ref="@1/0")
    yield row("t_ref must be a multiple of dt = 0.1, got 0.25", **spikes, t_ref=0.25)
    yield row("t_ref must be a multiple of dt = 0.1, got 0.25", **spikes, t_ref="a", parameters={"a": [1, 0.25, 1]})
    yield row("t_ref[1] must be at least 0 and finite, got -1", **spikes, t_ref="a", parameters={"a": [1, -1, 1]})
    yield row("t_ref must be less than 2^51 steps", **spikes, t_ref=1e30)


TABLE = [
    one
    for group in (
        of_characters,
        of_lines,
        of_names,
        of_functions,
        of_conditions,
        of_units,
        of_spikes,
        of_arrivals_and_events,
        of_parameters,
        of_receptors,
        of_schemes,
        of_types,
        of_limits,
        of_populations,
    )
    for one in group()
]


@pytest.fixture
def net() -> lq.Network:
    net = lq.Network()
    net.population(3, lq.LIF(), name="cells")
    return net


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_what_is_no_model_is_refused_with_its_place(row: Row, net: lq.Network) -> None:
    with pytest.raises(row.error) as caught:
        net.population(3, row.make())
    row.check(caught.value)
    assert list(net.populations) == ["cells"]


BAD_INITIAL_VALUES = [
    (TypeError, {"y": 5}, "unknown state variable 'y'"),
    (TypeError, {"a": 5}, "unknown state variable 'a'"),
    (TypeError, {"tau": 5}, "unknown state variable 'tau'"),
    (ValueError, {"x": NAN}, "x must be finite, got nan"),
    (ValueError, {"x": [0, INF, 0]}, "x[1] must be finite, got inf"),
    (ValueError, {"x": [1, 2]}, "x must be one value or one a neuron (3), got 2 values"),
    (TypeError, {"x": "1"}, "x must be"),
]


@pytest.mark.parametrize(("error", "values", "message"), BAD_INITIAL_VALUES, ids=repr)
def test_bad_initial_values_are_refused(
    error: type[Exception], values: dict[str, Any], message: str, net: lq.Network
) -> None:
    model = lq.Equations("dx/dt = -x/tau + a\na = 5", parameters={"tau": 10})
    with pytest.raises(error, match=re.escape(message)):
        net.population(3, model, **values)
    assert list(net.populations) == ["cells"]


def test_a_refused_model_leaves_a_network_that_runs_on_unchanged() -> None:
    def world(refuse: bool) -> list[float]:
        net = lq.Network(seed=3)
        cells = net.population(20, lq.Equations("dx/dt = -x/10 + xi", scheme="euler"), name="cells")
        net.run(1.0)
        for one in TABLE if refuse else ():
            with pytest.raises(one.error):
                net.population(3, one.make())
        net.run(1.0)
        return list(cells.x)

    assert world(True) == world(False)


# What a number that is not finite comes from, in a step of each kind: the text that is at fault with its mark, where
# the neuron is that fails, and how.
FAILURES = [
    ({"text": "dx/dt = @log(x)"}, -2, "log(-2) has no value"),
    ({"text": "a = x + 4\nb = 3*@sqrt(a)  # of a\ndx/dt = b"}, -5, "sqrt(-1) has no value"),
    ({"text": "y = 1\n\ndx/dt = (y +\n  @1/(x - 1))"}, 1, "1/0 is not finite"),
    ({"text": "dx/dt = @exp(x)"}, 800, "exp(800) is not finite"),
    ({"text": "@x*dx/dt = 1"}, 0, "1/0 is not finite"),
    ({"text": "dx/dt = @x**0.5"}, -4, "sqrt(-4) has no value"),
    ({"text": "dx/dt = @x**0.3"}, -4, "pow(-4, 0.3) has no value"),
    ({"text": "dx/dt = x + @log1p(x)"}, -2, "log1p(-2) has no value"),
    ({"text": "dx/dt = @x**64"}, 1e100, "is not finite"),
]
AT_SPIKES = [
    ({"reset": "x = @log(-x)"}, "log(-1) has no value"),
    ({"reset": "x += 1\nx = @sqrt(-x)"}, "sqrt(-2) has no value"),
    ({"reset": "x = x - 1; x = @1/x"}, "1/0 is not finite"),
    ({"reset": "x = 1 + @exp(1000*x)"}, "exp(1000) is not finite"),
]


def assert_failed(error: BaseException, arguments: dict[str, Any], neuron: int, time: float, what: str) -> None:
    message = str(error)
    (place,) = Row("", arguments).texts()
    assert message.startswith(f"cells[{neuron}]: "), message
    assert f" at {time:g} ms: " in message, message
    assert f"{what}, in {place[0]}, {place_in(place[1])}\n" in message, message


def failing(arguments: dict[str, Any], scheme: str) -> lq.Equations:
    return lq.Equations(**{key: unmarked(value) for key, value in arguments.items()}, scheme=scheme)


@pytest.mark.parametrize("scheme", ["euler", "heun", "rk4", "auto"])
@pytest.mark.parametrize(("arguments", "start", "what"), FAILURES, ids=lambda value: repr(value)[:50])
def test_what_is_not_finite_is_told_with_its_neuron_time_and_place(
    arguments: dict[str, Any], start: float, what: str, scheme: str
) -> None:
    net = lq.Network(dt=0.1)
    x = np.full(1000, 0.5)
    x[700] = start
    net.population(1000, failing(arguments, scheme), name="cells", x=x)
    with pytest.raises(RuntimeError) as caught:
        net.run(0.1)
    assert_failed(caught.value, arguments, 700, 0.1, what)
    assert scheme == "auto" or ": x is not finite at " in str(caught.value)


@pytest.mark.parametrize("scheme", ["euler", "auto"])
@pytest.mark.parametrize(("arguments", "what"), AT_SPIKES, ids=lambda value: repr(value)[:50])
def test_what_is_not_finite_after_a_spike_is_told_with_its_place(
    arguments: dict[str, Any], what: str, scheme: str
) -> None:
    net = lq.Network(dt=0.125)
    model = failing({"text": "dx/dt = 1", "threshold": "x >= 1", **arguments}, scheme)
    x = np.full(300, -100.0)
    x[200] = 0.0
    net.population(300, model, name="cells", x=x)
    with pytest.raises(RuntimeError) as caught:
        net.run(2.0)
    assert_failed(caught.value, arguments, 200, 1.0, what)
    assert ": x is not finite at " in str(caught.value)


def test_what_is_not_finite_after_a_spike_within_a_step_is_told_with_its_place() -> None:
    arguments = {"reset": "x = @log(-x)"}
    net = lq.Network(dt=0.125)
    # The equation is not linear, so that spikes are found within the step.
    model = failing({"text": "dx/dt = 1 + x**2", "threshold": "x >= 1", **arguments}, "auto")
    net.population(3, model, name="cells", x=[-5, 0, -5])
    with pytest.raises(RuntimeError) as caught:
        net.run(2.0)
    message = str(caught.value)
    assert message.startswith("cells[1]: x is not finite at 0.875 ms")
    assert "log(-1" in message
    assert "in reset, line 1, column 5\n" in message


@pytest.mark.parametrize("scheme", ["euler", "rk4", "auto"])
def test_what_is_not_finite_after_an_event_is_told_with_its_place(scheme: str) -> None:
    net = lq.Network(dt=0.125)
    model = lq.Equations("dx/dt = 1", events={"x >= 1": "x = 1 + log(-x)"}, scheme=scheme)
    net.population(3, model, name="cells", x=[-5, 0, -5])
    with pytest.raises(RuntimeError) as caught:
        net.run(2.0)
    message = str(caught.value)
    assert message.startswith("cells[1]: x is not finite at 1 ms: log(-1) has no value, in events['x >= 1'], line 1,")
    assert "line 1, column 9\n" in message


# Ways to write one and the same model.
SAME = {
    "as it is": "dx/dt = -(x + 1)/tau\ny = 2*x\n",
    "without a last newline": "dx/dt = -(x + 1)/tau\ny = 2*x",
    "in an order of its own": "y = 2*x\ndx/dt = -(x + 1)/tau",
    "CRLF": "dx/dt = -(x + 1)/tau\r\ny = 2*x\r\n",
    "CRLF and comments": "# τ\r\ndx/dt = -(x + 1)/tau  # a comment; with signs ( ^ &\r\n\r\ny = 2*x#\r\n",
    "semicolons": "dx/dt = -(x + 1)/tau; y = 2*x;;",
    "tabs": "\tdx/dt\t=\t-(x\t+\t1)/tau\n\ty\t=\t2*x\t\n",
    "blank lines": "\n\n   dx/dt = -(x + 1)/tau\n \t \n\n      y = 2*x\n\n",
    "comments": "# at first\ndx/dt = -(x + 1)/tau # é\n# between )\ny = 2*x # at last",
    "over lines": "dx/dt = -(x\n + # one\n\n    1)/tau\ny = (2\n*x)",
    "over lines that end in CRLF": "dx/dt = -(x\r\n + # one\r\n 1)/tau\r\ny = (2\r\n*x)\r\n",
    "backslashes": "dx/dt = \\\n -(x + 1) \\\n /tau\ny \\\n = 2*x\\\n",
    "backslashes before CRLF": "dx/dt = \\\r\n -(x + 1) \\\r\n /tau\r\ny = 2*x\r\n",
    "blanks": " dx / dt  =  - ( x  +  1 ) / tau \n y  =  2 * x ",
    "without blanks": "dx/dt=-(x+1)/tau\ny=2*x",
    "with a prime": "x' = -(x + 1)/tau\ny = 2*x",
    "other numbers": "dx/dt = -(x + 1.e0)/tau\ny = .2e+1*x",
    "parentheses": "(dx/dt) = (-(((x) + (1)))/(tau))\n(y) = (2)*(x)",
    "signs": "dx/dt = +-+(x + 1)/tau\ny = --2*x",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_what_makes_no_difference(text: str) -> None:
    parameters = {"tau": 10}
    expected = lq.Equations(SAME["as it is"], parameters=parameters)
    model = lq.Equations(text, parameters=parameters)
    assert model.program() == expected.program()
    assert model.schemes == expected.schemes


def test_places_count_characters_and_all_kinds_of_lines() -> None:
    for text in ("# é\r\n\r\n\tdx/dt = -(x +\r\n\t@τ)", "\\\n\\\ndx/dt = x + \\\n  @y", "y = '@é"):
        with pytest.raises(ValueError, match=f"^equations, {place_in(text)}: "):
            lq.Equations(unmarked(text))


# Whatever is made of these is a model or a ValueError.
SIGNS = r"+ - * / ** ( ) , : ; = += == != < <= > >= ' # ^ & [ ] \ ."
NUMBERS = "0 1 2.5 64 1e308 1e-300 1/ms mV ms nS pA"
NAMES = "x y z V_m w t pi xi xi_a dt dx/dt dy/dt dV_m/dt x' I_ext I_syn I_exc g_inh weight a b é τ"
CALLS = "exp( log( sqrt( abs( min( max( clip( where( pow( floor( exprel( rand() randn() and or not"
BETWEEN = ["\n", "\\\n", "\r\n", "\t", "\0", "\n\n", "# é\n"]
TOKENS = [*f"{SIGNS} {NUMBERS} {NAMES} {CALLS}".split(), *BETWEEN]
MODELS = [
    {
        "text": "dx/dt = ( a - x ) / b + xi\ny = exp( x ) * 2",
        "threshold": "x > y and not x < 0",
        "reset": "x = 0 ; x += a",
    },
    {"text": "dV_m/dt = - V_m / ms + ( I_exc + g_inh * mV ) / nS / ms : mV\na : mV\nz = a - b * mV", "hold": "V_m"},
    {"text": "x' = min( x , y ) - x ** 2\ny' = where( x > 1 , sqrt( abs( y ) ) , t )", "t_ref": "1 + abs( x )"},
    {"text": "dx/dt = a * I_syn + b", "events": ("x < 1", "x = rand() ; x *= 2"), "arrivals": "x += 2 * weight"},
]
tokens = st.sampled_from(TOKENS)


@st.composite
def garbled(draw: st.DrawFn, text: str) -> str:
    words = text.replace("\n", " \n ").split(" ")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(words)))
        words[at : at + draw(st.integers(0, 2))] = draw(st.lists(tokens, max_size=2))
    return draw(st.sampled_from([" ", " ", ""])).join(words)


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    model: dict[str, Any] = dict(draw(st.sampled_from(MODELS)))
    name = draw(st.sampled_from(sorted(model)))
    of_tokens = st.lists(tokens, max_size=12).map("".join)
    change = lambda text: draw(garbled(text) | of_tokens) if draw(st.booleans()) else draw(garbled(text))  # noqa: E731
    if isinstance(model[name], tuple):
        model[name] = tuple(change(text) for text in model[name])
    else:
        model[name] = change(model[name])
    if "events" in model:
        model["events"] = dict([model["events"]])
    if "arrivals" in model:
        model["arrivals"] = {"own": model["arrivals"]}
    texts = repr(model)
    known: dict[str, lq.Receptor] = {"exc": lq.ExpCurrent(), "inh": lq.AlphaConductance()}
    model["receptors"] = {key: one for key, one in known.items() if key in texts}
    model["parameters"] = {key: 2.0 for key in "ab" if re.search(rf"\b{key}\b", texts)}
    model["scheme"] = draw(st.sampled_from(["auto", "auto", "exact", "rk4", "heun", "euler", "exponential_euler"]))
    return model


def problem_of(act: Callable[[], None]) -> Exception | None:
    try:
        act()
    except (ValueError, RuntimeError) as problem:
        return problem
    return None


@settings(max_examples=400, derandomize=True, deadline=5000)
@given(models())
def test_whatever_the_text_is_it_is_a_model_or_a_value_error(arguments: dict[str, Any]) -> None:
    net = lq.Network(dt=0.1)

    def populate() -> None:
        model = lq.Equations(**arguments)
        model.program()
        net.population(3, model, name="cells")

    problem = problem_of(populate)
    # UnicodeDecodeError, for one, is another kind of ValueError.
    assert problem is None or type(problem) is ValueError
    assert len(net.populations) == (problem is None)
    if problem is None and (problem := problem_of(lambda: net.run(0.3))):
        assert type(problem) is RuntimeError
        assert str(problem).startswith("cells[")

"""Equations drawn by Hypothesis: what their text means, by Python's own evaluation of it, and to the bit what the
register machine does, by an interpreter of the listing in NumPy.

``LAPICQUE_HYPOTHESIS_EXAMPLES=2000 pytest tests/python/test_random_equations.py`` draws more of them, other ones each
time.
"""

from __future__ import annotations

import ast
import functools
import os
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lapicque as lq
from reference.elementary import array_exp

Array = Any  # of NumPy

EXAMPLES = int(os.environ.get("LAPICQUE_HYPOTHESIS_EXAMPLES", "0"))
profile = settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
N = 37

# ---- Texts

LEAVES = ("x", "y", "p", "q", "t", "0.5", "2.0", "3.25", "1e-2", "0.0", "1.0", "pi")
OF_ONE = ("exp(-abs({0}))", "expm1({0}/9)", "log(1 + abs({0}))", "log1p({0}**2)", "sqrt(abs({0}))", "sin({0}/8)",
          "cos({0}/8)", "tanh({0})", "sinh({0}/50)", "cosh({0}/50)", "abs({0})", "floor({0})", "ceil({0})", "sign({0})",
          "exprel({0}/40)", "-{0}", "({0})", "1/(1 + exp(-({0})/5))", "exp(({0} - 3)/90)", "({0})**2", "({0})**3",
          "1/exprel(-({0} + 2)/30)", "(1 + ({0})**2)**-2", "(1 + abs({0}))**0.5", "(1 + abs({0}))**1.7")  # fmt: skip
OF_TWO = ("{0} + {1}", "{0} - {1}", "({0})*({1})", "({0})/(2 + abs({1}))", "min({0}, {1})", "max({0}, {1})",
          "where({0} > {1}, {0}, 2*({1}))", "where({0} <= 0 or not {1} >= 0.1, {1}, {0})", "clip({0}, -1, abs({1}))",
          "pow(1 + abs({0}), {1}/20)", "({0} == {1})*3", "where(-1 < {0} < 2 and {1} != 0, 1, {1})")  # fmt: skip


def expressions(leaves: tuple[str, ...] = LEAVES) -> st.SearchStrategy[str]:
    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        one = st.builds(lambda form, a: form.format(f"({a})"), st.sampled_from(OF_ONE), inner)
        two = st.builds(lambda form, a, b: form.format(f"({a})", f"({b})"), st.sampled_from(OF_TWO), inner, inner)
        return one | two | two

    return st.recursive(st.sampled_from(leaves), deeper, max_leaves=12)


# ---- What a text means: Python has the same precedence


def exprel(x: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.where(x == 0, 1.0, np.expm1(x) / np.where(x == 0, 1.0, x))


MEANINGS = {
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos,
    "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh, "abs": np.abs, "floor": np.floor, "ceil": np.ceil,
    "sign": np.sign, "exprel": exprel, "min": np.minimum, "max": np.maximum, "where": np.where, "pow": np.power,
    "both": np.logical_and, "either": np.logical_or, "opposite": np.logical_not,
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
}  # fmt: skip


class Truths(ast.NodeTransformer):
    """Makes `and`, `or`, `not` and chains of comparisons functions of arrays."""

    @staticmethod
    def call(name: str, *arguments: ast.expr) -> ast.expr:
        return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        name = "both" if isinstance(node.op, ast.And) else "either"
        return functools.reduce(lambda a, b: self.call(name, a, b), node.values)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return self.call("opposite", node.operand) if isinstance(node.op, ast.Not) else node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        lefts = [node.left, *node.comparators[:-1]]
        made: list[ast.expr] = [
            ast.Compare(a, [op], [b]) for a, op, b in zip(lefts, node.ops, node.comparators, strict=True)
        ]
        return functools.reduce(lambda a, b: self.call("both", a, b), made)


def meaning(text: str, given: dict[str, Array]) -> Array:
    """What Python makes of it, number by number."""
    tree = ast.fix_missing_locations(Truths().visit(ast.parse(text, mode="eval")))
    with np.errstate(all="ignore"):
        return eval(compile(tree, "text", "eval"), {"__builtins__": {}}, {**MEANINGS, **given})


def values(number: Callable[[Any], Any]) -> dict[str, Array]:
    rng = np.random.default_rng(5)
    drawn = {"x": rng.normal(0, 20, N), "y": rng.normal(0, 2, N), "q": rng.uniform(-3, 3, N)}
    made = {name: number(array) for name, array in drawn.items()}
    return {**made, "p": number(1.75), "t": number(0.0), "pi": number(np.pi), "dt": number(0.1)}


def model_of(text: str, **more: Any) -> lq.Equations:
    given = values(np.asarray)
    used = {name: given[name] if name == "q" else 1.75 for name in ("p", "q") if re.search(rf"\b{name}\b", text)}
    return lq.Equations(text, parameters=used, **more)


@profile
@given(expressions())
def test_a_text_means_what_python_makes_of_it(text: str) -> None:
    model = model_of(f"dx/dt = 0\ndy/dt = 0\nf = {text}")
    given = values(np.asarray)
    net = lq.Network(dt=0.1)
    trace = net.record(net.population(N, model, x=given["x"], y=given["y"]), ["f"])
    net.run(0.1)
    found = trace["f"][0]
    wide = np.broadcast_to(meaning(text, values(lambda a: np.asarray(a, np.longdouble))), N).astype(np.longdouble)
    narrow = np.broadcast_to(meaning(text, given), N)
    with np.errstate(all="ignore"):
        rounding = np.abs(narrow - wide)
        allowed = 1e-10 * np.abs(wide) + 1000 * rounding + 1e-13
        off = np.abs(found - wide)
    steady = np.isfinite(wide) & np.isfinite(narrow) & np.isfinite(allowed)
    # Where a comparison is decided by rounding, one of the two may fall on the other side.
    assert np.count_nonzero(off[steady] > allowed[steady]) <= 1, text


def stepped(slopes: tuple[str, str], scheme: str, steps: int) -> Array:
    """x after some steps of an explicit scheme."""
    given = values(np.asarray)
    y = np.array([given["x"], given["y"]])
    h = 0.1

    def f(state: Array, time: float) -> Array:
        now = {**given, "x": state[0], "y": state[1], "t": np.asarray(time)}
        return np.array([np.broadcast_to(meaning(slope, now), N).astype(float) for slope in slopes])

    for k in range(steps):
        t = k * h
        if scheme == "euler":
            y = y + h * f(y, t)
        elif scheme == "heun":
            a = f(y, t)
            y = y + 0.5 * h * (a + f(y + h * a, t + h))
        else:
            a = f(y, t)
            b = f(y + 0.5 * h * a, t + 0.5 * h)
            c = f(y + 0.5 * h * b, t + 0.5 * h)
            y = y + h / 6 * (a + 2 * (b + c) + f(y + h * c, t + h))
    return y


SMOOTH = ("x", "y", "p", "q", "t", "0.5", "2.0")


@pytest.mark.parametrize("scheme", ["euler", "heun", "rk4"])
@profile
@given(data=st.data())
def test_explicit_schemes_are_those_of_the_textbook(scheme: Any, data: Any) -> None:
    inner = st.builds(lambda form, a: form.format(f"({a})"), st.sampled_from(OF_ONE[:11]), st.sampled_from(SMOOTH))
    slopes = tuple(
        data.draw(st.builds(lambda a, b, c: f"sin({a}) - {b}*{c}/20", inner, inner, st.sampled_from(SMOOTH)))
        for _ in range(2)
    )
    model = model_of(f"dx/dt = {slopes[0]}\ndy/dt = {slopes[1]}", scheme=scheme)
    given = values(np.asarray)
    with np.errstate(all="ignore"):
        expected = stepped(slopes, scheme, 3)  # type: ignore[arg-type]
    net = lq.Network(dt=0.1)
    cells = net.population(N, model, x=given["x"], y=given["y"])
    if not np.isfinite(expected).all():
        return
    net.run(0.3)
    np.testing.assert_allclose(cells.x, expected[0], rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(cells.y, expected[1], rtol=1e-8, atol=1e-9)


# ---- To the bit: the listing, interpreted


def larger(a: Array, b: Array) -> Array:
    return np.where(a >= b, a, b)


def lesser(a: Array, b: Array) -> Array:
    return np.where(a == a, np.where(b >= a, a, b), a)


def whole_exp(x: Array) -> Array:
    inside = np.where(x >= -708.0, array_exp(x), 0.0)
    return np.where(x == x, np.where(x > 709.0, np.inf, inside), x)


OPERATIONS: dict[str, Callable[..., Array]] = {
    "copy": lambda a: a, "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "negate": lambda a: 0.0 - a, "multiply_add": lambda a, b, c: a * b + c,
    "subtract_product": lambda a, b, c: c - a * b, "multiply_subtract": lambda a, b, c: a * b - c,
    "add_multiply": lambda a, b, c: (a + b) * c, "subtract_multiply": lambda a, b, c: (a - b) * c,
    "multiply_twice": lambda a, b, c: (a * b) * c, "minimum": lesser,
    "maximum": lambda a, b: 0.0 - lesser(0.0 - a, 0.0 - b), "absolute": lambda a: larger(a, 0.0 - a),
    "floor": np.floor, "ceil": lambda a: 0.0 - np.floor(0.0 - a), "sqrt": np.sqrt, "exp": whole_exp,
    "at_least": lambda a, b: (a >= b) * 1.0, "above": lambda a, b: (a > b) * 1.0, "equal": lambda a, b: (a == b) * 1.0,
    "unequal": lambda a, b: 1.0 - (a == b) * 1.0, "both": lambda a, b: a * b, "either": larger,
    "without": lambda a, b: a - a * b, "opposite": lambda a: 1.0 - a, "where": lambda a, b, c: np.where(a >= 0.5, b, c),
    "sign": lambda a: np.sign(a),
}  # fmt: skip
EXACT_ONE = ("exp(-abs({0}))", "sqrt(abs({0}))", "abs({0})", "floor({0})", "ceil({0})", "sign({0})", "-{0}",
             "1/(1 + exp(-({0})/5))", "exp(({0} - 3)/90)", "({0})**2", "({0})**3", "(1 + ({0})**2)**-2")  # fmt: skip
EXACT_TWO = tuple(form for form in OF_TWO if "pow" not in form)


def interpreted(listing: str, given: dict[str, Array]) -> dict[str, Array]:
    """The values of all names after the lines of a listing."""
    known = dict(given)

    def value(word: str) -> Array:
        return known[word] if word in known else np.float64(word)

    with np.errstate(all="ignore"):
        for line in listing.splitlines():
            if not line.startswith("  "):
                continue
            name, text = line.strip().split(" = ")
            call = re.fullmatch(r"(\w+)\((.*)\)", text)
            known[name] = OPERATIONS[call[1]](*map(value, call[2].split(", "))) if call else value(text)
    return known


def exact_expressions() -> st.SearchStrategy[str]:
    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        one = st.builds(lambda form, a: form.format(f"({a})"), st.sampled_from(EXACT_ONE), inner)
        two = st.builds(lambda form, a, b: form.format(f"({a})", f"({b})"), st.sampled_from(EXACT_TWO), inner, inner)
        return one | two | two

    return st.recursive(st.sampled_from(LEAVES), deeper, max_leaves=12)


@profile
@given(exact_expressions())
def test_the_machine_does_to_the_bit_what_its_listing_says(text: str) -> None:
    """A step of Euler's, in which the expression is the slope."""
    model = model_of(f"dx/dt = {text}\ndy/dt = -y", scheme="euler")
    given = values(np.asarray)
    expected = interpreted(model.program(), given)
    after = [np.broadcast_to(expected[name], N) for name in ("x", "y")]
    if not np.isfinite(after).all():
        return
    net = lq.Network(dt=0.1)
    cells = net.population(N, model, x=given["x"], y=given["y"])
    net.run(0.1)
    np.testing.assert_array_equal(cells.y, after[1])
    np.testing.assert_array_equal(cells.x, after[0])

"""Equations as they are printed in papers, in MathML, which browsers and notebooks show."""

from __future__ import annotations

import ast
import html
import re

_LETTERS = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho _ sigma tau upsilon phi chi
    psi omega
"""
_GREEK = {name: chr(code) for code, name in enumerate(_LETTERS.split(), start=0x3B1)}
_GREEK |= {"Delta": "Δ", "Gamma": "Γ", "Sigma": "Σ", "Phi": "Φ", "Omega": "Ω", "Theta": "Θ"}
_BINARY = {ast.Add: "+", ast.Sub: "−", ast.Mult: "", ast.BitAnd: "and", ast.BitOr: "or"}
_LEVELS = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 3, ast.Pow: 4}
_COMPARED = {ast.Lt: "&lt;", ast.LtE: "≤", ast.Gt: "&gt;", ast.GtE: "≥", ast.Eq: "=", ast.NotEq: "≠"}
_DERIVATIVE = "derivative_of_"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _sign(text: str) -> str:
    return f"<mo>{text}</mo>"


def _name(name: str) -> str:
    """A name, the first part of which may be a Greek letter and the rest of which stands lower."""
    if name.startswith(_DERIVATIVE):
        inside = _name(name.removeprefix(_DERIVATIVE))
        return f"<mfrac>{_row('<mi>d</mi>', inside)}{_row('<mi>d</mi>', '<mi>t</mi>')}</mfrac>"
    first, _, rest = name.partition("_")
    letter = f"<mi>{html.escape(_GREEK.get(first, first))}</mi>"
    lower = " ".join(_GREEK.get(part, part) for part in rest.split("_"))
    return f"<msub>{letter}<mtext>{html.escape(lower)}</mtext></msub>" if rest else letter


def _in_parentheses(text: str) -> str:
    return _row(_sign("("), text, _sign(")"))


def _operand(node: ast.expr, level: int) -> str:
    """An operand, in parentheses where it binds less than what it is an operand of."""
    shown = _expression(node)
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Div):
        return shown if _LEVELS[type(node.op)] >= level else _in_parentheses(shown)
    weak = isinstance(node, (ast.UnaryOp, ast.Compare, ast.BoolOp))
    return _in_parentheses(shown) if weak and level > 0 else shown


def _binary(node: ast.BinOp) -> str:
    if isinstance(node.op, ast.Div):
        return f"<mfrac>{_row(_expression(node.left))}{_row(_expression(node.right))}</mfrac>"
    if isinstance(node.op, ast.Pow):
        base = _operand(node.left, 5)
        return f"<msup>{_row(base)}{_row(_expression(node.right))}</msup>"
    level = _LEVELS[type(node.op)]
    sign = _BINARY[type(node.op)]
    space = _sign(sign) if sign else '<mspace width="0.2em"/>'
    right_level = level + 1 if isinstance(node.op, ast.Sub) else level
    return _row(_operand(node.left, level), space, _operand(node.right, right_level))


def _call(node: ast.Call) -> str:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "sqrt" and len(node.args) == 1:
        return f"<msqrt>{_expression(node.args[0])}</msqrt>"
    if name == "abs" and len(node.args) == 1:
        return _row(_sign("|"), _expression(node.args[0]), _sign("|"))
    if name == "exp" and len(node.args) == 1:
        exponent = _expression(node.args[0])
        # A fraction in an exponent is too small to read.
        if "<mfrac>" not in exponent:
            return f"<msup><mi>e</mi>{_row(exponent)}</msup>"
    inside = _sign(",").join(_expression(argument) for argument in node.args)
    return _row(f"<mtext>{html.escape(name)}</mtext>", _in_parentheses(inside))


def _expression(node: ast.expr) -> str:
    match node:
        case ast.BinOp():
            return _binary(node)
        case ast.Call():
            return _call(node)
        case ast.Name(id=name):
            return _name(name)
        case ast.Constant(value=value):
            return f"<mn>{value:g}</mn>" if isinstance(value, (int, float)) else f"<mtext>{value!r}</mtext>"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _row(_sign("−"), _operand(operand, 2))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _row("<mtext>not </mtext>", _operand(operand, 1))
        case ast.UnaryOp(operand=operand):
            return _expression(operand)
        case ast.BoolOp(op=op, values=values):
            word = "<mtext> and </mtext>" if isinstance(op, ast.And) else "<mtext> or </mtext>"
            return _row(word.join(_expression(value) for value in values))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            rest = (_sign(_COMPARED[type(op)]) + _expression(right) for op, right in zip(ops, rights, strict=True))
            return _row(_expression(left), *rest)
    return f"<mtext>{html.escape(ast.unparse(node))}</mtext>"


def _side(text: str) -> str:
    """One side of an equation; as it stands where it is none that Python could read."""
    text = re.sub(r"\bd([A-Za-z_]\w*)\s*/\s*dt\b", rf"{_DERIVATIVE}\1", text)
    text = re.sub(r"\b([A-Za-z_]\w*)'", rf"{_DERIVATIVE}\1", text)
    try:
        return _expression(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError:
        return f"<mtext>{html.escape(text.strip())}</mtext>"


def statement(text: str) -> str:
    """A statement such as ``C_m*dV_m/dt = -g_L*(V_m - E_L) : mV`` or ``w += b`` as MathML.

    Parameters
    ----------
    text : str
        One statement, without comments.

    Returns
    -------
    str
        A ``<math>`` element.
    """
    body, _, unit = text.partition(":")
    sides = re.split(r"(?<![<>=!])(\+=|-=|\*=|/=|=)(?!=)", body, maxsplit=1)
    shown = _side(sides[0]) if len(sides) < 3 else _row(_side(sides[0]), _sign(sides[1]), _side(sides[2]))
    after = f'<mspace width="1em"/><mtext>[{html.escape(unit.strip())}]</mtext>' if unit.strip() else ""
    return f'<math display="block" style="text-align:left;margin:0.4em 0">{shown}{after}</math>'


def statements(text: str) -> list[str]:
    """The statements of a text: lines and what semicolons part, with parentheses closed, without comments."""
    lines, open_parentheses, current = [], 0, ""
    for line in text.replace("\\\n", " ").splitlines():
        code = line.partition("#")[0]
        for part in re.split("(;)", code):
            if part == ";" and not open_parentheses:
                lines.append(current)
                current = ""
                continue
            current += part
            open_parentheses += part.count("(") - part.count(")")
        if open_parentheses <= 0:
            lines.append(current)
            current = ""
    return [line.strip() for line in [*lines, current] if line.strip()]


def table(first: str, second: str, rows: list[tuple[str, str]]) -> str:
    """A table of two columns in HTML; nothing where there are no rows."""
    if not rows:
        return ""
    cells = (f"<tr><td>{html.escape(name)}</td><td>{html.escape(value)}</td></tr>" for name, value in rows)
    return f"<table><tr><th>{first}</th><th>{second}</th></tr>{''.join(cells)}</table>"

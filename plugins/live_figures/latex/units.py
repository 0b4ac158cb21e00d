"""Numbers and units as siunitx sets them: what is common, not its options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .formula import LatexError
from .tree import Cursor, Node, Token, braced, is_blank, text_of

_UNITS = r"""
    ampere=A angstrom=Å astronomicalunit=au bar=bar becquerel=Bq bit=bit
    byte=B candela=cd celsius=°C coulomb=C dalton=Da day=d decibel=dB degree=° degreeCelsius=°C
    electronvolt=eV farad=F gram=g gray=Gy hectare=ha henry=H hertz=Hz hour=h joule=J kelvin=K
    kg=kg kilogram=kg km=km katal=kat liter=L litre=L lumen=lm lux=lx meter=m metre=m minute=min
    mole=mol neper=Np newton=N ohm=Ω pascal=Pa percent=\% radian=rad second=s siemens=S
    sievert=Sv steradian=sr tesla=T tonne=t volt=V watt=W weber=Wb
"""
_PREFIXES = """
    quecto=q ronto=r yocto=y zepto=z atto=a femto=f pico=p nano=n micro=μ milli=m centi=c deci=d
    deca=da hecto=h kilo=k mega=M giga=G tera=T peta=P exa=E zetta=Z yotta=Y ronna=R quetta=Q
"""
_POWERS = {"square": "2", "cubic": "3", "squared": "2", "cubed": "3"}
_SYMBOLS = dict(re.findall(r"(\w+)=(\S+)", _UNITS))
_PREFIX_SYMBOLS = dict(re.findall(r"(\w+)=(\S+)", _PREFIXES))
_BEHIND = (r"\squared", r"\cubed")
_NUMBER = re.compile(
    r"([-+]?)([\d.,]*)(?:\s*(?:\+-|\\pm)\s*([\d.]+))?(\(\d+\))?(?:[eEdD]([-+]?\d+))?"
)
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


def number(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\num{1.2e-3}`` and ``\ang{30}``."""
    cursor.option()
    degrees = r"^{\circ}" * (command.text == r"\ang")
    return [_token(_number(cursor.argument(command), command) + degrees, command)]


def unit(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\unit{\meter\per\second}`` and ``\si{m/s}``."""
    cursor.option()
    return [_token(_unit(cursor.argument(command), command), command)]


def quantity(command: Token, cursor: Cursor) -> Sequence[Node]:
    r"""``\SI{3}{\kilo\meter}`` and ``\qty{3}{km}``."""
    cursor.option()
    arguments = cursor.groups(2)
    if len(arguments) < 2:
        message = f"{command.text} needs a number and a unit in braces"
        raise LatexError(message, command.at, rf"; write {command.text}{{3}}{{\kilo\meter}}")
    value, unit = _number(arguments[0], command), _unit(arguments[1], command)
    gap = "" if unit.removeprefix(r"\mathrm{").startswith("°}") else r"\,"
    return [_token(value + gap + unit, command)]


def _token(latex: str, command: Token) -> Node:
    return braced("{", [Token(latex, command.at)], command)


def _number(nodes: Sequence[Node], command: Token) -> str:
    text = text_of(nodes).strip()
    found = _NUMBER.fullmatch(text)
    if not found:
        message = f'{command.text} with "{text}", which is no number'
        raise LatexError(message, command.at, "; write {12.3}, {1.2e-3} or {1.0(2)}")
    sign, digits, error, last, power = found.groups(default="")
    whole, point, fraction = digits.replace(",", ".").partition(".")
    grouped = _THOUSANDS.sub(r"\,", whole) if len(whole) > 4 else whole
    times = r"\times " * bool(digits) + f"10^{{{power}}}" if power else ""
    return sign + grouped + point + fraction + rf"\pm {error}" * bool(error) + last + times


def _unit(nodes: Sequence[Node], command: Token) -> str:
    if not any(isinstance(node, Token) and node.text[1:].isalpha() for node in nodes):
        return rf"\mathrm{{{text_of(nodes)}}}".replace(".", r"\,").replace("~", r"\,")
    parts = list(_parts(Cursor([node for node in nodes if not is_blank(node)]), command))
    return r"\,".join(
        rf"\mathrm{{{symbol}}}" + f"^{{{power}}}" * bool(power) for symbol, power in parts
    )


def _parts(cursor: Cursor, command: Token) -> Iterator[tuple[str, str]]:
    """The units of a product, each with its power."""
    symbol = minus = power = ""
    for node in cursor:
        name = text_of([node]).removeprefix("\\")
        if name in _PREFIX_SYMBOLS:
            symbol = _PREFIX_SYMBOLS[name]
        elif name == "per":
            minus = "-"
        elif name in _POWERS:
            power = _POWERS[name]
        elif name in _SYMBOLS:
            power = _POWERS.get(cursor.accept(*_BEHIND).removeprefix("\\"), power)
            if cursor.accept(r"\tothe"):
                power = text_of(cursor.argument(command))
            yield symbol + _SYMBOLS[name], minus + (power or "1" * bool(minus))
            symbol = minus = power = ""
        else:
            message = f'{command.text} with "{text_of([node])}", which is no unit'
            raise LatexError(message, command.at, r"; write {\meter\per\second} or {m/s}")

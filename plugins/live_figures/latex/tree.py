"""LaTeX as a tree of tokens that remember where the author wrote them.

Only what a rewriting needs is recognised: brackets (``{}``, ``\\left…\\right``,
``\\begin…\\end``), command names, and single characters. Comments are dropped, as TeX does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .formula import LatexError

# The engine recurses; some thousand levels overflow its stack and kill the process.
MAX_DEPTH = 60

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*\n?)"
    r"|(?P<environment>\\(?:begin|end)\s*\{[^{}]*\})"
    r"|\\[A-Za-z]+"
    r"|\\?.",
    re.DOTALL,
)
_CLOSERS = {"{": "}", r"\left": r"\right"}


class Token(NamedTuple):
    """A command or a character, and the offset in the source to blame for it."""

    text: str
    at: int


@dataclass(frozen=True)
class Group:
    """What stands between two matching brackets."""

    opener: Token
    body: Sequence[Node]
    closer: Token

    @property
    def environment(self) -> str:
        """The name in ``\\begin{name}``; empty for other brackets."""
        return self.opener.text[7:-1] if self.opener.text.startswith(r"\begin{") else ""


Node = Token | Group


class Cursor:
    """A walk over nodes that can look ahead for arguments.

    ``display``: whether limits stand below and above there, and not beside.
    """

    def __init__(self, nodes: Sequence[Node], *, display: bool = False) -> None:
        self._nodes, self.display = nodes, display
        self._next = 0

    def __iter__(self) -> Cursor:
        return self

    def __next__(self) -> Node:
        if self._next == len(self._nodes):
            raise StopIteration
        self._next += 1
        return self._nodes[self._next - 1]

    def rest(self, count: int) -> Sequence[Node]:
        """The next ``count`` nodes, which stay where they are."""
        return self._nodes[self._next : self._next + count]

    def accept(self, *texts: str) -> str:
        """Take the next token if, spaces apart, it is one of ``texts``; else return ''."""
        here = self._next
        token = next((node for node in self if not is_blank(node)), None)
        if isinstance(token, Token) and token.text in texts:
            return token.text
        self._next = here
        return ""

    def argument(self, command: Token) -> Sequence[Node]:
        """Take what ``command`` applies to: the inside of a group, or a single token."""
        node = next((node for node in self if not is_blank(node)), None)
        if node is None:
            raise LatexError(f"{command.text} needs an argument", command.at)
        if isinstance(node, Group) and node.opener.text == "{":
            return node.body
        return [node]

    def groups(self, most: int) -> list[Sequence[Node]]:
        """Take the insides of the groups in braces that come next, not more than ``most``."""
        taken: list[Sequence[Node]] = []
        for node in self.rest(most):
            if not isinstance(node, Group) or node.opener.text != "{":
                break
            taken.append(node.body)
        self._next += len(taken)
        return taken

    def option(self) -> Sequence[Node]:
        """Take an optional argument in square brackets; empty when there is none."""
        return self.until("]") if self.accept("[") else []

    def until(self, text: str) -> Sequence[Node]:
        """Take everything before the token ``text``, and that token."""
        taken: list[Node] = []
        for node in self:
            if isinstance(node, Token) and node.text == text:
                break
            taken.append(node)
        return taken


def braced(opener: str, body: Sequence[Node], command: Token) -> Group:
    """What ``command`` becomes: an opening such as ``{`` or ``\\text{``, and what it applies to."""
    return Group(Token(opener, command.at), body, Token("}", command.at))


def is_blank(node: Node) -> bool:
    """Whether ``node`` is white space."""
    return isinstance(node, Token) and node.text.isspace()


def tokenize(source: str) -> Iterator[Token]:
    """Yield the tokens of ``source`` without its comments."""
    for match in _TOKEN.finditer(source):
        if match.lastgroup is None:  # nearly always
            yield Token(match[0], match.start())
        elif match.lastgroup == "environment":
            yield Token("".join(match[0].split()), match.start())


def parse(source: str, own: Collection[str] = ()) -> list[Node]:
    """Match the brackets of ``source``; ``own`` commands get a space, by which no rule knows them.

    Raises LatexError for a bracket without partner, for ``\\middle`` in none, and for more than
    MAX_DEPTH levels.
    """
    levels: list[list[Node]] = [[]]
    openers: list[Token] = []
    for token in tokenize(source):
        text = token.text
        if len(text) == 1 and text not in "{}":  # most are
            levels[-1].append(token)
        elif _closer(token):
            if len(openers) == MAX_DEPTH:
                raise LatexError(f"nested more than {MAX_DEPTH} levels deep", token.at)
            openers.append(token)
            levels.append([])
        elif _closes(token):
            opener = _matching(openers, token)
            group = Group(opener, levels.pop(), token)
            levels[-1].append(group)
        elif text in own:
            levels[-1].append(Token(f"{text} ", token.at))
        else:
            if text == r"\middle" and (not openers or openers[-1].text != r"\left"):
                raise LatexError(r"\middle is not between \left and \right", token.at)
            levels[-1].append(token)
    if openers:
        raise LatexError(f'"{openers[-1].text}" is never closed', openers[-1].at)
    return levels[0]


def flatten(nodes: Sequence[Node]) -> Iterator[Token]:
    """Yield the tokens of a tree in order."""
    for node in nodes:
        if isinstance(node, Group):
            yield node.opener
            yield from flatten(node.body)
            yield node.closer
        else:
            yield node


def text_of(nodes: Sequence[Node]) -> str:
    """The LaTeX of a tree."""
    return "".join(token.text for token in flatten(nodes))


def _closer(opener: Token) -> str:
    """What closes ``opener``; empty when it opens nothing."""
    if opener.text.startswith(r"\begin{"):
        return opener.text.replace("begin", "end", 1)
    return _CLOSERS.get(opener.text, "")


def _closes(token: Token) -> bool:
    return token.text in _CLOSERS.values() or token.text.startswith(r"\end{")


def _matching(openers: list[Token], closer: Token) -> Token:
    """Take the opener that ``closer`` closes off the stack."""
    if not openers:
        raise LatexError(f'"{closer.text}" closes nothing', closer.at)
    opener = openers.pop()
    if closer.text != _closer(opener):
        raise LatexError(f'"{opener.text}" is closed by "{closer.text}"', closer.at)
    return opener

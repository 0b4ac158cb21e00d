"""The Markdown extension: it finds directives, formulas and references, and leaves placeholders.

Before Markdown parses blocks, every item is swapped for a short run of noncharacters, which no
rule of Markdown touches. After Markdown has made HTML, each run becomes a placeholder; where it
ended up in code or in an attribute, the author's own text comes back.

It never raises: Pelican would drop the article (generators.py). What is wrong with a directive or
a formula is found when placeholders are filled.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from . import grammar, scanner
from .blocks import indented
from .lines import position
from .placeholder import Place, Placeholder, encode, encode_word
from .rows import Row, in_rows
from .signs import END, NONCHARACTERS, OF_MARKS, START, ZERO
from .splice import Sources, Splice, splice
from .unread import shown

# Two signs begin a mark: Markdown's rules for emphasis may eat one (Python-Markdown 3.10).
_DIGITS = f"{chr(ZERO)}-{chr(ZERO + 9)}"
_MARK = re.compile(f"{START}{{1,2}}([{_DIGITS}]+){END}")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")
_CAPTION = re.compile(r'<live-caption number="(\d+)">(.*?)</live-caption>\n?', re.DOTALL)
_UNREAD = "this is indented as code is, and not shown as code: write it without the indentation"


class LiveFigures(Extension):
    """``names`` are those of directives: of each, whether its result is a block."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "names": [{}, "names of directives, and whether each gives a block"],
            "dialect": ["latex", "how formulas are written"],
            "formulas": ["strict", "what becomes of formulas"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        document = Document(self.getConfig("names"), self.getConfig("dialect"))
        rule = self.getConfig("formulas")
        # Behind meta (27), which takes the header away; before fenced_code (25), html_block (20).
        md.preprocessors.register(_Mark(md, document, rule), "live_figures", 26)
        # Before inline (20), so that captions get the inline Markdown of the document.
        md.treeprocessors.register(_Captions(md, document), "live_figures", 25)
        # Behind raw_html (30), amp_substitute (20) and unescape (10): the HTML is final.
        md.postprocessors.register(_Unmark(md, document), "live_figures", 5)


makeExtension = LiveFigures  # noqa: N816 (Markdown's name)


class Document:
    """The items of the text under conversion, by number, and the captions of its figures."""

    def __init__(self, blocks: Mapping[str, bool], dialect: str) -> None:
        self._known_dialect = dialect
        self._dialect: str | None = dialect
        self._blocks, self._names = blocks, frozenset(blocks)
        self._words = frozenset(name for name, block in blocks.items() if not block)
        self.clear("")

    def clear(self, text: str) -> None:
        self._text, self._lines = text, text.count("\n") + 1
        self._items: list[tuple[scanner.Item | Row, str, Place]] = []
        self._rows: dict[int, tuple[int, ...]] = {}
        """Of each row, by its number, the numbers of its directives."""
        self.captions: dict[int, str] = {}
        self._seen: set[int] = set()

    def mark(self, text: str, *, formulas: bool) -> str:
        """``text`` with a mark in the place of every item, ``formulas`` among them or not."""
        text = NONCHARACTERS.sub("", text)
        self.clear(text)
        self._dialect = self._known_dialect if formulas else None
        found = scanner.scan(text, self._names, self._dialect)
        return self._replace(text, in_rows(text, found, self._leaves_block), 0)

    def _replace(self, text: str, items: Iterable[scanner.Item | Row], offset: int) -> str:
        """``text`` stands at ``offset`` in the document."""
        pieces, at = [], 0
        for item in items:
            if isinstance(item, Row):
                numbers = tuple(self._add(each, text, offset) for each in item.directives)
                self._rows[len(self._items)] = numbers
            pieces += [text[at : item.start], _mark(self._add(item, text, offset))]
            at = item.end
        return "".join([*pieces, text[at:]])

    def _add(self, item: scanner.Item | Row, text: str, offset: int) -> int:
        """The number of an item that stands in ``text``, which begins at ``offset``."""
        begins = item.source_start if isinstance(item, scanner.Math) else item.start
        place = Place(*position(self._text, offset + begins), self._lines)
        number = len(self._items)
        self._items.append((item, text[item.start : item.end], place))
        if isinstance(item, scanner.Directive):
            self._add_caption(item, number)
        return number

    def _add_caption(self, directive: scanner.Directive, number: int) -> None:
        """Mark what stands in the caption of a figure."""
        for option in grammar.parse(directive.text).options:
            if option.name == "caption":
                caption, offset = str(option.value), directive.start + option.text_offset
                items = scanner.scan(caption, self._words, self._dialect)
                found = filter(self._fits_in_a_line, items)
                self.captions[number] = self._replace(caption, found, offset)

    def _fits_in_a_line(self, item: scanner.Item) -> bool:
        if isinstance(item, scanner.Directive):
            return item.name in self._words
        return not isinstance(item, scanner.Broken)

    def source(self, mark: re.Match[str]) -> str:
        """What the author wrote where this mark stands, for code."""
        return html.escape(self._items[_number(mark)][1])

    def word(self, mark: re.Match[str]) -> str:
        """What stands for a mark in an attribute that readers see."""
        item, source, _ = self._items[_number(mark)]
        return self._value(mark) or html.escape(
            item.text if isinstance(item, scanner.Literal) else source
        )

    def address(self, mark: re.Match[str]) -> str:
        """What Markdown would have made of a mark in an attribute such as ``href``."""
        _, source, _ = self._items[_number(mark)]
        return self._value(mark) or html.escape(_ESCAPED.sub(r"\1", source))

    def _value(self, mark: re.Match[str]) -> str | None:
        """What stands for the value of a mark in any attribute, if it is one."""
        item, _, place = self._items[_number(mark)]
        if isinstance(item, scanner.Directive) and item.name in self._words:
            return encode_word(Placeholder("directive", place, item.text))
        return None

    def rest(self, text: str) -> str:
        """Text without what is left of marks, with an error for each item that it cost."""
        if not OF_MARKS.search(text):
            return text
        found = self._seen.union(*self._rows.values())
        lost = (item for number, item in enumerate(self._items) if number not in found)
        message = "Markdown's rules have torn this apart: put it on the other side of the * or _"
        broken = (Placeholder("broken", place, source, note=message) for _, source, place in lost)
        return OF_MARKS.sub("", text) + "".join(map(encode, broken))

    def unread(self, html: str) -> str:
        """An error for each directive that was taken for indented code, and is not shown as code.

        Other extensions may indent what is none (see blocks.py).
        """
        sources = [] if "&lt;&lt;" in self._text else list(shown(html, self._names))
        if not sources:
            return ""
        pieces = []
        for span in indented(self._text):
            for begins, ends in grammar.directives(self._text[span.start : span.end], self._names):
                source = self._text[span.start + begins : span.start + ends]
                if source in sources:
                    sources.remove(source)
                    place = Place(*position(self._text, span.start + begins), self._lines)
                    pieces.append(encode(Placeholder("broken", place, source, note=_UNREAD)))
        return "".join(pieces)

    def placeholder(self, mark: re.Match[str], captions: dict[int, str]) -> Splice:
        """The HTML for a mark in running text."""
        return self._shown(_number(mark), captions)

    def _shown(self, number: int, captions: dict[int, str]) -> Splice:
        self._seen.add(number)
        item, source, place = self._items[number]
        match item:
            case scanner.Literal():
                return Splice(html.escape(item.text))
            case scanner.Math():
                math = Placeholder("formula", place, item.source, item.display, item.latex)
                return Splice(encode(math), swallows_breaks=item.display)
            case scanner.Directive():
                block = item.block and (self._leaves_block(item) or _is_claim(item))
                caption = captions.get(number, "")
                directive = Placeholder("directive", place, item.text, block, caption)
                return Splice(encode(directive), block=block, swallows_breaks=block)
            case Row():
                figures = (self._shown(each, captions).html for each in self._rows[number])
                row = Placeholder("row", place, "", True, "".join(figures))
                return Splice(encode(row), block=True, swallows_breaks=True)
            case scanner.Reference():
                return Splice(encode(Placeholder("reference", place, item.text)))
            case scanner.Broken():
                return Splice(encode(Placeholder("broken", place, source, note=item.message)))

    def _leaves_block(self, directive: scanner.Directive) -> bool:
        return self._blocks.get(directive.name, True) and not _is_claim(directive)


def _is_claim(directive: scanner.Directive) -> bool:
    """A claim leaves nothing, not even a paragraph."""
    opening = grammar.OPENING.match(directive.text)
    return opening is not None and opening["claim"] is not None


def _mark(number: int) -> str:
    return 2 * START + "".join(chr(ZERO + int(digit)) for digit in str(number)) + END


def _number(mark: re.Match[str]) -> int:
    return int("".join(str(ord(digit) - ZERO) for digit in mark[1]))


class _Mark(Preprocessor):
    def __init__(self, md: Markdown, document: Document, rule: str) -> None:
        super().__init__(md)
        self._md, self._document = md, document
        self._rule = self._sites_rule = rule

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return self._document.mark(text, formulas=not self._are_off()).split("\n")

    def _are_off(self) -> bool:
        """Whether formulas stay, by the post's own rule, else by the site's.

        Pelican has the fields of the header converted behind the text, when that is forgotten.
        """
        if header := getattr(self._md, "Meta", None):
            own = header.get("formulas") or [self._sites_rule]
            self._rule = own[0].strip().lower()
        return self._rule in ("off", "false")  # YAML takes the one for the other


class _Captions(Treeprocessor):
    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(md)
        self._document = document

    def run(self, root: Element) -> None:
        for number, caption in self._document.captions.items():
            SubElement(root, "live-caption", number=str(number)).text = caption


class _Unmark(Postprocessor):
    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(md)
        self._document = document

    def run(self, text: str) -> str:
        unread = self._document.unread(text)
        if START not in text:
            return text + unread
        captions: dict[int, str] = {}
        text = _CAPTION.sub(lambda found: captions.update({int(found[1]): found[2]}) or "", text)
        for number, caption in captions.items():
            captions[number] = self._splice(caption, {})
        return self._document.rest(self._splice(text, captions)) + unread

    def _splice(self, text: str, captions: dict[int, str]) -> str:
        def render(mark: re.Match[str]) -> Splice:
            return self._document.placeholder(mark, captions)

        document = self._document
        sources = Sources(document.source, document.address, document.word)
        return splice(text, _MARK, render, sources)

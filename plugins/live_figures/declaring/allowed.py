"""Say in words what a parameter takes, from its JSON schema: for messages and for catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..languages import language

Schema = Mapping[str, Any]

_SCALARS = (bool, int, float, str)

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "": "a value",
        "number": "a number",
        "integer": "a whole number",
        "boolean": "true or false",
        "string": "text",
        "enum": "one of {}",
        "and": " and ",
        "or": " or ",
        "comma": ", ",
        "range": "{kind} {limits}",
        "within": "between {} and {} (exclusive)",
        "from": "from {} to {}",
        "above": "above {}",
        "least": "at least {}",
        "below": "below {}",
        "most": "at most {}",
        "array": "a list{length}, each item {item}",
        "row": "a list{length}: {items}",
        "exact length": " of {1}",
        "length": " of {} to {}",
        "least length": " of at least {}",
        "most length": " of at most {1}",
    },
    "zh": {
        "": "值",
        "number": "数",
        "integer": "整数",
        "boolean": "true 或 false",
        "string": "文字",
        "enum": "{} 之一",
        "and": "、",
        "or": "；或：",
        "comma": "、",
        "range": "{limits} 的{kind}",
        "within": "大于 {}、小于 {}",
        "from": "{} 到 {}",
        "above": "大于 {}",
        "least": "不小于 {}",
        "below": "小于 {}",
        "most": "不大于 {}",
        "array": "列表{length}，每项：{item}",
        "row": "列表{length}：{items}",
        "exact length": "（{1} 项）",
        "length": "（{} 到 {} 项）",
        "least length": "（至少 {} 项）",
        "most length": "（至多 {1} 项）",
    },
}


def allowed(schema: Schema, lang: str = "en") -> str:
    """For instance ``a number between 0 and 1 (exclusive)`` or ``one of red, green``.

    ``lang`` is a language tag; English stands in for a language that is not here.
    """
    words = _WORDS.get(language(lang), _WORDS["en"])
    if "anyOf" in schema:
        kinds = [entry for entry in schema["anyOf"] if entry.get("type") != "null"]
        return words["or"].join(dict.fromkeys(allowed(entry, lang) for entry in kinds))
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return words["enum"].format(words["comma"].join(map(str, schema["enum"])))
    if schema.get("type") == "array":
        return _array(schema, words, lang)
    kind, limits = words.get(schema.get("type", ""), words[""]), _limits(schema, words)
    return words["range"].format(kind=kind, limits=limits) if limits else kind


def choices(schema: Schema) -> list[str]:
    """The words of which a parameter takes one, if it takes such."""
    return [str(each) for each in every(schema) if not isinstance(each, bool)]


def every(schema: Schema) -> list[Any]:
    """The values of which a parameter takes one, as declared; none, where these cannot be told."""
    return [value for value in dict.fromkeys(_listed(schema)) if isinstance(value, _SCALARS)]


def _listed(schema: Schema) -> Iterator[Any]:
    if schema.get("type") == "boolean" and "const" not in schema:
        yield from (False, True)
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]
    for kind in [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]:
        yield from _listed(kind)


def properties(schema: Schema) -> Schema:
    """The schemas of a model's parameters, by name, complete: without ``$ref``."""
    complete: Schema = _inline(schema["properties"], schema.get("$defs", {}))
    return complete


def _inline(part: Any, named: Schema) -> Any:
    if isinstance(part, list):
        return [_inline(item, named) for item in part]
    if not isinstance(part, dict):
        return part
    if name := part.get("$ref", "").rpartition("/")[2]:
        # A type that holds itself ends here: it is "a value".
        rest = {key: schema for key, schema in named.items() if key != name}
        part = {**named.get(name, {}), **part}
        del part["$ref"]
        return _inline(part, rest)
    return {key: _inline(value, named) for key, value in part.items()}


def _array(schema: Schema, words: Mapping[str, str], lang: str) -> str:
    least, most = schema.get("minItems") or None, schema.get("maxItems")
    length = ""
    if least is not None or most is not None:
        form = "least " if most is None else "most " if least is None else ""
        form = "exact " if least == most else form
        length = words[f"{form}length"].format(least, most)
    if "prefixItems" in schema:
        items = words["comma"].join(allowed(item, lang) for item in schema["prefixItems"])
        return words["row"].format(length=length, items=items)
    item = allowed(schema.get("items", {}), lang)
    return words["array"].format(length=length, item=item)


def _limits(schema: Schema, words: Mapping[str, str]) -> str:
    limits = {
        "above": schema.get("exclusiveMinimum"),
        "least": schema.get("minimum"),
        "below": schema.get("exclusiveMaximum"),
        "most": schema.get("maximum"),
    }
    written = {name: f"{limit:.15g}" for name, limit in limits.items() if limit is not None}
    if written.keys() == {"above", "below"}:
        return words["within"].format(*written.values())
    if written.keys() == {"least", "most"}:
        return words["from"].format(*written.values())
    return words["and"].join(words[name].format(limit) for name, limit in written.items())

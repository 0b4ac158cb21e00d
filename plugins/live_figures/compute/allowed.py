"""Say in words what a parameter takes, from its JSON schema: for messages and for catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_TYPES = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "text",
}


def allowed(schema: Schema) -> str:
    """For instance ``a number between 0 and 1 (exclusive)`` or ``one of red, green``."""
    if "anyOf" in schema:
        return " or ".join(allowed(entry) for entry in schema["anyOf"] if entry["type"] != "null")
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return "one of " + ", ".join(str(choice) for choice in schema["enum"])
    if schema.get("type") == "array":
        return f"a list, each item {allowed(schema.get('items', {}))}"
    return _TYPES.get(schema.get("type", ""), "a value") + _range(schema)


def _range(schema: Schema) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    if above is not None and below is not None:
        return f" between {above:g} and {below:g} (exclusive)"
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    limits = (("above", above), ("at least", low), ("below", below), ("at most", high))
    words = " and ".join(f"{word} {limit:g}" for word, limit in limits if limit is not None)
    return f" {words}" if words else ""

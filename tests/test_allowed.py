"""What a parameter takes, in words."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Le, Len, Lt, MinLen
from pelican.plugins.live_figures.declaring.allowed import allowed, choices, properties
from pydantic import BaseModel, create_model


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Tree(BaseModel):
    branches: list[Tree] = []


def schema(annotation: Any) -> Any:
    return properties(create_model("model", it=(annotation, ...)).model_json_schema())["it"]


WORDS = {
    "a number": (float, "数"),
    "a number above 0": (Annotated[float, Gt(0)], "大于 0 的数"),
    "a number between 0 and 1 (exclusive)": (
        Annotated[float, Gt(0), Lt(1)] | None,
        "大于 0、小于 1 的数",
    ),
    "a whole number from 1 to 1234567": (
        Annotated[int, Ge(1), Le(1_234_567)],
        "1 到 1234567 的整数",
    ),
    "a number above 0 and at most 0.5": (
        Annotated[float, Gt(0), Le(0.5)],
        "大于 0、不大于 0.5 的数",
    ),
    "true or false": (bool, "true 或 false"),
    "text": (str, "文字"),
    "one of a, b": (Literal["a", "b"], "a、b 之一"),
    "one of red, green": (Colour, "red、green 之一"),
    "a number or auto": (float | Literal["auto"], "数；或：auto"),
    "a list, each item one of red, green": (list[Colour] | None, "列表，每项：red、green 之一"),
    "a list of at most 6, each item a number": (
        Annotated[list[float], Len(0, 6)],
        "列表（至多 6 项），每项：数",
    ),
    "a list of at least 2, each item a number": (
        Annotated[list[float], MinLen(2)],
        "列表（至少 2 项），每项：数",
    ),
    "a list of 2: a number, text": (tuple[float, str], "列表（2 项）：数、文字"),
    "a value": (Any, "值"),
    "a list, each item a value": (list[Tree], "列表，每项：值"),
}


@pytest.mark.parametrize("words", WORDS)
def test_what_is_allowed_is_said_in_words(words: str) -> None:
    annotation, chinese = WORDS[words]
    assert allowed(schema(annotation)) == words
    assert allowed(schema(annotation), "zh-Hans") == chinese
    assert allowed(schema(annotation), "fr") == words


@pytest.mark.parametrize("annotation", [Colour, Colour | None, list[Colour]])
def test_the_words_to_choose_from_are_known(annotation: Any) -> None:
    assert choices(schema(annotation)) == ["red", "green"]


def test_a_type_may_hold_itself() -> None:
    complete = properties(create_model("model", it=(Tree, ...)).model_json_schema())
    assert "$ref" not in str(complete)

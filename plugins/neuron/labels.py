"""What the figures say, by language. English stands in for a language that is not here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import SupportsFloat

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "epoch": "epoch",
        "cost": "cost",
        "quadratic": "quadratic cost",
        "cross-entropy": "cross-entropy",
        "losscurve": (
            "Line chart of the {cost} while the neuron learns, over {epochs} epochs: {first}"
            " at the start, {middle} after {half}, {last} at the end."
            " Its output falls from {output_first} to {output_last}; right is 0."
        ),
        "sigmoid": "The S-shaped curve of the sigmoid function from {low:g} to {high:g}.",
        "mark": " Where its output is {output}, its slope is {slope}.",
        "cost function": "Cost",
        "start": r"Start $w,\,b$",
        "rate": r"Rate $\eta$",
        "first output": "First output",
        "after 300 updates": "After 300 updates",
    },
    "zh": {
        "epoch": "训练轮次",
        "cost": "代价",
        "quadratic": "二次代价",
        "cross-entropy": "交叉熵",
        "losscurve": (
            "折线图：神经元训练 {epochs} 轮，{cost}从 {first} 开始，"
            "第 {half} 轮为 {middle}，最后为 {last}。"
            "输出从 {output_first} 降到 {output_last}，正确值是 0。"
        ),
        "sigmoid": "sigmoid 函数在 {low:g} 到 {high:g} 之间的 S 形曲线。",
        "mark": "输出为 {output} 处，斜率为 {slope}。",
        "cost function": "代价函数",
        "start": r"起点 $w,\,b$",
        "rate": r"学习率 $\eta$",
        "first output": "第一次输出",
        "after 300 updates": "300 轮之后",
    },
}


def labels(lang: str) -> Mapping[str, str]:
    """The labels for a language tag such as "zh", "zh-hans" or "en"."""
    return LABELS.get(lang.lower().replace("_", "-").split("-")[0], LABELS["en"])


def decimal(value: SupportsFloat, places: int) -> str:
    """A number with so many places, or with up to four where it would round to 0 or 1."""
    number = float(value)
    enough = (n for n in range(places, 5) if round(number, n) not in (0, 1))
    return f"{number:.{next(enough, places)}f}"

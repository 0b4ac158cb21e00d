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
        "step": "step",
        "steps": (
            "How large a step is where the output is wrong by so much. Under cross-entropy it is"
            " as large as the output; under the quadratic cost it grows to 0.15 at an output of"
            " two thirds and falls back to 0 at 1."
        ),
        "steps mark": (
            " Where the output is {output}, the step is {entropy} under cross-entropy and"
            " {quadratic} under the quadratic cost."
        ),
        "outputs": (
            "The output of the neuron while it learns, over {epochs} epochs from {first}; right"
            " is 0. Under the quadratic cost it is {quadratic_half} after {half} and"
            " {quadratic_last} at the end, under cross-entropy {entropy_half} and {entropy_last}."
        ),
        "error": "error",
        "gradient": "gradient",
        "training": (
            "After {epoch} updates under the {cost} the weight is {w} and the bias {b}, and the"
            " output on the sigmoid curve is {output}. The error is {error}, the slope {slope},"
            " the gradient {gradient}."
        ),
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
        "step": "步长",
        "steps": (
            "步长随输出的变化。用交叉熵时，输出错多少步子就有多大；"
            "用二次代价时，输出为三分之二处最大，只有 0.15，到 1 又降回 0。"
        ),
        "steps mark": "输出为 {output} 处，交叉熵的步长为 {entropy}，二次代价的为 {quadratic}。",
        "outputs": (
            "折线图：神经元训练 {epochs} 轮，输出从 {first} 开始，正确值是 0。"
            "用二次代价，第 {half} 轮为 {quadratic_half}，最后为 {quadratic_last}；"
            "用交叉熵，分别为 {entropy_half} 和 {entropy_last}。"
        ),
        "error": "误差",
        "gradient": "梯度",
        "training": (
            "用{cost}更新 {epoch} 次之后，权重为 {w}，偏置为 {b}，"
            "输出在 sigmoid 曲线上的 {output} 处。"
            "误差为 {error}，斜率为 {slope}，梯度为 {gradient}。"
        ),
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

"""The numbers of the articles: what one neuron's run gives, and all runs side by side."""

from __future__ import annotations

from .experiment import CostName, Epochs, Output, Rate, Weight, initial_state, learn
from .labels import labels
from .model import COSTS, logit, sigmoid
from .model import slope as slope_at


def run(
    init: Output | None = None,
    w: Weight | None = None,
    b: Weight | None = None,
    eta: Rate = 0.15,
    epochs: Epochs = 300,
    cost: CostName = "quadratic",
) -> dict[str, float | int]:
    """One run of a sigmoid neuron that learns that 1 should give 0: its outputs and costs.

    `of` picks `first` or `last`, the neuron's output before and after the run; `cost_first`,
    `cost_half`, `cost_last`; `z`, what the first output is the sigmoid of; `turn`, the first epoch
    at which the output is below a half; or `eta` and `epochs`, which were given.

    Args:
        init: The neuron's first output. Says as much as w and b together.
        w: The first weight; goes with b.
        b: The first bias; goes with w.
        eta: The learning rate.
        epochs: How many updates to make.
        cost: What measures the mistake.

    Example:
        << run w=2 b=2 of=last format=.2f >>

    zh:
        一个 sigmoid 神经元学着对 1 答 0，一次训练的输出和代价。

        init: 神经元的第一次输出，顶得上 w 和 b 两个。
        w: 最初的权重，和 b 一起给出。
        b: 最初的偏置，和 w 一起给出。
        eta: 学习率。
        epochs: 更新多少次。
        cost: 错了多少由什么来量：quadratic 是二次代价，cross-entropy 是交叉熵。
    """
    weight, bias = initial_state(init, w, b)
    history = learn(weight, bias, eta, epochs, cost)
    output = history.output[:, 0]
    below = output < 0.5
    turn = {"turn": int(below.argmax())} if below.any() else {}
    return {
        "z": weight + bias,
        "first": float(output[0]),
        "last": float(output[-1]),
        "cost_first": float(history.cost[0]),
        "cost_half": float(history.cost[epochs // 2]),
        "cost_last": float(history.cost[-1]),
        "eta": eta,
        "epochs": epochs,
        **turn,
    }


def slope(output: Output) -> dict[str, float]:
    """The slope of the sigmoid function where its output is a given one.

    `of` picks `slope`, or `rest`, what the output lacks to 1.

    Args:
        output: Where on the curve.

    Example:
        << slope output=0.82 of=slope format=.3f >>

    zh:
        sigmoid 函数在输出为给定值处的斜率。

        output: 曲线上的哪一处。
    """
    z = logit(output)
    return {"slope": float(slope_at(z)), "rest": float(sigmoid(-z))}


def compare(near: Output, far: Output, cost: CostName = "quadratic") -> dict[str, float]:
    """How much larger things are where the output is far off than where it is nearer; right is 0.

    `of` picks `error`, `slope`, the sigmoid's, or `step`, that of the bias under gradient descent.

    Args:
        near: An output.
        far: Another, which is further off.
        cost: What measures the mistake.

    Example:
        << compare near=0.82 far=0.98 of=step format=.2f >>

    zh:
        输出错得更远时，各个量变成原来的多少倍；正确值是 0。

        near: 一个输出。
        far: 另一个，错得更远。
        cost: 错了多少由什么来量。
    """
    z, gradient = logit([near, far]), COSTS[cost].gradient
    steps, slopes = gradient(z, 0 * z), slope_at(z)
    return {
        "error": far / near,
        "slope": float(slopes[1] / slopes[0]),
        "step": float(steps[1] / steps[0]),
    }


def runs(lang: str = "en") -> list[dict[str, str | float]]:
    """The runs of the article side by side: both costs, both starts, two rates.

    Example:
        << runs format=.4f >>

    zh:
        文章里的各次训练放在一起：两种代价，两个起点，两种学习率。
    """
    text = labels(lang)
    rates = {"quadratic": (0.15,), "cross-entropy": (0.15, 0.005)}
    rows: list[dict[str, str | float]] = []
    for cost, eta in ((cost, eta) for cost, etas in rates.items() for eta in etas):
        for weight, bias in ((0.6, 0.9), (2.0, 2.0)):
            output = learn(weight, bias, eta, 300, cost).output[:, 0]
            rows.append(
                {
                    text["cost function"]: text[cost],
                    text["start"]: f"${weight:g},\\ {bias:g}$",
                    text["rate"]: f"{eta:g}",
                    text["first output"]: float(output[0]),
                    text["after 300 updates"]: float(output[-1]),
                }
            )
    return rows

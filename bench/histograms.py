"""A figure of seaborn's, whose import takes as long as a dozen figures."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import seaborn as sns  # type: ignore[import-untyped]
from matplotlib.figure import Figure


def curve(rate: float = 1.0) -> Figure:
    """What a thousand draws give."""
    draws = pd.DataFrame({"x": np.random.default_rng(1).normal(rate, 1, 1000)})
    figure, axes = plt.subplots()
    sns.histplot(draws, x="x", ax=axes)
    return figure

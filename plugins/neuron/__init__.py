"""One sigmoid neuron, and the figures that show how it learns.

`model` is numpy alone and knows no plots; `losscurve` and `sigmoid` draw what it computes.
"""

"""One sigmoid neuron, and the figures that show how it learns.

`model` is numpy alone and knows no plots; the other modules draw and tell what it computes.
"""

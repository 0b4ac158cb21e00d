"""The style sheets of figures and formulas, and the font of the formulas: for any theme."""

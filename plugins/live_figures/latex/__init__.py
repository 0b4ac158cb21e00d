"""LaTeX to MathML: math-core, behind a rewriting of what people write and it lacks."""

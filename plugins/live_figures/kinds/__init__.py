"""What can stand in a post, one file a kind.

A placeholder is a formula, a reference, something broken, or a directive; and the result of a
directive is a figure, a value or a table. To add a kind of result, write its file and name it in
results.py.
"""

"""The benchmark: what a build costs, beside bare Pelican, a bare loop, and other tools.

``make bench`` prints one table. It measures whole processes and is no test: nothing fails when a
machine is slow.
"""

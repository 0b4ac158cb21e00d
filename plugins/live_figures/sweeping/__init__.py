"""Sweeps: many frames of one figure in little more than the bytes of a few.

A sweep is a *still*, an SVG as any other that shows one frame and holds, hidden, what the others
show besides; and its *changes*, JSON that tells what to set in the still for each frame. The page
around them:

    <figure class="live-figure live-sweep">
      <picture class="live-picture">…<img src="NAME.svg">…</picture>
      <div class="live-controls" data-sweep="NAME.sweep.json"><p>init = 0.80 (…)</p></div>

In the place of the words below, sweep.js puts a form with a range input for each option.
"""

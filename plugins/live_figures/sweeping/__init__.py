"""Sweeps: many frames of one figure in little more than the bytes of a few.

A sweep is a *still*, an SVG as any other that shows one frame and holds, hidden, what the others
show besides; and its *changes*, JSON that tells what to set in the still for each frame. The page
around them:

    <figure class="live-figure live-sweep" data-sweep="NAME.json">
      <picture class="live-picture">…<img src="NAME.svg">…</picture>
      <form class="live-controls"><label>init <input type="range" …> <output>0.8</output></label>
"""

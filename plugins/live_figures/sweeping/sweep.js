// Sweeps: controls in the place of the words below the still, and its frames in place of the still.
// What the changes mean is told in pack.py.

const SVG = /-?\d+(?:\.\d+)?/g;
const hundredths = text => Math.round(text * 100);

class Sweep {
  constructor(below, told, still) {
    Object.assign(this, told);
    this.below = below;
    this.image = below.parentNode.querySelector("img");
    this.nodes = [still, ...still.querySelectorAll("*")];
    this.counts = this.values.map(texts => texts.length);
    this.changes = this.changes.map(change => this.read(change));
    for (const sheet of still.querySelectorAll("style")) sheet.remove();
    this.place(still);
    this.controls();
    this.show(this.first);
  }

  // A change as a function of the frame.
  read([node, name, ...change]) {
    const element = this.nodes[node];
    const set = name === "" ? text => element.textContent = text
      : text => text === null ? element.removeAttribute(name) : element.setAttribute(name, text);
    if (change.length == 2) {
      const [texts, which] = change;
      return typeof texts == "string" ? k => set(texts.slice(0, which[k])) : k => set(texts[which[k]]);
    }
    const [stride, order, steps] = change;
    const base = element.getAttribute(name), texts = base.match(SVG), own = texts.map(hundredths);
    const count = own.length, table = { [this.first]: own };
    let at = 0;
    const follow = (k, neighbour) => {
      const step = steps.slice(at, at += count);
      for (let n = 0; n < order; n++) for (let i = stride; i < count; i++) step[i] += step[i - stride];
      table[k] = step.map((value, i) => value + table[neighbour][i]);
    };
    for (let k = this.first + 1; k < this.frames; k++) follow(k, k - 1);
    for (let k = this.first - 1; k >= 0; k--) follow(k, k + 1);
    return k => {
      let i = 0;
      const number = () => table[k][i] == own[i] ? texts[i++] : String(table[k][i++] / 100);
      set(base.replace(SVG, number));
    };
  }

  place(still) {
    const host = document.createElement("div"), sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host{display:block;max-width:100%;width:${this.image.getAttribute("width")}px;`
      + "margin-inline:auto;container-type:inline-size}svg{display:block;width:100%;height:auto}" + this.sheet);
    host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    host.shadowRoot.append(still);
    host.setAttribute("role", "img");
    still.setAttribute("aria-hidden", "true");
    this.host = host;
    this.image.closest("picture").replaceWith(host);
  }

  controls() {
    const form = document.createElement("form");
    form.addEventListener("submit", event => event.preventDefault());
    this.inputs = this.values.map((texts, n) => {
      const row = form.appendChild(document.createElement("div"));
      const label = row.appendChild(document.createElement("label"));
      const input = document.createElement("input"), output = document.createElement("output");
      Object.assign(input, { type: "range", min: 0, max: texts.length - 1, step: 1 });
      input.addEventListener("input", () => { this.pause(); this.show(this.chosen()); });
      output.style.minWidth = `${Math.max(...texts.map(text => text.length))}ch`;
      label.append(this.names[n], input, output);
      return input;
    });
    if (this.below.dataset.play) this.player(form);
    this.below.replaceChildren(form);
  }

  chosen() {
    return this.inputs.reduce((frame, input, n) => frame * this.counts[n] + +input.value, 0);
  }

  show(frame) {
    if (frame !== this.shown) for (const change of this.changes) change(frame);
    this.shown = frame;
    this.host.setAttribute("aria-label", this.alts[frame]);
    for (let n = this.inputs.length - 1, rest = frame; n >= 0; n--) {
      const value = rest % this.counts[n], text = this.values[n][value];
      this.inputs[n].value = value;
      this.inputs[n].setAttribute("aria-valuetext", text);
      this.inputs[n].nextSibling.value = text;
      rest = (rest - value) / this.counts[n];
    }
  }

  // The last value runs with the clock; a frame in between is one that nobody has computed.
  player(form) {
    const [play, pause] = this.below.dataset.words.split("|");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: play });
    const last = this.inputs.at(-1), seconds = +this.below.dataset.play;
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    this.pause = () => { cancelAnimationFrame(this.tick); this.tick = 0; button.textContent = play; };
    button.addEventListener("click", () => {
      const top = +last.max, from = +last.value == top ? 0 : +last.value;
      if (this.tick) return this.pause();
      if (still.matches) { last.value = (+last.value + 1) % (top + 1); return this.show(this.chosen()); }
      button.textContent = pause;
      let began;
      const tick = now => {
        began ??= now;
        last.value = Math.min(top, Math.floor(from + (now - began) / 1000 / seconds * top));
        this.show(this.chosen());
        if (+last.value < top) this.tick = requestAnimationFrame(tick); else this.pause();
      };
      this.tick = requestAnimationFrame(tick);
    });
    form.lastChild.prepend(button);
  }

  pause() {}
}

async function begin(below) {
  const image = below.parentNode.querySelector("img");
  const [told, text] = await Promise.all([
    fetch(below.dataset.sweep).then(answer => answer.ok ? answer.json() : Promise.reject()),
    fetch(image.src).then(answer => answer.ok ? answer.text() : Promise.reject()),
  ]);
  const still = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  new Sweep(below, told, document.importNode(still, true));
}

const near = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) {
    near.unobserve(target);
    begin(target).catch(() => {}); // the still and its words stay
  }
}, { rootMargin: "100%" });
for (const below of document.querySelectorAll(".live-controls")) near.observe(below);

// Sweeps: controls in the place of the words below the still, and its frames in place of the still.
// What the changes mean is told in pack.py. In a row of figures, one set of controls moves all.

const SVG = /-?\d+(?:\.\d+)?/g;
const create = (parent, tag, properties = {}) =>
  Object.assign(parent.appendChild(document.createElement(tag)), properties);

class Frames {
  constructor(told, still, image) {
    Object.assign(this, told);
    this.nodes = [still, ...still.querySelectorAll("*")];
    this.changes = this.changes.map(change => this.read(change));
    for (const sheet of still.querySelectorAll("style")) sheet.remove();
    this.place(still, image);
    this.shown = this.first;
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
    const base = element.getAttribute(name), texts = base.match(SVG), own = texts.map(text => Math.round(text * 100));
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
      const number = () => table[k][i] == own[i] ? texts[i++] : table[k][i++] / 100;
      set(base.replace(SVG, number));
    };
  }

  place(still, image) {
    const host = document.createElement("div"), sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host{display:block;max-width:100%;width:${image.getAttribute("width")}px;`
      + "margin-inline:auto;container-type:inline-size}svg{display:block;width:100%;height:auto}" + this.sheet);
    host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    host.shadowRoot.append(still);
    host.setAttribute("role", "img");
    still.setAttribute("aria-hidden", "true");
    this.host = host;
    image.closest("picture").replaceWith(host);
  }

  show(frame) {
    if (frame !== this.shown) for (const change of this.changes) change(frame);
    this.shown = frame;
    this.host.setAttribute("aria-label", this.alts[frame]);
  }
}

class Controls {
  constructor(below, sweeps) {
    this.sweeps = sweeps;
    const [{ values, names, widest }] = sweeps;
    const form = document.createElement("form");
    form.onsubmit = () => false;
    this.inputs = values.map((texts, n) => {
      const label = create(create(form, "div"), "label");
      create(label, "span", { textContent: names[n] });
      const input = create(label, "input", { type: "range", min: 0, max: texts.length - 1, step: 1 });
      input.addEventListener("input", () => { this.pause(); this.show(); });
      create(label, "output", { value: widest[n] }); // with which it is as large as it gets
      return input;
    });
    if (below.dataset.play) this.player(create(form, "div"), below.dataset);
    // While a hand is here, Chromium need not paint again what stands around. (A rule with :has()
    // has the styles of the page found again for each frame, which takes longer than it saves.)
    const around = isolation => {
      for (const { style } of below.parentNode.parentNode.children) style.isolation = isolation;
    };
    below.addEventListener("focusin", () => around("isolate"));
    below.addEventListener("focusout", () => around(""));
    below.style.minHeight = below.offsetHeight + "px"; // nothing below is to move
    below.replaceChildren(form);
    // How wide a text is hangs on the reader's fonts, whose digits may be those of another.
    for (const output of form.querySelectorAll("output")) output.style.width = output.offsetWidth + 1 + "px";
    form.style.minHeight = form.offsetHeight + "px";
    let rest = sweeps[0].first;
    for (let n = this.inputs.length; n--; rest = Math.floor(rest / values[n].length))
      this.inputs[n].value = rest % values[n].length;
    this.show();
  }

  show() {
    let frame = 0;
    this.inputs.forEach((input, n) => {
      const texts = this.sweeps[0].values[n], text = texts[input.value];
      frame = frame * texts.length + +input.value;
      input.setAttribute("aria-valuetext", text);
      input.nextSibling.value = text;
    });
    for (const sweep of this.sweeps) sweep.show(frame);
  }

  pause() {}

  // The last value runs with the clock; a frame in between is one that nobody has computed.
  player(row, { play: seconds, words }) {
    const [play, pause, speed] = words.split("|");
    const button = create(row, "button", { type: "button", textContent: play });
    const select = create(row, "select", { ariaLabel: speed, title: speed });
    for (const factor of [0.25, 0.5, 1, 2, 4]) create(select, "option", { value: factor, textContent: `${factor} ×`, selected: factor == 1 });
    const last = this.inputs.at(-1), top = +last.max;
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    let request = 0;
    this.pause = () => { cancelAnimationFrame(request); request = 0; button.textContent = play; };
    button.addEventListener("click", () => {
      if (request) return this.pause();
      if (still.matches) { last.value = (+last.value + 1) % (top + 1); return this.show(); }
      button.textContent = pause;
      let at = +last.value == top ? 0 : +last.value, before;
      const tick = now => {
        at = Math.min(top, at + (now - (before ?? now)) / 1000 / seconds * select.value * top);
        before = now;
        last.value = Math.floor(at);
        this.show();
        if (at < top) request = requestAnimationFrame(tick); else this.pause();
      };
      request = requestAnimationFrame(tick);
    });
  }
}

async function frames(place) {
  const image = place.parentNode.querySelector("img");
  const [told, text] = await Promise.all([
    fetch(place.dataset.sweep).then(answer => answer.ok ? answer.json() : Promise.reject()),
    fetch(image.src).then(answer => answer.ok ? answer.text() : Promise.reject()),
  ]);
  const still = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return [told, document.importNode(still, true), image];
}

async function begin(below) {
  const places = below.dataset.sweep ? [below] : below.parentNode.querySelectorAll("[data-sweep]");
  const all = await Promise.all([...places].map(frames));
  new Controls(below, all.map(each => new Frames(...each)));
}

const near = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) {
    near.unobserve(target);
    begin(target).catch(() => {}); // the stills and their words stay
  }
}, { rootMargin: "100%" });
for (const below of document.querySelectorAll(".live-controls")) near.observe(below);

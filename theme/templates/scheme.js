// Light or dark: as the reader has chosen with the button, else as the system has it.
// It runs before the first paint, so no page flashes in the wrong scheme.
{
  const page = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const other = { light: "dark", dark: "light" };

  // Where storing is forbidden, a choice lasts as long as the page.
  let storage = {};
  try { storage = localStorage; } catch {}

  const wanted = () => system.matches ? "dark" : "light";
  const chosen = () => storage.scheme in other ? storage.scheme : undefined;

  function show() {
    if (chosen()) page.dataset.scheme = chosen();
    else delete page.dataset.scheme;
    const dark = (chosen() ?? wanted()) == "dark";
    document.querySelector("button.scheme")?.setAttribute("aria-pressed", dark);
    // Figures follow the page by themselves, but in WebKit.
    const media = chosen() ? (dark ? "all" : "not all") : "(prefers-color-scheme: dark)";
    for (const source of document.querySelectorAll(".live-picture > source")) source.media = media;
  }

  function turn() {
    storage.scheme = other[chosen() ?? wanted()];
    if (storage.scheme == wanted()) delete storage.scheme;
    show();
  }

  show();
  system.addEventListener("change", show);
  for (const event of ["DOMContentLoaded", "pageshow", "storage"]) addEventListener(event, show);
  addEventListener("click", event => event.target.closest("button.scheme") && turn());
}

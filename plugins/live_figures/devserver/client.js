// Follows the dev server, which adds this script to the pages that it serves.
(() => {
  const EVENTS = "/.devserver/events?since=";
  let since = document.currentScript.dataset.since;
  let source;

  /** The file in the output that an address of this site leads to. */
  const file = (address) => {
    const { origin, pathname } = new URL(address, location);
    if (origin !== location.origin) return "";
    return decodeURIComponent(pathname.slice(1)).replace(/(^|\/)$/, "$1index.html");
  };

  /** The same address, which no cache knows. */
  const anew = (address, version) => {
    const url = new URL(address, location);
    url.searchParams.set("version", version);
    return url.href;
  };

  const show = ({ version, changed, failure }) => {
    since = version;
    tell(failure);
    if (!changed || refresh(new Set(changed), version)) location.reload();
  };

  /** Refresh the parts of the page that have changed; true if that is not enough. */
  const refresh = (changed, version) => {
    const shown = new Set();
    const each = (selector, name, swap) => {
      for (const element of document.querySelectorAll(selector)) {
        const path = file(element[name]);
        shown.add(path);
        if (changed.has(path)) swap(element, anew(element[name], version));
      }
    };
    each("link[rel=stylesheet]", "href", (link, address) => {
      const next = link.cloneNode();
      next.onload = () => link.remove(); // not before: the page would stand there bare
      next.href = address;
      link.after(next);
    });
    each("img[src]", "src", (image, address) => (image.src = address));
    const loaded = performance.getEntriesByType("resource").map((entry) => file(entry.name));
    return [file(location), ...loaded.filter((path) => !shown.has(path))].some((path) =>
      changed.has(path));
  };

  /** Say over the page that the site could not be built. */
  const tell = (failure) => {
    document.getElementById("devserver-failure")?.remove();
    if (!failure) return;
    const box = document.createElement("pre");
    box.id = "devserver-failure";
    box.setAttribute("role", "alert");
    box.textContent = failure;
    box.style.cssText = "position: fixed; inset: auto 0 0; z-index: 9999; margin: 0; padding: 1em;"
      + " background: #a00; color: #fff; white-space: pre-wrap";
    document.body.append(box);
  };

  // A browser has few connections to one host: only what is seen takes one.
  const connect = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(EVENTS + since);
    source.onmessage = (event) => show(JSON.parse(event.data));
  };
  document.addEventListener("visibilitychange", connect);
  addEventListener("pageshow", connect);
  addEventListener("pagehide", () => source?.close());
})();

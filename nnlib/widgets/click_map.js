// Listens to clicks on the picture that follows the controls, and tells Python where they were.

function pictureAfter(el) {
  return el.closest(".jp-OutputArea-child")?.nextElementSibling?.querySelector("img");
}

function render({ model, el }) {
  const hint = Object.assign(document.createElement("p"), { className: "nnlib-hint", hidden: true });
  hint.textContent = model.get("hint");
  el.append(hint);
  const ended = new AbortController();

  // How far from the left and from the top of the axes, each from 0 to 1; null for outside.
  function shares(event) {
    if (event.target !== pictureAfter(el)) return null;
    const box = event.target.getBoundingClientRect();
    const [left, top, right, bottom] = model.get("place");
    const across = ((event.clientX - box.left) / box.width - left) / (right - left);
    const down = ((event.clientY - box.top) / box.height - top) / (bottom - top);
    return [across, down].every((share) => share >= 0 && share <= 1) ? [across, down] : null;
  }

  function click(event) {
    const place = shares(event);
    if (place) model.send(place);
  }

  function point(event) {
    if (event.target === pictureAfter(el)) {
      event.target.style.cursor = shares(event) ? "crosshair" : "";
    }
  }

  function listen(attempts = 100) {
    const area = el.closest(".jp-OutputArea");
    if (!area) {
      // Not on the page yet, or the page is not JupyterLab's.
      if (attempts && !ended.signal.aborted) setTimeout(() => listen(attempts - 1), 50);
      return;
    }
    area.addEventListener("click", click, { signal: ended.signal });
    area.addEventListener("mousemove", point, { signal: ended.signal });
    const tell = () => (hint.hidden = !pictureAfter(el));
    const watch = new MutationObserver(tell);
    watch.observe(area, { childList: true, subtree: true });
    ended.signal.addEventListener("abort", () => watch.disconnect());
    tell();
  }

  listen();
  return () => ended.abort();
}

export default { render };

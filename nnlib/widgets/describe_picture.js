// JupyterLab shows the picture below a widget without its alternative text: add it each time.
function describePicture(model, line, attempts = 100) {
  const area = line.closest(".jp-OutputArea");
  if (!area) {
    // The line is not on the page yet, or the page is not JupyterLab's.
    if (attempts) setTimeout(() => describePicture(model, line, attempts - 1), 50);
    return;
  }
  const describe = () => {
    const output = line.closest(".jp-OutputArea-child")?.nextElementSibling;
    const picture = output?.querySelector("img");
    if (picture && model.get("alt")) picture.alt = model.get("alt");
  };
  new MutationObserver(describe).observe(area, { childList: true, subtree: true });
  model.on("change:alt", describe);
  describe();
}

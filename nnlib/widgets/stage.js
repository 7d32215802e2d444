// The stage of stage.py: shows an SVG, and tells Python which of its named parts was clicked.

function render({ model, el }) {
  const stage = Object.assign(document.createElement("div"), { className: "nnlib-stage" });
  el.append(stage);

  function choose(event) {
    const part = event.target.closest("[data-name]");
    if (part) model.send(part.dataset.name);
  }

  stage.addEventListener("click", choose);
  stage.addEventListener("keydown", (event) => {
    const runsTheCell = event.key === "Enter" && event.shiftKey;
    if (event.ctrlKey || event.metaKey || runsTheCell) return;
    event.stopPropagation(); // JupyterLab listens to every key
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault(); // the space bar would scroll
    choose(event);
  });

  function show() {
    const focused = stage.contains(document.activeElement) && document.activeElement.dataset.name;
    stage.innerHTML = model.get("svg");
    const picture = stage.querySelector("svg");
    if (!picture) return;
    picture.querySelector("title")?.remove(); // the browser would show it wherever the mouse rests
    picture.style.minWidth = `${0.8 * picture.getAttribute("width")}px`; // or it cannot be read
    picture.setAttribute("role", "group"); // an image may not hold buttons
    picture.setAttribute("aria-label", model.get("label"));
    for (const part of stage.querySelectorAll("[data-name]")) {
      const name = part.dataset.name;
      const words = [...part.querySelectorAll("text")].map((text) => text.textContent);
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", 0);
      part.setAttribute("aria-label", words.join(", ") || name);
      part.setAttribute("aria-pressed", name === model.get("pressed"));
      if (name === focused) part.focus({ preventScroll: true });
    }
    fillGaps();
  }

  // A click between two lines of a part's text is meant for it too.
  // All sizes are read before anything is added: to read one after a change lays all out anew.
  function fillGaps() {
    for (const gap of stage.querySelectorAll("rect.gap")) gap.remove();
    const parts = [...stage.querySelectorAll("[data-name]")];
    const boxes = parts.map((part) => part.getBBox());
    for (const [n, part] of parts.entries()) {
      const { x, y, width, height } = boxes[n];
      const spot = document.createElementNS(part.namespaceURI, "rect");
      const attributes = { class: "gap", x, y, width, height, fill: "transparent" };
      for (const [name, value] of Object.entries(attributes)) spot.setAttribute(name, value);
      part.prepend(spot);
    }
  }

  model.on("change", show); // once, also where both the picture and the choice are other ones
  show();
  const observer = new ResizeObserver(fillGaps); // sizes are known once it is on the page
  observer.observe(stage);
  return () => {
    observer.disconnect();
    model.off("change", show);
  };
}

export default { render };

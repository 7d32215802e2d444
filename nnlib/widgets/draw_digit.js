// The pad: draws strokes and sends the picture. It reads nothing itself; Python does.
// In front of this file stands describe_picture.js.

const PAD = 280; // pixels in each direction, the same in draw_digit.py
const PEN = 24; // width of a stroke
const STEP = 7; // how far an arrow key moves the pen

const ARROWS = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

const HELP =
  "Draw with the mouse, a finger or a pen. " +
  "By keyboard: arrow keys move, two at once go aslant; space puts the pen down and lifts it.";

function element(name, attributes, parent) {
  const made = Object.assign(document.createElement(name), attributes);
  parent.append(made);
  return made;
}

function render({ model, el }) {
  const root = element("div", { className: "draw-digit" }, el);
  describePicture(model, root);
  const page = element("div", { className: "draw-digit-page" }, root);
  const canvas = element("canvas", { width: PAD, height: PAD, tabIndex: 0 }, page);
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Pad to draw a digit on. " + HELP);
  const cursor = element("div", { className: "draw-digit-cursor" }, page);
  const side = element("div", { className: "draw-digit-side" }, root);
  const answer = element("p", { className: "draw-digit-answer" }, side);
  answer.setAttribute("aria-live", "polite");
  const buttons = element("div", {}, side);
  const clear = element("button", { type: "button", textContent: "Clear" }, buttons);
  const undo = element("button", { type: "button", textContent: "Undo" }, buttons);
  const pen = element("p", { textContent: "Pen up" }, side);
  pen.setAttribute("aria-live", "polite");
  element("p", { className: "draw-digit-help", textContent: HELP }, side);

  const ink = canvas.getContext("2d", { willReadFrequently: true });
  let strokes = []; // each a list of points [x, y]
  let stroke = null; // the one that is being drawn
  let place = [PAD / 2, PAD / 2]; // where the keyboard's pen is
  const held = new Set(); // arrow keys that are down

  function redraw() {
    Object.assign(ink, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    ink.fillStyle = "white";
    ink.fillRect(0, 0, PAD, PAD);
    for (const points of strokes) {
      ink.beginPath();
      ink.moveTo(...points[0]);
      for (const point of points) ink.lineTo(...point);
      ink.stroke();
    }
    undo.disabled = clear.disabled = strokes.length === 0;
    send();
  }

  function send() {
    const colors = ink.getImageData(0, 0, PAD, PAD).data; // red, green, blue, alpha
    const pixels = new Uint8Array(PAD * PAD);
    for (let n = 0; n < pixels.length; n++) pixels[n] = 255 - colors[4 * n];
    model.set("pixels", new DataView(pixels.buffer));
    model.save_changes(); // while one picture is on its way, only the newest waits
  }

  function begin(point) {
    stroke = [point];
    strokes.push(stroke);
    redraw();
  }

  function end() {
    stroke = null;
    page.classList.remove("draw-digit-down");
    pen.textContent = "Pen up";
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * PAD) / box.width,
      ((event.clientY - box.top) * PAD) / box.height,
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    end();
    begin(point(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId) || !stroke) return;
    stroke.push(...(event.getCoalescedEvents?.() ?? []).map(point), point(event));
    redraw();
  });
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);

  function showCursor() {
    cursor.style.left = `${(100 * place[0]) / PAD}%`;
    cursor.style.top = `${(100 * place[1]) / PAD}%`;
  }

  function move() {
    for (const key of held) {
      place = place.map((at, axis) => Math.min(PAD, Math.max(0, at + ARROWS[key][axis])));
    }
    showCursor();
    if (!stroke) return;
    stroke.push(place);
    redraw();
  }

  function penDownOrUp() {
    if (stroke) return end();
    begin(place);
    page.classList.add("draw-digit-down");
    pen.textContent = "Pen down";
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.key in ARROWS) {
      held.add(event.key);
      move();
    } else if (event.key === " ") {
      if (!event.repeat) penDownOrUp();
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener("keyup", (event) => held.delete(event.key));
  canvas.addEventListener("blur", () => {
    held.clear();
    end();
  });

  clear.addEventListener("click", () => {
    end();
    strokes = [];
    redraw();
  });
  undo.addEventListener("click", () => {
    end();
    strokes.pop();
    redraw();
  });
  // JupyterLab listens to every key, also to those that are meant for the pad.
  for (const kind of ["keydown", "keyup"]) {
    root.addEventListener(kind, (event) => event.stopPropagation());
  }

  function showText() {
    answer.textContent = model.get("text");
  }
  model.on("change:text", showText);
  showText();
  showCursor();
  redraw();
  return () => model.off("change:text", showText);
}

export default { render };

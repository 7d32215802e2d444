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

// What is drawn on a pad, and how it was before each change: all views of the pad share it.
class Drawing {
  paper = null; // what was there before this page showed the pad, such as after a reload
  strokes = []; // each a list of points [x, y]
  past = []; // for Undo
  views = new Set(); // a function for each that paints it

  get isEmpty() {
    return !this.paper && !this.strokes.length;
  }

  change(paper, strokes) {
    this.past.push([this.paper, this.strokes]);
    [this.paper, this.strokes] = [paper, strokes];
  }

  undo() {
    [this.paper, this.strokes] = this.past.pop();
  }

  paint() {
    for (const paint of this.views) paint();
  }
}

function imageOf(pixels) {
  const grey = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  if (!grey.some(Boolean)) return null;
  const image = new ImageData(PAD, PAD);
  grey.forEach((dark, n) => {
    const light = 255 - dark;
    image.data.set([light, light, light, 255], 4 * n);
  });
  return image;
}

// Called once for each pad, however many views it has.
function pad() {
  const drawing = new Drawing();
  return {
    render({ model, el }) {
      if (!drawing.past.length) drawing.paper = imageOf(model.get("pixels"));
      const { paint, leave } = show(drawing, model, el);
      drawing.views.add(paint);
      paint();
      return () => {
        drawing.views.delete(paint);
        leave();
      };
    },
  };
}

// One view of the pad: the canvas, the answer, and what the hand does.
function show(drawing, model, el) {
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
  let stroke = null; // the one that is being drawn
  let place = [PAD / 2, PAD / 2]; // where the keyboard's pen is
  const held = new Set(); // arrow keys that are down

  function paint() {
    Object.assign(ink, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    ink.fillStyle = "white";
    ink.fillRect(0, 0, PAD, PAD);
    if (drawing.paper) ink.putImageData(drawing.paper, 0, 0);
    for (const points of drawing.strokes) {
      ink.beginPath();
      ink.moveTo(...points[0]);
      for (const point of points) ink.lineTo(...point);
      ink.stroke();
    }
    undo.disabled = !drawing.past.length;
    clear.disabled = drawing.isEmpty;
  }

  function paintAndSend() {
    drawing.paint();
    const colors = ink.getImageData(0, 0, PAD, PAD).data; // red, green, blue, alpha
    const pixels = new Uint8Array(PAD * PAD);
    for (let n = 0; n < pixels.length; n++) pixels[n] = 255 - colors[4 * n];
    model.set("pixels", new DataView(pixels.buffer));
    model.save_changes(); // while one picture is on its way, only the newest waits
  }

  function begin(point) {
    stroke = [point];
    drawing.change(drawing.paper, [...drawing.strokes, stroke]);
    paintAndSend();
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
    paintAndSend();
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
    paintAndSend();
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
    drawing.change(null, []);
    paintAndSend();
  });
  undo.addEventListener("click", () => {
    end();
    drawing.undo();
    paintAndSend();
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
  return { paint, leave: () => model.off("change:text", showText) };
}

export default pad;

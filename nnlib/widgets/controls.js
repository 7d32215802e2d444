// The controls of controls.py: each is the browser's own, with a label, and tells Python its value.
// In front of this file stands describe_picture.js.

function element(name, attributes, parent) {
  const made = Object.assign(document.createElement(name), attributes);
  parent.append(made);
  return made;
}

function labelled(name, attributes, model, parent) {
  const line = element("div", { className: "nnlib-control" }, parent);
  const id = `nnlib-${Math.random().toString(36).slice(2)}`;
  element("label", { htmlFor: id, textContent: model.get("label") }, line);
  return element(name, { id, ...attributes }, line);
}

function shown(value) {
  return String(Number(value.toPrecision(4)));
}

function tell(model, value) {
  model.set("value", value);
  model.save_changes(); // while one value is on its way, only the newest waits
}

function slider(model, parent) {
  const range = labelled("input", { type: "range", min: 0, step: 1 }, model, parent);
  const text = element("output", {}, range.parentElement);
  text.setAttribute("aria-live", "off"); // the range says its value itself
  range.addEventListener("input", () => tell(model, model.get("positions")[range.value]));
  return () => {
    const [positions, value] = [model.get("positions"), model.get("value")];
    const distances = positions.map((position) => Math.abs(position - value));
    range.max = positions.length - 1;
    range.value = distances.indexOf(Math.min(...distances));
    text.textContent = shown(value);
    range.setAttribute("aria-valuetext", shown(value));
    range.disabled = model.get("disabled");
  };
}

function choice(model, parent) {
  const select = labelled("select", {}, model, parent);
  select.addEventListener("change", () => tell(model, model.get("options")[select.selectedIndex]));
  return () => {
    const options = model.get("options");
    select.replaceChildren(...options.map((option) => new Option(option)));
    select.selectedIndex = options.indexOf(model.get("value"));
    select.disabled = model.get("disabled");
  };
}

function number(model, parent) {
  const field = labelled("input", { type: "number", required: true }, model, parent);
  const range = { min: model.get("least"), max: model.get("largest") };
  Object.assign(field, range, { step: model.get("whole") ? 1 : "any" });
  const wrong = element("span", { className: "nnlib-wrong" }, field.parentElement);
  wrong.setAttribute("role", "status");
  field.addEventListener("change", () => {
    wrong.textContent = field.validity.valid ? "" : field.validationMessage;
    if (field.validity.valid) tell(model, field.valueAsNumber);
  });
  return () => {
    if (field.valueAsNumber !== model.get("value")) field.value = model.get("value");
    wrong.textContent = ""; // what the field shows now is the value
    field.disabled = model.get("disabled");
  };
}

function toggle(model, parent) {
  const box = labelled("input", { type: "checkbox" }, model, parent);
  box.addEventListener("change", () => tell(model, box.checked));
  return () => {
    box.checked = model.get("value");
    box.disabled = model.get("disabled");
  };
}

function button(model, parent) {
  const made = element("button", { type: "button", className: "nnlib-button" }, parent);
  made.addEventListener("click", () => model.send("click"));
  return () => {
    made.textContent = model.get("label");
    made.disabled = model.get("disabled");
  };
}

function words(model, parent) {
  const line = element("p", { className: "nnlib-words" }, parent);
  line.setAttribute("aria-live", "polite");
  describePicture(model, line);
  return () => {
    line.textContent = model.get("text");
  };
}

const KINDS = { slider, choice, number, toggle, button, words };

function render({ model, el }) {
  const show = KINDS[model.get("kind")](model, el);
  // JupyterLab listens to every key, also to those that are meant for the control.
  el.addEventListener("keydown", (event) => {
    const runsTheCell = event.key === "Enter" && event.shiftKey;
    const shortcut = (event.ctrlKey || event.metaKey) && !"acvxyz".includes(event.key);
    if (!shortcut && !runsTheCell) event.stopPropagation();
  });
  model.on("change msg:custom", show);
  show();
  return () => model.off("change msg:custom", show);
}

export default { render };

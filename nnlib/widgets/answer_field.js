// The field of answer_field.py: what is typed in it goes to Python with Enter, or with Check.

function element(name, attributes, parent) {
  const made = Object.assign(document.createElement(name), attributes);
  parent.append(made);
  return made;
}

function render({ model, el }) {
  const line = element("div", { className: "nnlib-control" }, el);
  const id = `nnlib-${Math.random().toString(36).slice(2)}`;
  element("label", { htmlFor: id, textContent: model.get("label") }, line);
  const field = element("input", { id, type: "text", inputMode: "decimal", size: 10 }, line);
  const check = element("button", { className: "nnlib-button", textContent: "Check" }, el);
  field.autocomplete = "off";
  check.type = "button";

  function send() {
    model.set("sent", { text: field.value, number: (model.get("sent").number ?? 0) + 1 });
    model.save_changes();
  }
  check.addEventListener("click", send);
  el.addEventListener("keydown", (event) => {
    const runsTheCell = event.key === "Enter" && event.shiftKey;
    if (event.ctrlKey || event.metaKey || runsTheCell) return;
    event.stopPropagation(); // JupyterLab listens to every key
    if (event.key === "Enter" && event.target === field && !event.repeat) send();
  });

  function empty() {
    field.value = "";
  }
  model.on("change:turn", empty);
  return () => model.off("change:turn", empty);
}

export default { render };

// Shows every event of the embedded form, newest first. The events bubble and are composed (they leave the shadow
// root), so listeners on the document receive all of them.

const NAMES = ["ready", "change", "submit", "progress", "success", "validation-error", "error"];

// The largest number of events in the list. It is enough for one submission and keeps an open page from growing
// without limit.
const KEPT = 200;

const list = document.getElementById("events");
const empty = document.getElementById("empty");

function show(event) {
  const time = document.createElement("time");
  time.dateTime = new Date().toISOString();
  time.textContent = new Date().toLocaleTimeString();

  const name = document.createElement("strong");
  name.textContent = event.type;

  const head = document.createElement("p");
  head.className = "event__head";
  head.append(name, time);

  const detail = document.createElement("pre");
  detail.className = "event__detail";
  // Set as text, never as HTML: the detail may contain text that the visitor typed.
  detail.textContent = JSON.stringify(event.detail, null, 2) ?? "no detail";

  const item = document.createElement("li");
  item.className = "event";
  item.dataset.name = event.type;
  item.append(head, detail);

  empty.hidden = true;
  list.prepend(item);
  while (list.children.length > KEPT) {
    list.lastElementChild.remove();
  }
}

for (const name of NAMES) {
  document.addEventListener(`customer-form:${name}`, show);
}

document.getElementById("clear").addEventListener("click", () => {
  list.replaceChildren();
  empty.hidden = false;
});

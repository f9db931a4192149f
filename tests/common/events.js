// Records the form's events where a page listens for them: on the document, outside the shadow root.

const NAMES = ["ready", "change", "submit", "progress", "success", "validation-error", "error"];

export class EventLog {
  seen = [];
  cancelSubmit = false;
  #on = (event) => {
    const { bubbles, composed, cancelable, detail, target } = event;
    const name = event.type.replace("customer-form:", "");
    this.seen.push({ name, detail, bubbles, composed, cancelable, target: target.id });
    if (name === "submit" && this.cancelSubmit) event.preventDefault();
  };

  constructor() {
    for (const name of NAMES) document.addEventListener(`customer-form:${name}`, this.#on);
  }

  recorded() {
    return JSON.stringify(this.seen);
  }

  cancelSubmissions(cancel) {
    this.cancelSubmit = cancel;
  }

  stop() {
    for (const name of NAMES) document.removeEventListener(`customer-form:${name}`, this.#on);
  }
}

// Replacements for the browser's fetch and XMLHttpRequest. They record each request, and answer when the test asks.

/** A request for the form configuration. */
export class Get {
  #settle;

  constructor(request, number) {
    this.number = number;
    this.url = request.url;
    this.headers = request.headers;
    this.answered = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  header(name) {
    return this.headers.get(name) ?? undefined;
  }

  /** A token, different for each answer. */
  token() {
    return `token-${this.number}`;
  }

  answer(status, type, body) {
    const headers = {
      "Content-Type": type,
      "X-Request-ID": "given-by-the-proxy",
      "Form-Token": this.token(),
      "Form-Revision": `of-${body.length}`,
    };
    const { asks } = Network.current;
    if (asks) headers["Form-Challenge"] = asks === true ? `challenge ${this.number}` : asks;
    this.#settle.resolve(new Response(body, { status, headers }));
  }

  /** Fails as fetch does when the connection breaks. */
  breakOff() {
    this.#settle.reject(new TypeError("Failed to fetch"));
  }
}

/** A submission, with the part of XMLHttpRequest that the form uses. */
export class Post {
  upload = {};
  status = 0;
  responseText = "";
  aborted = false;
  headers = new Headers();
  #answered = new Headers();

  open(method, url) {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(name, value) {
    this.headers.set(name, value);
  }

  send(data) {
    this.parts = [...data.entries()];
    Network.current.posts.push(this);
  }

  abort() {
    this.aborted = true;
  }

  header(name) {
    return this.headers.get(name) ?? undefined;
  }

  /** The names and values of the parts in order, as JSON. Of a file, its name and size. */
  recorded() {
    const body = (value) => (value instanceof File ? { file: value.name, bytes: value.size } : value);
    return JSON.stringify(this.parts.map(([name, value]) => [name, body(value)]));
  }

  file(index) {
    return this.parts.map(([, value]) => value).filter((value) => value instanceof File)[index];
  }

  progress(loaded, total) {
    this.#tell(this.upload, "progress", { lengthComputable: true, loaded, total });
  }

  uploaded() {
    this.#tell(this.upload, "load");
  }

  getResponseHeader(name) {
    return this.#answered.get(name);
  }

  /** Answers as the proxy does: with the media type and a request id. */
  answer(status, body, retryAfter) {
    const type = status === 201 ? "application/json" : "application/problem+json";
    this.#end(status, body, { "Content-Type": type, "X-Request-ID": this.header("X-Request-ID") }, retryAfter);
  }

  /** Answers as a server between the form and the proxy does. If `id` is empty, the answer has no request id. */
  answerOfAnother(status, type, id, body, retryAfter) {
    this.#end(status, body, { "Content-Type": type, ...(id && { "X-Request-ID": id }) }, retryAfter);
  }

  #end(status, body, headers, retryAfter) {
    this.#answered = new Headers({ ...headers, ...(retryAfter && { "Retry-After": retryAfter }) });
    this.status = status;
    this.responseText = body;
    this.#tell(this, "load");
  }

  /** Ends the request without an answer. `how` is the event with which it ends: `error` or `timeout`. */
  breakOff(how) {
    this.#tell(this, how);
  }

  #tell(target, name, init) {
    target[`on${name}`]?.(new ProgressEvent(name, init));
  }
}

/** The work on a challenge, in place of `prove` in src/browser/engine.js. */
export class Work {
  #settle;

  constructor(challenge) {
    this.challenge = challenge;
    this.done = new Promise((resolve) => (this.#settle = resolve));
  }

  end(proof) {
    this.#settle(proof);
  }

  /** Ends without a proof, as `prove` in src/browser/engine.js does if the work fails. */
  fail() {
    this.#settle();
  }
}

/** The network of one test. */
export class Network {
  static current;
  gets = [];
  posts = [];
  works = [];
  /** Whether form configurations come with a challenge. */
  asks = false;
  prove = (challenge) => {
    const work = new Work(challenge);
    this.works.push(work);
    return work.done;
  };
  errors = [];
  #real = { fetch: window.fetch, XMLHttpRequest: window.XMLHttpRequest };
  #onError = (event) => this.errors.push(String(event.message ?? event.reason));

  constructor() {
    Network.current = this;
    window.fetch = (input, init) => {
      const get = new Get(new Request(input, init), this.gets.length);
      this.gets.push(get);
      return get.answered;
    };
    window.XMLHttpRequest = Post;
    window.addEventListener("error", this.#onError);
    window.addEventListener("unhandledrejection", this.#onError);
  }

  get(index) {
    return this.gets[index];
  }

  post(index) {
    return this.posts[index];
  }

  /** From now on, form configurations have this challenge; without an argument, a different challenge each time. */
  ask(challenge = true) {
    this.asks = challenge;
  }

  work(index) {
    return this.works[index];
  }

  worked() {
    return this.works.length;
  }

  gotten() {
    return this.gets.length;
  }

  posted() {
    return this.posts.length;
  }

  /** The errors that were thrown and not caught, in one text. */
  uncaught() {
    return this.errors.join("; ");
  }

  restore() {
    Object.assign(window, this.#real);
    window.removeEventListener("error", this.#onError);
    window.removeEventListener("unhandledrejection", this.#onError);
  }
}

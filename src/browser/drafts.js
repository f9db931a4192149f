// The drafts in the browser's storage. Only this module contains the rules for drafts: the element's script includes
// the module, and the Leptos component imports it.

/** How long a draft is kept, in milliseconds: as long as the proxy remembers the outcome of a submission. */
const KEPT_MILLISECONDS = 24 * 3_600_000;

/**
 * How far a draft's time may be in the future, in milliseconds. The system clock may have been set back after the draft
 * was stored, but a draft must not be kept for much more than 24 hours.
 */
const AHEAD_MILLISECONDS = 3_600_000;

/**
 * How long a removed element keeps its form, in milliseconds: libraries that replace parts of a page may insert
 * elements again.
 */
export const REMOVED_MILLISECONDS = 1_000;

/** The drafts of the forms in this page, by name. Two forms with the same name have separate drafts. */
const drafts = new Map();

/** The storage that a value of the `draft` attribute selects: `session` by default. */
export const kind = (value) => (["local", "off"].includes(value) ? value : "session");

/**
 * Calls `use` with the storage that a value of the `draft` attribute selects. Does nothing for `off`, and if the
 * browser forbids access to the storage or the storage is full: the form works without it.
 */
const withStorage = (value, use) => {
  try {
    if (value !== "off") return use(kind(value) === "local" ? localStorage : sessionStorage);
  } catch {
    // The storage is forbidden or full.
  }
};

/** The draft of one form in the page. */
export class StoredDraft {
  /**
   * Claims the draft of a form for an element. `name` names the form. `free` removes the form of an element that was
   * removed from the page, when another element claims the draft. Without `free`, the draft is taken until `release`.
   */
  constructor(name, element, free) {
    this.element = element;
    this.free = free;
    this.claim(name);
  }

  /** Whether another element must not take the name. */
  get isTaken() {
    return !this.free || this.element.isConnected;
  }

  /** Takes the first name that is not taken: `name`, `name#2`, and so on. */
  claim(name) {
    let [next, count] = [name, 1];
    while (drafts.get(next)?.isTaken) next = `${name}#${++count}`;
    // An element that was removed from the page hands its draft over.
    drafts.get(next)?.free();
    drafts.set((this.name = next), this);
    this.claimed = Date.now();
  }

  /** Gives the name back. The stored draft remains. */
  release() {
    if (drafts.get(this.name) === this) drafts.delete(this.name);
  }

  /**
   * Gives the name, and the stored draft with it, to a form with the same name that took another name less than a
   * second ago because this draft had the name. `isFree` returns true for an element in which the visitor has not typed
   * or chosen anything. Returns the element, or undefined if there is none.
   */
  handOver(isFree) {
    const isNext = ({ name, claimed, element }) =>
      name.startsWith(`${this.name}#`) &&
      Date.now() - claimed < REMOVED_MILLISECONDS &&
      element.isConnected &&
      isFree(element);
    const next = [...drafts.values()].find(isNext);
    next?.release();
    next?.claim(this.name);
    return next?.element;
  }

  /**
   * Returns the draft of an earlier visit as a list that alternates paths and texts, or an empty list. Deletes a draft
   * that is too old.
   */
  read(value) {
    return (
      withStorage(value, (storage) => {
        const [[, at], ...pairs] = new URLSearchParams(storage.getItem(this.name) ?? "at=");
        const age = Date.now() - at;
        if (age > -AHEAD_MILLISECONDS && age < KEPT_MILLISECONDS) return pairs.flat();
        storage.removeItem(this.name);
      }) ?? []
    );
  }

  /** Stores a list that alternates paths and texts. */
  write(value, list) {
    withStorage(value, (storage) => {
      // Not as JSON: Prototype.js changes how arrays are serialised.
      const pairs = new URLSearchParams([["at", Date.now()]]);
      for (let at = 0; at < list.length; at += 2) pairs.append(list[at], list[at + 1]);
      storage.setItem(this.name, pairs);
    });
  }

  /** Deletes the stored draft. */
  delete(value) {
    withStorage(value, (storage) => storage.removeItem(this.name));
  }

  /** Deletes the draft of a submitted form, and the drafts that removed elements have left for the same form. */
  deleteAll() {
    const [name] = this.name.split("#");
    for (const value of ["session", "local"]) {
      withStorage(value, (storage) => {
        for (const key of Object.keys(storage)) {
          const isLeft = key === this.name || !drafts.get(key)?.isTaken;
          if (isLeft && (key === name || key.startsWith(`${name}#`))) storage.removeItem(key);
        }
      });
    }
  }
}

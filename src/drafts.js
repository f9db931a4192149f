// The storage of drafts. A part of embed.js.

/** How long a draft is kept, in milliseconds: as long as the proxy remembers the outcome of a submission. */
export const KEPT_MILLISECONDS = 24 * 3_600_000;

/**
 * How far a draft's time may lie in the future, in milliseconds. The system clock may be set back, but a draft must not
 * be kept for much more than 24 hours.
 */
export const AHEAD_MILLISECONDS = 3_600_000;

/**
 * How long a removed element keeps its form, in milliseconds: libraries that replace parts of a page may insert
 * elements again.
 */
export const REMOVED_MILLISECONDS = 1_000;

/** The element of each draft, by the draft's name. Two forms with the same name have separate drafts. */
export const drafts = new Map();

/** The two storages, without those that the browser forbids. */
export const storages = () =>
  ["sessionStorage", "localStorage"].flatMap((name) => {
    try {
      return window[name] ?? [];
    } catch {
      return [];
    }
  });

/** The storage that the `draft` attribute selects; "session" by default. */
export const kind = (draft) => (["local", "off"].includes(draft) ? draft : "session");

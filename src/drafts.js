// Where a form's draft is kept. A part of embed.js.

/** How long a draft is kept at most: as long as the proxy knows what became of a submission. */
export const KEPT_MILLISECONDS = 24 * 3_600_000;

/** How far a draft's time may lie ahead: clocks are corrected, and a draft must not outlive its day. */
export const AHEAD_MILLISECONDS = 3_600_000;

/** How long a removed element is kept whole: libraries that swap parts of a page put elements back later. */
export const REMOVED_MILLISECONDS = 1_000;

/** Who has which draft: two forms of one name do not share theirs. */
export const drafts = new Map();

/** The two storages, as far as the browser lets the page have them. */
export const storages = () =>
  ["sessionStorage", "localStorage"].flatMap((name) => {
    try {
      return window[name] ?? [];
    } catch {
      return [];
    }
  });

/** What the `draft` attribute says. */
export const kind = (draft) => (["local", "off"].includes(draft) ? draft : "session");

// The values that a page fills in. A part of embed.js.

/**
 * Converts values to a list that alternates paths and texts. The values are nested as in the CRM's API, or given by
 * dotted path.
 */
export const flat = (values, at = "") =>
  Object.entries(values ?? {}).flatMap(([name, value]) =>
    value && typeof value === "object" ? flat(value, `${at}${name}.`) : [at + name, `${value ?? ""}`],
  );

/**
 * The values in the query of the page's address, as such a list. In a query, "+" means a space. An email address
 * contains no space, so the "+" is restored.
 */
export const inAddress = () =>
  [...new URLSearchParams(location.search)].flatMap(([path, text]) => [
    path,
    path === "email" ? text.trim().replaceAll(" ", "+") : text,
  ]);

/** The values given as JSON within an element, as such a list. Calls `mistaken` if they are no JSON. */
export const inElement = (element, mistaken) => {
  const data = element.querySelector('script[type="application/json"]');
  try {
    return data ? flat(JSON.parse(data.textContent)) : [];
  } catch {
    mistaken();
    return [];
  }
};

// The values that a page fills in.

/**
 * Converts values to a list that alternates paths and texts. The values are nested as in the CRM's API, or given by
 * dotted path.
 */
export const flat = (values, at = "") =>
  Object.entries(values ?? {}).flatMap(([name, value]) =>
    value && typeof value === "object" ? flat(value, `${at}${name}.`) : [at + name, `${value ?? ""}`],
  );

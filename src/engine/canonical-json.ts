import type { JsonValue } from "../plan/observed.ts";

/**
 * JSON with sorted member names and no spaces, so that equal values give equal texts (RFC 8785 for the values that plans hold:
 * strings, integers, booleans, null, arrays and objects). Members that are `undefined` are left out.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** A date as ISO 8601 in UTC with whole seconds, for example `2026-11-03T09:12:44Z`. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

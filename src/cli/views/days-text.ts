import { plural } from "./plural.ts";

/** Days until a date in words, from the whole days that are left: `364 days`, `expires today`, `expired 3 days ago`. */
export function daysText(days: number): string {
  if (days < 0) return `expired ${plural(-days, "day")} ago`;
  return days === 0 ? "expires today" : plural(days, "day");
}

/** A serial number as lower-case hex without leading zeros: Apple drops them, X.509 readers may not. */
export function normalSerial(serial: string): string {
  return serial
    .toLowerCase()
    .replace(/[^0-9a-f]/g, "")
    .replace(/^0+(?=.)/, "");
}

/** A UDID for comparing: case- and dash-blind, because Apple gives them back in another case (fastlane #17433, #20551). */
export function normalUdid(udid: string): string {
  return udid.toLowerCase().replaceAll("-", "");
}

/**
 * Apple's date (`2020-02-12T13:17:50.000+0000`, or with `+00:00`) as `YYYY-MM-DDTHH:MM:SSZ`.
 * An absent or unreadable date gives the epoch: what cannot show that it is valid counts as expired.
 */
export function normalDate(date: string | undefined): string {
  const parsed = new Date((date ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(parsed.getTime()) ? "1970-01-01T00:00:00Z" : utcDate(parsed);
}

/** A date as `YYYY-MM-DDTHH:MM:SSZ`. */
export function utcDate(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Compares by code unit, which no locale changes. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

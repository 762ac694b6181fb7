import type { JsonValue } from "../../plan/observed.ts";

/** The public facts of something that are worth a place in a line: serial number, name, and until when. Empty when there are none. */
export function factsText(facts: { readonly [name: string]: JsonValue }): string {
  const text = (...names: readonly string[]): string | undefined =>
    names.map((name) => facts[name]).find((value) => typeof value === "string");
  const serial = text("serial_number");
  const name = text("subject_common_name", "name", "alias");
  const until = text("not_after", "expires");
  return [
    ...(serial === undefined ? [] : [`serial ${serial}`]),
    ...(name === undefined ? [] : [name]),
    ...(until === undefined ? [] : [`until ${until.slice(0, 10)}`]),
  ].join(", ");
}

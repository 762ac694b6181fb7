import { printable, type Paint } from "../../diagnostics/render-text.ts";

/** What of a change, or of a difference, has to do with attributes. */
export interface AttributeChange {
  readonly before: object | null;
  readonly after: object | null;
  readonly after_unknown: readonly string[];
  readonly action: string;
  readonly replaces_older: boolean;
}

/** Attributes that say only how the object is made; the JSON plan has them. */
const HIDDEN: ReadonlySet<string> = new Set(["exact_name", "replaces"]);

/** What a change sets, a line an attribute; of a change of something that exists, only what differs. */
export function attributeLines(change: AttributeChange, paint: Paint): readonly string[] {
  if (change.after === null) return [];
  // Without a prototype, so that an attribute that is named like a method of every object is absent where it is absent.
  const after: Readonly<Record<string, unknown>> = { __proto__: null, ...change.after };
  const before: Readonly<Record<string, unknown>> | undefined = change.before
    ? { __proto__: null, ...change.before }
    : undefined;
  const names = Object.keys(after).filter((name) => !HIDDEN.has(name));
  const shown = names.flatMap((name) => {
    const isUnknown = change.after_unknown.includes(name);
    const unknown = paint("dim", "(known after apply)");
    if (!before)
      return isUnknown || !isEmpty(after[name]) ? [[name, isUnknown ? unknown : valueText(after[name])] as const] : [];
    if (isUnknown) return [[name, `${valueText(before[name])} ${paint("yellow", "->")} ${unknown}`] as const];
    return isSame(name, before, after) ? [] : [[name, differenceText(before[name], after[name], paint)] as const];
  });
  const forces =
    before && change.action === "create" && change.replaces_older ? paint("red", "  # forces replacement") : "";
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  const unchanged = before ? names.filter((name) => !isEmpty(after[name])).length - shown.length : 0;
  return [
    ...shown.map(([name, value]) => `${name.padEnd(width)} = ${value}${forces}`),
    ...(unchanged > 0
      ? [paint("dim", `(${unchanged} unchanged ${unchanged === 1 ? "attribute" : "attributes"} hidden)`)]
      : []),
  ];
}

/** A value in a line: lists in brackets, an object as what it names. What could steer a terminal is made harmless. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "(none)";
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value === "object") return objectText({ ...value });
  return printable(typeof value === "string" ? value : JSON.stringify(value));
}

/** The setting of a capability, a source (`profile acme/profile/…`, `keys.partner`), or whatever it is by its members. */
function objectText(value: Readonly<Record<string, unknown>>): string {
  if ("key" in value && "options" in value) return `${valueText(value["key"])} = ${valueText(value["options"])}`;
  return Object.entries(value)
    .map(([name, member]) => (name === "key_name" ? `keys.${valueText(member)}` : `${name} ${valueText(member)}`))
    .join(", ");
}

/** What comes and goes of a list, or the old and the new value. */
function differenceText(before: unknown, after: unknown, paint: Paint): string {
  if (isListOfNames(before) && isListOfNames(after) && before.length + after.length > 2) {
    const added = after.filter((item) => !before.includes(item)).map((item) => paint("green", `+ ${printable(item)}`));
    const removed = before.filter((item) => !after.includes(item)).map((item) => paint("red", `- ${printable(item)}`));
    const kept = after.filter((item) => before.includes(item)).length;
    return [...(kept > 0 ? [`${kept} as before`] : []), ...added, ...removed].join(", ");
  }
  return isEmpty(before) ? valueText(after) : `${valueText(before)} ${paint("yellow", "->")} ${valueText(after)}`;
}

/** A profile's name at Apple carries a hash of its content, which is no difference of its own. */
function isSame(
  name: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): boolean {
  const [old, wanted] = [before[name], after[name]];
  if (valueText(old) === valueText(wanted) || (isEmpty(old) && isEmpty(wanted))) return true;
  const hashed = name === "name" && after["exact_name"] === false;
  return hashed && typeof old === "string" && typeof wanted === "string" && old.startsWith(`${wanted} `);
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

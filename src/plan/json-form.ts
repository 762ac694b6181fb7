/** What each member of an object must be. Members that are not named may be anything. */
export type JsonForm<T> = { readonly [K in keyof T]: (value: unknown) => value is T[K] };

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether a value is a whole number that a double holds exactly. */
export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Whether a value is an object that is neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of texts; `undefined` when it is anything else. */
export function textListOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(isText) ? value : undefined;
}

/** Whether a value is a list of texts. */
export function isTextList(value: unknown): value is readonly string[] {
  return textListOf(value) !== undefined;
}

/** The entries of a list, when each has the form; `undefined` when one has not, or it is no list. */
export function entriesOf<T>(value: unknown, form: JsonForm<T>): readonly T[] | undefined {
  const has = (entry: unknown): entry is T => hasForm(entry, form);
  return Array.isArray(value) && value.every(has) ? value : undefined;
}

/** Whether an object has every member of the form, as the form wants it. */
export function hasForm<T>(value: unknown, form: JsonForm<T>): value is T {
  const members: readonly [string, (member: unknown) => boolean][] = Object.entries(form);
  return isRecord(value) && members.every(([name, fits]) => fits(value[name]));
}

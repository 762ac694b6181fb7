/** What each member of an object must be. Members that are not named may be anything. */
export type JsonForm = Readonly<Record<string, (value: unknown) => boolean>>;

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

/** The entries of a list, when each has the form; `undefined` when one has not, or it is no list. */
export function entriesOf(value: unknown, form: JsonForm): readonly Record<string, unknown>[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = value.filter(isRecord);
  return entries.length === value.length && entries.every((entry) => hasForm(entry, form)) ? entries : undefined;
}

/** Whether an object has every member of the form, as the form wants it. */
export function hasForm(value: unknown, form: JsonForm): value is Record<string, unknown> {
  return isRecord(value) && Object.entries(form).every(([name, fits]) => fits(value[name]));
}

import { CST } from "yaml";

/** Where a scalar stands. */
export interface ScalarPlace {
  /** Inside of `{ }` or `[ ]`, where commas and brackets end a plain text. */
  readonly inFlow: boolean;
  /** A tag may give the quotes a meaning. */
  readonly isTagged: boolean;
}

/** The text of a scalar or alias with the quotes that it needs: none where they change nothing, or else double ones. */
export function canonicalScalar(token: CST.FlowScalar, { inFlow, isTagged }: ScalarPlace): string {
  const { type, source } = token;
  if (type === "scalar" || type === "alias" || isTagged || source.includes("\n")) return source;
  const { value } = CST.resolveAsScalar(token);
  if (canBePlain(value, inFlow)) return value;
  return type === "double-quoted-scalar" ? source : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * Whether a text without quotes is read as the same text, by YAML 1.2 (core schema) and by readers of YAML 1.1 too: `no` and `12:30`
 * keep their quotes although a signing file does not need them.
 */
export function canBePlain(text: string, inFlow: boolean): boolean {
  if (text === "" || !PRINTABLE.test(text) || text.length > LONGEST) return false;
  if (/^[ ]|[ ]$|: |:$| #/.test(text)) return false;
  if (/^[[\]{},#&*!|>'"%@`]/.test(text) || /^[-?:](?:[ ,[\]{}]|$)/.test(text)) return false;
  if (/^(?:---|\.\.\.)(?: |$)/.test(text)) return false;
  if (inFlow && /[[\]{},]|:[[\]{},]/.test(text)) return false;
  return !OTHER_TYPES.some((form) => form.test(text));
}

/** A plain key may have 1024 characters (YAML 1.2, section 7.4.2); as a value a longer text may be plain, which nobody needs. */
const LONGEST = 1000;

/** One line, without control characters, odd white space and halves of characters: quotes show where such a text begins and ends. */
const PRINTABLE =
  /^[\x20-\x7e\u{a1}-\u{167f}\u{1681}-\u{1fff}\u{2010}-\u{2027}\u{2030}-\u{205e}\u{2070}-\u{2fff}\u{3001}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]+$/u;

/** Plain texts that are no strings: YAML 1.2 section 10.3.2, and the types of YAML 1.1 (yaml.org/type). */
const OTHER_TYPES: readonly RegExp[] = [
  /^(?:~|null|true|false|yes|no|on|off|y|n|=|<<)$/i,
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*|0x[0-9a-f_]+)$/i,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9._]*)?)(?:e[-+]?[0-9]+)?$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/,
];

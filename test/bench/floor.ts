import { parseDocument } from "yaml";
import { findViolations } from "../../src/generated/find-violations.ts";

/** What any compiler of this file must do at least, with the libraries that this one uses: parse, make a value, validate. */
export function floor(text: string): unknown {
  const value: unknown = parseDocument(text, { uniqueKeys: false, prettyErrors: false }).toJS();
  const violations = findViolations(value);
  if (violations.length > 0) throw new Error(`not a valid file: ${JSON.stringify(violations[0])}`);
  return value;
}

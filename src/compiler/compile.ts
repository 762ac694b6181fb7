import type { SourceFile } from "../diagnostics/source-range.ts";
import { compileParsed, type Compilation } from "./compilation.ts";
import { parse } from "./parse.ts";
import { validate } from "./validate.ts";

export type { Compilation } from "./compilation.ts";

/**
 * Compiles the text of a signing file: parse, validate against the schema, resolve names, run the rules. Pure, and it cannot throw
 * on any text. What needs the files that the spec names comes after it, in {@link checkFileFacts}.
 */
export function compile(file: SourceFile): Compilation {
  const parsed = parse(file);
  return compileParsed(parsed, validate(parsed.document));
}

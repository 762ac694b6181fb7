import { compile, type Compilation } from "../compile.ts";
import type { Diagnostic, TextEdit } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../document.ts";
import { lineEdits } from "./line-edits.ts";
import { printLayout } from "./print-layout.ts";
import { readLayout } from "./source-layout.ts";

/** What formatting a signing file gives. */
export interface Formatting {
  /** The whole text in canonical form; the text as it was when it is not YAML. */
  readonly text: string;
  /** What turns the file's text into it, in the order of the text and without overlaps; none when it has its form already. */
  readonly edits: readonly TextEdit[];
  /** Why the file was not formatted: the errors of a text that is not YAML. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Puts a signing file into its canonical form: keys of items in the order of the schema, two spaces of indentation, quotes only where
 * they are needed, single spaces. Comments, anchors, aliases, empty lines between entries, values in braces, line ends and a byte order mark
 * stay; the order of names that people chose (targets, keys) stays, too. Formatting twice is formatting once.
 *
 * Never changes what the file means: the result is compiled, and an item whose value or diagnostics would differ is left as it stands.
 */
export function format(compilation: Compilation): Formatting {
  const { file } = compilation;
  const unchanged: Formatting = { text: file.text, edits: [], diagnostics: [] };
  const mistakes = compilation.diagnostics.filter(
    ({ code, severity }) => code.startsWith("yaml/") && severity === "error",
  );
  if (mistakes.length > 0) return { ...unchanged, diagnostics: mistakes };
  const result = canonicalText(compilation, new Set());
  if (result === undefined || result.text === file.text) return unchanged;
  const differing = differences(compilation, compileText(compilation, result.text));
  if (differing === undefined) return result;
  const careful = canonicalText(compilation, differing);
  if (careful === undefined || differences(compilation, compileText(compilation, careful.text)) !== undefined)
    return unchanged;
  return careful;
}

const BYTE_ORDER_MARK = "\ufeff";

function canonicalText({ file, document }: Compilation, frozen: ReadonlySet<string>): Formatting | undefined {
  const mark = file.text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const layout = readLayout(file.text.slice(mark.length).replaceAll("\r\n", "\n"));
  const lines = layout && printLayout(layout, { value: document.value, isFrozen: (path) => frozen.has(nameOf(path)) });
  if (!lines) return undefined;
  const end = lineEndOf(file.text);
  const ended = lines.map(({ text, from }, index) => ({ text: (index === 0 ? mark : "") + text + end, from }));
  return { text: ended.map(({ text }) => text).join(""), edits: lineEdits(file, ended), diagnostics: [] };
}

/** The line end that most lines have. */
function lineEndOf(text: string): string {
  const all = text.split("\n").length - 1;
  return (text.split("\r\n").length - 1) * 2 > all ? "\r\n" : "\n";
}

function compileText({ file }: Compilation, text: string): Compilation {
  return compile({ name: file.name, text });
}

/** The entries of sections (`targets.shop`), or sections, that mean something else than before; `undefined` when all is the same. */
function differences(before: Compilation, after: Compilation): ReadonlySet<string> | undefined {
  const differing = new Set<string>();
  const compare = (a: unknown, b: unknown, path: DocumentPath): void => {
    if (sameValue(a, b)) return;
    if (path.length < 2 && isMap(a) && isMap(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], [...path, key]);
    } else differing.add(nameOf(path));
  };
  compare(before.document.value, after.document.value, []);
  const isSame = differing.size === 0 && codesOf(before) === codesOf(after);
  return isSame ? undefined : differing;
}

function nameOf(path: DocumentPath): string {
  return path.join("\u0000");
}

function codesOf({ diagnostics }: Compilation): string {
  return diagnostics
    .map(({ code }) => code)
    .sort()
    .join(" ");
}

/** Whether two plain values are the same; the order of keys does not count. Depth is bounded, as the compiler bounds it. */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

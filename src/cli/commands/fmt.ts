import { relative, resolve, sep } from "node:path";
import { compile } from "../../compiler/compile.ts";
import { format, type Formatting } from "../../compiler/format/format.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceFile } from "../../diagnostics/source-range.ts";
import { readFileBounded } from "../../host/files.ts";
import { rewriteFile } from "../../host/rewrite-file.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { unifiedDiff } from "../views/unified-diff.ts";

/** Flags of `fmt`. */
export interface FmtFlags {
  readonly check: boolean;
  readonly diff: boolean;
}

/** Stands for standard input, whose canonical form goes to standard output. */
const STANDARD_INPUT = "-";

/** The compiler refuses what is larger than 16 MiB; this keeps it out of memory. */
const LIMIT = 17 * 1024 * 1024;

/** `signwright fmt`: the canonical form of signing files. */
export async function fmt(this: CliContext, flags: FmtFlags, ...paths: readonly string[]): Promise<void> {
  const named = paths.length > 0 ? [...new Set(paths)] : ["signing.yaml"];
  const outcomes: Outcome[] = [];
  for (const path of named) {
    // One after the other: what is written about one file must not mix with what is written about the next.
    // oxlint-disable-next-line no-await-in-loop -- see above
    outcomes.push(
      await guarded<Outcome>(
        () => formatOne(this, flags, path),
        (diagnostics) => ({ diagnostics, isDifferent: false }),
      ),
    );
  }
  showDiagnostics(
    this,
    outcomes.flatMap(({ diagnostics }) => diagnostics),
  );
  const hasFailed = outcomes.some(({ diagnostics }) => diagnostics.length > 0);
  const isDifferent = outcomes.some((outcome) => outcome.isDifferent);
  this.exit(hasFailed ? 1 : flags.check && isDifferent ? 3 : 0);
  if (isDifferent && (flags.check || flags.diff) && !named.includes(STANDARD_INPUT))
    this.host.stderr.write("Next: `signwright fmt` brings them into form.\n");
}

interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly isDifferent: boolean;
}

async function formatOne(context: CliContext, { check, diff }: FmtFlags, path: string): Promise<Outcome> {
  const { host } = context;
  const absolute = resolve(host.cwd, path);
  const isInput = path === STANDARD_INPUT;
  const name = isInput ? "standard input" : relative(host.cwd, absolute).split(sep).join("/") || path;
  const bytes = isInput ? await host.stdin.readToEnd(LIMIT) : await readFileBounded(absolute, LIMIT, { shown: name });
  const file: SourceFile = { name, text: decoded(bytes, name) };
  const result = format(compile(file));
  const isDifferent = result.text !== file.text;
  if (result.diagnostics.length > 0) return { diagnostics: result.diagnostics, isDifferent: false };
  if (isDifferent && !isInput && !check && !diff)
    await rewriteFile(absolute, new TextEncoder().encode(result.text), { shown: name });
  host.stdout.write(shownOf(context, { check, diff }, { file, result, isInput }));
  return { diagnostics: [], isDifferent };
}

/** What goes to standard output: the difference, the name of a file that has (or had) another form, or the text itself. */
function shownOf(
  { paint, host }: CliContext,
  { check, diff }: FmtFlags,
  { file, result, isInput }: { readonly file: SourceFile; readonly result: Formatting; readonly isInput: boolean },
): string {
  if (diff) return unifiedDiff(file, result.edits, { paint, isTTY: host.stdout.isTTY });
  if (isInput && !check) return result.text;
  return result.text === file.text ? "" : `${file.name}\n`;
}

/** The text of a file. Bytes that are no UTF-8 would not survive being written again. */
function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
  } catch (error) {
    throw new DiagnosableError(createDiagnostic("file/unreadable", { path: name, reason: "it is not text in UTF-8" }), {
      cause: error,
    });
  }
}

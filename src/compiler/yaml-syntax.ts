import { isCollection, isScalar, visit, type Document, type ErrorCode, type YAMLError } from "yaml";
import { createDiagnostic, type Diagnostic, type Fix } from "../diagnostics/diagnostic.ts";
import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";
import { lineOf, lineStartOf } from "./line-of.ts";
import { tabRegions } from "./yaml-tabs.ts";

/** What a YAML mistake is called, where it is shown, and what to do about it. */
interface Finding {
  readonly reason: string;
  readonly help: string;
  readonly range?: SourceRange;
  readonly fixes?: readonly Fix[];
}

/** The errors and warnings of the `yaml` library for one document, said for people: one per line, in the order of the text. */
export function syntaxDiagnostics(yaml: Document.Parsed, file: SourceFile): readonly Diagnostic[] {
  const tabs = tabRegions(yaml, file);
  const followsFromTab = ({ code, pos }: YAMLError): boolean =>
    code !== "TAB_AS_INDENT" && tabs.some(({ start, end }) => start <= pos[0] && pos[0] <= end);
  const errors: readonly YAMLError[] = [...yaml.errors, ...yaml.warnings].filter(
    (error) => error.code !== "MULTIPLE_DOCS" && !followsFromTab(error),
  );
  const context = contextOf(yaml, file, errors);
  return firstOfEachLine(errors, file).map((error) => {
    const { reason, help, fixes = [], range = shortRange(error, file) } = findingOf(error, context);
    return createDiagnostic("yaml/syntax", { reason }, { range, help, fixes });
  });
}

/** The first error of each kind on each line: there may be as many as characters. */
function firstOfEachLine(errors: readonly YAMLError[], file: SourceFile): readonly YAMLError[] {
  const seen = new Set<string>();
  return [...errors]
    .sort((a, b) => a.pos[0] - b.pos[0])
    .filter(({ code, pos }) => seen.size < seen.add(`${lineOf(file, pos[0])} ${code}`).size);
}

/** Keeps the first diagnostic of each line: what follows on a broken line mostly follows from it. */
export function onePerLine(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const lines = new Set<number>();
  const inOrder = [...diagnostics].sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0));
  return inOrder.filter(({ range }) => {
    if (!range) return true;
    const line = lineOf(range.file, range.start);
    return lines.size < lines.add(line).size;
  });
}

/** What the errors of one document are judged by; made once, as there may be as many errors as characters. */
interface Context {
  readonly file: SourceFile;
  /** Where keys end that go over several lines, by where they start, if they also start in a value. */
  readonly swallowedKeys: ReadonlyMap<number, number>;
  /** Where quotes and brackets open that are never closed, in the order of the text. */
  readonly openQuotes: readonly number[];
  readonly openBrackets: readonly number[];
}

function contextOf(yaml: Document.Parsed, file: SourceFile, errors: readonly YAMLError[]): Context {
  const starts = new Set(errors.filter(({ code }) => code === "BLOCK_AS_IMPLICIT_KEY").map(({ pos }) => pos[0]));
  const swallowed = errors.filter(({ code, pos }) => code === "MULTILINE_IMPLICIT_KEY" && starts.has(pos[0]));
  const openQuotes: number[] = [];
  const openBrackets: number[] = [];
  const isUnclosed = errors.some(({ message }) => message.endsWith("quote") || message.startsWith("Flow"));
  if (isUnclosed) {
    visit(yaml, {
      Scalar(_, node) {
        if (isScalar(node) && node.range && node.type?.startsWith("QUOTE") && !isClosedQuote(file, node.range))
          openQuotes.push(node.range[0]);
      },
      Collection(_, node) {
        if (isCollection(node) && node.range && node.flow && !isClosedBracket(file, node.range))
          openBrackets.push(node.range[0]);
      },
    });
  }
  return { file, swallowedKeys: new Map(swallowed.map(({ pos }) => [pos[0], pos[1]])), openQuotes, openBrackets };
}

function isClosedQuote({ text }: SourceFile, [start, end]: readonly [number, number, number]): boolean {
  return end - start > 1 && text.charAt(end - 1) === text.charAt(start);
}

function isClosedBracket({ text }: SourceFile, [start, end]: readonly [number, number, number]): boolean {
  const opening = text.charAt(start);
  return opening === "{" ? text.charAt(end - 1) === "}" : opening !== "[" || text.charAt(end - 1) === "]";
}

function findingOf(error: YAMLError, context: Context): Finding {
  return specialCases[error.code]?.(error, context) ?? generalCases[error.code] ?? UNEXPECTED;
}

const UNEXPECTED: Finding = {
  reason: "this does not belong here",
  help: "look for a missing quote, colon, comma or bracket before it",
};

const LIST_AMONG_KEYS: Finding = {
  reason: "a list item stands among the keys of a map",
  help: "indent the items below the key that they belong to",
};

const generalCases: Partial<Record<ErrorCode, Finding>> = {
  ALIAS_PROPS: {
    reason: "an alias cannot have an anchor or a tag of its own",
    help: "keep either the alias or the anchor",
  },
  BAD_ALIAS: { reason: "this anchor or alias has no proper name", help: "name it with letters, digits, `-` and `_`" },
  BAD_DIRECTIVE: { reason: "this directive means nothing here", help: "remove the line" },
  BAD_DQ_ESCAPE: {
    reason: "this is not an escape of a text in double quotes",
    help: "write `\\\\` for a backslash, or put the text in single quotes",
  },
  BAD_INDENT: {
    reason: "the indentation fits no line above",
    help: "give the keys of one map, and the items of one list, the same indentation",
  },
  BAD_PROP_ORDER: {
    reason: "an anchor or tag stands before an indicator",
    help: "write it right before the value that it marks",
  },
  BAD_SCALAR_START: { reason: "a value cannot start with this character", help: "put the value in quotes" },
  BLOCK_AS_IMPLICIT_KEY: {
    reason: "a second key starts in the value of this line",
    help: "put the value in quotes if the colon belongs to it, or else start the inner map on a line of its own",
  },
  BLOCK_IN_FLOW: {
    reason: "there is no comma between two entries",
    help: "separate the entries in `{ }` and `[ ]` with commas",
  },
  KEY_OVER_1024_CHARS: {
    reason: "the key is longer than 1024 characters",
    help: "look for a missing line end or quote",
  },
  MISSING_CHAR: { reason: "something is missing here", help: "look for a missing quote, colon, comma or space" },
  MULTILINE_IMPLICIT_KEY: {
    reason: "a key goes over several lines",
    help: "write a colon after the key, on its own line",
  },
  MULTIPLE_ANCHORS: { reason: "the value has a second anchor", help: "keep one anchor" },
  MULTIPLE_TAGS: { reason: "the value has a second tag", help: "remove the tags: a signing file needs none" },
  TAG_RESOLVE_FAILED: { reason: "this tag means nothing in a signing file", help: "remove the tag" },
  RESOURCE_EXHAUSTION: { reason: "this is nested too deep to be read", help: "write it with fewer levels" },
};

const specialCases: Partial<Record<ErrorCode, (error: YAMLError, context: Context) => Finding | undefined>> = {
  MISSING_CHAR: missingCharacter,
  BAD_INDENT: badIndentation,
  BLOCK_AS_IMPLICIT_KEY: tooDeep,
  MULTILINE_IMPLICIT_KEY: tooDeep,
  TAB_AS_INDENT: tabIndentation,
  UNEXPECTED_TOKEN: unexpectedToken,
};

function missingCharacter(error: YAMLError, context: Context): Finding | undefined {
  const { message } = error;
  if (message.endsWith("quote")) return openQuote(error, context);
  if (message.startsWith("Flow")) return openBracket(error, context);
  if (message.startsWith("Implicit map keys")) {
    const text = context.file.text.slice(...error.pos);
    const start = error.pos[0] + text.length - text.trimStart().length;
    return text.trim() === "" ? undefined : lineWithoutColon(text.trim(), { file: context.file, start });
  }
  if (message.includes("between flow"))
    return { reason: "there is no comma before this", help: "separate the entries in `{ }` and `[ ]` with commas" };
  if (message.startsWith("Comments"))
    return { reason: "there is no space before this comment", help: "write a space before the `#`" };
  if (message.startsWith("Tags and anchors"))
    return { reason: "there is no space after the anchor or tag", help: "write a space after it" };
  if (message.startsWith("Missing space after"))
    return { reason: "there is no space after the colon", help: "write a space after the colon" };
  if (message.startsWith("Sequence item"))
    return {
      reason: "this list item has no `- ` before it",
      help: "write `- ` before it, at the column of the other items",
    };
  if (message.includes("directives-end"))
    return {
      reason: "content stands where a `---` line belongs",
      help: "remove the `%` line and the `---` around it: a signing file needs none",
    };
  return undefined;
}

function badIndentation(error: YAMLError, context: Context): Finding | undefined {
  if (error.message.startsWith("Flow")) return openBracket(error, context);
  // The error stands on the indentation, the eye looks for the word after it.
  const { file } = context;
  const word = /^[ \t]*([^\s:]+)/.exec(file.text.slice(error.pos[0]));
  if (!word?.[1] || !generalCases.BAD_INDENT) return undefined;
  const end = error.pos[0] + word[0].length;
  return { ...generalCases.BAD_INDENT, range: { file, start: end - word[1].length, end } };
}

/** What is said about a line that is only a key, or the start of one. */
function lineWithoutColon(text: string, { file, start }: Pick<SourceRange, "file" | "start">): Finding {
  const range = (from: number, to: number): SourceRange => ({ file, start: start + from, end: start + to });
  const space = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/.exec(text);
  if (space) {
    const at = range(space.index, space.index + 1);
    const code = space[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return {
      reason: `this looks like a space, but is the character U+${code}`,
      help: "replace it with a plain space: it often comes with text that is copied from a page",
      range: at,
      fixes: [
        { title: "replace it with a space", applicability: "maybe-incorrect", edits: [{ range: at, newText: " " }] },
      ],
    };
  }
  const [key] = /^[A-Za-z_][\w-]*:(?=[^\s:/])/.exec(text) ?? [];
  if (key !== undefined) {
    const after = range(key.length, key.length);
    return {
      reason: `there is no space after the colon of \`${key.slice(0, -1)}\``,
      help: "write a space after the colon",
      fixes: [
        {
          title: "write a space after the colon",
          applicability: "maybe-incorrect",
          edits: [{ range: after, newText: " " }],
        },
      ],
    };
  }
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return { reason: `\`${shown}\` has no colon after its key`, help: "write the line as `key: value`" };
}

/** A key that swallowed the line before it, which already had a key: its indentation made it part of that value. */
function tooDeep(error: YAMLError, { file, swallowedKeys }: Context): Finding | undefined {
  const [start] = error.pos;
  const end = swallowedKeys.get(start);
  if (end === undefined)
    return error.code === "MULTILINE_IMPLICIT_KEY" ? firstLineWithoutColon(error, file) : undefined;
  const text = file.text.slice(start, end);
  const key = text.slice(text.lastIndexOf("\n") + 1).trim();
  return {
    reason: `\`${key}\` is indented deeper than the key before it, which has a value already`,
    help: "give both keys the same indentation",
    range: { file, start: end - key.length, end },
  };
}

/** While a line has no colon yet, YAML reads it and the next line as one key. */
function firstLineWithoutColon(error: YAMLError, file: SourceFile): Finding | undefined {
  const range = shortRange(error, file);
  const text = file.text.slice(range.start, range.end).trimEnd();
  if (text === "") return undefined;
  if (text === "-") return LIST_AMONG_KEYS;
  return { range: { ...range, end: range.start + text.length }, ...lineWithoutColon(text, range) };
}

function tabIndentation(error: YAMLError, { file }: Context): Finding {
  const [start] = error.pos;
  const lineStart = lineStartOf(file, start);
  const indentation = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  const range = { file, start: lineStart, end: lineStart + indentation.length };
  return {
    reason: "a tab cannot indent a line",
    help: "indent with spaces",
    range,
    fixes: [
      {
        title: "indent with spaces",
        applicability: "maybe-incorrect",
        edits: [{ range, newText: spacesFor(indentation, file.text.slice(Math.max(0, lineStart - 1_000), lineStart)) }],
      },
    ],
  };
}

/** Two spaces a tab; below a line that opens nothing, the indentation of that line. */
function spacesFor(indentation: string, before: string): string {
  const text = before.trimEnd();
  const previous = text.slice(Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1);
  const own = /^(?:[ \t]|- )*/.exec(previous)?.[0].replaceAll("\t", "  ") ?? "";
  const opens = previous === "" || /[:|>-]\s*(#.*)?$/.test(previous);
  return opens ? indentation.replaceAll("\t", "  ") : " ".repeat(own.length);
}

function unexpectedToken(error: YAMLError, { file }: Context): Finding | undefined {
  const text = file.text.slice(...error.pos);
  if (text === "-")
    return {
      reason: "a list cannot start on the line of its key",
      help: "start the list on a new line, or write it as `[a, b]`",
    };
  if (text === "]" || text === "}")
    return { reason: `this \`${text}\` closes nothing`, help: "remove it, or look for the missing opening bracket" };
  if (text === ",") return { reason: "there is nothing before this comma", help: "remove the comma" };
  if (error.message.startsWith("Block scalar header"))
    return { reason: "text stands on the line of a `|` or `>`", help: "start the text on the next line" };
  return undefined;
}

/** An unclosed quote is noticed at the end of the file, and mended where it opens. */
function openQuote(error: YAMLError, { openQuotes, file }: Context): Finding {
  const start = lastBefore(openQuotes, error.pos[0]) ?? error.pos[0];
  return {
    reason: "this quote is never closed",
    help: "close the quote where the text ends",
    range: { file, start, end: Math.min(start + 1, file.text.length) },
  };
}

function openBracket(error: YAMLError, { openBrackets, file }: Context): Finding {
  const start = lastBefore(openBrackets, error.pos[0]);
  const at = start ?? error.pos[0];
  return {
    reason: start === undefined ? "a bracket is not closed here" : `this \`${file.text.charAt(at)}\` is never closed`,
    help: "close it, and indent the lines inside of it deeper than its key",
    range: { file, start: at, end: Math.min(at + 1, file.text.length) },
  };
}

/** The last of ascending offsets that lies before a place. */
function lastBefore(offsets: readonly number[], place: number): number | undefined {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return offsets[low - 1];
}

/** The range of an error, at most to the end of its first line and never outside of the text. */
function shortRange(error: YAMLError, file: SourceFile): SourceRange {
  const start = Math.min(error.pos[0], file.text.length);
  const lineEnd = file.text.slice(start).search(/[\r\n]/);
  const limit = lineEnd < 0 ? file.text.length : start + lineEnd;
  return { file, start, end: Math.max(start, Math.min(error.pos[1], limit)) };
}

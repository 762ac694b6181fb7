import type { CodeAction, Diagnostic as LspDiagnostic, Range } from "vscode-languageserver";
import type { Diagnostic, Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import { missingEntryFixes } from "./create-entry.ts";
import { findDiagnostics, lspDiagnostic, type DiagnosticDetail } from "./diagnostics.ts";
import type { EditorDocument } from "./editor-document.ts";
import type { Surroundings } from "./surroundings.ts";

/** What an editor asks for: a place, and the kinds of actions that it wants (all when `undefined`). */
export interface CodeActionQuery {
  readonly range: Range;
  readonly only: readonly string[] | undefined;
  readonly detail: DiagnosticDetail;
}

/** Fixes for what is wrong at a place, and one action that applies every safe fix of the file. */
export function codeActions(
  document: EditorDocument,
  query: CodeActionQuery,
  surroundings: Surroundings,
): readonly CodeAction[] {
  const diagnostics = findDiagnostics(document, surroundings);
  const wants = (kind: string): boolean =>
    query.only?.some((asked) => kind === asked || kind.startsWith(`${asked}.`)) ?? true;
  return [
    ...(wants("quickfix") ? quickFixes(document, query, diagnostics) : []),
    ...(wants("source.fixAll.signwright") ? fixAll(document, diagnostics) : []),
  ];
}

function quickFixes(
  document: EditorDocument,
  { range, detail }: CodeActionQuery,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const touched = diagnostics.filter((d) => d.range && d.range.start <= end && d.range.end >= start);
  const actions = touched.flatMap((diagnostic) => {
    const shown = lspDiagnostic(document, diagnostic, { ...detail, diagnosticData: false });
    const fixes = [...diagnostic.fixes, ...missingEntryFixes(document, diagnostic)];
    return fixes.map((fix, index) => quickFix(document, fix, { diagnostic: shown, isFirst: index === 0 }));
  });
  // The same edit can mend several findings: it is offered once, for all of them.
  const merged = new Map<string, CodeAction>();
  for (const action of actions) {
    const key = `${action.title} ${JSON.stringify(action.edit)}`;
    const same = merged.get(key);
    merged.set(
      key,
      same ? { ...same, diagnostics: [...(same.diagnostics ?? []), ...(action.diagnostics ?? [])] } : action,
    );
  }
  const found = [...merged.values()];
  // One safe fix that mends everything that is asked about is what `fix all in file` of the quick-fix menu would do.
  const safe = touched.filter((diagnostic) => safeFix(diagnostic) !== undefined);
  const all = safe.length > 1 ? fixAll(document, diagnostics).map((action) => ({ ...action, kind: "quickfix" })) : [];
  return [...found, ...all];
}

function quickFix(
  document: EditorDocument,
  { title, applicability, edits }: Fix,
  about: { readonly diagnostic: LspDiagnostic; readonly isFirst: boolean },
): CodeAction {
  return {
    title: title.charAt(0).toUpperCase() + title.slice(1),
    kind: "quickfix",
    diagnostics: [about.diagnostic],
    // What needs a text from the person is not what a key for "just fix it" should do.
    isPreferred: about.isFirst && applicability !== "has-placeholders",
    edit: workspaceEdit(document, edits),
  };
}

function fixAll(document: EditorDocument, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  const edits: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    const fix = safeFix(diagnostic);
    // Of fixes that touch each other only the first is applied: the next run sees what is left.
    if (fix && !fix.edits.some((edit) => edits.some((other) => touches(edit, other)))) edits.push(...fix.edits);
  }
  if (edits.length === 0) return [];
  return [
    {
      title: "Fix everything that is safe to fix",
      kind: "source.fixAll.signwright",
      edit: workspaceEdit(document, edits),
    },
  ];
}

function safeFix(diagnostic: Diagnostic): Fix | undefined {
  return diagnostic.fixes.find(({ applicability }) => applicability === "safe");
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.range.start <= b.range.end && b.range.start <= a.range.end;
}

function workspaceEdit(document: EditorDocument, edits: readonly TextEdit[]): NonNullable<CodeAction["edit"]> {
  return {
    changes: {
      [document.uri]: edits.map(({ range, newText }) => ({ range: document.rangeOf(range), newText })),
    },
  };
}

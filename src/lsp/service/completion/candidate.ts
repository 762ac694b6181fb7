import type { CompletionItemKind } from "vscode-languageserver";

/** The kinds of items that completion offers, as LSP counts them (specification 3.17, CompletionItemKind). */
export const itemKinds = {
  variable: 6,
  property: 10,
  value: 12,
  snippet: 15,
  file: 17,
  reference: 18,
  folder: 19,
  enumMember: 20,
  constant: 21,
} as const satisfies Record<string, CompletionItemKind>;

/** A value that can be written at a place. */
export interface Candidate {
  readonly text: string;
  readonly kind: CompletionItemKind;
  /** A few words beside it. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** How it is written when it is more than a text: a map in braces. */
  readonly yaml?: string;
  /** Whether it is one of the values that alone make sense here: a snippet may then offer just these. */
  readonly closed?: boolean;
  /** Whether the word goes on after it: a folder. */
  readonly partial?: boolean;
}

import type { Document } from "yaml";
import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";
import { lineStartOf } from "./line-of.ts";

/**
 * Where a tab indents a line: from the line before it, to which YAML then gives what follows, to the end of the section of the file.
 * Within, the nesting is lost, so other findings there only follow from the tab.
 */
export function tabRegions(yaml: Document.Parsed, file: SourceFile): readonly SourceRange[] {
  const regions: SourceRange[] = [];
  for (const { code, pos } of yaml.errors) {
    const inLast = (regions.at(-1)?.end ?? -1) >= pos[0];
    if (code !== "TAB_AS_INDENT" || inLast) continue;
    const line = lineStartOf(file, pos[0]);
    const section = /^[^\s#]/gm;
    section.lastIndex = line;
    const next = section.exec(file.text)?.index ?? file.text.length;
    regions.push({ file, start: Math.max(0, line - 1), end: Math.max(line, next - 1) });
  }
  return regions;
}

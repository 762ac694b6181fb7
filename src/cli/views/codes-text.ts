import { documentationUrl, registry, type DiagnosticCode } from "../../diagnostics/codes.ts";
import type { Paint } from "../../diagnostics/render-text.ts";

/** Codes with their messages, one a line, under a heading for each group. Ends with a line end. */
export function codesText(codes: readonly DiagnosticCode[], paint: Paint): string {
  const width = Math.max(...codes.map((code) => code.length));
  const groups = new Map<string, string[]>();
  for (const code of codes) {
    const group = code.slice(0, code.indexOf("/"));
    const line = `  ${code.padEnd(width)}  ${registry[code].message}`;
    const lines = groups.get(group);
    if (lines) lines.push(line);
    else groups.set(group, [line]);
  }
  const shown = [...groups].map(([group, lines]) => [paint("bold", group), ...lines].join("\n"));
  return `${shown.join("\n\n")}\n`;
}

/** The same for programs. */
export function codesJson(codes: readonly DiagnosticCode[]): unknown {
  const all = codes.map((code) => {
    const { severity, message } = registry[code];
    return { code, severity, message, url: documentationUrl(code) };
  });
  return { format_version: "1.0", codes: all };
}

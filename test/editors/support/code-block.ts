import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = join(import.meta.dirname, "../../../docs/editors.md");

/** The first code block of a language under a heading of `docs/editors.md`: what a test runs is what people copy. */
export function codeBlock(heading: string, language: string): string {
  const section = readFileSync(page, "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  const block = section?.split(`\n\`\`\`${language}\n`)[1]?.split("\n```")[0];
  if (block === undefined) throw new Error(`docs/editors.md has no ${language} under ${heading}`);
  return `${block}\n`;
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../docs/diagnostics");

/** The list of all pages. */
export const indexPath = join(folder, "README.md");

/** The sections that every page has, in their order. */
export const sectionNames = ["Why it matters", "Example", "Corrected", "What to do"] as const;

/** The documentation of one diagnostic. */
export interface Page {
  readonly code: string;
  readonly path: string;
  readonly text: string;
  readonly title: string;
  /** What stands between the title and the first section. */
  readonly meaning: string;
  /** Text by heading, in the order of the page. */
  readonly sections: ReadonlyMap<string, string>;
}

/** All pages, by code. The code follows from where the page is. */
export function readPages(): ReadonlyMap<string, Page> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".md") && path !== "README.md",
  );
  const pages = paths.sort().map((path) => readPage(path.replaceAll("\\", "/").replace(/\.md$/, "")));
  return new Map(pages.map((page) => [page.code, page]));
}

function readPage(code: string): Page {
  const path = join(folder, `${code}.md`);
  const text = readFileSync(path, "utf8");
  const [head = "", ...parts] = text.split(/^## /m);
  const [, title = "", meaning = ""] = /^# (.*)\n([^]*)$/.exec(head) ?? [];
  const sections = parts.map((part) => {
    const end = part.indexOf("\n");
    return [part.slice(0, end).trim(), part.slice(end + 1).trim()] as const;
  });
  return { code, path, text, title, meaning: meaning.trim(), sections: new Map(sections) };
}

/** The content of the one fenced block of a language in a section; `undefined` without one. Throws for a second one. */
export function blockOf(
  page: Page,
  section: (typeof sectionNames)[number],
  language: "yaml" | "console",
): string | undefined {
  const pattern = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  const blocks = [...(page.sections.get(section) ?? "").matchAll(pattern)].map(([, content = ""]) => content);
  if (blocks.length > 1) throw new Error(`${page.code}: ${section} has more than one ${language} block`);
  return blocks[0];
}

/** The commands of a console block: its lines that start with `$ `. */
export function commandsOf(console: string): readonly string[] {
  return console.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : []));
}

/** The page with what the commands of its example print replaced. */
export function withOutput(page: Page, output: string): string {
  const console = blockOf(page, "Example", "console");
  if (console === undefined) throw new Error(`${page.code}: the example has no console block`);
  const commands = commandsOf(console).map((command) => `$ ${command}\n`);
  const [before = "", after = ""] = page.text.split(/^## Example$/m);
  return `${before}## Example${after.replace(`\`\`\`console\n${console}`, () => `\`\`\`console\n${commands.join("")}${output}\n`)}`;
}

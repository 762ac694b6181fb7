import type { Paint } from "../../diagnostics/render-text.ts";

/** How a page is shown. */
export interface PageStyle {
  readonly paint: Paint;
  /** Whether the paint really dresses text; without it backticks stay, as quotes. */
  readonly isPainted: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
}

/** Longer lines are hard to read. */
const WIDEST = 100;

/** A documentation page in Markdown (headings, paragraphs, lists, code blocks) as a terminal shows it. Ends with a line end. */
export function pageText(markdown: string, style: PageStyle): string {
  const output: string[] = [];
  let paragraph: string[] = [];
  let fence: string | undefined;
  const endParagraph = (): void => {
    if (paragraph.length > 0) output.push(...wrapped(paragraph.join(" "), style));
    paragraph = [];
  };
  for (const line of markdown.replace(/\n+$/, "").split("\n")) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark !== undefined && mark.startsWith(fence)) fence = undefined;
      else output.push(line === "" ? "" : `    ${line}`);
    } else if (mark !== undefined) {
      endParagraph();
      fence = mark;
    } else if (/^#{1,6} /.test(line)) {
      endParagraph();
      output.push(style.paint("bold", line.replace(/^#+ +/, "")));
    } else if (line.trim() === "") {
      endParagraph();
      if (output.at(-1) !== "") output.push("");
    } else {
      if (/^ *(?:[-*]|\d+\.) /.test(line)) endParagraph();
      paragraph.push(paragraph.length === 0 ? line.trimEnd() : line.trim());
    }
  }
  endParagraph();
  return `${output.join("\n")}\n`;
}

/** A paragraph or list item in lines that fit, broken between words; what follows a bullet is indented below it. */
function wrapped(text: string, style: PageStyle): readonly string[] {
  const bullet = /^ *(?:[-*]|\d+\.) /.exec(text)?.[0] ?? "";
  const width = Math.min(WIDEST, Math.max(20, style.columns)) - bullet.length;
  const lines: string[] = [];
  for (const word of plainLinks(text.slice(bullet.length)).split(/ +/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  // Dressed as a whole, because a code span may go over a line break.
  const dressed = inline(lines.join("\n"), style).split("\n");
  return dressed.map((line, index) => (index === 0 ? bullet : " ".repeat(bullet.length)) + line);
}

function plainLinks(text: string): string {
  return text.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, shown: string, address: string) =>
    shown === address ? shown : `${shown} (${address})`,
  );
}

function inline(text: string, { paint, isPainted }: PageStyle): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => {
      if (part.startsWith("`") && part.length > 1)
        return isPainted
          ? part
              .slice(1, -1)
              .split("\n")
              .map((line) => paint("cyan", line))
              .join("\n")
          : part;
      return part.replace(/\*\*([^*]+)\*\*/g, (_, bold: string) => paint("bold", bold));
    })
    .join("");
}

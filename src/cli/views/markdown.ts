/** Characters that mean something in Markdown, HTML or a table cell; an underscore inside a word means nothing. */
const MARKUP = /[&<>\\`*[\]#|~@$]|(?<![a-z0-9])_|_(?![a-z0-9])|:(?=[a-z/_+-])|(?<=www)\./gi;

/** Text as Markdown shows it literally: no markup, no HTML, no cell border, no link, and nobody is notified. */
export function markdownText(text: string): string {
  return oneLine(text).replace(MARKUP, (character) => {
    const entity = `&#${character.charCodeAt(0)};`;
    // GitHub looks for mentions and issue numbers after rendering, so a character that nobody sees must stand between.
    return character === "@" || character === "#" ? `${entity}&#8203;` : entity;
  });
}

/** Text in a code span, also inside a table: where it holds a sign that would end span, cell or comment, as HTML. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (line.trim() !== "" && !/[`|\\<]/.test(line) && line === line.trim()) return `\`${line}\``;
  return `<code>${line.replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}

/** A fenced block whose fence is longer than any run of backticks in the text, so that the text cannot end it. */
export function markdownFence(text: string, language: string): readonly string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence + language, text.replace(/\n+$/, ""), fence];
}

/** Names have no business being longer, and a comment has an end. */
const LONGEST = 400;

function oneLine(text: string): string {
  const short = text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
  return short.replace(/\s+/g, " ").replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "?");
}

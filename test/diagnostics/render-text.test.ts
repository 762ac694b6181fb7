import { expect, it } from "vitest";
import { createDiagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderDiagnostic, renderDiagnostics, type Paint } from "../../src/diagnostics/render-text.ts";

/** A diagnostic about the part of a text that stands between `«` and `»`. */
function about(marked: string, details: Partial<Diagnostic> = {}): Diagnostic {
  const start = marked.indexOf("«");
  const text = marked.replace("«", "").replace("»", "");
  const range = { file: { name: "signing.yaml", text }, start, end: marked.replace("«", "").indexOf("»") };
  return { ...createDiagnostic("schema/unknown-key", { key: "profil" }, { range, help: "remove it" }), ...details };
}

/** What is rendered, without the line that leads to the docs. */
function rendered(diagnostic: Diagnostic): string {
  return renderDiagnostic(diagnostic)
    .split("\n")
    .filter((line) => !line.includes("= docs:"))
    .join("\n");
}

/** The line of the file and the line with its marks. */
function frame(marked: string): string {
  return rendered(about(marked)).split("\n").slice(3, 5).join("\n");
}

it("says what, where, why, what to do, and where to read more", () => {
  const diagnostic = about("version: 1\ntargets:\n  «profil»: x\n");
  const { range } = diagnostic;
  const notes = [
    { message: "it is written here", range: range && { ...range, start: 0, end: 7 } },
    { message: "keys are closed" },
  ].map(({ message, range: of }) => (of ? { message, range: of } : { message }));
  const fixes = [{ title: "rename it to `profile`", applicability: "safe" as const, edits: [] }];
  expect(renderDiagnostic({ ...diagnostic, notes, fixes })).toBe(
    [
      "error[schema/unknown-key]: unknown key `profil`",
      " --> signing.yaml:3:3",
      "  |",
      "3 |   profil: x",
      "  |   ^^^^^^",
      "  = note: it is written here (signing.yaml:1)",
      "  = note: keys are closed",
      "  = help: remove it",
      "  = fix: rename it to `profile`",
      "  = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/schema/unknown-key.md",
    ].join("\n"),
  );
});

it("sets the gutter as wide as the line's number", () => {
  expect(rendered(about(`${"\n".repeat(99)}«x»: 1`))).toBe(
    [
      "error[schema/unknown-key]: unknown key `profil`",
      "   --> signing.yaml:100:1",
      "    |",
      "100 | x: 1",
      "    | ^",
      "    = help: remove it",
    ].join("\n"),
  );
});

it("shows a tab with a width of its own, before and inside of what is marked", () => {
  expect(frame("\tkeys:\t«a\tb»\n")).toBe("1 |     keys:    a    b\n  |              ^^^^^^");
});

it("marks what is two columns wide with two marks, and what joins others with none", () => {
  expect(frame("名: «日本»語\n")).toBe("1 | 名: 日本語\n  |     ^^^^");
  expect(frame("🔑: «🍏»\n")).toBe("1 | 🔑: 🍏\n  |     ^^");
  expect(frame("e\u0301: «o\u0308o»\n")).toBe("1 | e\u0301: o\u0308o\n  |    ^^");
});

it("does not count the byte order mark, which takes no column", () => {
  expect(frame("\ufeff«versoin»: 1\n")).toBe("1 | \ufeffversoin: 1\n  | ^^^^^^^");
});

it.each(["\r\n", "\n", "\r"])("leaves the line end %j out, and counts lines by it", (end) => {
  const text = `version: 1${end}«targts»:${end}  shop:${end}`;
  expect(frame(text)).toBe("2 | targts:\n  | ^^^^^^");
});

it("shows a last line without a line end, and its end", () => {
  expect(frame("version: 1\n«x»")).toBe("2 | x\n  | ^");
  expect(frame("version: 1\nkeys:«»")).toBe("2 | keys:\n  |      ^");
  expect(frame("version: 1\n«»")).toBe("2 |\n  | ^");
});

it("marks the first line of a range over several lines, to its end", () => {
  expect(frame("targets:\n  «shop:\n    platform: ios\n»")).toBe("2 |   shop:\n  |   ^^^^^");
  expect(frame("a: «\r\n  b»\r\n")).toBe("1 | a:\n  |    ^");
});

it("names the address where there is no range, and nothing where there is neither", () => {
  const bare = createDiagnostic("file-store/moved", {});
  expect(rendered({ ...bare, address: "acme/profile/com.acme.shop:ios_app_store" })).toBe(
    [
      "error[file-store/moved]: the store was written by another run meanwhile",
      " --> acme/profile/com.acme.shop:ios_app_store",
      "  = help: run the same command again",
    ].join("\n"),
  );
  expect(rendered(bare)).toBe(
    "error[file-store/moved]: the store was written by another run meanwhile\n  = help: run the same command again",
  );
});

it("cuts a line that would fill the terminal to what stands around the marks", () => {
  const text = frame(`{ ${"a: 1, ".repeat(500_000)}«profil»: 1, ${"b: 2, ".repeat(500_000)} }`);
  const [line = "", marks = ""] = text.split("\n");
  expect(line.length).toBeLessThanOrEqual(4 + 160);
  expect(line).toMatch(/^1 \| ….*a: 1, profil: 1, b: 2, .*…$/);
  expect(marks.slice(marks.indexOf("^"))).toBe("^^^^^^");
  expect(line.slice(marks.indexOf("^"), marks.indexOf("^") + 6)).toBe("profil");
});

it("cuts what is marked, too", () => {
  const [line = "", marks = ""] = frame(`x: «${"y".repeat(300)}»z`).split("\n");
  expect(line).toMatch(/^1 \| x: y+…$/);
  expect(line.length).toBe(4 + 160);
  expect(marks.trimStart()).toBe(`| ${" ".repeat(3)}${"^".repeat(156)}`);
});

// All of C0 but tab and line ends, DEL, C1 (0x9b alone begins a sequence), and what turns the direction of writing.
const steering = [
  ...Array.from({ length: 32 }, (_, code) => code).filter((code) => ![9, 10, 13].includes(code)),
  127,
  128,
  0x85,
  0x9b,
  0x9d,
  0x200e,
  0x200f,
  0x2028,
  0x2029,
  0x202a,
  0x202e,
  0x2066,
  0x2069,
  0x61c,
].map((code) => String.fromCodePoint(code));

it("lets nothing of a file or server steer the terminal, wherever it stands", () => {
  for (const sign of steering) {
    const evil = `a${sign}b`;
    const file = { name: `${evil}.yaml`, text: `${evil}: 1\n` };
    const range = { file, start: 0, end: 3 };
    const text = renderDiagnostic({
      code: "schema/unknown-key",
      severity: "error",
      message: evil,
      range,
      notes: [{ message: evil, range }],
      help: evil,
      fixes: [{ title: evil, applicability: "safe", edits: [] }],
    });
    const withoutRange = renderDiagnostic({
      code: "cli/internal",
      severity: "error",
      message: "x",
      range: undefined,
      address: evil,
      notes: [],
      fixes: [],
    });
    expect(text + withoutRange).not.toContain(sign);
    expect(text.match(/a\?b/g)).toHaveLength(7);
    expect(withoutRange).toContain("--> a?b");
  }
});

it("indents what follows a line end in a message, so that no text can pass for another diagnostic", () => {
  const text = rendered({
    ...about("«x»: 1"),
    message: "first\nerror[cli/internal]: forged",
    help: "one\r\ntwo\rthree",
  });
  expect(text.split("\n")).toEqual([
    "error[schema/unknown-key]: first",
    "  error[cli/internal]: forged",
    " --> signing.yaml:1:1",
    "  |",
    "1 | x: 1",
    "  | ^",
    "  = help: one",
    "    two",
    "    three",
  ]);
});

it("dresses the parts, and never the text of the file", () => {
  const paint: Paint = (style, text) => `<${style}>${text}</${style}>`;
  const text = renderDiagnostic(about("«x»: 1", { severity: "warning" }), paint);
  expect(text).toContain("<yellow>warning[schema/unknown-key]</yellow><bold>: unknown key `profil`</bold>");
  expect(text).toContain("\n<cyan>1</cyan> <cyan>|</cyan> x: 1\n");
  expect(text).toContain("<yellow>^</yellow>");
  expect(text).toContain("<cyan>=</cyan> <bold>help:</bold> remove it");
});

it("sets diagnostics apart with an empty line, and gives nothing for none", () => {
  const one = about("«x»: 1");
  expect(renderDiagnostics([one, one])).toBe(`${renderDiagnostic(one)}\n\n${renderDiagnostic(one)}\n`);
  expect(renderDiagnostics([])).toBe("");
});

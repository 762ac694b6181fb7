import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pullingClient, startInProcess } from "./support/lsp-client.ts";

// docs/lsp.md says what the server does: it is compared with what the server says of itself.

const page = join(import.meta.dirname, "../../docs/lsp.md");
const rows = readFileSync(page, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.split("|").length === 6)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, methods = "", ours = "", , tests = ""]) => ({ methods, ours, tests }))
  .filter(({ ours }) => /^[✓~–]/.test(ours));

it("every method that we have names a test that is there", () => {
  expect(rows.length).toBeGreaterThan(25);
  for (const { methods, ours, tests } of rows) {
    const linked = [...tests.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? "");
    expect([methods, linked.length > 0]).toEqual([methods, !ours.startsWith("–")]);
    for (const link of linked) expect([link, existsSync(join(page, "..", link))]).toEqual([link, true]);
  }
});

it("has every capability that the server announces", async () => {
  const client = await startInProcess({ capabilities: pullingClient });
  const announced = Object.keys(client.initializeResult.capabilities).filter((name) => name.endsWith("Provider"));
  await client.stop();
  const documented = rows
    .filter(({ ours }) => !ours.startsWith("–"))
    .map(({ methods }) => methods)
    .join(" ");
  const methods: Readonly<Record<string, string>> = {
    diagnosticProvider: "textDocument/diagnostic",
    documentFormattingProvider: "textDocument/formatting",
    inlayHintProvider: "textDocument/inlayHint",
    referencesProvider: "textDocument/references",
    workspaceSymbolProvider: "workspace/symbol",
    executeCommandProvider: "workspace/executeCommand",
    semanticTokensProvider: "textDocument/semanticTokens/full",
  };
  const missing = announced.filter(
    (name) => !documented.includes(methods[name] ?? `textDocument/${name.replace("Provider", "")}`),
  );
  expect(missing).toEqual([]);
});

it("names only requests that are answered", async () => {
  const client = await startInProcess({ capabilities: pullingClient });
  const textDocument = { uri: "untitled:1" };
  client.open(textDocument.uri, "version: 1\n");
  const position = { line: 0, character: 2 };
  const range = { start: position, end: position };
  const asked = rows
    .filter(({ ours }) => !ours.startsWith("–"))
    .flatMap(({ methods }) => [...methods.matchAll(/`(\w+\/\w+(?:\/\w+)?)`/g)].map((match) => match[1] ?? ""))
    .filter((method) => !/\/(did|publish)|refresh$|configuration$/.test(method));
  expect(asked.length).toBeGreaterThan(18);
  for (const method of asked) {
    const all = { textDocument, position, range, positions: [position], context: { diagnostics: [] }, options: {} };
    const answer = await client
      .request(method, { ...all, query: "", newName: "a", command: "signwright.readFilesAgain" })
      .then(
        () => "answered",
        (error: Error) => error.message,
      );
    expect([method, answer]).toEqual([method, "answered"]);
  }
  await client.stop();
});

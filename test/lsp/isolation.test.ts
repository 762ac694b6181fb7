import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toolOrSkip } from "../support/require-tool.ts";
import { pullingClient, startProcess } from "./support/lsp-client.ts";

// The language server opens no connection and reads no secret, whatever is done with it.

const root = join(import.meta.dirname, "../..");
const server = [join(root, "dist/bin/signwright.cjs"), "lsp", "--stdio"];
const strace = toolOrSkip("strace");

let folder = "";

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "signwright-isolation-")));
  cpSync(join(root, "examples/acme/signing.yaml"), join(folder, "signing.yaml"));
  mkdirSync(join(folder, "signing"));
  writeFileSync(join(folder, "signing/partner.mobileprovision"), "no profile");
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The variables that the secret references of the example name. */
const secretNames = [...readFileSync(join(root, "examples/acme/signing.yaml"), "utf8").matchAll(/\benv: (\w+)/g)].map(
  (match) => match[1] ?? "",
);

/** Opens the example, works on it with every kind of request, and leaves. Gives the exit code. */
async function editingRun(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const uri = pathToFileURL(join(folder, "signing.yaml")).toString();
  const text = readFileSync(join(folder, "signing.yaml"), "utf8");
  const editor = await startProcess(command, { capabilities: pullingClient, env, cwd: folder });
  editor.open(uri, text);
  const lines = text.split("\n");
  const textDocument = { uri };
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  for (const [line, { length }] of lines.entries()) {
    const position = { line, character: length };
    editor.change(uri, line * 2 + 2, [
      { range: { start: position, end: position }, text: " x: { url: https://apple.example" },
    ]);
    const middle = { line, character: Math.floor(length / 2) };
    await editor.request("textDocument/completion", { textDocument, position });
    await editor.request("textDocument/hover", { textDocument, position: middle });
    await editor.request("textDocument/definition", { textDocument, position: middle });
    await editor.request("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } });
    editor.change(uri, line * 2 + 3, [{ text }]);
  }
  for (const [method, params] of [
    ["diagnostic", {}],
    ["documentSymbol", {}],
    ["documentLink", {}],
    ["codeLens", {}],
    ["foldingRange", {}],
    ["inlayHint", { range }],
    ["semanticTokens/full", {}],
    ["formatting", { options: { tabSize: 2, insertSpaces: true } }],
  ] as const)
    await editor.request(`textDocument/${method}`, { textDocument, ...params });
  await editor.request("workspace/executeCommand", { command: "signwright.readFilesAgain" });
  await editor.request("textDocument/diagnostic", { textDocument });
  expect(editor.log).toEqual([]);
  return editor.stop();
}

/** Lines of a trace that make or use an internet socket. */
function internetCalls(trace: string): readonly string[] {
  return trace.split("\n").filter((line) => /\b(socket|connect|sendto|bind)\(.*\bAF_INET6?\b/.test(line));
}

describe.skipIf(!strace)("the network", () => {
  const traced = (file: string, command: readonly string[]): readonly string[] => [
    "strace",
    "-f",
    "-qq",
    "-e",
    "trace=network",
    "-o",
    file,
    process.execPath,
    ...command,
  ];

  it("is not touched by a whole editing run", async () => {
    const file = join(folder, "trace");
    expect(await editingRun(traced(file, server), process.env)).toBe(0);
    expect(internetCalls(readFileSync(file, "utf8"))).toEqual([]);
  });

  it("would be seen if it were", () => {
    const file = join(folder, "other-trace");
    const script = 'require("node:net").connect(9, "127.0.0.1").on("error", () => {})';
    const [program = "", ...args] = traced(file, ["-e", script]);
    expect(spawnSync(program, args, { stdio: "ignore" }).status).toBe(0);
    expect(internetCalls(readFileSync(file, "utf8"))).not.toEqual([]);
  });
});

describe("the environment", () => {
  it("is never asked for a variable that a secret reference names", async () => {
    const file = join(folder, "environment");
    const secrets = Object.fromEntries(secretNames.map((name) => [name, "s3cret"]));
    const env = { ...process.env, ...secrets, SIGNWRIGHT_TEST_ENVIRONMENT_FILE: file };
    const recorder = ["--require", join(root, "test/lsp/support/environment-recorder.cjs")];
    expect(await editingRun([process.execPath, ...recorder, ...server], env)).toBe(0);
    const read = readFileSync(file, "utf8").split("\n");
    expect(secretNames).toHaveLength(6);
    expect(read.filter((name) => secretNames.includes(name))).toEqual([]);
    // The command line asks whether colours are wanted: the recorder works.
    expect(read).toContain("NO_COLOR");
  });
});

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CodeLens, DocumentDiagnosticReport, Hover, SymbolInformation } from "vscode-languageserver/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  pullingClient,
  pushingClient,
  startInProcess,
  type ClientOptions,
  type LspClient,
} from "./support/lsp-client.ts";

// The server as an editor sees it, over a wire in this process.

const spec = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
  dist:
    type: certificate
    file: signing/dist.p12
    password: { env: DIST_PASSWORD }
targets:
  shop:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.acme.shop
    certificate: dist
    profiles: [signing/shop.mobileprovision]
`;

let folder = "";
let uri = "";
let client: LspClient | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "signwright-lsp-")));
  uri = pathToFileURL(join(folder, "signing.yaml")).toString();
});

afterEach(async () => {
  await client?.stop();
  client = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: ClientOptions = {}): Promise<LspClient> {
  client = await startInProcess(options);
  return client;
}

const codes = (items: readonly { code?: number | string }[]): readonly unknown[] => items.map(({ code }) => code);

describe("diagnostics that are sent", () => {
  it("have the version of the text, a code with a page, what to do, and the fixes", async () => {
    const editor = await start();
    editor.open(uri, "version: 1\ntargets:\n  shop:\n    platfrom: ios\n");
    const found = await editor.diagnostics(uri);
    expect(found[0]).toMatchObject({
      code: "schema/unknown-key",
      source: "signwright",
      severity: 1,
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 12 } },
      codeDescription: { href: expect.stringContaining("docs/diagnostics/schema/unknown-key.md") as string },
      data: { fixes: [{ title: "rename it to `platform`", applicability: "maybe-incorrect" }] },
    });
    expect(found[0]?.message).toMatch(/^unknown key `platfrom`\n[^]*help: /);
    expect(editor.published.at(-1)?.version).toBe(1);
  });

  it("fade what is not used", async () => {
    const editor = await start();
    editor.open(uri, spec);
    const found = await editor.diagnostics(uri);
    expect(found.find(({ code }) => code === "resolve/unused")).toMatchObject({ tags: [1], severity: 2 });
  });

  it("tell of files that are missing, and no longer once they are there", async () => {
    const editor = await start();
    editor.open(uri, spec);
    const missing = await editor.diagnostics(uri, ({ diagnostics }) => codes(diagnostics).includes("file/not-found"));
    expect(missing.filter(({ code }) => code === "file/not-found").map(({ range }) => range.start.line)).toEqual([
      9, 18,
    ]);
    mkdirSync(join(folder, "signing"));
    writeFileSync(join(folder, "signing/shop.mobileprovision"), "no profile");
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: pathToFileURL(join(folder, "signing/shop.mobileprovision")).toString(), type: 1 }],
    });
    const found = await editor.diagnostics(
      uri,
      ({ diagnostics }) => !codes(diagnostics.filter((d) => d.range.start.line === 18)).includes("file/not-found"),
    );
    expect(found.filter(({ range }) => range.start.line === 18).map(({ code }) => code)).toEqual([
      "format/unrecognized",
    ]);
  });

  it("tell of a ca_file too, as soon as a target uses its key", async () => {
    const editor = await start();
    const own = spec
      .replace("    private_key:", "    ca_file: own/ca.pem\n    private_key:")
      .replace(
        / {4}method: manual[^]*/,
        "    method: automatic\n    profile_type: app_store\n    bundle_id: com.acme.shop\n",
      );
    editor.open(uri, own);
    await expect.poll(() => editor.registrations).toHaveLength(1);
    expect(JSON.stringify(editor.registrations[0])).toContain("own/ca.pem");
    editor.change(uri, 2, [{ text: `${own}    key: acme\n` }]);
    const missing = await editor.diagnostics(uri, ({ diagnostics }) => codes(diagnostics).includes("file/not-found"));
    expect(missing.find(({ code }) => code === "file/not-found")?.range.start.line).toBe(6);
  });

  it("move with the text without reading files again", async () => {
    const editor = await start();
    editor.open(uri, spec);
    await editor.diagnostics(uri, ({ diagnostics }) => codes(diagnostics).includes("file/not-found"));
    editor.change(uri, 2, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "# first\n" },
    ]);
    const found = await editor.diagnostics(uri, ({ version }) => version === 2);
    expect(found.filter(({ code }) => code === "file/not-found").map(({ range }) => range.start.line)).toEqual([
      10, 19,
    ]);
    expect(editor.published.filter(({ version }) => version === 2)).toHaveLength(1);
  });

  it("are sent once for many changes that come at once", async () => {
    const editor = await start();
    editor.open(uri, spec);
    for (let version = 2; version <= 30; version++)
      editor.change(uri, version, [
        { range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } }, text: " " },
      ]);
    await editor.diagnostics(uri, ({ version }) => version === 30);
    expect(editor.published.length).toBeLessThan(6);
    const versions = editor.published.map(({ version }) => version ?? 0);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  });

  it("are taken back when the document is closed", async () => {
    const editor = await start();
    editor.open(uri, "version: 2\n");
    await editor.diagnostics(uri);
    editor.close(uri);
    expect(await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  });
});

describe("diagnostics that are asked for", () => {
  const pull = (editor: LspClient, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    editor.request("textDocument/diagnostic", {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });

  it("are complete at once, and unchanged the next time", async () => {
    const editor = await start({ capabilities: pullingClient });
    expect(editor.initializeResult.capabilities.diagnosticProvider).toBeDefined();
    editor.open(uri, spec);
    const first = await pull(editor);
    if (first.kind !== "full") throw new Error(`a ${first.kind} report`);
    expect(codes(first.items)).toEqual(["resolve/unused", "file/not-found", "file/not-found"]);
    expect(await pull(editor, first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    editor.change(uri, 2, [{ text: `# first\n${spec}` }]);
    expect(await pull(editor, first.resultId)).toMatchObject({ kind: "full" });
    expect(editor.published).toEqual([]);
  });

  it("are asked for again when a file changes", async () => {
    const editor = await start({ capabilities: pullingClient });
    editor.open(uri, spec);
    await pull(editor);
    const before = editor.refreshes.filter((what) => what === "diagnostic").length;
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: pathToFileURL(join(folder, "signing/dist.p12")).toString(), type: 3 }],
    });
    await expect.poll(() => editor.refreshes.filter((what) => what === "diagnostic").length).toBe(before + 1);
  });
});

describe("trust and settings", () => {
  const ofFiles = (found: readonly { code?: number | string }[]): boolean => codes(found).includes("file/not-found");

  it("reads no file in a folder that is not trusted, until it is", async () => {
    const editor = await start({ capabilities: pullingClient, initializationOptions: { trusted: false } });
    editor.open(uri, spec);
    const report = await editor.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
    expect(report.kind === "full" && ofFiles(report.items)).toBe(false);
    expect(report.kind === "full" && codes(report.items)).toEqual(["resolve/unused"]);
    expect(editor.registrations).toEqual([]);
    await editor.connection.sendNotification("signwright/didChangeTrust", { trusted: true });
    await expect.poll(() => editor.refreshes).toContain("diagnostic");
    const after = await editor.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
    expect(after.kind === "full" && ofFiles(after.items)).toBe(true);
  });

  it("reads no file where the settings of the folder forbid it", async () => {
    const editor = await start({
      capabilities: { ...pullingClient, workspace: { ...pullingClient.workspace, configuration: true } },
      settings: () => ({ readFiles: false }),
    });
    editor.open(uri, spec);
    for (let round = 0; round < 3; round++) {
      const report = await editor.request<DocumentDiagnosticReport>("textDocument/diagnostic", {
        textDocument: { uri },
      });
      expect(report.kind === "full" && ofFiles(report.items)).toBe(false);
    }
  });

  it("takes settings that the editor sends by itself", async () => {
    const editor = await start();
    editor.open(uri, spec);
    await editor.diagnostics(uri, ({ diagnostics }) => ofFiles(diagnostics));
    await editor.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { signwright: { readFiles: false } },
    });
    expect(ofFiles(await editor.diagnostics(uri, ({ diagnostics }) => !ofFiles(diagnostics)))).toBe(false);
  });
});

describe("files that are watched", () => {
  it("are those that the spec names, and follow it", async () => {
    const editor = await start();
    editor.open(uri, spec);
    await expect.poll(() => editor.registrations).toHaveLength(1);
    expect(editor.registrations[0]?.registrations[0]).toMatchObject({
      method: "workspace/didChangeWatchedFiles",
      registerOptions: {
        watchers: [
          "signing/dist.p12",
          "signing/shop.mobileprovision",
          ".signwright/cache/plan.json",
          ".signwright/cache/facts.json",
        ].map((pattern) => ({ globPattern: { baseUri: pathToFileURL(folder).toString(), pattern } })),
      },
    });
    editor.change(uri, 2, [{ text: spec.replace("signing/dist.p12", "other/dist.p12") }]);
    await expect.poll(() => editor.registrations).toHaveLength(2);
    await expect.poll(() => editor.unregistered).toEqual([editor.registrations[0]?.registrations[0]?.id]);
  });
});

describe("what the last plan left", () => {
  const lensTitles = async (editor: LspClient): Promise<readonly unknown[]> => {
    await editor.request("textDocument/diagnostic", { textDocument: { uri } });
    const lenses = await editor.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
    return lenses.map(({ command }) => command?.title);
  };
  const writePlan = (text: string, more: object = {}): void => {
    mkdirSync(join(folder, ".signwright/cache"), { recursive: true });
    const plan = {
      kind: "plan",
      format_version: "1.0",
      timestamp: "2026-06-15T10:00:00Z",
      spec_sha256: createHash("sha256").update(text).digest("hex"),
      targeted: [],
      errored: false,
      changes: [{ address: "a", action: "create", reason: "it is missing", targets: ["shop"] }],
      ...more,
    };
    writeFileSync(join(folder, ".signwright/cache/plan.json"), JSON.stringify(plan));
  };

  it("is read, told apart from a plan of another text, and read again when it changes", async () => {
    const editor = await start({ capabilities: pullingClient });
    writePlan(spec);
    editor.open(uri, spec);
    expect(await lensTitles(editor)).toEqual(["Plan: 1 to add (2 hours ago)"]);
    editor.change(uri, 2, [{ text: `${spec}# more\n` }]);
    expect(await lensTitles(editor)).toEqual(["Plan: 1 to add (2 hours ago, before this edit)"]);
    writePlan(`${spec}# more\n`, { timestamp: "2026-06-15T11:59:50Z", changes: [] });
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: pathToFileURL(join(folder, ".signwright/cache/plan.json")).toString(), type: 2 }],
    });
    expect(await lensTitles(editor)).toEqual(["Plan: no changes (just now)"]);
    expect(editor.refreshes).toContain("codeLens");
  });

  it("is nothing when it is damaged, too new, or a link out of the folder", async () => {
    const editor = await start({ capabilities: pullingClient });
    editor.open(uri, spec);
    for (const damage of [{ format_version: "2.0" }, { changes: 3 }]) {
      writePlan(spec, damage);
      await editor.request("workspace/executeCommand", { command: "signwright.readFilesAgain" });
      expect(await lensTitles(editor)).toEqual([]);
    }
    const outside = mkdtempSync(join(tmpdir(), "signwright-outside-"));
    writePlan(spec);
    renameSync(join(folder, ".signwright/cache/plan.json"), join(outside, "plan.json"));
    symlinkSync(join(outside, "plan.json"), join(folder, ".signwright/cache/plan.json"));
    await editor.request("workspace/executeCommand", { command: "signwright.readFilesAgain" });
    expect(await lensTitles(editor)).toEqual([]);
    rmSync(outside, { recursive: true });
  });
});

describe("positions", () => {
  it("count bytes for an editor that counts only so", async () => {
    const editor = await start({ capabilities: { ...pushingClient, general: { positionEncodings: ["utf-8"] } } });
    expect(editor.initializeResult.capabilities.positionEncoding).toBe("utf-8");
    editor.open(uri, 'version: 1\ntargets: { "ä😀": { platfrom: ios } }\n');
    const diagnostics = await editor.diagnostics(uri);
    const found = diagnostics.find(({ code }) => code === "schema/unknown-key");
    // `targets: { "` is 12 bytes, the name 6, `": { ` 5.
    expect(found?.range.start).toEqual({ line: 1, character: 23 });
    editor.change(uri, 2, [
      { range: { start: { line: 1, character: 23 }, end: { line: 1, character: 31 } }, text: "platform" },
    ]);
    const fixed = await editor.diagnostics(uri, ({ version }) => version === 2);
    expect(codes(fixed)).not.toContain("schema/unknown-key");
  });

  it("count UTF-16 units whenever the editor can", async () => {
    const editor = await start({
      capabilities: { ...pushingClient, general: { positionEncodings: ["utf-8", "utf-16"] } },
    });
    expect(editor.initializeResult.capabilities.positionEncoding).toBe("utf-16");
  });
});

describe("requests", () => {
  it("that are cancelled before they were looked at are answered, and not run", async () => {
    const editor = await start();
    editor.open(uri, spec);
    const ids = Array.from({ length: 20 }, () =>
      editor.request("textDocument/hover", { textDocument: { uri }, position: { line: 2, character: 3 } }).then(
        () => "answered",
        (error: { code: number }) => error.code,
      ),
    );
    // The client numbers its requests: initialize was 0.
    for (let id = 1; id <= 19; id++) await editor.connection.sendNotification("$/cancelRequest", { id });
    const answers = await Promise.all(ids);
    expect(answers.slice(0, 19).every((answer) => answer === -32800)).toBe(true);
    expect(answers[19]).toBe("answered");
  });

  it("about documents that are not open have no answer", async () => {
    const editor = await start();
    expect(
      await editor.request<Hover | null>("textDocument/hover", {
        textDocument: { uri },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
  });

  it("find names in all open documents", async () => {
    const editor = await start();
    const second = pathToFileURL(join(folder, "b/signing.yaml")).toString();
    editor.open(uri, spec);
    editor.open(second, spec.replace("shop:", "shopping:"));
    const found = await editor.request<SymbolInformation[]>("workspace/symbol", { query: "shp" });
    expect(found.map(({ name, location }) => [name, location.uri])).toEqual([
      ["shop", uri],
      ["shopping", second],
    ]);
  });

  it("refuse a rename in words", async () => {
    const editor = await start();
    editor.open(uri, spec);
    const rename = editor.request("textDocument/rename", {
      textDocument: { uri },
      position: { line: 7, character: 3 },
      newName: "acme",
    });
    await expect(rename).rejects.toThrow("there is a key named `acme` already");
  });

  it("run only the server's own commands", async () => {
    const editor = await start();
    await expect(editor.request("workspace/executeCommand", { command: "signwright.runPlan" })).rejects.toThrow(
      "there is no such command",
    );
    expect(await editor.request("workspace/executeCommand", { command: "signwright.readFilesAgain" })).toBeNull();
  });
});

describe("a failure of ours", () => {
  it("in one request answers nothing, is logged, and the next request is answered", async () => {
    let isBroken = false;
    const editor = await start({
      clock: () => {
        if (isBroken) throw new Error("the clock is broken");
        return new Date("2026-06-15T12:00:00Z");
      },
    });
    editor.open(uri, spec);
    await editor.diagnostics(uri);
    const hover = (): Promise<Hover | null> =>
      editor.request("textDocument/hover", { textDocument: { uri }, position: { line: 2, character: 3 } });
    isBroken = true;
    expect(await hover()).toBeNull();
    editor.change(uri, 2, [{ text: `${spec}# more\n` }]);
    await expect.poll(() => editor.log.length).toBeGreaterThan(1);
    expect(editor.log[0]).toMatch(/^hover failed: Error: the clock is broken/);
    isBroken = false;
    expect(await hover()).not.toBeNull();
  });
});

describe("a long file", () => {
  it("of 50,000 lines is answered", async () => {
    const editor = await start({ capabilities: pullingClient });
    const target = (n: number): string => `  app-${n}:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.a${n}
    extensions:
      - com.acme.a${n}.widget
      - com.acme.a${n}.watch
    capabilities: [push_notifications]
    key: acme
`;
    const head = spec.slice(0, spec.indexOf("  dist:"));
    editor.open(uri, `${head}targets:\n${Array.from({ length: 5_000 }, (_, n) => target(n)).join("")}`);
    const textDocument = { uri };
    const report = await editor.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument });
    expect(report.kind === "full" && report.items).toEqual([]);
    const symbols = await editor.request<{ children?: object[] }[]>("textDocument/documentSymbol", { textDocument });
    expect(symbols.at(-1)?.children).toHaveLength(5_000);
    const at = { line: 25_000, character: 0 };
    editor.change(uri, 2, [{ range: { start: at, end: at }, text: "    \n" }]);
    const position = { line: 25_000, character: 4 };
    const completion = await editor.request<{ items: object[] }>("textDocument/completion", { textDocument, position });
    expect(completion.items.length).toBeGreaterThan(0);
  });
});

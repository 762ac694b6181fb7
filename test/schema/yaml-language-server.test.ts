import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CompletionItem,
  type CompletionList,
  type Hover,
  type PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { componentOrSkip } from "../support/require-component.ts";

const folder = componentOrSkip("yaml-language-server");
const uri = "file:///shop/signing.yaml";
const schema = pathToFileURL(join(import.meta.dirname, "../../schema/signing.schema.json")).href;

interface Editor {
  /** Opens the text, in which \`┆\` marks the cursor. */
  readonly completeAt: (text: string) => Promise<readonly CompletionItem[]>;
  readonly hoverAt: (text: string) => Promise<string>;
  readonly problemsOf: (text: string) => Promise<readonly string[]>;
}

/** An editor with nothing but yaml-language-server and our schema: what people have who do not install ours. */
async function inEditor(server: string, work: (editor: Editor) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [join(server, "bin/yaml-language-server"), "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const settings: Readonly<Record<string, unknown>> = {
    yaml: {
      schemas: { [schema]: "signing.yaml" },
      schemaStore: { enable: false },
      validate: true,
      completion: true,
      hover: true,
    },
  };
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly { section: string }[] }) =>
    items.map(({ section }) => settings[section] ?? {}),
  );
  connection.onRequest("client/registerCapability", () => null);
  let published: (params: PublishDiagnosticsParams) => void = () => undefined;
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published(params);
  });
  connection.listen();
  try {
    const capabilities = {
      workspace: { configuration: true },
      textDocument: { completion: { completionItem: { snippetSupport: true } } },
    };
    await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities });
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("workspace/didChangeConfiguration", { settings });
    let version = 0;
    const open = async (marked: string): Promise<{ readonly line: number; readonly character: number }> => {
      const before = marked.split("┆")[0] ?? "";
      const text = marked.replace("┆", "");
      version++;
      const params =
        version === 1
          ? { textDocument: { uri, languageId: "yaml", version, text } }
          : { textDocument: { uri, version }, contentChanges: [{ text }] };
      await connection.sendNotification(version === 1 ? "textDocument/didOpen" : "textDocument/didChange", params);
      const lines = before.split("\n");
      return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    };
    await work({
      completeAt: async (text) => {
        const position = await open(text);
        const found = await connection.sendRequest<CompletionList>("textDocument/completion", {
          textDocument: { uri },
          position,
        });
        return found.items;
      },
      hoverAt: async (text) => {
        const position = await open(text);
        const found = await connection.sendRequest<Hover | null>("textDocument/hover", {
          textDocument: { uri },
          position,
        });
        return JSON.stringify(found?.contents ?? "");
      },
      problemsOf: async (text) => {
        const answer = new Promise<PublishDiagnosticsParams>((resolve) => {
          published = resolve;
        });
        await open(text);
        return (await answer).diagnostics.map(
          ({ message, range }) => `${range.start.line}: ${JSON.stringify(message)}`,
        );
      },
    });
  } finally {
    connection.dispose();
    child.kill();
  }
}

const head = "version: 1\ntargets:\n  shop:\n    platform: ios\n    method: automatic\n";

it.skipIf(!folder)("serves the schema in yaml-language-server: checks, completion and hover", async () => {
  await inEditor(folder ?? "", async ({ problemsOf, completeAt, hoverAt }) => {
    expect(await problemsOf(`${head}    profile_type: app_store\n    bundle_id: com.acme.shop\n`)).toEqual([]);
    const wrong = await problemsOf(`${head}    profile_type: appstore\n    bundle_id: com.acme.shop\n`);
    expect(wrong).toEqual([expect.stringContaining('5: "')]);
    const keys = await completeAt(`${head}    ┆\n`);
    const labels = keys.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["profile_type", "bundle_id", "capabilities", "devices"]));
    expect(labels).not.toContain("package_name");
    const values = await completeAt(`${head}    profile_type: ┆\n`);
    expect(values.map(({ label }) => label)).toEqual(expect.arrayContaining(["app_store", "ad_hoc", "development"]));
    expect(await hoverAt(`${head}    capa┆bilities: [push_notifications]\n`)).toContain(
      "capabilities of the bundle ID",
    );
  });
});

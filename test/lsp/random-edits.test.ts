import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import {
  CancellationTokenSource,
  LSPErrorCodes,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { afterEach, beforeEach, expect, it } from "vitest";
import { pullingClient, startProcess, type LspClient } from "./support/lsp-client.ts";

// The real server over standard input and output, while somebody types without mercy. `SIGNWRIGHT_FULL=1` makes it 10,000 edits.

const EDITS = process.env["SIGNWRIGHT_FULL"] === "1" ? 10_000 : 1_000;
/** Memory is measured here for the first time, and at the end. */
const FIRST_MEASURE = EDITS / 10;
const ANSWER_WITHIN = 60_000;

const root = join(import.meta.dirname, "../..");
const program = join(root, "dist/bin/signwright.cjs");
const base = readFileSync(join(root, "examples/acme/signing.yaml"), "utf8");

let folder = "";
let uri = "";
const running: LspClient[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "signwright-edits-")));
  mkdirSync(join(folder, "signing"));
  writeFileSync(join(folder, "signing/partner.mobileprovision"), "no profile");
  uri = pathToFileURL(join(folder, "signing.yaml")).toString();
});

afterEach(async () => {
  for (const client of running.splice(0)) if (client.process?.exitCode === null) await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One change of the text; places are fractions of it, so that they fit whatever the text has become. */
interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly text: string;
}

const pieces = [
  "\n",
  "\r\n",
  "\r",
  " ",
  "  ",
  "\t",
  ":",
  ": ",
  "- ",
  '"',
  "'",
  "{",
  "}",
  "[",
  "]",
  ",",
  "#",
  " # note",
  "&a ",
  "*a",
  "<<: *a",
  "|",
  ">-",
  "---\n",
  "...",
  "!tag ",
  "?",
  "%",
  "@",
  "`",
  "\u{1F600}",
  "é",
  "\ufeff",
  "\u0000",
  "\ud800",
  "~",
  "null",
  "true",
  "1",
  "0x1",
  "version: 1\n",
  "targets:\n",
  "keys:\n",
  "  shop:\n    platform: ios\n",
  "    method: automatic\n",
  "    key: acme\n",
  "platform:",
  "    profile_type: [app_store, ad_hoc]\n",
  "    devices: [qa]\n",
  "{ env: NAME }",
  "password: secret\n",
  "    file: signing/other.p12\n",
  "    profiles: [signing/partner.mobileprovision]\n",
  "appstore",
  "constructor",
  "__proto__: 1\n",
  "toString",
];

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat(4) },
    { weight: 1, arbitrary: fc.nat(200) },
  ),
  text: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces) },
    { weight: 2, arbitrary: fc.string({ maxLength: 4, unit: "grapheme" }) },
    { weight: 2, arbitrary: fc.constant("") },
  ),
});

/** What is asked between two edits: a kind of request, a place, and whether the editor loses interest. */
interface Question {
  readonly kind: number;
  readonly at: number;
  readonly cancelled: boolean;
}

const question: fc.Arbitrary<Question> = fc.record({
  kind: fc.nat(),
  at: fc.double({ min: 0, max: 1.1, noNaN: true }),
  cancelled: fc.boolean(),
});

const step = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
  questions: fc.array(question, { maxLength: 4 }),
  /** Now and then the person takes everything back, closes the file, or writes it. */
  whim: fc.nat(99),
});

it(
  `${EDITS} random edits: every request is answered, nothing fails, memory stays flat`,
  { timeout: 1_800_000 },
  async () => {
    const memory = join(folder, "memory");
    // Optimised machine code is on the heap as well and grows for the first ten thousand edits, which would hide what is kept of them.
    const editor = await serve(
      ["--expose-gc", "--no-opt", "--require", join(root, "test/lsp/support/memory-probe.cjs")],
      { ...process.env, SIGNWRIGHT_TEST_MEMORY_FILE: memory },
    );
    const fresh = await serve([]);
    const seed = Number(process.env["SIGNWRIGHT_SEED"] ?? 5);
    const steps = fc.sample(step, { seed, numRuns: EDITS });
    let text = TextDocument.create(uri, "signing", 1, base);
    editor.open(uri, base);
    const asked = new Asked(editor);
    const measured: number[] = [];
    let version = 1;
    let edits = 0;

    const replaceAll = (content: string): void => {
      version++;
      text = TextDocument.create(uri, "signing", version, content);
      editor.change(uri, version, [{ text: content }]);
    };

    for (const { edits: changes, questions, whim } of steps) {
      if (edits >= EDITS) break;
      version++;
      const sent = changes.map((change) => {
        const length = text.getText().length;
        const start = Math.floor(change.at * length);
        const range = { start: text.positionAt(start), end: text.positionAt(Math.min(length, start + change.removed)) };
        text = TextDocument.update(text, [{ range, text: change.text }], version);
        return { range, text: change.text };
      });
      edits += sent.length;
      editor.change(uri, version, sent);
      for (const each of questions) asked.ask(text, each);
      if (whim === 0) {
        editor.close(uri);
        version = 1;
        text = TextDocument.create(uri, "signing", 1, text.getText());
        editor.open(uri, text.getText());
      } else if (whim < 4 || text.getText().length > 20_000) replaceAll(base);
      else if (whim < 8) await editor.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
      else if (whim < 10)
        await editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
          changes: [{ uri: pathToFileURL(join(folder, "signing/partner.mobileprovision")).toString(), type: 2 }],
        });
      if (edits % 50 < sent.length) await asked.allAnswered();
      if (edits % (EDITS / 10) < sent.length) {
        // What the server says after all of that is what one says that never saw another text.
        expect(await diagnosticsOf(editor)).toEqual(await freshDiagnostics(fresh, text.getText()));
      }
      if (measured.length === 0 && edits >= FIRST_MEASURE) {
        replaceAll(base);
        measured.push(await heapUsed(editor, memory));
      }
    }
    await asked.allAnswered();
    expect(await diagnosticsOf(editor)).toEqual(await freshDiagnostics(fresh, text.getText()));
    replaceAll(base);
    measured.push(await heapUsed(editor, memory));
    expect(edits).toBeGreaterThanOrEqual(EDITS);
    expect(editor.process?.exitCode).toBeNull();
    expect(editor.log).toEqual([]);
    expect(asked.failures).toEqual([]);
    const [first = 0, last = 0] = measured;
    expect(last / first).toBeLessThan(1.2);
    // oxlint-disable-next-line no-console -- figures that a person who runs this wants to see
    console.log(`${edits} edits, ${asked.count} requests, heap ${mebibytes(first)} → ${mebibytes(last)} MiB`);
    expect(await editor.stop()).toBe(0);
  },
);

/** Requests under way. */
class Asked {
  readonly failures: string[] = [];
  count = 0;
  readonly #client: LspClient;
  readonly #open = new Map<Promise<unknown>, string>();

  constructor(client: LspClient) {
    this.#client = client;
  }

  ask(text: TextDocument, { kind, at, cancelled }: Question): void {
    const { connection } = this.#client;
    const offset = Math.floor(at * text.getText().length);
    const position = at > 1 ? { line: text.lineCount + 5, character: 99 } : text.positionAt(offset);
    const whole = { start: { line: 0, character: 0 }, end: { line: text.lineCount, character: 0 } };
    const offered = requests(position, whole);
    const [method, params] = offered[kind % offered.length] ?? ["hover", {}];
    const source = new CancellationTokenSource();
    const answer = connection.sendRequest(method, { textDocument: { uri: text.uri }, ...params }, source.token).then(
      () => undefined,
      (error: { readonly code?: number; readonly message: string }) => {
        // Cancelled, or a rename that is refused in words.
        if (error.code !== LSPErrorCodes.RequestCancelled && error.code !== LSPErrorCodes.RequestFailed)
          this.failures.push(`${method}: ${error.message}`);
      },
    );
    if (cancelled) source.cancel();
    this.count++;
    this.#open.set(answer, method);
    void answer.finally(() => this.#open.delete(answer));
  }

  async allAnswered(): Promise<void> {
    const all = Promise.all(this.#open.keys());
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer to ${[...this.#open.values()].join(", ")}`));
      }, ANSWER_WITHIN);
    });
    await Promise.race([all, late]);
    clearTimeout(timer);
  }
}

/** Every request that a document can be asked with. */
function requests(position: object, range: object): readonly (readonly [string, object])[] {
  const context = { triggerKind: 1, diagnostics: [], includeDeclaration: true };
  return [
    ["textDocument/completion", { position, context }],
    ["textDocument/hover", { position }],
    ["textDocument/definition", { position }],
    ["textDocument/references", { position, context }],
    ["textDocument/documentHighlight", { position }],
    ["textDocument/documentSymbol", {}],
    ["textDocument/documentLink", {}],
    ["textDocument/codeAction", { range: { start: position, end: position }, context }],
    ["textDocument/codeAction", { range, context }],
    ["textDocument/codeLens", {}],
    ["textDocument/foldingRange", {}],
    ["textDocument/selectionRange", { positions: [position] }],
    ["textDocument/inlayHint", { range }],
    ["textDocument/semanticTokens/full", {}],
    ["textDocument/semanticTokens/range", { range }],
    ["textDocument/prepareRename", { position }],
    ["textDocument/rename", { position, newName: "renamed" }],
    ["textDocument/diagnostic", {}],
    ["textDocument/formatting", { options: { tabSize: 2, insertSpaces: true } }],
    ["workspace/symbol", { query: "s" }],
  ];
}

async function serve(nodeArguments: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<LspClient> {
  const client = await startProcess([process.execPath, ...nodeArguments, program, "lsp", "--stdio"], {
    capabilities: pullingClient,
    env,
    cwd: folder,
  });
  running.push(client);
  return client;
}

async function diagnosticsOf(client: LspClient): Promise<readonly Diagnostic[]> {
  const report = await client.request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
  return report.kind === "full" ? report.items : [];
}

async function freshDiagnostics(client: LspClient, text: string): Promise<readonly Diagnostic[]> {
  client.open(uri, text);
  const found = await diagnosticsOf(client);
  client.close(uri);
  return found;
}

/** Bytes that are reachable in the server once it has nothing to do. */
async function heapUsed(client: LspClient, file: string): Promise<number> {
  await diagnosticsOf(client);
  if (existsSync(file)) unlinkSync(file);
  client.process?.kill("SIGUSR2");
  await expect.poll(() => existsSync(file)).toBe(true);
  return Number(readFileSync(file, "utf8"));
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

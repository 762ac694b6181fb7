// Our language server beside yaml-language-server with our schema, on the same file of about 100, 1,000 and 10,000 lines.
// `npm run bench:lsp`; `-- 1000` for one size, `-- --budget` fails when a ratio is above its budget. Needs `npm ci --prefix test/components`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  CancellationTokenSource,
} = require("vscode-languageserver/node");

const ours = ["dist/bin/signwright.cjs", "lsp", "--stdio"];
const theirs = ["test/components/node_modules/yaml-language-server/bin/yaml-language-server", "--stdio"];
for (const [file] of [ours, theirs]) {
  if (existsSync(file)) continue;
  console.error(`${file} is not there: npm run build; npm ci --prefix test/components`);
  process.exit(1);
}
const { version: theirVersion } = JSON.parse(
  readFileSync("test/components/node_modules/yaml-language-server/package.json", "utf8"),
);

/** Ratios of ours to theirs that must not be exceeded; the key is the measure, and the lines where it depends on them. */
const budgets = {
  "start → initialize": 0.45,
  "key → diagnostics p95, 1,000 lines": 0.25,
  "key → diagnostics p95, 10,000 lines": 0.5,
  "completion after a key p95, 100 lines": 0.5,
  "completion after a key p95, 1,000 lines": 0.5,
  "completion after a key p95, 10,000 lines": 0.5,
  "last completion of a burst, 10,000 lines": 0.05,
  "peak resident memory, 10,000 lines": 0.6,
};

const folder = mkdtempSync(join(tmpdir(), "signwright-bench-"));
const uri = pathToFileURL(join(folder, "signing.yaml")).toString();

/** A spec of about so many lines: one key, and targets of eight lines each, one of them with a mistake. */
function specOf(lines) {
  const head = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
targets:
`;
  const targets = Array.from(
    { length: Math.max(1, Math.round((lines - 8) / 8)) },
    (_, n) => `  app-${n}: # the app number ${n}
    platform: ios
    method: automatic
    profile_type: ${n === 1 ? "appstore" : "app_store"}
    bundle_id: com.acme.app${n}
    extensions: [com.acme.app${n}.widget]
    capabilities: [push_notifications, { data_protection: complete }]
    key: acme
`,
  );
  return head + targets.join("");
}

function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function start(command) {
  const began = performance.now();
  const child = spawn(process.execPath, command, { stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const listeners = new Set();
  connection.onNotification("textDocument/publishDiagnostics", (params) => {
    for (const listener of listeners) listener(params);
  });
  const settings = {
    yaml: {
      schemas: { [pathToFileURL(join(process.cwd(), "schema/signing.schema.json")).toString()]: "signing.yaml" },
      schemaStore: { enable: false },
      validate: true,
      completion: true,
      hover: true,
    },
  };
  connection.onRequest("workspace/configuration", ({ items }) => items.map(({ section }) => settings[section] ?? {}));
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(folder).toString(),
    workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "bench" }],
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, insertReplaceSupport: true } },
        publishDiagnostics: { versionSupport: true },
      },
    },
  });
  const initialized = performance.now() - began;
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings });
  return { child, connection, listeners, initialized };
}

async function startTimes(command, rounds) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const { child, connection, initialized } = await start(command);
    times.push(initialized);
    connection.dispose();
    child.kill();
  }
  return percentile(times, 0.5);
}

/** Types into the middle of a file, and measures what a person waits for. */
async function measure(command, lines) {
  const text = specOf(lines);
  const rows = text.split("\n");
  const server = await start(command);
  const { connection, listeners, child } = server;
  let version = 1;
  const published = () =>
    new Promise((resolve) => {
      const listener = (params) => {
        // Theirs says no version: what comes after the change is taken for its answer.
        if (params.uri !== uri || (params.version !== undefined && params.version !== null && params.version < version))
          return;
        listeners.delete(listener);
        resolve(performance.now());
      };
      listeners.add(listener);
    });
  await wait(200);
  const opened = published();
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version, text },
  });
  await opened;
  await wait(600);
  const row = rows.findIndex((each, at) => at > rows.length / 2 && each.startsWith("    bundle_id"));
  const insert = (line, character, what) => {
    version++;
    const position = { line, character };
    return connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text: what }],
    });
  };
  const complete = (line, character, ...token) =>
    connection.sendRequest(
      "textDocument/completion",
      { textDocument: { uri }, position: { line, character } },
      ...token,
    );

  const keys = [];
  for (let round = 0; round < 25; round++) {
    const answer = published();
    const began = performance.now();
    await insert(row, rows[row].length + round, "x");
    keys.push((await answer) - began);
    await wait(60);
  }
  // A new line at the end of the target, on which keys are typed.
  await insert(row, 0, "    \n");
  await wait(800);
  const completions = [];
  const word = "capabilities_and_more_keys";
  for (let round = 0; round < 20; round++) {
    const began = performance.now();
    await insert(row, 4 + round, word[round]);
    await complete(row, 5 + round);
    completions.push(performance.now() - began);
    await wait(100);
  }
  await wait(1500);
  let last;
  const at = 4 + 20;
  let source;
  for (let key = 0; key < 25; key++) {
    source?.cancel();
    source = new CancellationTokenSource();
    await insert(row, at + key, "a");
    const began = performance.now();
    last = complete(row, at + key + 1, source.token).then(
      () => performance.now() - began,
      () => undefined,
    );
    await wait(40);
  }
  const burst = await last;
  await wait(1000);
  // The peak: what the machine must have. What is left after a pause depends on when the collector last ran.
  const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, "utf8") : "";
  const memory = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  connection.dispose();
  child.kill();
  return { keys: percentile(keys, 0.95), completions: percentile(completions, 0.95), burst, memory };
}

const rows = [];
const note = (name, our, their, unit) => {
  rows.push({ name, our, their, ratio: our / their, unit });
};
note("start → initialize", await startTimes(ours, 15), await startTimes(theirs, 15), "ms");
const sizes = process.argv.filter((word) => /^\d+$/.test(word)).map(Number);
for (const lines of sizes.length > 0 ? sizes : [100, 1_000, 10_000]) {
  const size = `${lines.toLocaleString("en")} lines`;
  const our = await measure(ours, lines);
  const their = await measure(theirs, lines);
  note(`key → diagnostics p95, ${size}`, our.keys, their.keys, "ms");
  note(`completion after a key p95, ${size}`, our.completions, their.completions, "ms");
  note(`last completion of a burst, ${size}`, our.burst, their.burst, "ms");
  note(`peak resident memory, ${size}`, our.memory, their.memory, "MiB");
}
rmSync(folder, { recursive: true, force: true });

console.log(`| measure | ours | yaml-language-server ${theirVersion} | ratio | budget |\n|---|--:|--:|--:|--:|`);
let over = 0;
for (const { name, our, their, ratio, unit } of rows) {
  const budget = budgets[name];
  const isOver = budget !== undefined && ratio > budget;
  if (isOver) over++;
  const shown = (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
  console.log(
    `| ${name} | ${shown(our)} | ${shown(their)} | ${ratio.toFixed(3)} | ${budget === undefined ? "" : `${budget}${isOver ? " **over**" : ""}`} |`,
  );
}
if (over > 0 && process.argv.includes("--budget")) process.exitCode = 1;

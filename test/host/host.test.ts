import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { createDebugLog } from "../../src/host/debug-log.ts";
import { createNodeHost, looksLikeCI } from "../../src/host/host.ts";

describe("createNodeHost", () => {
  test("gives the process as it is", () => {
    const host = createNodeHost();
    expect(host.cwd).toBe(process.cwd());
    expect(host.pid).toBe(process.pid);
    expect(host.user()).not.toBe("");
    expect(host.hostname()).not.toBe("");
    expect(host.stdout.columns).toBeGreaterThan(0);
    expect(host.randomBytes(16)).toHaveLength(16);
    expect(Math.abs(host.clock().getTime() - Date.now())).toBeLessThan(5_000);
  });

  test("stops listening to Ctrl-C when told so", () => {
    const before = process.listenerCount("SIGINT");
    const stop = createNodeHost().onInterrupt(() => undefined);
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    stop();
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});

// A real process, bundled as the CLI is, because Node 20 does not read TypeScript.
async function bundle(body: string): Promise<string> {
  const { build } = await import("esbuild");
  const result = await build({
    stdin: {
      contents: `import { createNodeHost } from "./src/host/host.ts";\nconst host = createNodeHost();\n${body}`,
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  return result.outputFiles[0]?.text ?? "";
}

describe("a process", () => {
  test("ends with the code that was set, after its output", async () => {
    const script = await bundle(
      `host.stdout.write("out\\n"); host.stderr.write(String(host.stdout.isTTY)); host.setExitCode(3);`,
    );
    await expect(promisify(execFile)(process.execPath, ["-e", script])).rejects.toMatchObject({
      code: 3,
      stdout: "out\n",
      stderr: "false",
    });
  });

  test("reads a line, and the end of the input", async () => {
    const script = await bundle(
      `host.stdin.readLine().then((line) => host.stdout.write(JSON.stringify(line ?? null)));`,
    );
    for (const [input, expected] of [
      ["yes\nmore", '"yes"'],
      ["", "null"],
    ] as const) {
      const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
      child.stdin.end(input);
      let out = "";
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
      await once(child, "close");
      expect(out).toBe(expected);
    }
  });

  test("ends when it no longer waits for a line, though the input stays open", async () => {
    const script = await bundle(
      `const stop = new AbortController();
       setTimeout(() => stop.abort(), 50);
       host.stdin.readLine(stop.signal).then((line) => host.stdout.write(JSON.stringify(line ?? null)));`,
    );
    const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    await once(child, "close");
    expect(out).toBe("null");
  });

  test("goes on when nobody reads its output any more", async () => {
    const script = await bundle(`
      let left = 50;
      const timer = setInterval(() => { host.stdout.write("x".repeat(70000)); if (--left === 0) { clearInterval(timer); host.stderr.write("done"); } }, 2);`);
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.once("data", () => child.stdout.destroy());
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect([code, errors]).toEqual([0, "done"]);
  });
});

test.each([
  [{}, false],
  [{ CI: "" }, false],
  [{ CI: "false" }, false],
  [{ CI: "0", JENKINS_URL: "x" }, false],
  [{ CI: "true" }, true],
  [{ CI: "1" }, true],
  [{ TF_BUILD: "True" }, true],
])("%j looks like CI: %s", (env, expected) => {
  expect(looksLikeCI(env)).toBe(expected);
});

describe("the debug log", () => {
  const entry = { method: "GET", host: "h", path: "/v1", status: 200, ms: 12, request_id: null };

  test("is one JSON line for each exchange", () => {
    const lines: string[] = [];
    createDebugLog({ env: { SIGNWRIGHT_LOG: "debug" }, write: (text) => lines.push(text) })?.(entry);
    expect(lines).toEqual([
      '{"event":"http","method":"GET","host":"h","path":"/v1","status":200,"ms":12,"request_id":null}\n',
    ]);
  });

  test("is off otherwise", () => {
    expect(createDebugLog({ env: {}, write: () => undefined })).toBeUndefined();
    expect(createDebugLog({ env: { SIGNWRIGHT_LOG: "1" }, write: () => undefined })).toBeUndefined();
  });
});

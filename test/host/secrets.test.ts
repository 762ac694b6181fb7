import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DiagnosableError } from "../../src/diagnostics/diagnosable-error.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { createSecretResolver, type SecretResolverOptions } from "../../src/host/secrets.ts";
import type { SecretReference } from "../../src/secret/secret-reference.ts";

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "signwright-secrets-"));
  root = join(folder, "project");
  await mkdir(root);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function resolver(options: Partial<SecretResolverOptions> = {}): ReturnType<typeof createSecretResolver> {
  return createSecretResolver({
    root,
    env: { PATH: process.env["PATH"] },
    trust: true,
    platform: "linux",
    ...options,
  });
}

async function text(reference: SecretReference, options: Partial<SecretResolverOptions> = {}): Promise<string> {
  return (await resolver(options)(reference, "keys.acme.private_key")).revealText();
}

async function failure(reference: SecretReference, options: Partial<SecretResolverOptions> = {}): Promise<Diagnostic> {
  try {
    await resolver(options)(reference, "keys.acme.private_key");
  } catch (error) {
    expect(error).toBeInstanceOf(DiagnosableError);
    expect(String((error as DiagnosableError).stack)).not.toContain("CANARY");
    return (error as DiagnosableError).diagnostic;
  }
  throw new Error("it was resolved");
}

/** A command that runs on every system with Node. */
const node = (script: string): SecretReference => ({ exec: [process.execPath, "-e", script] });

describe("an environment variable", () => {
  test("is taken exactly", async () => {
    expect(await text({ env: "A" }, { env: { A: " pass word\n" } })).toBe(" pass word\n");
  });

  test("that is not set and one that is empty are told apart", async () => {
    expect(await failure({ env: "A" }, { env: {} })).toMatchObject({
      code: "secret/unresolved",
      message: "the secret for `keys.acme.private_key` cannot be read from the environment variable A: it is not set",
    });
    expect((await failure({ env: "A" }, { env: { A: "" } })).message).toContain("it is set, but empty");
  });
});

describe("a file", () => {
  test("of text loses one line end, of bytes nothing", async () => {
    await writeFile(join(root, "unix"), "secret\n");
    await writeFile(join(root, "windows"), "secret\r\n");
    await writeFile(join(root, "two"), "secret\n\n");
    await writeFile(join(root, "bytes"), Buffer.from([0xff, 0xfe, 0x0a]));
    expect(await text({ file: "unix" })).toBe("secret");
    expect(await text({ file: "windows" })).toBe("secret");
    expect(await text({ file: "./two" })).toBe("secret\n");
    expect([...(await resolver()({ file: "bytes" }, "k")).revealBytes()]).toEqual([0xff, 0xfe, 0x0a]);
  });

  test("that is missing, empty or a folder", async () => {
    await writeFile(join(root, "empty"), "\n");
    expect((await failure({ file: "nowhere" })).message).toContain("the file nowhere: there is no such file");
    expect((await failure({ file: "empty" })).message).toContain("the file is empty");
    expect(await failure({ file: "." })).toMatchObject({
      code: "secret/unresolved",
      message: expect.stringContaining("it is a folder") as string,
    });
  });

  test("outside the folder of the signing file is refused, also through a link", async () => {
    await writeFile(join(folder, "outside"), "CANARY");
    await symlink(join(folder, "outside"), join(root, "link"));
    await symlink(folder, join(root, "folder"));
    for (const file of ["../outside", join(folder, "outside"), "link", "folder/outside", "sub/../../outside"]) {
      expect((await failure({ file })).code).toBe("file/outside-root");
    }
  });
});

describe("a command", () => {
  test("gives its output, runs in the folder of the signing file and goes through no shell", async () => {
    await writeFile(join(root, "here"), "found");
    expect(await text(node("console.log(require('fs').readFileSync('here', 'utf8'))"))).toBe("found");
    expect(
      await text({
        exec: [process.execPath, "-e", "process.stdout.write(process.argv[1])", "$(id); `id` *"],
      }),
    ).toBe("$(id); `id` *");
  });

  test("is not run in a folder that is not trusted", async () => {
    const marker = join(folder, "ran");
    expect(
      await failure(node(`require('fs').writeFileSync(${JSON.stringify(marker)}, '')`), {
        trust: false,
      }),
    ).toMatchObject({
      code: "trust/untrusted-command",
      message: "the secret for `keys.acme.private_key` runs a command, and this folder is not trusted",
    });
    await expect(import("node:fs/promises").then(({ access }) => access(marker))).rejects.toThrow();
  });

  test("that fails says how it ended, and nothing of what it printed", async () => {
    const failed = await failure(node("console.log('CANARY'); console.error('CANARY'); process.exit(3)"));
    expect(failed.message).toContain("the command ended with exit code 3");
    expect(JSON.stringify(failed)).not.toContain("CANARY");
    expect((await failure({ exec: ["no-such-command-anywhere"] })).message).toContain("there is no such command");
    expect((await failure({ exec: [] })).message).toContain("no command is named");
    expect((await failure(node(""))).message).toContain("the command gave no output");
  });

  test("that hangs is ended, with what it started", async () => {
    const started = performance.now();
    const hanging = node(
      "require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' }); setTimeout(() => {}, 60000)",
    );
    expect((await failure(hanging, { commandTimeout: 400 })).message).toContain("did not end within 0.4 seconds");
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("that floods is ended", async () => {
    expect(
      (
        await failure(
          node(
            "const b = Buffer.alloc(1 << 20); (function more() { while (process.stdout.write(b)); process.stdout.once('drain', more); })()",
          ),
        )
      ).message,
    ).toContain("gave more than 8388608 bytes");
  });

  test("runs once for all that refer to it, whatever their encoding", async () => {
    const counter = join(folder, "count");
    const reference = node(
      `require('fs').appendFileSync(${JSON.stringify(counter)}, 'x'); process.stdout.write('aGk=')`,
    );
    const resolve = resolver();
    const secrets = await Promise.all([
      resolve(reference, "a"),
      resolve(reference, "b"),
      resolve({ ...reference, encoding: "base64" }, "c"),
    ]);
    expect(secrets.map((secret) => secret.revealText())).toEqual(["aGk=", "aGk=", "hi"]);
    const { readFile } = await import("node:fs/promises");
    expect(await readFile(counter, "utf8")).toBe("x");
  });
});

describe("base64", () => {
  test("is decoded exactly, white space aside", async () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 7) % 256);
    const wrapped = Buffer.from(bytes)
      .toString("base64")
      .replace(/(.{64})/g, "$1\n");
    const secret = await resolver({ env: { A: `${wrapped}\n` } })({ env: "A", encoding: "base64" }, "k");
    expect([...secret.revealBytes()]).toEqual([...bytes]);
  });

  test.each([
    ["CANARY!", "characters"],
    ["CANARYA", "cut off"],
    ["CANAR_-=", "characters"],
    ["-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----", "PEM"],
  ])("is strict: %j", async (value, found) => {
    const diagnostic = await failure({ env: "A", encoding: "base64" }, { env: { A: value } });
    expect(diagnostic.code).toBe("secret/malformed");
    expect(diagnostic.message).toContain(found);
    expect(JSON.stringify(diagnostic)).not.toContain("CANA");
  });
});

test("the keychain is asked on macOS only, and op only for its own references", async () => {
  expect((await failure({ keychain: { service: "acme", account: "ci" } })).message).toContain(
    "the keychain item acme of ci: only macOS has a keychain",
  );
  expect((await failure({ op: "--help" })).message).toContain("it does not start with op://");
  expect((await failure({ op: "op://vault/item/field" }, { env: { PATH: folder } })).message).toContain(
    "there is no such command",
  );
});

test("op is called with the reference alone", async () => {
  await writeFile(join(folder, "op"), '#!/bin/sh\necho "$# $1 $2"\n', { mode: 0o755 });
  expect(await text({ op: "op://vault/item/field" }, { env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } })).toBe(
    "2 read op://vault/item/field",
  );
});

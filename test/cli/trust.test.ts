import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { makeAuthority } from "../host/server-certificate.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { createTestHost } from "../support/test-host.ts";

const root = join(import.meta.dirname, "../..");
const example = readFileSync(join(root, "examples/acme/signing.yaml"), "utf8");
const authority = makeAuthority();
const hasGit = toolOrSkip("git");
const secretNames = [...example.matchAll(/env: (\w+)/g)].map(([, name = ""]) => name);

let folder: string;
let server: Server;
/** What reached the host that no credential may reach. */
let asked: string[];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "signwright-trust-")));
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Environment variables that were looked at. */
  readonly read: ReadonlySet<string>;
}

/** Runs the CLI and watches which environment variables it looks at. */
async function cli(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const read = new Set<string>();
  const watched = new Proxy<Record<string, string | undefined>>(
    { PATH: process.env["PATH"], HOME: join(folder, "home"), ...env },
    {
      get: (target, name) => {
        read.add(String(name));
        return target[String(name)];
      },
    },
  );
  const host = createTestHost({ cwd, env: watched });
  const code = await run(argv, host);
  return { code, out: host.out(), err: host.err(), read };
}

describe("validate", () => {
  it("looks at no variable that a secret reference names", async () => {
    expect(secretNames).toContain("ASC_PRIVATE_KEY");
    const cwd = join(root, "examples/acme");
    for (const argv of [
      ["validate"],
      ["validate", "--json"],
      ["validate", "--format", "sarif"],
      ["plan", "--offline"],
    ]) {
      const { code, read } = await cli(argv, cwd, { ASC_PRIVATE_KEY: "x", CONSOLE_PASSWORD: "y" });
      expect(code, argv.join(" ")).toBe(0);
      expect(secretNames.filter((name) => read.has(name))).toEqual([]);
    }
    // The watch sees what is looked at.
    const online = mkdtempSync(join(folder, "online-"));
    writeFileSync(join(online, "signing.yaml"), example.replace(/ {2}partner:[^]*/, ""));
    const { read } = await cli(["plan"], online);
    expect(secretNames.filter((name) => read.has(name))).not.toEqual([]);
  });

  it("runs no command that a signing file names", async () => {
    const trap = join(folder, "trap");
    const cwd = mkdtempSync(join(folder, "exec-"));
    writeFileSync(
      join(cwd, "signing.yaml"),
      example.replaceAll(
        /\{ env: (?:ASC_PRIVATE_KEY|UPLOAD_KEYSTORE_PASSWORD|PARTNER_P12_PASSWORD) \}/g,
        `{ exec: [touch, ${trap}] }`,
      ),
    );
    for (const argv of [["validate"], ["plan", "--offline"], ["diff", "signing.yaml"]]) await cli(argv, cwd);
    expect(() => readFileSync(trap)).toThrow("ENOENT");
  });

  const isolated = spawnSync("unshare", ["-rn", "true"]).status === 0;

  it("exits with 0 on the example with an empty environment and no network", () => {
    const built = join(folder, "bin");
    bundle(built);
    const argv = [
      process.execPath,
      "--import",
      `file://${refuseConnections()}`,
      join(built, "signwright.cjs"),
      "validate",
    ];
    const [command = "", ...args] = isolated ? ["unshare", "-rn", ...argv] : argv;
    const ended = spawnSync(command, args, {
      cwd: join(root, "examples/acme"),
      env: {},
      encoding: "utf8",
      timeout: 60_000,
    });
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^Valid\./) as string,
    });
  });

  it("would fail there if it opened a connection", () => {
    const script = 'import { connect } from "node:net"; connect(9, "127.0.0.1").on("error", () => {});';
    const ended = spawnSync(
      process.execPath,
      ["--import", `file://${refuseConnections()}`, "--input-type=module", "-e", script],
      { env: {}, encoding: "utf8" },
    );
    expect(ended.status).toBe(97);
  });
});

/** A module that ends the process when it opens a connection, looks a name up, or starts another process. */
function refuseConnections(): string {
  const path = join(folder, "refuse-connections.mjs");
  writeFileSync(
    path,
    `import { Socket } from "node:net";
import dns from "node:dns";
import child from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
const refuse = () => process.exit(97);
Socket.prototype.connect = refuse;
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) dns[name] = dns.promises[name] = refuse;
for (const name of ["spawn", "spawnSync", "exec", "execFile", "fork", "execSync", "execFileSync"]) child[name] = refuse;
syncBuiltinESMExports();
`,
  );
  return path;
}

/** The CLI as it ships, made here so that the test does not depend on what was built before. */
function bundle(outdir: string): void {
  const script = `import { buildCli } from "${pathToFileURL(join(root, "scripts/build.mjs")).href}"; await buildCli(process.argv[1]);`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script, outdir], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

describe("where credentials may go", () => {
  const host = "console.acme.example";
  const text = example.replace("http://127.0.0.1:4010/mocana", `https://${host}/mocana`);
  const secrets = { CONSOLE_USER: "u", CONSOLE_PASSWORD: "p", UPLOAD_KEYSTORE_PASSWORD: "x" };

  async function plan(argv: readonly string[], configuration?: unknown): Promise<Outcome> {
    const cwd = mkdtempSync(join(folder, "host-"));
    const config = join(cwd, "config");
    mkdirSync(join(config, "signwright"), { recursive: true });
    if (configuration !== undefined)
      writeFileSync(
        join(config, "signwright/config.json"),
        typeof configuration === "string" ? configuration : JSON.stringify(configuration),
      );
    // An android target alone, whose keystore is made: nothing but the console's host can be refused.
    writeFileSync(
      join(cwd, "signing.yaml"),
      `version: 1
store: store
keys:
  console:
    type: policy_console
    url: https://${host}/rest
    username: { env: CONSOLE_USER }
    password: { exec: [cat, password] }
targets:
  app:
    platform: android
    method: automatic
    package_name: com.acme.shop
    policy_console: { key: console, profile: Android Signing }
`,
    );
    return cli(["plan", ...argv], cwd, { ...secrets, XDG_CONFIG_HOME: config });
  }

  it("is nowhere that a signing file alone names", async () => {
    expect(text).toContain(host);
    const { code, err } = await plan([]);
    expect(code).toBe(1);
    expect(err).toContain("error[trust/untrusted-host]");
  });

  it.each([
    ["--allow-host", ["--allow-host", host], undefined],
    ["the user's configuration", [], { allow_hosts: [host] }],
  ] as const)("is where %s says", async (_, argv, configuration) => {
    const { err } = await plan(argv, configuration);
    // It goes on to what comes next: the command for the password, which nobody has allowed.
    expect(err).not.toContain("trust/untrusted-host");
    expect(err).toContain("error[trust/untrusted-command]");
  });

  it("a folder that the user's configuration trusts may run commands, another one may not", async () => {
    const hosts = { allow_hosts: [host] };
    expect((await plan([], { ...hosts, trusted_folders: [folder] })).err).not.toContain("trust/untrusted-command");
    expect((await plan([], { ...hosts, trusted_folders: [join(folder, "host")] })).err).toContain(
      "trust/untrusted-command",
    );
    const link = join(folder, "link");
    symlinkSync(folder, link);
    expect((await plan([], { ...hosts, trusted_folders: [link] })).err).not.toContain("trust/untrusted-command");
  });

  it.each([
    ["no JSON", "{", "it is not JSON"],
    ["a list", [], "it is no JSON object"],
    ["a misspelt setting", { allowed_hosts: [] }, "there is no setting `allowed_hosts`"],
    ["another type", { allow_hosts: host }, "`allow_hosts` is no list of texts"],
    ["a relative folder", { trusted_folders: ["."] }, "`.` is no absolute path"],
  ])("a configuration with %s is refused", async (_, configuration, reason) => {
    const { code, err } = await plan([], configuration);
    expect(code).toBe(1);
    expect(err).toContain(reason);
  });
});

describe.skipIf(!hasGit)("plan --trust-base", () => {
  let repository: string;
  let address: string;
  let base: string;
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: repository,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });

  beforeEach(() => {
    asked = [];
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    repository = realpathSync(mkdtempSync(join(folder, "repository-")));
    base = `version: 1
store: { url: store, identity: { env: SIGNWRIGHT_IDENTITY } }
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
    url: ${address}
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    key: acme
`;
    writeFileSync(join(repository, "ca.pem"), authority.cert);
    writeFileSync(join(repository, "signing.yaml"), base);
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-q", "-m", "base");
  });

  const env = { ASC_PRIVATE_KEY: "a key", GITHUB_TOKEN: "a token", SIGNWRIGHT_IDENTITY: "an identity" };
  const plan = (text: string, ...argv: readonly string[]): Promise<Outcome> => {
    writeFileSync(join(repository, "signing.yaml"), text);
    return cli(["plan", "--trust-base", "main", ...argv], repository, env);
  };

  it.each([
    ["another host", () => base.replace(address, "http://127.0.0.1:1"), "keys.acme.url"],
    ["another variable", () => base.replace("ASC_PRIVATE_KEY", "GITHUB_TOKEN"), "keys.acme.private_key.env"],
    [
      "a command",
      () => base.replace("{ env: ASC_PRIVATE_KEY }", "{ exec: [touch, pwned] }"),
      "keys.acme.private_key.exec",
    ],
    ["an authority of its own", () => base.replace("    url:", "    ca_file: ca.pem\n    url:"), "keys.acme.ca_file"],
    ["another store", () => base.replace("url: store", "url: elsewhere"), "store.url"],
    ["another identity", () => base.replace("SIGNWRIGHT_IDENTITY", "GITHUB_TOKEN"), "store.identity.env"],
    [
      "a key more",
      () =>
        base.replace(
          "targets:",
          `  more:\n    type: keystore\n    file: a.jks\n    password: { env: GITHUB_TOKEN }\ntargets:`,
        ),
      "keys.more.password.env",
    ],
    [
      "an alias to the same effect",
      () =>
        base.replace(
          "keys:\n  acme:",
          "keys:\n  other: &other\n    type: app_store_connect\n    issuer_id: 57246542-96fe-1a63-e053-0824d011072a\n    key_id: 2X9R4HXF35\n    private_key: { env: GITHUB_TOKEN }\n  acme:\n    <<: *other",
        ),
      "keys.other.private_key.env",
    ],
  ])("with %s reads no secret and asks nobody", async (_, change, path) => {
    const { code, out, err, read } = await plan(change());
    expect(err).toContain("warning[trust/changed-credentials]");
    expect(err).toContain(`\`${path}\` differs`);
    expect(out).toContain("Offline: nothing was read.");
    expect(code).toBe(0);
    expect(asked).toEqual([]);
    expect(Object.keys(env).filter((name) => read.has(name))).toEqual([]);
    expect(git("status", "--porcelain")).toBe(" M signing.yaml\n");
  });

  it.each([
    ["nothing", (text: string) => text],
    ["another target", (text: string) => text.replace("com.acme.shop", "com.acme.other")],
    [
      "order and comments",
      (text: string) =>
        text
          .replace("keys:", "# keys\nkeys:")
          .replace("{ url: store, ", "{ ")
          .replace(" SIGNWRIGHT_IDENTITY }", " SIGNWRIGHT_IDENTITY }, url: store"),
    ],
  ])("with a change of %s reads the world", async (_, change) => {
    const { err, read } = await plan(change(base));
    expect(err).not.toContain("trust/changed-credentials");
    expect(read.has("ASC_PRIVATE_KEY") || read.has("SIGNWRIGHT_IDENTITY")).toBe(true);
  });

  it.each([
    [
      "console",
      () =>
        base.replace(
          "targets:",
          `  console:\n    type: policy_console\n    url: ${address}/rest\n    username: { env: U }\n    password: { env: P }\n    ca_file: ca.pem\ntargets:`,
        ),
    ],
    ["acme", () => base.replace("    url:", "    ca_file: ca.pem\n    url:")],
  ])("takes a ca_file of %s with other content for another host", async (name, change) => {
    const withCa = change();
    writeFileSync(join(repository, "signing.yaml"), withCa);
    git("commit", "-q", "-a", "-m", "console");
    expect((await plan(withCa)).err).not.toContain("trust/changed-credentials");
    const other = makeAuthority().cert;
    const digest = createHash("sha256").update(authority.cert).digest("hex");
    // What Git LFS would say of the trusted one, with another one behind it.
    const pretended = `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 1\n${other}`;
    for (const content of [other, pretended]) {
      writeFileSync(join(repository, "ca.pem"), content);
      const { err, read } = await plan(withCa);
      expect(err).toContain(`\`keys.${name}.ca_file\` differs`);
      expect(read.has("ASC_PRIVATE_KEY")).toBe(false);
    }
  });

  it("is offline where the revision has no such file, or one that nobody understands", async () => {
    writeFileSync(join(repository, "new.yaml"), base);
    const fresh = await cli(["plan", "--trust-base", "main", "new.yaml"], repository, env);
    expect(fresh.err).toContain("main has no such file");
    writeFileSync(join(repository, "signing.yaml"), "[]");
    git("commit", "-q", "-a", "-m", "broken");
    expect((await plan(base)).err).toContain("one of the two files is not understood");
    expect(asked).toEqual([]);
  });

  it("makes no plan at all when the revision cannot be read", async () => {
    for (const revision of ["nope", "--output=x", "main:signing.yaml"]) {
      writeFileSync(join(repository, "signing.yaml"), base);
      const { code, out, read } = await cli(["plan", `--trust-base=${revision}`], repository, env);
      expect({ code, out }, revision).toEqual({ code: 1, out: "" });
      expect(read.has("ASC_PRIVATE_KEY")).toBe(false);
    }
    expect(asked).toEqual([]);
  });

  it("gives a plan that cannot be applied or mistaken for one that can", async () => {
    const changed = base.replace("ASC_PRIVATE_KEY", "GITHUB_TOKEN");
    const json = await plan(changed, "--json");
    expect(JSON.parse(json.out)).toMatchObject({ applyable: false, complete: false });
    expect((await plan(changed, "--format", "markdown")).out).toMatch(/^> \[!WARNING\]\n> Offline: /);
    expect((await plan(changed, "--detailed-exitcode")).code).toBe(2);
    const saved = await plan(changed, "--out", "plan.json");
    expect(saved.code).toBe(1);
    expect(saved.err).toContain("`plan.json` was not written");
    expect(git("status", "--porcelain")).toBe(" M signing.yaml\n");
  });
});

describe("plan --offline", () => {
  it("says all that the file asks for, also what others decide", async () => {
    const cwd = mkdtempSync(join(folder, "offline-"));
    writeFileSync(join(cwd, "signing.yaml"), example.replace("devices: [qa]", "devices: all"));
    const { code, out } = await cli(["plan", "--offline"], cwd);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe(
      "Offline: nothing was read. This is all that the file asks for, as if nothing of it were there yet.",
    );
    expect(out).toContain("+ acme/profile/com.acme.shop:ios_app_adhoc");
    expect(out).toContain("(every registered iOS device)");
    const one = await cli(["plan", "--offline", "--target", "desk", "--json"], cwd);
    const changes = (JSON.parse(one.out) as { resource_changes: { address: string }[] }).resource_changes;
    expect(changes.map((c) => c.address)).not.toContain("acme/profile/com.acme.shop:ios_app_adhoc");
    expect(changes.map((c) => c.address)).toContain("acme/profile/com.acme.desk:mac_app_store");
  });
});

describe("the pages about it", () => {
  const read = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

  it("docs/security.md names tests that are there", () => {
    const named = [...read("security.md").matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("docs/ci.md is a workflow whose commands and flags Signwright has", async () => {
    const text = read("ci.md");
    const workflow = parse(/```yaml\n([^]*?)```/.exec(text)?.[1] ?? "") as {
      readonly jobs: Readonly<
        Record<string, { readonly steps: readonly { readonly run?: string; readonly env?: object }[] }>
      >;
    };
    expect(Object.keys(workflow.jobs)).toEqual(["validate", "plan", "apply"]);
    const commands = [...text.matchAll(/npx signwright ([^\n>|]+)/g)].map(([, line = ""]) => line.trim().split(" "));
    expect(commands.length).toBe(5);
    for (const [command = "", ...words] of commands) {
      const { out } = await cli([command, "--help"], root);
      for (const flag of words.filter((word) => word.startsWith("--"))) expect(out.split(/[\s=\]|]+/)).toContain(flag);
    }
    // The job that everybody starts has no secret, and no step of any writes an expression into a shell.
    expect(JSON.stringify(workflow.jobs["validate"])).not.toContain("secrets.");
    const scripts = Object.values(workflow.jobs).flatMap((job) => job.steps.map((step) => step.run ?? ""));
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });
});

import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FaultAction } from "../../src/sandbox/faults.ts";
import { createAcme, ended, until, type Acme } from "../support/acme.ts";

// An apply is killed before, during and after each kind of request that changes something on the policy console. The next run comes
// to one active signing profile of the name, with the right file, and to an app that is secured with it.

const root = join(import.meta.dirname, "../..");
const child = join(root, "node_modules/.cache", `signwright-console-killed-${process.pid}.mjs`);
const apply = ["apply", "--auto-approve"];

beforeAll(async () => {
  await build({
    entryPoints: [join(root, "test/crash/crash-child.ts")],
    outfile: child,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  });
});
afterAll(() => {
  rmSync(child, { force: true });
});

let acme: Acme;
let running: ChildProcess | undefined;
afterEach(async () => {
  // A test that fails leaves no process behind.
  running?.kill("SIGKILL");
  await acme.stop();
});

const target = (description: string): string => `targets:
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    policy_console: { key: console, profile: Android Signing, description: ${description}, apps: [com.acme.shop] }
`;

const describeAs = (description: string): void => {
  acme.edit((text) => text.replace(/^(?:devices|defaults|targets):[^]*$/m, target(description)));
};

/** Requests that change something, by how profiles are updated, each of the first or the second apply. */
const requests = [
  ["put", "the profile is made", "first", "POST", "profile"],
  ["put", "the app is secured", "first", "POST", "app-market/policy"],
  ["put", "the profile is changed", "second", "PUT", "profile"],
  ["put", "the app is secured again", "second", "POST", "app-market/policy"],
  ["replace", "the profile is made", "first", "POST", "profile"],
  ["replace", "another profile is made", "second", "POST", "profile"],
  ["replace", "the app is secured with it", "second", "POST", "app-market/policy"],
  ["replace", "the old profile is archived", "second", "DELETE", "profile"],
] as const;

/** When it dies. `during`: the console is at the request, and goes on or not when nobody waits for the answer any more. */
const moments = {
  before: { when: "before", action: { kind: "hold" } },
  during: { when: "before", action: { kind: "delay", milliseconds: 500 } },
  after: { when: "after", action: { kind: "hold" } },
} satisfies Record<string, { readonly when: "before" | "after"; readonly action: FaultAction }>;

it.each(
  requests.flatMap((request) =>
    (Object.keys(moments) as (keyof typeof moments)[]).map((moment) => [moment, ...request] as const),
  ),
)(
  "killed %s, with `update: %s`, when %s in the %s apply: the next run comes to the same end",
  async (moment, update, _, which, method, path) => {
    acme = await createAcme({
      policyConsole: { apps: [{ name: "Shop", packageName: "com.acme.shop", platform: "android" }] },
    });
    acme.edit((text) => text.replace("CONSOLE_PASSWORD }", `CONSOLE_PASSWORD }\n    update: ${update}`));
    describeAs("one");
    if (which === "second") {
      expect((await acme.cli(apply)).code).toBe(0);
      describeAs("two");
    }
    const pathPrefix = `/mocana-app-control/rest/${path}`;
    acme.sandbox.addFault({ ...moments[moment], method, pathPrefix });
    running = spawn(process.execPath, [child, ...apply], {
      cwd: acme.folder,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: acme.folder,
        ...acme.env,
        CRASH_NOW: new Date().toISOString(),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const end = ended(running);
    const arrived = (): boolean =>
      acme.sandbox
        .ledger()
        .some(
          (line) =>
            line.entry === "request" &&
            line.status === null &&
            line.path.startsWith(pathPrefix) &&
            line.method === method,
        );
    await until(() => arrived() && (moment !== "after" || acme.sandbox.faultsStruck() > 0), 30);
    running.kill("SIGKILL");
    expect((await end).signal).toBe("SIGKILL");
    // What the console still does for a dead client is over before the next run looks.
    if (moment === "during") await new Promise((resolve) => setTimeout(resolve, 700));

    const again = await acme.cli(apply);
    expect(again.code, again.err).toBe(0);
    expect((await acme.cli(["plan"])).out).toContain("No changes.");
    const { signingProfiles, consoleApps } = acme.sandbox.state();
    const active = signingProfiles.filter(({ isArchived }) => !isArchived);
    expect(active.map(({ name, description }) => [name.replace(/ [0-9a-f]{8}$/, ""), description])).toEqual([
      ["Android Signing", which === "first" ? "one" : "two"],
    ]);
    expect(consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    // Written in place there is never another one; a new one that nobody has seen the end of is made once more.
    if (update === "put") expect(signingProfiles.length).toBe(1);
    else expect(acme.objects("updated", "signing_profile")).toEqual([]);
  },
  120_000,
);

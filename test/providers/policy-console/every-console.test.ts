import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { compile } from "../../../src/compiler/compile.ts";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import { writePkcs12 } from "../../../src/formats/pkcs12-writer.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { Http } from "../../../src/providers/provider.ts";
import type { Fault } from "../../../src/sandbox/faults.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { makeIdentity } from "../../formats/certificate-maker.ts";
import { fixtures, keystorePassword, planned, profileBytes, sha256, type Fixture } from "./console-fixture.ts";
import { consoleSwitches } from "./on-every-console.ts";
import { missingPairs, pairwise, type Switches } from "./pairwise.ts";

// What the vendor's documentation leaves open, a console may do either way. Whatever it does, the planner and the provider together
// come to the same end: one signing profile of each name with the right file, apps secured with it, and then an empty plan.

const rest = "/mocana-app-control/rest";
const [profilePath, policyPath] = [`${rest}/profile`, `${rest}/app-market/policy`];
// PKCS#12 passwords are ASCII; the one of the fixture is not, on purpose.
const password = keystorePassword.replaceAll("ä", "a");

const apps = [
  { name: "Shop", packageName: "com.acme.shop", platform: "android", policies: ["POLICY_CODE_DAR"] },
  { name: "Shop", packageName: "com.acme.shop", platform: "ios" },
  { name: "Free", packageName: "com.acme.free", platform: "android" },
] as const;

function specOf(description: string, update: "put" | "replace"): ResolvedSpec {
  const { spec, diagnostics } = compile({
    name: "signing.yaml",
    text: `version: 1
keys:
  own: { type: certificate, file: own.p12 }
  upload: { type: keystore, file: upload.jks, password: { env: UPLOAD } }
  console: { type: policy_console, url: "https://console.acme.example/rest", username: { env: USER }, password: { env: PASSWORD }, update: ${update} }
targets:
  android:
    { platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload, policy_console: { key: console, profile: Android Signing, description: ${description}, apps: [com.acme.shop] } }
  free:
    { platform: android, method: manual, package_name: com.acme.free, keystore: upload, keystore_alias: upload, policy_console: { key: console, signing: skip_codesign, apps: [com.acme.free] } }
  ios:
    { platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.shop, certificate: own, profiles: [shop.mobileprovision], policy_console: { key: console, profile: iOS Signing, signing_cert_id: iPhone Distribution, apps: [com.acme.shop] } }
`,
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (!spec) throw new Error("there is no spec");
  return spec;
}

let keystores: readonly Uint8Array[];
beforeAll(async () => {
  keystores = await Promise.all(
    ["first", "second"].map((name) => {
      const { privateKey, der: certificate } = makeIdentity({ name: [["CN", name]] });
      const content = { privateKey, certificate, friendlyName: "upload", password: new Secret(password) };
      return writePkcs12({ ...content, form: "modern" });
    }),
  );
});

/** Puts the files of one time into the store, as importing them does. */
async function putFiles({ store }: Fixture, time: "first" | "second"): Promise<void> {
  const keystore = keystores[time === "first" ? 0 : 1] ?? new Uint8Array();
  const profile = profileBytes(time);
  const created = "2026-03-01T12:00:00Z";
  const put = (address: Parameters<typeof store.put>[0]["address"], bytes: Uint8Array, more = {}): Promise<void> =>
    store.put({
      address,
      instance: "one",
      created,
      facts: { sha256: sha256(bytes) },
      parts: { file: new Secret(bytes), ...more },
    });
  await put("store/keystore/upload", keystore, { password: new Secret(password) });
  await put("store/stored_profile/shop.mobileprovision", profile);
}

/** Runs plan and apply, each run by a provider of its own, until a plan is empty; gives what was refused on the way. */
async function converge(first: Fixture, spec: ResolvedSpec): Promise<readonly string[]> {
  const key = spec.keys.get("console");
  const update = key?.type === "policy_console" ? key.update : "put";
  const refused: string[] = [];
  for (let run = 0, fixture = first; ; run++, fixture = first.again({ update })) {
    const changes = await planned(fixture, spec);
    if (changes.length === 0) return refused;
    expect(run, changes.map((c) => `${c.address}: ${c.reason}`).join("; ")).toBeLessThan(5);
    try {
      for (const change of changes) await fixture.apply(change as ChangeOf<"signing_profile" | "secured_app">);
    } catch (error) {
      if (!(error instanceof DiagnosableError)) throw error;
      refused.push(error.diagnostic.code);
    }
    await fixture.provider.close();
  }
}

/** What there must be in the end, and never more than once. */
async function audit({ sandbox }: Fixture, time: "first" | "second"): Promise<void> {
  // A console that answers before it is through, and shows no details, cannot be watched: it has to be given its time.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { signingProfiles, consoleApps } = sandbox.state();
  const active = signingProfiles.filter(({ isArchived }) => !isArchived);
  active.sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(active.map(({ name, fileSha256 }) => [name.replace(/ [0-9a-f]{8}$/, ""), fileSha256])).toEqual([
    ["Android Signing", sha256(keystores[time === "first" ? 0 : 1] ?? new Uint8Array())],
    ["iOS Signing", sha256(profileBytes(time))],
  ]);
  expect(consoleApps.map(({ packageName, isCurrent }) => [packageName, isCurrent])).toEqual([
    ["com.acme.shop", true],
    ["com.acme.shop", true],
    ["com.acme.free", false],
  ]);
  expect(consoleApps[0]?.policies).toContain("POLICY_CODE_DAR");
  expect(JSON.parse(consoleApps[2]?.signing ?? "{}")).toEqual({ signing_type: "SKIP_CODESIGN" });
}

const fits = (request: { readonly method: string; readonly url: string }, method: string, path: string): boolean =>
  request.method === method && new URL(request.url).pathname.startsWith(path);

/** Ends all sessions right before the first request of each kind that changes something. */
function sessionsEnd(current: { fixture?: Fixture }): (http: Http) => Http {
  const met = new Set<string>();
  const kinds = [
    ["POST", profilePath],
    ["PUT", profilePath],
    ["DELETE", profilePath],
    ["POST", policyPath],
  ] as const;
  return (http) => (request, signal) => {
    const kind = kinds.find(([method, path]) => fits(request, method, path))?.join(" ");
    if (kind !== undefined && !met.has(kind)) {
      met.add(kind);
      current.fixture?.sandbox.expireConsoleSessions();
    }
    return http(request, signal);
  };
}

/** What goes wrong with requests that change something, each the first time. */
const troubles = {
  none: undefined,
  "sessions end right before writes": "sessions",
  "answers of writes are lost": { when: "after", action: { kind: "disconnect" } },
  "writes never arrive": { when: "before", action: { kind: "disconnect" } },
  "writes are done and answered with 500": { when: "after", action: { kind: "answer", status: 500, body: "<html>" } },
  "writes are answered with 503 and not done": {
    when: "before",
    action: { kind: "answer", status: 503, body: "<html>" },
  },
  "a gateway gives up on writes that are done": {
    when: "after",
    action: { kind: "answer", status: 504, body: "<html>" },
  },
} satisfies Record<string, Pick<Fault, "when" | "action"> | "sessions" | undefined>;

const everything: Switches = { trouble: Object.keys(troubles), update: ["put", "replace"], ...consoleSwitches };
const combinations = pairwise(everything);

/** Files whose cases do not run on every console by themselves, and why. */
const onOneConsole = {
  "documented.test.ts": "the vendor's own answers, word for word",
  "every-console.test.ts": "has a set of its own, with every trouble",
  "refusing-console.test.ts": "each case is about one switch, which refuses",
  "update-by-replace.test.ts": "on three consoles, with every trouble; the set of this file has `update: replace` too",
};

it("every other file of the provider runs each of its cases on every console", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));
  const left = files.filter(
    (name) => !readFileSync(join(import.meta.dirname, name), "utf8").includes("\ntestCoverage("),
  );
  expect(left).toEqual(Object.keys(onOneConsole));
});

it("any two of the switches and troubles meet", () => {
  const all = Object.values(everything).reduce((count, values) => count * values.length, 1);
  process.stdout.write(
    `\n${combinations.length} combinations of ${Object.keys(consoleSwitches).length} switches, the ways to update and the troubles cover every pair (of ${all} in all)\n`,
  );
  expect(missingPairs(everything, combinations)).toEqual([]);
  expect(missingPairs(everything, combinations.slice(0, 5))).not.toEqual([]);
});

it.each(combinations.map((combination) => [JSON.stringify(combination), combination] as const))(
  "%s: there is one profile of each name with the right file, the apps have it, and the plan is empty",
  async (_, { trouble: name, update: option, ...combination }) => {
    const update = option === "replace" ? "replace" : "put";
    const trouble = troubles[name as keyof typeof troubles];
    const current: { fixture?: Fixture } = {};
    const options = { update, ...(trouble === "sessions" ? { wrap: sessionsEnd(current) } : {}) } as const;
    const console = fixtures(combination, 0);
    const fixture = await console.startConsole({ apps, identities: ["iPhone Distribution: Acme Inc"] }, options);
    current.fixture = fixture;
    if (trouble !== undefined && trouble !== "sessions") {
      fixture.sandbox.addFault({ ...trouble, method: "POST", pathPrefix: profilePath });
      fixture.sandbox.addFault({ ...trouble, method: "PUT", pathPrefix: profilePath });
      fixture.sandbox.addFault({ ...trouble, method: "DELETE", pathPrefix: profilePath });
      fixture.sandbox.addFault({ ...trouble, method: "POST", pathPrefix: policyPath, times: 2 });
    }
    const isQuiet = trouble === undefined || trouble === "sessions";
    const refused: string[] = [];
    for (const [time, description] of [
      ["first", "one"],
      ["second", "two"],
    ] as const) {
      await putFiles(fixture, time);
      refused.push(...(await converge(fixture.again(options), specOf(description, update))));
      await audit(fixture, time);
    }
    const made = (event: string): number =>
      fixture.sandbox
        .ledger()
        .filter((line) => line.entry === "object" && line.kind === "signing_profile" && line.event === event).length;
    if (update === "put") {
      // A store that has lost its marks finds the profiles by their names.
      for (const { address } of fixture.store.records()) await fixture.store.forget(address);
      refused.push(...(await converge(fixture.again(options), specOf("two", update))));
      await audit(fixture, "second");
      expect([made("created"), made("archived")]).toEqual([2, 0]);
    } else if (isQuiet) expect([made("created"), made("updated"), made("archived")]).toEqual([4, 0, 2]);
    if (isQuiet) expect(refused).toEqual([]);
  },
  60_000,
);

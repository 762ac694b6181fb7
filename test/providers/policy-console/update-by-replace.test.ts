import { describe, expect, test } from "vitest";
import { compile } from "../../../src/compiler/compile.ts";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import type { Change, ChangeOf } from "../../../src/plan/plan.ts";
import type { Http } from "../../../src/providers/provider.ts";
import type { Fault } from "../../../src/sandbox/faults.ts";
import type { PolicyConsoleOptions } from "../../../src/sandbox/sandbox-options.ts";
import { Secret } from "../../../src/secret/secret.ts";
import {
  androidChange,
  fixtures,
  keystoreAddress,
  keystorePassword,
  planned,
  sha256,
  type Fixture,
} from "./console-fixture.ts";

// `update: replace`: a new signing profile, the apps secured with it, and then the old one archived; no PUT at all. Whatever goes wrong
// with whichever request, and whenever a run ends, one active profile with the right file is left, and the apps have it.

const { startConsole, keystoreBytes } = fixtures({}, 0);
const rest = "/mocana-app-control/rest";
const address = "console/signing_profile/Android Signing";
const apps = [
  { name: "Shop", packageName: "com.acme.shop", platform: "android", policies: ["POLICY_CODE_DAR"] },
] as const;

function specOf(update: string): ResolvedSpec {
  const { spec } = compile({
    name: "signing.yaml",
    text: `version: 1
keys:
  upload: { type: keystore, file: upload.jks, password: { env: UPLOAD } }
  console: { type: policy_console, url: "https://console.acme.example/rest", username: { env: USER }, password: { env: PASSWORD }, update: ${update} }
targets:
  shop: { platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload, policy_console: { key: console, profile: Android Signing, apps: [com.acme.shop] } }
`,
  });
  if (!spec) throw new Error("there is no spec");
  return spec;
}

async function putFile({ store }: Fixture, content: string): Promise<void> {
  const bytes = keystoreBytes(content);
  await store.put({
    address: keystoreAddress,
    instance: content,
    created: "2026-03-01T12:00:00Z",
    facts: { sha256: sha256(bytes) },
    parts: { file: new Secret(bytes), password: new Secret(keystorePassword) },
  });
}

const applied = (fixture: Fixture, change: Change): Promise<unknown> =>
  fixture.apply(change as ChangeOf<"signing_profile" | "secured_app">);

/** Runs plan and apply, each run by a provider of its own, until a plan is empty; gives what went wrong on the way. */
async function converge(first: Fixture, options: Parameters<Fixture["again"]>[0] = {}): Promise<readonly string[]> {
  const failed: string[] = [];
  for (let run = 0; ; run++) {
    const fixture = first.again({ update: "replace", ...options });
    const changes = await planned(fixture, specOf("replace"));
    if (changes.length === 0) return failed;
    expect(run, changes.map((c) => `${c.action} ${c.address}: ${c.reason}`).join("; ")).toBeLessThan(5);
    try {
      for (const change of changes) await applied(fixture, change);
    } catch (error) {
      if (!(error instanceof DiagnosableError)) throw error;
      failed.push(error.diagnostic.code);
    }
    await fixture.provider.close();
  }
}

const activeOf = (fixture: Fixture) => fixture.sandbox.state().signingProfiles.filter(({ isArchived }) => !isArchived);

function audit(fixture: Fixture, content: string): void {
  expect(activeOf(fixture).map(({ name, fileSha256 }) => [name.replace(/ [0-9a-f]{8}$/, ""), fileSha256])).toEqual([
    ["Android Signing", sha256(keystoreBytes(content))],
  ]);
  const [app] = fixture.sandbox.state().consoleApps;
  expect([app?.isCurrent, app?.policies.includes("POLICY_CODE_DAR")]).toEqual([true, true]);
  // A console whose update is not to be trusted is never asked for one.
  expect(fixture.requests().filter((line) => line.startsWith("PUT"))).toEqual([]);
}

const consoles = {
  "as it is presumed": {},
  "that keeps the names of archived profiles, and blanks what a PUT leaves out": {
    archivedNames: "taken",
    putMode: "replace",
    loginMode: "redirect",
    archivedReadable: true,
  },
  "that refuses with pages and keeps no request of a dead session": {
    errorMode: "page",
    savedPostBytes: 0,
    catalogShape: "without-details",
    profileShape: "list",
    dataShape: "object",
  },
} satisfies Record<string, Partial<PolicyConsoleOptions>>;

const writes = [
  ["POST", `${rest}/profile`],
  ["POST", `${rest}/app-market/policy`],
  ["DELETE", `${rest}/profile`],
] as const;

/** What goes wrong with each kind of request that changes something, the first time. */
const troubles = {
  "goes wrong": undefined,
  "but sessions end right before writes": "sessions",
  "but answers of writes are lost": { when: "after", action: { kind: "disconnect" } },
  "but writes never arrive": { when: "before", action: { kind: "disconnect" } },
  "but writes are done and answered with 500": {
    when: "after",
    action: { kind: "answer", status: 500, body: "<html>" },
  },
  "but writes are answered with 503 and not done": {
    when: "before",
    action: { kind: "answer", status: 503, body: "<html>" },
  },
  "but a gateway gives up on writes that are done": {
    when: "after",
    action: { kind: "answer", status: 504, body: "<html>" },
  },
} satisfies Record<string, Pick<Fault, "when" | "action"> | "sessions" | undefined>;

/** Ends all sessions right before the first request of each kind that changes something. */
function sessionsEnd(fixture: Fixture): (http: Http) => Http {
  const met = new Set<unknown>();
  return (http) => (request, signal) => {
    const kind = writes.find(([method, path]) => request.method === method && request.url.includes(path));
    if (kind && !met.has(kind)) {
      met.add(kind);
      fixture.sandbox.expireConsoleSessions();
    }
    return http(request, signal);
  };
}

describe.each(Object.entries(consoles))("on a console %s", (_, options) => {
  test.each(Object.entries(troubles))(
    "nothing %s: one active profile is left, with the right file",
    async (_name, trouble) => {
      const first = await startConsole({ apps, ...options });
      for (const content of ["first", "second"]) {
        await putFile(first, content);
        if (trouble !== undefined && trouble !== "sessions")
          for (const [method, pathPrefix] of writes) first.sandbox.addFault({ ...trouble, method, pathPrefix });
        const failed = await converge(first, trouble === "sessions" ? { wrap: sessionsEnd(first) } : {});
        audit(first, content);
        if (trouble === undefined || trouble === "sessions") expect(failed).toEqual([]);
      }
      // Nothing was made twice where every request was answered in the end.
      if (trouble === undefined || trouble === "sessions")
        expect(first.sandbox.state().signingProfiles.map(({ isArchived }) => isArchived)).toEqual([false, true]);
    },
  );

  test.each([0, 1, 2, 3])("a run that ends before its step %i leaves the rest to the next one", async (steps) => {
    const first = await startConsole({ apps, ...options });
    await putFile(first, "first");
    await converge(first);
    await putFile(first, "second");
    const killed = first.again({ update: "replace" });
    const changes = await planned(killed, specOf("replace"));
    expect(changes.map(({ action, type }) => `${action} ${type}`)).toEqual([
      "create signing_profile",
      "update secured_app",
      "delete signing_profile",
    ]);
    const [last, ...before] = changes.slice(0, steps).toReversed();
    for (const change of before.toReversed()) await applied(killed, change);
    // The last step is done, and the run dies before it marks it.
    if (last) await killed.provider.apply(last, killed.context);
    expect(await converge(first)).toEqual([]);
    audit(first, "second");
  });
});

describe("making a new one", () => {
  test("says in the store what it is about to make before the console hears of it", async () => {
    const fixture = await startConsole({ apps });
    await putFile(fixture, "first");
    const seen: unknown[] = [];
    const watched = fixture.again({
      update: "replace",
      wrap: (http) => (request, signal) => {
        if (request.method === "POST" && request.url.endsWith("/profile")) seen.push(fixture.store.records());
        return http(request, signal);
      },
    });
    await watched.apply(androidChange("create"));
    const [profile] = activeOf(fixture);
    expect(profile?.name).toMatch(/^Android Signing [0-9a-f]{8}$/);
    expect(seen).toEqual([[{ address, facts: { making: [profile?.name], replaced: [] } }]]);
    expect(fixture.store.records()).toMatchObject([
      {
        facts: {
          name: profile?.name,
          profile_id: profile?.id,
          replaced: [],
          file_sha256: sha256(keystoreBytes("first")),
        },
      },
    ]);
    expect(fixture.store.records()[0]?.facts).not.toHaveProperty("making");
  });

  test("what the console finishes for a dead run when the next one is over is still known as ours, and goes", async () => {
    const first = await startConsole({ apps });
    await putFile(first, "first");
    const late = "Android Signing 0badcafe";
    await first.store.record(address, { making: [late] });
    await converge(first);
    expect(first.store.records().find((record) => record.address === address)?.facts).toMatchObject({ making: [late] });
    await first.again().apply({ ...androidChange("create", { name: late }), address: "console/signing_profile/late" });
    await first.store.forget("console/signing_profile/late");
    expect(activeOf(first)).toHaveLength(2);
    expect((await planned(first.again({ update: "replace" }), specOf("replace"))).map(({ action }) => action)).toEqual([
      "delete",
    ]);
    expect(await converge(first)).toEqual([]);
    audit(first, "first");
  });

  test("what an earlier run made is adopted without a write; what was written since stops it", async () => {
    const fixture = await startConsole({ apps }, { update: "replace" });
    await putFile(fixture, "first");
    await fixture.apply(androidChange("create"));
    const next = fixture.again({ update: "replace" });
    await next.read();
    expect((await next.apply(androidChange("create"))).adopted).toBe(true);
    const [profile] = activeOf(fixture);
    // Somebody else writes it in the place of Signwright.
    await fixture.again().apply(androidChange("update", { name: profile?.name ?? "", description: "by hand" }));
    expect(await next.failure(next.apply(androidChange("create")))).toMatchObject({
      code: "plan/stale",
      message: `the saved plan no longer fits: ${address} was changed on the policy console meanwhile`,
    });
    expect(activeOf(fixture)).toHaveLength(1);
  });

  test("is refused to a user without the rights before anything is said or made", async () => {
    const fixture = await startConsole({ apps }, { update: "replace", username: "reader@acme.example" });
    await putFile(fixture, "first");
    expect((await fixture.failure(fixture.apply(androidChange("create")))).code).toBe("policy-console/forbidden");
    expect([fixture.store.records(), activeOf(fixture)]).toEqual([[], []]);
  });

  test("that the console refuses leaves the old one and the apps as they are", async () => {
    const fixture = await startConsole({ apps, keystoreChecks: "upload" });
    await putFile(fixture, "first");
    await converge(fixture);
    const before = fixture.sandbox.state();
    await fixture.store.put({
      address: keystoreAddress,
      instance: "broken",
      created: "2026-03-01T12:00:00Z",
      facts: {},
      parts: { file: new Secret(Buffer.from("no keystore")), password: new Secret(keystorePassword) },
    });
    const next = fixture.again({ update: "replace" });
    await expect(next.apply({ ...androidChange("create"), before: androidChange("create").after })).rejects.toThrow();
    expect(fixture.sandbox.state()).toEqual(before);
    await putFile(fixture, "second");
    expect(await converge(fixture)).toEqual([]);
    audit(fixture, "second");
  });

  test("for the other platform replaces also where the option says put", async () => {
    const fixture = await startConsole({ apps });
    await fixture.apply(androidChange("create"));
    const change = androidChange("create", { platform: "ios", keystore_alias: null, signing_cert_id: "iPhone" });
    await fixture.apply({
      ...change,
      after: { ...change.after, file: "store/stored_profile/com.acme.shop:IOS_APP_STORE" },
      before: androidChange("create").after,
    } as ChangeOf<"signing_profile">);
    expect(activeOf(fixture).map(({ name, platform }) => [name.replace(/ [0-9a-f]{8}$/, " #"), platform])).toEqual([
      ["Android Signing", "android"],
      ["Android Signing #", "ios"],
    ]);
    expect(fixture.store.records()[0]?.facts).toMatchObject({ replaced: [activeOf(fixture)[0]?.id] });
  });
});

describe("archiving the old one", () => {
  const end = (deposed: string): ChangeOf<"signing_profile"> => ({
    ...androidChange("create"),
    action: "delete",
    before: androidChange("create").after,
    after: null,
    deposed,
  });

  async function made(
    options: Partial<PolicyConsoleOptions> = {},
    user = {},
  ): Promise<{ fixture: Fixture; id: string }> {
    const first = await startConsole({ apps, ...options });
    await first.apply(androidChange("create"));
    return { fixture: first.again(user), id: activeOf(first)[0]?.id ?? "" };
  }

  test("happens once, after a ping; what is archived already is done", async () => {
    const { fixture, id } = await made();
    expect(await fixture.apply(end(id))).toEqual({});
    const requests = fixture.requests();
    expect(requests[requests.indexOf("DELETE profile/<id>") - 1]).toBe("GET user/ping");
    expect(await fixture.apply(end(id))).toEqual({ adopted: true });
    expect(fixture.requests().filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
  });

  test("is refused to a user without the rights, and stops where somebody wrote it meanwhile", async () => {
    const { fixture, id } = await made({}, { username: "reader@acme.example" });
    expect((await fixture.failure(fixture.apply(end(id)))).code).toBe("policy-console/forbidden");
    const [mine, other] = [fixture.again(), fixture.again()];
    await mine.read();
    await other.apply(androidChange("update", { description: "by somebody else" }));
    expect((await mine.failure(mine.apply(end(id)))).code).toBe("plan/stale");
    expect(activeOf(fixture)).toHaveLength(1);
  });

  test("of a console that lists it still is told, and not asked for again", async () => {
    const { fixture, id } = await made({ catalogLists: "all" });
    expect(await fixture.failure(fixture.apply(end(id)))).toMatchObject({
      code: "policy-console/unexpected-answer",
      message: expect.stringContaining('archive the signing profile "Android Signing", and lists it still') as unknown,
      help: expect.stringContaining("`update: put`") as unknown,
    });
    expect(fixture.requests().filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
  });

  test("that is never answered ends after two attempts; a session that ends again and again ends it too", async () => {
    const { fixture, id } = await made();
    const fault = { method: "DELETE", pathPrefix: rest, times: 2 } as const;
    fixture.sandbox.addFault({ ...fault, action: { kind: "answer", status: 503, body: "<html>" } });
    expect((await fixture.failure(fixture.apply(end(id)))).message).toContain("status 503");
    expect(fixture.requests().filter((line) => line.startsWith("DELETE"))).toHaveLength(2);
    const ending = fixture.again({
      wrap: (http) => (request, signal) => {
        if (request.method === "DELETE") fixture.sandbox.expireConsoleSessions();
        return http(request, signal);
      },
    });
    expect((await ending.failure(ending.apply(end(id)))).message).toContain("the session ends again and again");
    expect(activeOf(fixture)).toHaveLength(1);
  });
});

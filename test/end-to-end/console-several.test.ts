import { afterEach, expect, it } from "vitest";
import { startSandbox, type Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { createAcme, type Acme } from "../support/acme.ts";

// One signing file, two policy consoles: a signing profile of the same name on each, for Android on one and for iOS on the other.

let acme: Acme;
let europe: Sandbox;
afterEach(async () => {
  await europe.stop();
  await acme.stop();
});

const europeUser = { EUROPE_USER: "admin@europe.example", EUROPE_PASSWORD: "another console's password" };

const targets = (description: string): string => `targets:
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    policy_console: { key: console, profile: Signing, description: ${description}, apps: [com.acme.shop] }
  partner:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.partner.shop
    certificate: partner-distribution
    profiles: [signing/partner.mobileprovision]
    policy_console:
      { key: europe, profile: Signing, description: ${description}, signing_cert_id: Apple Distribution, apps: [com.partner.shop] }
`;

async function open(): Promise<void> {
  acme = await createAcme({
    policyConsole: { apps: [{ name: "Shop", packageName: "com.acme.shop", platform: "android" }] },
  });
  europe = await startSandbox({
    clock: () => new Date(),
    appStoreConnect: { teamId: "ABCDE12345", keys: [] },
    policyConsole: {
      users: [{ username: europeUser.EUROPE_USER, password: europeUser.EUROPE_PASSWORD, admin: true }],
      apps: [{ name: "Partner", packageName: "com.partner.shop", platform: "ios" }],
      identities: ["Apple Distribution: Acme Inc (ABCDE12345)"],
    },
  });
  Object.assign(acme.env, europeUser);
  const key = `  europe:
    type: policy_console
    url: ${europe.policyConsoleUrl}
    username: { env: EUROPE_USER }
    password: { env: EUROPE_PASSWORD }
`;
  acme.edit((text) => text.replace(/^devices:[^]*$/m, `${key}\n${targets("one")}`));
  expect((await acme.cli(["validate"])).err).not.toContain("error[");
}

const describeAs = (description: string): void => {
  acme.edit((text) => text.replace(/^targets:[^]*$/m, targets(description)));
};

/** The signing profiles that a console has, and whether its app is secured with what they are now. */
const on = (sandbox: Sandbox): unknown => {
  const { signingProfiles, consoleApps } = sandbox.state();
  return [
    signingProfiles.map(({ name, platform, description }) => `${name} for ${platform ?? ""}: ${description}`),
    consoleApps.map(({ isCurrent }) => isCurrent),
  ];
};

const addresses = (plan: string): readonly string[] =>
  plan
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[+~!-] (?:console|europe)\//.test(line));

it("each has its own; what is in order on both is an empty plan", async () => {
  await open();
  const planned = await acme.cli(["plan"]);
  expect(addresses(planned.out)).toEqual([
    "+ console/signing_profile/Signing",
    "+ europe/signing_profile/Signing",
    "+ console/secured_app/com.acme.shop:android",
    "+ europe/secured_app/com.partner.shop:ios",
  ]);
  const applied = await acme.cli(["apply", "--auto-approve"]);
  expect(applied.code, applied.err).toBe(0);
  expect(on(acme.sandbox)).toEqual([["Signing for android: one"], [true]]);
  expect(on(europe)).toEqual([["Signing for ios: one"], [true]]);
  expect((await acme.cli(["plan"])).out).toContain("No changes.");
  // Each session is ended on the console on which it was begun.
  for (const sandbox of [acme.sandbox, europe]) {
    const sessions = sandbox
      .ledger()
      .flatMap((line) => (line.entry === "object" && line.kind === "session" ? [line.event] : []));
    expect(sessions.filter((event) => event === "started").length).toBeGreaterThan(0);
    expect(sessions.filter((event) => event === "ended").length).toBe(
      sessions.filter((event) => event === "started").length,
    );
  }
});

it("one that is down stops the plan of both, by name; the targets of the other go on alone", async () => {
  await open();
  expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  describeAs("two");
  await europe.stop();
  const writes = acme.writes().length;
  for (const command of [["plan"], ["apply", "--auto-approve"]]) {
    const failed = await acme.cli(command);
    expect(failed.code).toBe(1);
    expect(failed.err).toContain("error[policy-console/unavailable]");
    expect(failed.err).toMatch(/--> signing\.yaml:\d+:\d+/);
    expect(failed.err).toMatch(/\| +(?:europe:|url:)/);
    expect(failed.err).not.toMatch(/\| +console:/);
  }
  expect(acme.writes().length).toBe(writes);
  const alone = await acme.cli(["apply", "--auto-approve", "--target", "shop-android"]);
  expect(alone.code, alone.err).toBe(0);
  expect(on(acme.sandbox)).toEqual([["Signing for android: two"], [true]]);
});

it("one that refuses in the middle ends the apply; the next one does the rest", async () => {
  await open();
  expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
  describeAs("two");
  // A change is sent twice at most.
  europe.addFault({ method: "PUT", times: 2, action: { kind: "answer", status: 503, body: "<html>" } });
  const failed = await acme.cli(["apply", "--auto-approve"]);
  expect(failed.code).toBe(1);
  expect(failed.err).toContain("error[policy-console/unavailable]");
  expect(failed.err).toContain("~ europe/signing_profile/Signing: failed");
  expect(failed.err).toContain("3 steps not carried out; what is done is kept");
  expect(on(acme.sandbox)).toEqual([["Signing for android: two"], [false]]);
  expect(on(europe)).toEqual([["Signing for ios: one"], [true]]);
  const rest = await acme.cli(["apply", "--auto-approve"]);
  expect(rest.code, rest.err).toBe(0);
  expect(on(acme.sandbox)).toEqual([["Signing for android: two"], [true]]);
  expect(on(europe)).toEqual([["Signing for ios: two"], [true]]);
  expect((await acme.cli(["plan"])).out).toContain("No changes.");
});

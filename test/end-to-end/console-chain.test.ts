import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity, type NameParts } from "../formats/certificate-maker.ts";
import { profileList, signMessage } from "../formats/profile-maker.ts";
import { createAcme, type Acme, type AcmeOptions, type CliResult } from "../support/acme.ts";

const day = 86_400_000;
const shop = { appId: "aaaaaaaa-1111-4111-8111-111111111111", name: "Shop", packageName: "com.acme.shop" } as const;
const mail = { appId: "bbbbbbbb-2222-4222-8222-222222222222", name: "Mail", packageName: "com.acme.mail" } as const;
const identity = "console/installed_identity/acme:distribution";

/** An automatic target of which the console secures two apps, one of them by its GUID. */
const target = `
  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    key: acme
    extensions: []
    policy_console:
      key: console
      profile: iOS Signing
      description: iOS Signing Profile
      signing_cert_id: Apple Distribution
      apps: [com.acme.shop, "{BBBBBBBB-2222-4222-8222-222222222222}"]
`;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Chain extends Acme {
  readonly passDays: (days: number) => void;
  /** The lines of a plan, symbol and address, in their order. */
  readonly lines: () => Promise<readonly string[]>;
  readonly apply: (...more: string[]) => Promise<CliResult>;
  readonly targets: (text: string) => void;
}

async function openChain(targets: string, policyConsole: AcmeOptions["policyConsole"] = {}): Promise<Chain> {
  let passed = 0;
  const acme = await createAcme({
    clock: () => new Date(Date.now() + passed),
    policyConsole: {
      identities: ["Apple Distribution: Acme Inc"],
      apps: [
        { ...shop, platform: "ios" },
        { ...mail, platform: "ios", policies: ["POLICY_CODE_DAR"] },
        { ...shop, appId: "cccccccc-3333-4333-8333-333333333333", platform: "android" },
      ],
      ...policyConsole,
    },
  });
  cleanups.push(() => acme.stop());
  const whole = acme.edit;
  const write = (text: string): void => {
    whole((old) =>
      `${old.slice(0, old.search(/^devices:/m))}targets:${text}`.replace(/^targets:[^]*?(?=targets:)/m, ""),
    );
  };
  whole((old) => old.replace(/^devices:[^]*$/m, `devices:\n`));
  write(targets);
  return {
    ...acme,
    passDays: (days) => {
      passed += days * day;
    },
    lines: async () => {
      const { out, err } = await acme.cli(["plan"]);
      expect(err).not.toContain("error[");
      return out
        .split("\n")
        .filter((line) => /^ {0,2}(\+|~|-|!|\+\/-|\.) \S+\//.test(line))
        .map((line) => line.trim());
    },
    apply: (...more) => acme.cli(["apply", "--auto-approve", ...more]),
    targets: write,
  };
}

describe("a renewed certificate goes through to the apps on the console", () => {
  it("in order, waits for the step by hand, goes on once it is acknowledged, and ends in an empty plan", async () => {
    const chain = await openChain(target);
    const first = await chain.apply();
    expect(first.code, first.err).toBe(0);
    expect(await chain.apply("--acknowledge", identity)).toMatchObject({ code: 0 });
    expect((await chain.cli(["plan"])).out).toContain("No changes.");
    const before = chain.sandbox.state();
    expect(before.consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true, true, false]);

    chain.passDays(340);
    expect(await chain.lines()).toEqual([
      "+/- store/key/acme:distribution",
      "+/- acme/certificate/distribution",
      "+/- store/identity/acme:distribution",
      "+ acme/profile/com.acme.shop:ios_app_store",
      "+/- store/stored_profile/acme:com.acme.shop:ios_app_store",
      `! ${identity}`,
      "~ console/signing_profile/iOS Signing",
      "~ console/secured_app/com.acme.mail:ios",
      "~ console/secured_app/com.acme.shop:ios",
      ...(await destroyed(chain)),
    ]);
    const { out } = await chain.cli(["plan"]);
    expect(out).toContain("the certificate that signs is another one than the last on the console's Mac");
    expect(out).toContain("the provisioning profile in it changes");
    expect(out).toContain("it has to be secured again: its signing profile changes");
    expect(out).toContain(`signwright apply --acknowledge ${identity}`);

    const waits = await chain.apply();
    expect(waits.code, waits.err).toBe(0);
    expect(waits.err).toContain("1 step left to do by hand; 3 changes waiting for that");
    expect(chain.sandbox.state().signingProfiles).toEqual(before.signingProfiles);
    expect(await chain.lines()).toEqual([
      `! ${identity}`,
      "~ console/signing_profile/iOS Signing",
      "~ console/secured_app/com.acme.mail:ios",
      "~ console/secured_app/com.acme.shop:ios",
    ]);
    // Nothing happens until somebody says that it is done, however often it is applied.
    const writes = chain.writes().length;
    expect((await chain.apply()).code).toBe(0);
    expect(chain.writes().length).toBe(writes);

    const done = await chain.apply("--acknowledge", identity);
    expect(done.code, done.err).toBe(0);
    expect(done.out).toContain("`--acknowledge` says that it is installed on the console's Mac");
    const after = chain.sandbox.state();
    expect(after.signingProfiles).toHaveLength(1);
    expect(after.signingProfiles[0]?.fileSha256).not.toBe(before.signingProfiles[0]?.fileSha256);
    expect(after.consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true, true, false]);
    expect(after.consoleApps[1]?.policies).toContain("POLICY_CODE_DAR");
    expect((await chain.cli(["plan"])).out).toContain("No changes.");
  });

  it("takes the acknowledgement of a saved plan as it was reviewed", async () => {
    const chain = await openChain(target);
    expect((await chain.cli(["apply", "--auto-approve", "--acknowledge", identity])).err).toContain(
      "there is nothing to install yet",
    );
    expect((await chain.apply()).code).toBe(0);
    expect((await chain.cli(["plan", "--acknowledge", identity, "--out", "plan.json"])).code).toBe(0);
    const applied = await chain.cli(["apply", "plan.json"]);
    expect(applied.code, applied.err).toBe(0);
    expect((await chain.cli(["plan"])).out).toContain("No changes.");
    expect((await chain.cli(["plan", "--acknowledge", `${identity}x`])).err).toContain(`there is \`${identity}\``);
  });

  it("has no step when the identity stays, and says why", async () => {
    const chain = await openChain(target);
    await chain.apply();
    await chain.apply("--acknowledge", identity);
    chain.targets(target.replace("extensions: []", "extensions: []\n    capabilities: [healthkit]"));
    // From what Apple makes to the apps, and nothing for a person between them.
    expect(await chain.lines()).toEqual([
      "+ acme/capability/com.acme.shop:healthkit",
      "+/- acme/profile/com.acme.shop:ios_app_store",
      "+/- store/stored_profile/acme:com.acme.shop:ios_app_store",
      "~ console/signing_profile/iOS Signing",
      "~ console/secured_app/com.acme.mail:ios",
      "~ console/secured_app/com.acme.shop:ios",
      ...(await destroyed(chain)),
    ]);
    expect((await chain.cli(["plan"])).out).toContain(
      "the provisioning profile in it changes; nothing to install on the console's Mac: `Apple Distribution` names the same identity as before, Apple Distribution: Acme Inc",
    );
    expect((await chain.apply()).code).toBe(0);
    expect((await chain.cli(["plan"])).out).toContain("No changes.");
  });
});

describe("a certificate of one's own", () => {
  const own = (identityName: string): string => `
  partner:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.acme.shop
    certificate: partner-distribution
    profiles: [signing/partner.mobileprovision]
    policy_console: { key: console, profile: Partner, signing_cert_id: ${identityName}, apps: [com.acme.shop] }
`;

  /** What the partner sends: a new .p12 and a new profile. */
  async function sendFiles(chain: Chain, commonName: string): Promise<void> {
    const [CN, OU] = [`${commonName}: Partner (A1B2C3D4E5)`, "A1B2C3D4E5"];
    const signer = makeIdentity({ name: Object.entries({ CN, OU, O: "Partner" }) as NameParts, type: "rsa" });
    const { privateKey, der: certificate } = signer;
    const password = new Secret(chain.env["PARTNER_P12_PASSWORD"] ?? "");
    const content = { privateKey, certificate, friendlyName: "partner", password };
    writeFileSync(join(chain.folder, "signing/partner.p12"), await writePkcs12({ ...content, form: "modern" }));
    const list = profileList({
      certificates: [signer.der],
      changes: { ExpirationDate: new Date(Date.now() + 300 * day), UUID: randomUUID() },
    });
    writeFileSync(join(chain.folder, "signing/partner.mobileprovision"), signMessage(list, { signer }));
  }

  it("is taken to be on the Mac; a renewed one of another name does not pass, and of the right name is a step", async () => {
    const chain = await openChain(own("iPhone Distribution"), { identities: ["iPhone Distribution: Partner"] });
    await sendFiles(chain, "iPhone Distribution");
    const first = await chain.apply();
    expect(first.code, first.err).toBe(0);
    expect((await chain.cli(["plan"])).out).toContain("No changes.");

    await sendFiles(chain, "Apple Distribution");
    const refused = await chain.cli(["plan"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      "error[rule/console-identity]: no certificate in the profiles of target `partner` has a name that begins with `iPhone Distribution`",
    );
    expect(refused.err).toContain("signing_cert_id: iPhone Distribution");
    expect(refused.err).toContain("fix: write `Apple Distribution`");

    chain.targets(own("Apple Distribution"));
    expect(await chain.lines()).toEqual([
      "~ store/identity/partner-distribution",
      "~ store/stored_profile/signing/partner.mobileprovision",
      "! console/installed_identity/partner-distribution",
      "~ console/signing_profile/Partner",
      "~ console/secured_app/com.acme.shop:ios",
    ]);
  });
});

/** Lines that remove what was replaced: whatever they are, they come last. */
async function destroyed(chain: Chain): Promise<readonly string[]> {
  const lines = await chain.lines();
  const deletes = lines.filter((line) => line.startsWith("- "));
  expect(lines.slice(lines.length - deletes.length)).toEqual(deletes);
  return deletes;
}

describe("a keystore that changes", () => {
  const android = `
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    policy_console:
      key: console
      profile: Android Signing
      apps: [com.acme.shop]
`;

  it("goes to the signing profile, and the app is secured again", async () => {
    const chain = await openChain(android, { keystoreChecks: "signing" });
    expect((await chain.apply()).code).toBe(0);
    expect(chain.sandbox.state().consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([false, false, true]);
    expect((await chain.cli(["plan"])).out).toContain("No changes.");
    const uploaded = chain.sandbox.state().signingProfiles[0]?.fileSha256;
    const other = makeIdentity({ name: [["CN", "Acme upload"]] });
    const keystore = await writePkcs12({
      privateKey: other.privateKey,
      certificate: other.der,
      friendlyName: "upload",
      password: new Secret(chain.env["UPLOAD_KEYSTORE_PASSWORD"] ?? ""),
      form: "modern",
    });
    writeFileSync(join(chain.folder, "android/upload.keystore"), keystore);
    expect(await chain.lines()).toEqual([
      "~ store/keystore/upload",
      "~ console/signing_profile/Android Signing",
      "~ console/secured_app/com.acme.shop:android",
    ]);
    expect((await chain.apply()).code).toBe(0);
    expect(chain.sandbox.state().signingProfiles).toHaveLength(1);
    expect(chain.sandbox.state().signingProfiles[0]?.fileSha256).not.toBe(uploaded);
    expect(chain.sandbox.state().consoleApps[2]?.isCurrent).toBe(true);
    expect((await chain.cli(["plan"])).out).toContain("No changes.");
  });
});

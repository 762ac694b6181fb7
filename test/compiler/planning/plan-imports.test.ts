import { describe, expect, it } from "vitest";
import { planChanges } from "../../../src/compiler/planning/plan-changes.ts";
import { targetMaterial } from "../../../src/compiler/planning/target-material.ts";
import {
  android,
  automatic,
  bundleId,
  digest,
  DONE,
  factsOf,
  identities,
  keystores,
  madeAndroid,
  manual,
  NOW,
  observedOf,
  planAddresses,
  planFor,
  planLines,
  profileFiles,
  signingProfile,
  specOf,
  stored,
  storedKey,
  type World,
} from "./world.ts";

const FILE = "signing/shop.mobileprovision";
const IDENTITY = stored("store/identity/own", digest("certificate s1"), {
  certificate_sha256: digest("certificate s1"),
});
const PROFILE = stored(`store/stored_profile/${FILE}`, "F1", {
  uuid: "F1",
  sha256: digest(FILE),
  source: "file",
  bundle_id: "com.acme.shop",
  profile_type: "app_store",
});
const KEYSTORE = stored("store/keystore/upload", "a1", {
  alias: "upload",
  sha256: digest("jks"),
  certificate_sha256: digest("certificate a1"),
});

describe("files of the user", () => {
  const spec = specOf({ partner: manual() });
  const files = { ...identities({ own: "s1" }), ...profileFiles({ [FILE]: {} }) };

  it("are taken into the store once", () => {
    expect(planLines(spec, { files })).toEqual([
      "+ store/identity/own: the certificate and key of signing/own.p12",
      `+ store/stored_profile/${FILE}: the profile ${FILE}`,
    ]);
    expect(planLines(spec, { files, stored: [IDENTITY, PROFILE] })).toEqual([]);
  });

  it("are taken again when they change, and the older instance stays", () => {
    const changed = { ...identities({ own: "s2" }), ...profileFiles({ [FILE]: { uuid: "F2", content: "another" } }) };
    expect(planLines(spec, { files: changed, stored: [IDENTITY, PROFILE] })).toEqual([
      "~ store/identity/own: signing/own.p12 holds another certificate than the store",
      `~ store/stored_profile/${FILE}: ${FILE} was replaced by another profile`,
    ]);
    const [identity] = planFor(spec, { files: changed, stored: [IDENTITY, PROFILE] }).changes;
    expect(identity).toMatchObject({
      before: { certificate_sha256: digest("certificate s1") },
      after: { source: { key_name: "own" }, certificate_sha256: digest("certificate s2") },
      reads: [`store/object/store/identity/own#${IDENTITY.instance}`],
    });
  });

  it("that come back make their instance the newest again", () => {
    const newer = {
      ...IDENTITY,
      instance: digest("certificate s2"),
      facts: { certificate_sha256: digest("certificate s2") },
    };
    expect(planAddresses(spec, { files, stored: [IDENTITY, newer, PROFILE] })).toEqual(["~ store/identity/own"]);
  });

  it("that were not opened change nothing", () => {
    expect(planLines(spec, {})).toEqual([]);
  });

  it("are listed once for all targets that use them", () => {
    const two = specOf({
      partner: manual(),
      second: manual({ certificate: "own" }),
      desk: automatic({ platform: "macos", bundle_id: "com.acme.desk", certificate: "own", installer: "false" }),
    });
    const planned = planFor(two, { files, bundle_ids: [bundleId("com.acme.desk")] });
    expect(planned.changes.map(({ address, targets }) => [address, targets])).toEqual([
      ["store/identity/own", ["desk", "partner", "second"]],
      [`store/stored_profile/${FILE}`, ["partner", "second"]],
    ]);
  });

  it("of a Mac target may be two certificates", () => {
    const mac = specOf({ desk: manual({ platform: "macos", installer_certificate: "other" }) });
    expect(
      planAddresses(mac, { files: { ...identities({ own: "s1", other: "s2" }), ...profileFiles({ [FILE]: {} }) } }),
    ).toEqual(["+ store/identity/other", "+ store/identity/own", `+ store/stored_profile/${FILE}`]);
  });

  it("stay in the store when their target leaves the file", () => {
    expect(
      planLines(specOf({ shop: automatic() }), {
        ...DONE,
        stored: [...(DONE.stored ?? []), IDENTITY, PROFILE, KEYSTORE],
      }),
    ).toEqual([]);
  });
});

describe("keystores", () => {
  const spec = specOf({ shop: android() });

  it("are taken into the store with the alias that signs", () => {
    expect(planLines(spec, { files: keystores("jks") })).toEqual([
      "+ store/keystore/upload: the keystore android/upload.jks",
    ]);
    expect(planLines(spec, { files: keystores("jks"), stored: [KEYSTORE] })).toEqual([]);
  });

  it("are taken again when the file or the alias changes", () => {
    expect(planLines(spec, { files: keystores("other jks"), stored: [KEYSTORE] })).toEqual([
      "~ store/keystore/upload: android/upload.jks differs from what the store holds",
    ]);
    const renamed = keystores("jks", [{ alias: "release" }, { alias: "upload" }]);
    expect(
      planAddresses(specOf({ shop: android({ keystore_alias: "release" }) }), { files: renamed, stored: [KEYSTORE] }),
    ).toEqual(["~ store/keystore/upload"]);
    expect(planAddresses(spec, { files: renamed, stored: [KEYSTORE] })).toEqual([]);
  });

  it("without the alias, or with a key that has no certificate, change nothing: a rule has said it", () => {
    expect(planLines(spec, { files: keystores("jks", [{ alias: "other" }]) })).toEqual([]);
    expect(planLines(spec, { files: keystores("jks", [{ certificate: undefined }]) })).toEqual([]);
  });
});

describe("upload keys that Signwright makes", () => {
  const spec = (fields: Record<string, string> = {}): ReturnType<typeof specOf> =>
    specOf({ made: madeAndroid(fields) });
  const HELD = stored("store/keystore/upload:com.acme.made", "m1", { alias: "upload", sha256: digest("made") });

  it("are made once, with all that is unknown said to be so", () => {
    const [made, ...more] = planFor(spec(), {}).changes;
    expect(more).toEqual([]);
    expect(made).toMatchObject({
      address: HELD.address,
      action: "create",
      after: { key_name: null, alias: "upload", certificate_sha256: null, sha256: null },
      after_unknown: ["certificate_sha256", "sha256"],
    });
  });

  it("are never made anew, replaced or deleted", () => {
    expect(planLines(spec(), { stored: [HELD], now: new Date("2060-01-01T00:00:00Z") })).toEqual([]);
    expect(planLines(spec({ keystore_alias: "release" }), { stored: [HELD] })).toEqual([]);
    expect(
      planLines(specOf({ other: madeAndroid({ package_name: "com.acme.other" }) }), { stored: [HELD] }),
    ).toHaveLength(1);
  });

  it("go to the console under the alias that they were made with", () => {
    const use = { policy_console: "{ key: console, profile: Made Signing }", keystore_alias: "release" };
    const [written] = planFor(spec(use), { stored: [HELD] }).changes;
    expect(written).toMatchObject({
      type: "signing_profile",
      after: { keystore_alias: "upload", file: HELD.address, file_sha256: digest("made") },
    });
    expect(planFor(spec(use), {}).changes.map(({ address, depends_on }) => [address, depends_on])).toEqual([
      [HELD.address, []],
      ["console/signing_profile/Made Signing", [HELD.address]],
    ]);
  });
});

describe("signing profiles of the policy console", () => {
  const spec = specOf({
    shop: android({ policy_console: "{ key: console, profile: Android Signing, description: Acme }" }),
  });
  const ADDRESS = "console/signing_profile/Android Signing";
  const record = { address: ADDRESS, facts: { profile_id: "S1", file_sha256: digest("jks") } } as const;
  const world: World = {
    files: keystores("jks"),
    stored: [KEYSTORE],
    records: [record],
    console: [signingProfile("S1", { description: "Acme" })],
  };
  const lines = (more: Partial<World>): readonly string[] => planLines(spec, { ...world, ...more });

  it("are created after the keystore is in the store", () => {
    const planned = planFor(spec, { files: keystores("jks") });
    expect(planned.changes.map(({ address, depends_on }) => [address, depends_on])).toEqual([
      ["store/keystore/upload", []],
      [ADDRESS, ["store/keystore/upload"]],
    ]);
    expect(planned.changes[1]?.after).toEqual({
      name: "Android Signing",
      description: "Acme",
      platform: "android",
      keystore_alias: "upload",
      signing_cert_id: null,
      file: "store/keystore/upload",
      file_sha256: digest("jks"),
      certificate_sha256: null,
    });
  });

  it("are left alone while nothing differs", () => {
    expect(lines({})).toEqual([]);
    expect(
      lines({
        console: [signingProfile("S1", { description: "Acme" }), signingProfile("S2", { name: "android signing" })],
      }),
    ).toEqual([]);
    expect(lines({ console: [signingProfile("S1", { description: "Acme", secret_matches: null })] })).toEqual([]);
  });

  it.each([
    ["description on the console differs", { description: "Something else" }],
    ["keystore_alias on the console differs", { description: "Acme", keystore_alias: "other" }],
    ["keystore_pass on the console differs", { description: "Acme", secret_matches: false }],
    [
      "description and keystore_alias and keystore_pass on the console differ",
      { keystore_alias: "x", secret_matches: false },
    ],
  ])("are updated when the %s", (why, more) => {
    expect(lines({ console: [signingProfile("S1", more)] })).toEqual([`~ ${ADDRESS}: ${why}`]);
  });

  it("are updated when the file in them changes, or is not known", () => {
    expect(lines({ files: keystores("other jks") })).toEqual([
      "~ store/keystore/upload: android/upload.jks differs from what the store holds",
      `~ ${ADDRESS}: the keystore in it changes`,
    ]);
    expect(lines({ records: [] })).toEqual([
      `~ ${ADDRESS}: what file the console holds is unknown, as Signwright did not upload it`,
    ]);
    expect(lines({ records: [{ ...record, facts: { profile_id: "S1", file_sha256: digest("old jks") } }] })).toEqual([
      `~ ${ADDRESS}: the file on the console is not the one in the store`,
    ]);
  });

  it("are not written again for a keystore that only the store had lost", () => {
    expect(lines({ stored: [] })).toEqual(["+ store/keystore/upload: the keystore android/upload.jks"]);
  });

  it("of one name are ambiguous", () => {
    const twice = [signingProfile("S1"), signingProfile("S2")];
    expect(lines({ console: twice })).toEqual([
      "error policy-console/ambiguous-name: the policy console has 2 signing profiles named `Android Signing`",
    ]);
  });

  it("of the other platform are an error before anything is sent", () => {
    const ios = signingProfile("S1", { keystore_alias: null, signing_cert_id: "iPhone Distribution" });
    expect(lines({ console: [ios], records: [] })[0]).toMatch(/^error policy-console\/other-platform: /);
    expect(lines({ console: [signingProfile("S1", { keystore_alias: null, description: "Acme" })] })[0]).toContain(
      "keystore_alias on the console differs",
    );
  });

  it("are refused at once to a user who may not write them", () => {
    const observed = {
      ...observedOf(world),
      policy_console: {
        console: { kind: "policy_console" as const, signing_profiles: [], apps: [], is_administrator: false },
      },
    };
    const { diagnostics } = planChanges({ spec, targets: spec.targets, facts: factsOf(world), observed, now: NOW });
    expect(diagnostics.map(({ code }) => code)).toEqual(["policy-console/forbidden", "policy-console/archived"]);
  });

  it("are none where the console does not sign", () => {
    const skipping = specOf({ shop: android({ policy_console: "{ key: console, signing: skip_codesign }" }) });
    expect(planLines(skipping, { ...world, records: [], console: [] })).toEqual([]);
  });

  it("are the same with other line ends", () => {
    const long = specOf({
      shop: android({ policy_console: '{ key: console, profile: Android Signing, description: "one\\r\\ntwo" }' }),
    });
    expect(planLines(long, { ...world, console: [signingProfile("S1", { description: "one\ntwo" })] })).toEqual([]);
  });

  it("hold the provisioning profile of the app itself", () => {
    const use = "{ key: console, profile: iOS Signing, signing_cert_id: iPhone Distribution }";
    const ios = specOf({
      partner: manual({
        profiles: "[signing/widget.mobileprovision, signing/any.mobileprovision, signing/shop.mobileprovision]",
        policy_console: use,
      }),
    });
    const files = {
      ...identities({ own: "s1" }),
      ...profileFiles({
        "signing/widget.mobileprovision": { bundleId: "com.acme.shop.widget" },
        "signing/any.mobileprovision": { bundleId: "com.acme.*" },
        [FILE]: {},
      }),
    };
    const written = (given: typeof files): unknown => {
      const last = planFor(ios, { files: given }).changes.at(-1);
      return last?.type === "signing_profile"
        ? [last.after?.file, last.after?.signing_cert_id, last.after?.platform]
        : last;
    };
    expect(written(files)).toEqual([`store/stored_profile/${FILE}`, "iPhone Distribution", "ios"]);
    const withoutExact = { ...files, profiles: new Map([...files.profiles].filter(([path]) => path !== FILE)) };
    expect(written(withoutExact)).toEqual([
      "store/stored_profile/signing/any.mobileprovision",
      "iPhone Distribution",
      "ios",
    ]);
  });

  it("of an automatic target wait for the profile that Apple makes", () => {
    const use = "{ key: console, profile: iOS Signing, signing_cert_id: iPhone Distribution }";
    const ios = specOf({ shop: automatic({ policy_console: use }) });
    const last = planFor(ios, {}).changes.at(-1);
    expect(last).toMatchObject({
      address: "console/signing_profile/iOS Signing",
      after: { file: "store/stored_profile/acme:com.acme.shop:ios_app_store", file_sha256: null },
      after_unknown: ["file_sha256", "certificate_sha256"],
      depends_on: [
        "console/installed_identity/acme:distribution",
        "store/stored_profile/acme:com.acme.shop:ios_app_store",
      ],
    });
  });
});

describe("what a build of a target needs", () => {
  const material = (targets: Record<string, string>, world: World = {}): unknown => {
    const spec = specOf(targets);
    return spec.targets.map((target) => targetMaterial(target, observedOf(world).store));
  };

  it("is identity and profiles, of the extensions too", () => {
    expect(material({ shop: automatic({ extensions: "[com.acme.shop.widget]" }) })).toEqual([
      {
        identity: "store/identity/acme:distribution",
        installer: undefined,
        instances: new Map(),
        profiles: [
          "store/stored_profile/acme:com.acme.shop:ios_app_store",
          "store/stored_profile/acme:com.acme.shop.widget:ios_app_store",
        ],
        keystore: undefined,
      },
    ]);
  });

  it("is what the store holds of discovered extensions", () => {
    const held = (id: string, type = "ios_app_store"): ReturnType<typeof stored> =>
      stored(`store/stored_profile/acme:${id}:${type}`, id, { bundle_id: id });
    const world = {
      stored: [
        held("com.acme.shop"),
        held("com.acme.shop.widget"),
        held("com.acme.shop.old", "ios_app_adhoc"),
        held("com.acme.shopping"),
        storedKey("distribution", "k1"),
      ],
    };
    expect(material({ shop: automatic({ extensions: "discover" }) }, world)).toMatchObject([
      {
        profiles: [
          "store/stored_profile/acme:com.acme.shop:ios_app_store",
          "store/stored_profile/acme:com.acme.shop.widget:ios_app_store",
        ],
      },
    ]);
  });

  it("is the user's own certificate where the target names one", () => {
    expect(
      material({ desk: automatic({ platform: "macos", certificate: "own", installer_certificate: "other" }) }),
    ).toMatchObject([{ identity: "store/identity/own", installer: "store/identity/other" }]);
    expect(material({ desk: automatic({ platform: "macos" }) })).toMatchObject([
      { installer: "store/identity/acme:mac_installer_distribution" },
    ]);
  });

  it("is of each profile type its own, where a manual target stands for several", () => {
    const files = "[signing/a.mobileprovision, signing/s.mobileprovision]";
    const held = [
      stored("store/stored_profile/signing/a.mobileprovision", "A", { profile_type: "ad_hoc" }),
      stored("store/stored_profile/signing/s.mobileprovision", "S", { profile_type: "app_store" }),
    ];
    expect(
      material({ partner: manual({ profile_type: "[ad_hoc, app_store]", profiles: files }) }, { stored: held }),
    ).toMatchObject([
      { identity: "store/identity/own", profiles: ["store/stored_profile/signing/a.mobileprovision"] },
      { profiles: ["store/stored_profile/signing/s.mobileprovision"] },
    ]);
  });

  it("is a keystore on Android", () => {
    expect(material({ shop: android() })).toMatchObject([
      { keystore: "store/keystore/upload", identity: undefined, profiles: [] },
    ]);
  });
});

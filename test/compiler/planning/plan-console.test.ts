import { describe, expect, it } from "vitest";
import type { ObservedConsoleApp, ObservedSigningProfile, OwnershipRecord } from "../../../src/plan/observed.ts";
import { android, automatic, digest, manual, planFor, specOf, type World } from "./world.ts";

const GUID = "aaaaaaaa-1111-4111-8111-111111111111";
const profile: ObservedSigningProfile = {
  profile_id: "S1",
  name: "Android Signing",
  description: "",
  keystore_alias: "upload",
  signing_cert_id: null,
  data_stamp: "1",
  data_id: "D1",
  secret_matches: true,
};
const secured = { signing_type: "SIGN_ON_CONSOLE", profile_id: "S1", data_id: "D1" };
const app = (more: Partial<ObservedConsoleApp> = {}): ObservedConsoleApp => ({
  app_id: GUID,
  name: "Shop",
  package_name: "com.acme.shop",
  platform: "android",
  policies: ["POLICY_CODE_MAP_NEXT", "POLICY_CODE_SIGNING"],
  signing: secured,
  ...more,
});

const keystore = {
  address: "store/keystore/upload" as const,
  instance: "K1",
  created: "2026-01-01T00:00:00Z",
  facts: { sha256: digest("keystore") },
};
const made = {
  address: "console/signing_profile/Android Signing" as const,
  facts: { profile_id: "S1", file_sha256: digest("keystore"), data_id: "D1", data_stamp: "1" },
};
const ADDRESS = "console/secured_app/com.acme.shop:android";
const mark = (facts: OwnershipRecord["facts"] = {}): OwnershipRecord => ({
  address: ADDRESS,
  facts: { app_id: GUID, profile_id: "S1", data_id: "D1", data_stamp: "1", signing_type: "SIGN_ON_CONSOLE", ...facts },
});
const world: World = { console: [profile], apps: [app()], stored: [keystore], records: [made, mark()] };

const shop = (apps: string, more = "profile: Android Signing"): string =>
  android({ policy_console: `{ key: console, ${more}, apps: [${apps}] }` });

function planned(targets: Record<string, string>, more: World = {}): readonly string[] {
  const { changes, diagnostics } = planFor(specOf(targets), { ...world, ...more });
  return [
    ...diagnostics.map(({ code, message, help }) => `${code}: ${message} (${help ?? ""})`),
    ...changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`),
  ];
}

const UNKNOWN = "Signwright did not secure it, so whether its signing profile was written since is unknown";

describe("apps on the console", () => {
  it("are left when they are secured with the current signing profile, by name and by GUID", () => {
    expect(planned({ shop: shop("com.acme.shop") })).toEqual([]);
    expect(planned({ shop: shop(`"{${GUID.toUpperCase()}}"`) })).toEqual([]);
  });

  it.each([
    ["create", { signing: null }, "it was never secured with a signing policy"],
    [
      "update",
      { signing: { ...secured, profile_id: "S0" } },
      "it has to be secured again: it was secured with another signing profile than the current one",
    ],
    [
      "update",
      { signing: { ...secured, data_id: "D0" } },
      "it has to be secured again: its signing profile was written since it was secured",
    ],
    ["update", { signing: { ...secured, signing_type: "SKIP_CODESIGN" } }, "it is secured with SKIP_CODESIGN"],
  ] as const)("%s: %j", (action, more, reason) => {
    expect(planned({ shop: shop("com.acme.shop") }, { apps: [app(more)] })).toEqual([
      `${action} ${ADDRESS}: ${reason}`,
    ]);
  });

  it.each([
    // A console that gives the data a new id with each write, and shows it of an app.
    ["nothing", "D1", mark()],
    ["nothing", "D1", mark({ data_id: "D0", data_stamp: "0" })],
    ["its signing profile was written since it was secured", "D0", mark()],
    // One that keeps the id: only our own mark has the stamp.
    ["its signing profile was written since it was secured", "D1", mark({ data_stamp: "0" })],
    // One that does not show the id of an app.
    ["nothing", null, mark()],
    ["its signing profile was written since it was secured", null, mark({ data_stamp: "0" })],
    ["its signing profile was written since it was secured", null, mark({ data_id: "D0", data_stamp: "0" })],
    // Nobody knows which kind it is.
    [UNKNOWN, "D1", undefined],
    [UNKNOWN, null, undefined],
    [UNKNOWN, "D1", mark({ app_id: "another upload" })],
    [UNKNOWN, "D1", mark({ profile_id: "S0", data_id: "D0" })],
  ])("have %s to say when they show the id %j and our mark is %j", (what, data_id, own) => {
    const records = [made, ...(own ? [own] : [])];
    const found = planned(
      { shop: shop("com.acme.shop") },
      { records, apps: [app({ signing: { ...secured, data_id } })] },
    );
    expect(found).toEqual(what === "nothing" ? [] : [`update ${ADDRESS}: it has to be secured again: ${what}`]);
  });

  it("say why they are secured again when only the description of their signing profile changes", () => {
    const described = shop("com.acme.shop", "profile: Android Signing, description: New");
    expect(planned({ shop: described })).toEqual([
      "update console/signing_profile/Android Signing: description on the console differs",
      `update ${ADDRESS}: it has to be secured again: its signing profile changes, and although the file in it stays, the console counts the app as secured with an older one`,
    ]);
  });

  it("come after their signing profile, and depend on it", () => {
    const { changes } = planFor(
      specOf({ shop: shop("com.acme.shop", "profile: Android Signing, description: New") }),
      world,
    );
    expect(changes.map(({ address, depends_on, after_unknown }) => [address, depends_on, after_unknown])).toEqual([
      ["console/signing_profile/Android Signing", [], []],
      [ADDRESS, ["console/signing_profile/Android Signing"], ["profile_data_id"]],
    ]);
  });

  it("that the console does not have are told with the near name, and the platform that it has them for", () => {
    expect(planned({ shop: shop("com.acme.shpo") }, { records: [made] })).toEqual([
      "policy-console/unknown-app: the policy console `console` has no android app `com.acme.shpo` (there is `com.acme.shop`)",
    ]);
    const { diagnostics } = planFor(specOf({ shop: shop(GUID) }), { ...world, apps: [app({ platform: "ios" })] });
    expect(diagnostics.map(({ code, notes }) => [code, notes[0]?.message])).toEqual([
      ["policy-console/unknown-app", "the one that it has is for ios"],
    ]);
  });

  it("that two targets name differently and want differently are told", () => {
    const twice = { one: shop("com.acme.shop"), two: shop(GUID, "signing: skip_codesign") };
    expect(planned(twice)[0]).toMatch(/^rule\/conflicting-targets: targets `one` and `two` both write the app/);
  });

  it("that nobody signs need no signing profile", () => {
    const skip = { shop: shop("com.acme.shop", "signing: skip_codesign") };
    expect(planned(skip, { apps: [app({ signing: null, policies: [] })], console: [], records: [] })).toEqual([
      `create ${ADDRESS}: it was never secured with a signing policy`,
    ]);
    const mark = { address: ADDRESS, facts: { app_id: GUID, signing_type: "SKIP_CODESIGN" } } as const;
    expect(planned(skip, { apps: [app({ signing: null })], console: [], records: [mark] })).toEqual([]);
  });
});

describe("signing profiles that somebody else has touched", () => {
  it("are unknown when they were written since", () => {
    expect(planned({ shop: shop("com.acme.shop") }, { console: [{ ...profile, data_stamp: "2" }] })[0]).toBe(
      "update console/signing_profile/Android Signing: somebody else wrote it on the console since, so what file it holds is unknown",
    );
  });

  it("are made anew when they were archived, and the apps secured again", () => {
    expect(planned({ shop: shop("com.acme.shop") }, { console: [] })).toEqual([
      "policy-console/archived: the signing profile `Android Signing` was archived on the policy console (apply makes a new one of that name; if that is not wanted, remove `policy_console` from the target first)",
      "create console/signing_profile/Android Signing: the signing profile that Signwright made was archived on the console",
      `update ${ADDRESS}: it has to be secured again: its signing profile is made`,
    ]);
  });
});

describe("the identity on the console's Mac", () => {
  const use = (signing = "sign_on_console") =>
    `{ key: console, profile: iOS Signing, signing_cert_id: Apple Distribution, signing: ${signing} }`;

  it("is a step for a person where Signwright made it, and none where the console does not sign", () => {
    const lines = (target: string): readonly string[] =>
      planFor(specOf({ shop: target }), {}).changes.map(({ action, address }) => `${action} ${address}`);
    expect(lines(automatic({ policy_console: use() }))).toContain(
      "manual console/installed_identity/acme:distribution",
    );
    expect(lines(automatic({ policy_console: use("sign_externally") })).join()).not.toContain("installed_identity");
  });

  it("is taken to be there for a certificate of the user's, until it changes", () => {
    const identity = (certificate: string) => ({
      address: "store/identity/own" as const,
      instance: certificate,
      created: "2026-01-01T00:00:00Z",
      facts: { certificate_sha256: digest(certificate) },
    });
    const record = {
      address: "console/signing_profile/iOS Signing" as const,
      facts: { profile_id: "S2", certificate_sha256: digest("first") },
    };
    const lines = (certificate: string, records: World["records"] = []): readonly string[] =>
      planFor(specOf({ shop: manual({ policy_console: use() }) }), { stored: [identity(certificate)], records })
        .changes.map(({ action, address }) => `${action} ${address}`)
        .filter((line) => line.includes("installed"));
    expect(lines("first")).toEqual([]);
    expect(lines("first", [record])).toEqual([]);
    expect(lines("second", [record])).toEqual(["manual console/installed_identity/own"]);
  });
});

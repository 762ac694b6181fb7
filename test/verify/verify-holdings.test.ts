import { describe, expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { Target } from "../../src/compiler/target.ts";
import type { HeldKeystore, HeldProfile, Holdings } from "../../src/compiler/verification/holdings.ts";
import { verifyHoldings, type Verification } from "../../src/compiler/verification/verify-holdings.ts";
import { readCertificate } from "../../src/formats/certificate.ts";
import { judgeProfileSigner } from "../../src/formats/profile-signer.ts";
import { readProvisioningProfile } from "../../src/formats/provisioning-profile.ts";
import { makeIdentity } from "../formats/certificate-maker.ts";
import { profileList, signMessage, type ProfileWish } from "../formats/profile-maker.ts";

const team = "A1B2C3D4E5";
const now = new Date("2026-06-01T00:00:00Z");
const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const authority = makeIdentity({
  name: [
    ["O", "Apple Inc."],
    ["CN", "Authority"],
  ],
  issuer: root,
  authority: true,
});
const name = (ou: string) =>
  [
    ["CN", `Apple Distribution: Acme (${ou})`],
    ["OU", ou],
  ] as const;
const mine = makeIdentity({ name: name(team), issuer: authority });
const colleague = makeIdentity({
  name: [
    ["CN", "Colleague"],
    ["OU", team],
  ],
  issuer: authority,
  serial: 77n,
});
const udids = ["00008110-001A2B3C4D5E601E", "00008120-001A2B3C4D5E601E"];

const text = `version: 1
keys:
  acme: { type: app_store_connect, team_id: ${team}, issuer_id: 00000000-0000-4000-8000-00000000d001, key_id: ABCDEFGHIJ, private_key: { env: K } }
  upload: { type: keystore, file: upload.jks, password: { env: P } }
devices:
  qa:
    - { name: QA, udid: ${udids[0]}, platform: ios }
    - { name: QB, udid: ${udids[1]}, platform: ios }
targets:
  shop: { platform: ios, method: automatic, profile_type: ad_hoc, bundle_id: com.acme.shop, extensions: [], devices: [qa], key: acme }
  widgets: { platform: ios, method: automatic, profile_type: ad_hoc, bundle_id: com.acme.shop, extensions: [com.acme.shop.widget], devices: [qa], key: acme }
  android: { platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload, certificate_sha256: "${"AB:".repeat(31)}AB" }
`;
const targets = compile({ name: "signing.yaml", text }).spec?.targets ?? [];
const target = (id: string): Target => {
  const found = targets.find((t) => t.id === id);
  if (!found) throw new Error(`there is no target ${id}`);
  return found;
};

function profile(wish: ProfileWish = {}, unsigned = false): HeldProfile {
  const list = profileList({ certificates: [colleague.der, mine.der], devices: udids, ...wish });
  const read = readProvisioningProfile(unsigned ? list : signMessage(list, { signer: authority, others: [root.der] }));
  return {
    address: "store/stored_profile/acme:com.acme.shop",
    sha256: "",
    profile: read,
    signer: judgeProfileSigner(read),
  };
}

const identity: NonNullable<Holdings["identity"]> = {
  address: "store/identity/acme:distribution",
  certificate: readCertificate(mine.der),
  keySigns: true,
};

function verify(holdings: Partial<Holdings>, more: Partial<Verification> = {}) {
  const held = { identity, installer: undefined, profiles: [profile()], keystore: undefined, missing: [], ...holdings };
  const { checks } = verifyHoldings({
    target: target("shop"),
    holdings: held,
    now,
    teamId: team,
    entitlements: undefined,
    deviceLists: new Map(),
    details: {},
    ...more,
  });
  const codes = (status: string): readonly string[] =>
    [...new Set(checks.flatMap((c) => (c.status === status ? (c.diagnostic?.code ?? c.name) : [])))].sort();
  return { failed: codes("failed"), warnings: codes("warning"), checks };
}

describe("what is held for an Apple target", () => {
  it("passes; that the signer is not Apple is a warning alone", () => {
    const { failed, warnings, checks } = verify({});
    expect({ failed, warnings }).toEqual({ failed: [], warnings: ["verify/signer-not-apple"] });
    expect(new Set(checks.map((c) => c.name))).toEqual(
      new Set([
        "key",
        "dates",
        "team",
        "profile_signature",
        "profile_signer",
        "certificate_in_profile",
        "profile_type",
        "platform",
        "devices",
        "bundle_id",
      ]),
    );
  });

  it("finds the certificate wherever it is in the profile", () => {
    expect(verify({ profiles: [profile({ certificates: [mine.der, colleague.der] })] }).failed).toEqual([]);
    expect(verify({ profiles: [profile({ certificates: [colleague.der] })] }).failed).toEqual([
      "rule/certificate-not-in-profile",
    ]);
  });

  it.each<[what: string, holdings: () => Partial<Holdings>, code: string]>([
    [
      "a key of another certificate",
      () => ({ identity: { ...identity, keySigns: false } }),
      "verify/key-not-of-certificate",
    ],
    ["a profile that nobody signed", () => ({ profiles: [profile({}, true)] }), "rule/profile-signature"],
    ["a profile of another type", () => ({ profiles: [profile({ allDevices: true })] }), "rule/profile-type-mismatch"],
    [
      "a profile for another platform",
      () => ({ profiles: [profile({ platforms: ["tvOS"] })] }),
      "rule/profile-platform-mismatch",
    ],
    [
      "a profile without a device",
      () => ({ profiles: [profile({ devices: udids.slice(0, 1) })] }),
      "verify/device-not-in-profile",
    ],
    [
      "a profile of another team",
      () => ({ profiles: [profile({ changes: { TeamIdentifier: ["ZZZZZZZZZZ"] } })] }),
      "rule/team-mismatch",
    ],
    [
      "a profile of another app",
      () => ({ profiles: [profile({ entitlements: { "application-identifier": `${team}.com.acme.other` } })] }),
      "rule/profile-bundle-id",
    ],
    [
      "a profile that expired",
      () => ({ profiles: [profile({ changes: { ExpirationDate: new Date("2026-05-31T00:00:00Z") } })] }),
      "rule/expired",
    ],
    [
      "a profile of tomorrow",
      () => ({ profiles: [profile({ changes: { CreationDate: new Date("2026-06-02T00:00:00Z") } })] }),
      "rule/not-yet-valid",
    ],
    [
      "a missing profile",
      () => ({ profiles: [], missing: ["store/stored_profile/acme:com.acme.shop"] }),
      "verify/nothing-held",
    ],
    [
      "a missing identity",
      () => ({ identity: undefined, missing: ["store/identity/acme:distribution"] }),
      "verify/nothing-held",
    ],
  ])("fails for %s", (_, holdings, code) => {
    expect(verify(holdings()).failed).toEqual([code]);
  });

  it("warns within the renewal window, and counts the days", () => {
    const { failed, warnings, checks } = verify({
      profiles: [profile({ changes: { ExpirationDate: new Date("2026-06-11T12:00:00Z") } })],
    });
    expect({ failed, warnings }).toEqual({ failed: [], warnings: ["rule/expires-soon", "verify/signer-not-apple"] });
    expect(checks.find((c) => c.diagnostic?.code === "rule/expires-soon")?.message).toContain("in 10 days");
  });

  it("compares devices in any letter case", () => {
    expect(verify({ profiles: [profile({ devices: udids.map((udid) => udid.toLowerCase()) })] }).failed).toEqual([]);
    expect(verify({ profiles: [profile({ devices: udids.map((udid) => udid.replace("-", "")) })] }).failed).toEqual([]);
  });

  it("takes a wildcard profile for the app, and asks for one for each extension", () => {
    const wildcard = { entitlements: { "application-identifier": `${team}.com.acme.*` } };
    expect(verify({ profiles: [profile(wildcard)] }, { target: target("widgets") }).failed).toEqual([]);
    expect(verify({}, { target: target("widgets") }).failed).toEqual(["rule/profile-bundle-id"]);
  });

  it("compares teams with the certificate where the spec names none", () => {
    expect(
      verify({ profiles: [profile({ changes: { TeamIdentifier: ["ZZZZZZZZZZ"] } })] }, { teamId: undefined }).failed,
    ).toEqual(["rule/team-mismatch"]);
    expect(verify({}, { teamId: "ZZZZZZZZZZ" }).failed).toEqual(["rule/team-mismatch"]);
  });
});

describe("what is held for an Android target", () => {
  const keystore: HeldKeystore = {
    address: "store/keystore/upload",
    alias: "upload",
    failure: undefined,
    certificate: { ...readCertificate(mine.der), sha256: "ab".repeat(32) },
    keySigns: true,
  };
  const android = (changes: Partial<HeldKeystore>): readonly string[] =>
    verify({ identity: undefined, profiles: [], keystore: { ...keystore, ...changes } }, { target: target("android") })
      .failed;

  it("passes, or says what is wrong", () => {
    expect(android({})).toEqual([]);
    expect(android({ failure: "the keystore has no entry with this alias", certificate: undefined })).toEqual([
      "verify/keystore-not-usable",
    ]);
    expect(android({ keySigns: false })).toEqual(["verify/key-not-of-certificate"]);
    expect(android({ certificate: readCertificate(mine.der) })).toEqual(["rule/certificate-pin"]);
    expect(
      android({
        certificate: { ...readCertificate(mine.der), sha256: "ab".repeat(32), notAfter: "2026-01-01T00:00:00Z" },
      }),
    ).toEqual(["rule/expired"]);
  });
});

describe("entitlements of an app against its profile", () => {
  const allowed = {
    "application-identifier": `${team}.com.acme.shop`,
    "get-task-allow": false,
    "aps-environment": "production",
    "keychain-access-groups": [`${team}.*`, "com.apple.token"],
    "com.apple.developer.associated-domains": "*",
    "com.apple.security.application-groups": ["group.com.acme.shop"],
    "com.apple.developer.icloud-container-environment": ["Development", "Production"],
    "com.apple.developer.nfc.readersession.formats": ["NDEF", "TAG"],
  };
  const check = (entitlements: Readonly<Record<string, unknown>>) => {
    const { failed, warnings, checks } = verify({ profiles: [profile({ entitlements: allowed })] }, { entitlements });
    return {
      codes: [...failed, ...warnings.filter((code) => code !== "verify/signer-not-apple")],
      text: checks
        .filter((c) => c.name === "entitlements")
        .map((c) => c.message)
        .join(),
    };
  };

  it.each<[Readonly<Record<string, unknown>>]>([
    [{}],
    [{ "application-identifier": `${team}.com.acme.shop`, "get-task-allow": false, "aps-environment": "production" }],
    [{ "keychain-access-groups": [`${team}.com.acme.shared`, "com.apple.token"] }],
    [
      {
        "keychain-access-groups": [
          "$(AppIdentifierPrefix)com.acme.shop",
          "$(AppIdentifierPrefix)$(CFBundleIdentifier)",
        ],
      },
    ],
    [{ "com.apple.developer.associated-domains": ["applinks:acme.com"] }],
    [{ "com.apple.security.application-groups": ["group.com.acme.shop"] }],
    [{ "com.apple.developer.icloud-container-environment": "Production" }],
    [{ "com.apple.developer.healthkit": false }],
    [{ "com.apple.developer.nfc.readersession.formats": ["TAG"] }],
  ])("allows %j", (entitlements) => {
    expect(check(entitlements).codes).toEqual([]);
  });

  it.each<[Readonly<Record<string, unknown>>]>([
    [{ "com.apple.developer.healthkit": true }],
    [{ "get-task-allow": true }],
    [{ "aps-environment": "development" }],
    [{ "application-identifier": `${team}.com.acme.other` }],
    [{ "keychain-access-groups": ["ZZZZZZZZZZ.com.acme.shared"] }],
    [{ "com.apple.security.application-groups": ["group.com.acme.shop", "group.com.acme.other"] }],
    [{ "com.apple.developer.icloud-container-environment": "Other" }],
  ])("refuses %j, and names the value", (entitlements) => {
    const { codes, text: message } = check(entitlements);
    expect(codes).toEqual(["verify/entitlement-not-in-profile"]);
    expect(message).toContain(Object.keys(entitlements)[0]);
  });

  it("says which values only Xcode knows", () => {
    expect(check({ "com.apple.security.application-groups": ["$(GROUP)"] }).codes).toEqual([
      "verify/entitlement-not-checked",
    ]);
  });
});

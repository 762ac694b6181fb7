import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../src/formats/certificate.ts";
import { readDer, type DerElement } from "../../src/formats/der-reader.ts";
import { concatBytes } from "../../src/formats/der-writer.ts";
import { writePem } from "../../src/formats/pem.ts";
import { judgeProfileSigner } from "../../src/formats/profile-signer.ts";
import { readProvisioningProfile } from "../../src/formats/provisioning-profile.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { outcomeOf } from "./format-failure.ts";
import { profileList, signMessage } from "./profile-maker.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const between = makeIdentity({
  name: [["CN", "Between"]],
  type: "rsa",
  issuer: root,
  authority: true,
});
const signer = makeIdentity({
  name: [["CN", "Profile Signing"]],
  type: "rsa",
  issuer: between,
  notAfter: new Date("2026-06-01T00:00:00Z"),
});
const developer = makeIdentity({ name: [["CN", "Apple Distribution: Acme"]] });
const sign = (list: Uint8Array, attributes = true): Uint8Array =>
  signMessage(list, { signer, others: [between.der, root.der], attributes });

describe("readProvisioningProfile", () => {
  it("says what the profile says", () => {
    const entitlements = {
      "application-identifier": "ZZZZZZZZZZ.com.acme.*",
      "get-task-allow": true,
      "com.apple.developer.team-identifier": "A1B2C3D4E5",
      when: new Date("2026-01-02T03:04:05Z"),
      raw: Uint8Array.of(1, 2, 3),
      nested: { list: ["a", 1, false] },
    };
    const list = profileList({
      entitlements,
      prefixes: ["YYYYYYYYYY", "ZZZZZZZZZZ"],
      devices: ["00008110-1", "00008110-2"],
      certificates: [developer.der],
    });
    const profile = readProvisioningProfile(sign(list));
    expect(profile).toMatchObject({
      uuid: "0a1b2c3d-0000-4000-8000-00000000cafe",
      name: "Shop & Söhne ☺",
      teamId: "A1B2C3D4E5",
      appIdPrefix: "ZZZZZZZZZZ",
      bundleId: "com.acme.*",
      profileType: "development",
      platforms: ["ios"],
      created: "2026-03-01T10:00:00Z",
      expires: "2027-03-01T10:00:00Z",
      deviceUdids: ["00008110-1", "00008110-2"],
      provisionsAllDevices: false,
      signature: "valid",
    });
    expect(profile.entitlements).toEqual({
      ...entitlements,
      when: "2026-01-02T03:04:05Z",
      raw: "AQID",
    });
    expect(profile.certificates).toEqual([readCertificate(developer.der)]);
    expect(profile.signerCertificates.map(({ commonName }) => commonName)).toEqual([
      "Profile Signing",
      "Between",
      "Root",
    ]);
  });

  const appId = { "application-identifier": "A1B2C3D4E5.com.acme.shop" };
  const debug = { ...appId, "get-task-allow": true };
  it.each([
    ["development", { entitlements: debug, devices: ["x"] }],
    ["ad_hoc", { entitlements: appId, devices: ["x"] }],
    ["app_store", { entitlements: appId }],
    ["enterprise", { entitlements: appId, allDevices: true }],
    ["developer_id", { entitlements: appId, allDevices: true, platforms: ["OSX"] }],
    ["development", { entitlements: appId, devices: ["x"], platforms: ["OSX"] }],
    [
      "app_store",
      {
        entitlements: { "com.apple.application-identifier": "A1B2C3D4E5.com.acme.shop" },
        platforms: ["OSX"],
      },
    ],
  ] as const)("calls it %s by its devices and entitlements", (type, wish) => {
    expect(readProvisioningProfile(sign(profileList(wish)))).toMatchObject({
      profileType: type,
      bundleId: "com.acme.shop",
    });
  });

  it.each([
    [["iOS"], ["ios"]],
    [["OSX"], ["macos"]],
    [["tvOS"], ["tvos"]],
    [
      ["iOS", "xrOS", "visionOS"],
      ["ios", "visionos"],
    ],
    [["watchOS"], ["watchos"]],
  ])("knows the platforms %j as %j", (platforms, expected) => {
    expect(readProvisioningProfile(sign(profileList({ platforms }))).platforms).toEqual(expected);
  });

  it("reads one without a platform, and one without its own team", () => {
    const profile = readProvisioningProfile(
      sign(profileList({ changes: { Platform: undefined, TeamIdentifier: undefined } })),
    );
    expect(profile).toMatchObject({ platforms: [], teamId: "A1B2C3D4E5" });
  });

  it("names a bare property list as unsigned, with a byte order mark or not", () => {
    expect(readProvisioningProfile(profileList())).toMatchObject({
      signature: "unsigned",
      signerCertificates: [],
    });
    expect(readProvisioningProfile(concatBytes(Uint8Array.of(0xef, 0xbb, 0xbf), profileList())).signature).toBe(
      "unsigned",
    );
  });

  it("reads the same in PEM armour", () => {
    const pem = writePem("PKCS7", sign(profileList()));
    expect(readProvisioningProfile(new TextEncoder().encode(pem)).signature).toBe("valid");
  });

  it.each([
    ["EC", makeIdentity({ name: [["CN", "s"]], type: "ec" })],
    ["Ed25519", makeIdentity({ name: [["CN", "s"]], type: "ed25519" })],
  ] as const)("checks a signature with %s, with and without signed attributes", (_what, identity) => {
    for (const attributes of [true, false]) {
      expect(readProvisioningProfile(signMessage(profileList(), { signer: identity, attributes })).signature).toBe(
        "valid",
      );
    }
  });

  it("calls a message of BER valid as well", () => {
    expect(readProvisioningProfile(toIndefinite(readDer(sign(profileList())))).signature).toBe("valid");
  });

  it("never calls a signature valid over changed content, attributes or signature", async () => {
    for (const attributes of [true, false]) {
      const file = sign(profileList({ devices: ["a", "b"] }), attributes);
      const ranges = coveredRanges(readDer(file), attributes);
      const offsets = fc.constantFrom(...ranges).chain(({ start, end }) => fc.integer({ min: start, max: end - 1 }));
      await fc.assert(
        fc.asyncProperty(offsets, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const changed = Uint8Array.from(file);
          changed[at] = (changed[at] ?? 0) ^ flip;
          let signature = "";
          await outcomeOf(() => (signature = readProvisioningProfile(changed).signature));
          expect(signature).not.toBe("valid");
        }),
        { numRuns: 300 },
      );
    }
  });

  it("answers any change of the file with a profile or a format error", async () => {
    const file = sign(profileList({ certificates: [developer.der] }));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: file.length - 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        async (at, bytes) => {
          const changed = Uint8Array.from(file);
          changed.set(bytes.subarray(0, changed.length - at), at);
          await outcomeOf(() => readProvisioningProfile(changed));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a certificate", developer.der, "format/wrong-kind"],
    ["a web page", new TextEncoder().encode("<!DOCTYPE html>\n<html></html>\n"), "format/unsupported"],
    ["a text", new TextEncoder().encode("Not Found\n"), "format/unrecognized"],
    ["a property list of another kind", profileList({ changes: { Entitlements: undefined } }), "format/wrong-kind"],
    ["a signed message of another kind", sign(new TextEncoder().encode("{}")), "format/wrong-kind"],
    ["one without an application identifier", profileList({ entitlements: {} }), "format/malformed"],
    ["one without a date", profileList({ changes: { ExpirationDate: undefined } }), "format/malformed"],
    ["one whose certificate is none", profileList({ certificates: [Uint8Array.of(1, 2)] }), "format/malformed"],
    ["XML that is not well-formed", new TextEncoder().encode("<plist><dict><key>a</dict>"), "format/malformed"],
    ["a binary property list", new TextEncoder().encode("bplist00xyz"), "format/unsupported"],
    ["nesting beyond the limit", new TextEncoder().encode(`<plist>${"<array>".repeat(100_000)}`), "format/limit"],
    [
      "too many values",
      new TextEncoder().encode(`<plist><array>${"<true/>".repeat(250_000)}</array></plist>`),
      "format/limit",
    ],
    [
      "a list beyond four mebibytes",
      concatBytes(profileList(), new Uint8Array(5 * 1024 * 1024).fill(0x20)),
      "format/limit",
    ],
    [
      "entities that grow",
      new TextEncoder().encode(
        '<!DOCTYPE plist [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><plist><dict><key>&b;</key><true/></dict></plist>',
      ),
      "format/malformed",
    ],
  ])("refuses %s", async (_what, bytes, code) => {
    const seconds = await processorSeconds(async () =>
      expect(await outcomeOf(() => readProvisioningProfile(bytes))).toBe(code),
    );
    expect(seconds).toBeLessThan(4);
  });

  it.skipIf(!toolOrSkip("openssl"))("agrees with openssl, both ways", () => {
    const directory = mkdtempSync(join(tmpdir(), "profile-"));
    const at = (name: string): string => join(directory, name);
    try {
      writeFileSync(at("list"), profileList());
      writeFileSync(at("ours"), sign(profileList()));
      writeFileSync(
        at("signer.pem"),
        writePem("CERTIFICATE", signer.der) + writePem("PRIVATE KEY", signer.privateKey.pkcs8.revealBytes()),
      );
      const verified = spawnSync("openssl", ["cms", "-verify", "-noverify", "-inform", "DER", "-in", at("ours")]);
      expect(verified.stderr.toString()).toMatch(/Verification successful|CMS Verification successful/);
      for (const options of [
        [],
        ["-stream"],
        ["-noattr"],
        ["-keyid"],
        ["-md", "sha512"],
        ["-keyopt", "rsa_padding_mode:pss"],
      ]) {
        const made = spawnSync("openssl", [
          "cms",
          "-sign",
          "-binary",
          "-nodetach",
          "-signer",
          at("signer.pem"),
          "-in",
          at("list"),
          "-outform",
          "DER",
          "-out",
          at("theirs"),
          ...options,
        ]);
        expect(made.stderr.toString()).toBe("");
        expect(readProvisioningProfile(Uint8Array.from(readFileSync(at("theirs")))).signature).toBe("valid");
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("judgeProfileSigner", () => {
  const profile = readProvisioningProfile(sign(profileList()));
  const rootKeys = [readCertificate(root.der).publicKeySha256];

  it("follows the chain to a trusted key, as of the profile's own date", () => {
    const verdict = judgeProfileSigner(profile, { rootKeys });
    expect(verdict.trusted).toBe(true);
    expect(verdict.chain.map(({ commonName }) => commonName)).toEqual(["Profile Signing", "Between", "Root"]);
  });

  it("does not trust a chain that ends elsewhere, has expired, lacks a link or was signed by no authority", () => {
    expect(judgeProfileSigner(profile)).toMatchObject({
      trusted: false,
      reason: "its chain ends at Root, which is no root of Apple",
    });
    expect(judgeProfileSigner(profile, { rootKeys, asOf: new Date("2026-07-01T00:00:00Z") })).toMatchObject({
      trusted: false,
      reason: "Profile Signing was not valid on 2026-07-01",
    });
    const short = readProvisioningProfile(signMessage(profileList(), { signer, others: [root.der] }));
    expect(judgeProfileSigner(short, { rootKeys })).toMatchObject({
      trusted: false,
      reason: "its chain ends at Profile Signing, which is no root of Apple",
    });
    const leafIssued = makeIdentity({ name: [["CN", "x"]], issuer: signer });
    const forged = readProvisioningProfile(
      signMessage(profileList(), {
        signer: leafIssued,
        others: [signer.der, between.der, root.der],
      }),
    );
    expect(judgeProfileSigner(forged, { rootKeys }).trusted).toBe(false);
    expect(judgeProfileSigner(readProvisioningProfile(profileList()), { rootKeys })).toMatchObject({
      trusted: false,
      reason: "nobody signed it",
    });
  });

  it.each(["Apple Distribution: Acme (A1B2C3D4E5)", "Apple Distribution: Profile Signing (A1B2C3D4E5)"])(
    "does not trust a profile that a developer signed: %s",
    (name) => {
      const developer = makeIdentity({ name: [["CN", name]], issuer: between });
      const forged = signMessage(profileList(), { signer: developer, others: [between.der, root.der] });
      expect(judgeProfileSigner(readProvisioningProfile(forged), { rootKeys })).toMatchObject({
        trusted: false,
        reason: `${name} is no certificate that signs profiles`,
      });
    },
  );
});

/** The content, the signed attributes and the signature; a change of any must be noticed. */
function coveredRanges(
  message: DerElement,
  attributes: boolean,
): readonly { readonly start: number; readonly end: number }[] {
  const body = message.children[1]?.children[0];
  const content = body?.children[2]?.children[1]?.children[0];
  const info = body?.children[4]?.children[0];
  const signature = info?.children.at(-1);
  const signedAttributes = attributes ? info?.children[3] : undefined;
  return [content, signature, signedAttributes].flatMap((element) =>
    element === undefined ? [] : [{ start: element.contentStart, end: element.contentEnd }],
  );
}

/** The same element with indefinite lengths down to the content, the way that streaming writers put it. */
function toIndefinite(element: DerElement): Uint8Array {
  const bytes = element.source.subarray(element.start, element.end);
  if (!element.constructed || (element.class === "universal" && element.tag === 17)) return bytes;
  const isCertificates = element.class === "context" && element.children.length > 1;
  if (isCertificates) return bytes;
  return concatBytes(Uint8Array.of(bytes[0] ?? 0, 0x80), ...element.children.map(toIndefinite), Uint8Array.of(0, 0));
}

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkFileFacts } from "../../../src/compiler/check-file-facts.ts";
import type { FileFacts, KeystoreFile } from "../../../src/compiler/file-facts.ts";
import type { Compilation } from "../../../src/compiler/compile.ts";
import type { Diagnostic, DiagnosticCode } from "../../../src/diagnostics/diagnostic.ts";
import type { CertificateFacts } from "../../../src/formats/certificate.ts";
import { diagnosticOf, FormatError } from "../../../src/formats/format-error.ts";
import { inspect } from "../../../src/formats/inspect.ts";
import { writePkcs12 } from "../../../src/formats/pkcs12-writer.ts";
import type { ProvisioningProfile } from "../../../src/formats/provisioning-profile.ts";
import { writePrivateFile } from "../../../src/host/files.ts";
import { createSecretResolver } from "../../../src/host/secrets.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { gatherFileFacts } from "../../../src/workspace/gather-file-facts.ts";
import { makeIdentity } from "../../formats/certificate-maker.ts";
import { makeJks } from "../../formats/jks-maker.ts";
import { profileList } from "../../formats/profile-maker.ts";
import { thrownBy, type Scenario } from "./scenario.ts";

/** The day on which the pages are told. */
const today = new Date("2026-11-20T09:00:00Z");
const team = "ABCDE12345";

function certificate(serial: string, changes: Partial<CertificateFacts> = {}): Omit<CertificateFacts, "der"> {
  const digest = createHash("sha256").update(serial).digest("hex");
  return {
    subject: `CN=Apple Distribution: Acme Inc (${team}), OU=${team}, O=Acme Inc, C=US`,
    issuer: "CN=Apple Worldwide Developer Relations Certification Authority, OU=G3, O=Apple Inc., C=US",
    commonName: `Apple Distribution: Acme Inc (${team})`,
    serial,
    sha1: digest.slice(0, 40),
    sha256: digest,
    notBefore: "2026-03-01T10:00:00Z",
    notAfter: "2027-03-01T10:00:00Z",
    teamId: team,
    publicKeySha256: digest,
    ...changes,
  };
}

const mine = certificate("5d0c1f3a9b7e42");
const colleague = certificate("1f96ab04c8d2e7");

function profile(
  changes: Partial<ProvisioningProfile> & { readonly holds?: Omit<CertificateFacts, "der"> } = {},
): ProvisioningProfile {
  const { holds = mine, ...rest } = changes;
  return {
    uuid: "0a1b2c3d-0000-4000-8000-00000000cafe",
    name: "Acme Shop App Store",
    teamId: team,
    appIdPrefix: team,
    bundleId: "com.acme.shop",
    profileType: "app_store",
    platforms: ["ios"],
    created: "2026-03-01T10:00:00Z",
    expires: "2027-03-01T10:00:00Z",
    deviceUdids: [],
    provisionsAllDevices: false,
    certificates: [{ ...holds, der: new Uint8Array() }],
    entitlements: {},
    signature: "valid",
    signerCertificates: [],
    ...rest,
  };
}

/** The files of the pages: each has one thing wrong with it, or nothing. */
const profiles: Readonly<Record<string, ProvisioningProfile>> = {
  "signing/shop.mobileprovision": profile(),
  "signing/shop-widget.mobileprovision": profile({ bundleId: "com.acme.shop.widget" }),
  "signing/shop-adhoc.mobileprovision": profile({ profileType: "ad_hoc", deviceUdids: ["00008110-001A2B3C4D5E601E"] }),
  "signing/shop-tv.mobileprovision": profile({ platforms: ["tvos"] }),
  "signing/shop-of-colleague.mobileprovision": profile({ holds: colleague }),
  "signing/shop-of-agency.mobileprovision": profile({ teamId: "ZYXWV98765" }),
  "signing/shop-2025.mobileprovision": profile({ expires: "2026-11-06T10:00:00Z" }),
  "signing/shop-december.mobileprovision": profile({ expires: "2026-12-06T10:00:00Z" }),
  "signing/shop-edited.mobileprovision": profile({ signature: "invalid" }),
};

const identities: Readonly<Record<string, Omit<CertificateFacts, "der">>> = {
  "signing/distribution.p12": mine,
  "signing/development.p12": certificate("3b77e1", { commonName: `Apple Development: Ana (${team})` }),
  "signing/distribution-new.p12": certificate("5d0c1f3a9b7e42", {
    notBefore: "2026-11-22T08:00:00Z",
    notAfter: "2027-11-22T08:00:00Z",
  }),
};

const uploadCertificate = certificate("3f", { teamId: null, commonName: "Acme", notAfter: "2051-01-01T00:00:00Z" });

function keystore(path: string, entry: Partial<KeystoreFile["entries"][number]> = {}): KeystoreFile {
  const upload = {
    alias: "upload",
    isPrivateKey: true,
    certificate: uploadCertificate,
    opensWithStorePassword: true,
    locked: false,
  };
  return { path, sha256: "", entries: [{ ...upload, ...entry }] };
}

const keystores: Readonly<Record<string, KeystoreFile>> = {
  "android/upload.jks": keystore("android/upload.jks"),
  "android/old.jks": keystore("android/old.jks", {
    certificate: certificate("07", { teamId: null, sha256: "5c".repeat(32) }),
  }),
  "android/two-passwords.jks": keystore("android/two-passwords.jks", { opensWithStorePassword: false }),
  "android/locked.jks": keystore("android/locked.jks", { locked: true, opensWithStorePassword: false }),
};

/** Runs the rules over files on the facts of the files that a page names. */
function rules(compilation: Compilation): readonly Diagnostic[] {
  const keys = [...(compilation.spec?.keys.values() ?? [])];
  const facts: FileFacts = {
    identities: new Map(
      keys.flatMap((key) => {
        const found = key.type === "certificate" ? identities[key.file] : undefined;
        return found && key.type === "certificate" ? [[key.name, { path: key.file, certificate: found }]] : [];
      }),
    ),
    keystores: new Map(
      keys.flatMap((key) => {
        const found = key.type === "keystore" ? keystores[key.file] : undefined;
        // A keystore that `key_password` opens is not locked.
        const opened = compilation.targets.some((target) => target.fields.key_password !== undefined);
        return found
          ? [[key.name, { ...found, entries: found.entries.map((e) => ({ ...e, locked: e.locked && !opened })) }]]
          : [];
      }),
    ),
    profiles: new Map(Object.entries(profiles).map(([path, found]) => [path, { path, sha256: "", profile: found }])),
    deviceLists: new Map(),
  };
  return checkFileFacts(compilation, facts, today);
}

/** Opens real files in a folder of its own, with the secrets of an environment. */
function files(
  content: () => Readonly<Record<string, Uint8Array | string>> | Promise<Readonly<Record<string, Uint8Array | string>>>,
  env: Readonly<Record<string, string>> | undefined,
): Scenario {
  return {
    find: async (compilation) => {
      const root = mkdtempSync(join(tmpdir(), "signwright-page-"));
      for (const [path, bytes] of Object.entries(await content())) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        if (!path.endsWith("/")) writeFileSync(join(root, path), bytes);
        else mkdirSync(join(root, path), { recursive: true });
      }
      const resolveSecret = env && createSecretResolver({ root, env, trust: false, platform: "linux" });
      try {
        return (await gatherFileFacts(compilation, { root, resolveSecret })).diagnostics;
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
  };
}

/** What `signwright inspect` says of bytes. */
function inspected(file: string, content: () => Uint8Array | Promise<Uint8Array>): Scenario {
  return {
    tell: async () => {
      try {
        await inspect(await content());
      } catch (error) {
        if (error instanceof FormatError) return diagnosticOf(error, file);
        throw error;
      }
      throw new Error(`${file} was opened`);
    },
  };
}

const distribution = makeIdentity({
  name: [
    ["CN", `Apple Distribution: Acme Inc (${team})`],
    ["OU", team],
  ],
});
const another = makeIdentity({ name: [["CN", "Another"]] });

function p12(password: string): Promise<Uint8Array> {
  return writePkcs12({
    certificate: distribution.der,
    privateKey: distribution.privateKey,
    friendlyName: "distribution",
    password: new Secret(password),
    form: "compatible",
  });
}

function pem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/(.{64})/g, "$1\n")}\n-----END ${label}-----\n`;
}

const jks = makeJks(
  [
    {
      alias: "upload",
      key: { pkcs8: distribution.privateKey.pkcs8.revealBytes(), password: "upload" },
      chain: [distribution.der],
    },
  ],
  "upload",
);

const deviceLines = "Device ID\tDevice Name\tDevice Platform\n00008110-001A2B3C4D5E601E\tQA iPhone\tios\n";

/** Codes that come from the files that a spec names. */
export const signingFiles = {
  "rule/certificate-not-in-profile": { find: rules },
  "rule/profile-bundle-id": { find: rules },
  "rule/profile-type-mismatch": { find: rules },
  "rule/profile-platform-mismatch": { find: rules },
  "rule/team-mismatch": { find: rules },
  "rule/expired": { find: rules },
  "rule/expires-soon": { find: rules },
  "rule/not-yet-valid": { find: rules },
  "rule/profile-signature": { find: rules },
  "rule/keystore-alias": { find: rules },
  "rule/certificate-pin": { find: rules },
  "rule/console-identity": { find: rules },
  "rule/certificate-kind": { find: rules },
  "rule/key-password-differs": { find: rules },
  "format/wrong-key-password": { find: rules },
  "rule/certificate-without-key": files(
    () => ({ "signing/distribution.cer": distribution.der, "signing/other.cer": another.der }),
    { DISTRIBUTION_KEY: pem("PRIVATE KEY", distribution.privateKey.pkcs8.revealBytes()) },
  ),
  "file/not-found": files(() => ({ "android/upload.jks": jks }), { UPLOAD_KEYSTORE_PASSWORD: "upload" }),
  "file/unreadable": files(() => ({ "android/upload.jks": jks }), { UPLOAD_KEYSTORE_PASSWORD: "upload" }),
  "file/outside-root": files(() => ({ "android/upload.jks": jks }), { UPLOAD_KEYSTORE_PASSWORD: "upload" }),
  "file/device-list": files(
    () => ({
      "devices.txt": `${deviceLines}00008103000C59E81E89001E\tQA iPad\tios\n`,
      "qa-devices.txt": `${deviceLines}00008103-000C59E81E89001E\tQA iPad\tios\n`,
    }),
    undefined,
  ),
  "file/not-ignored": files(
    async () => ({
      ".git/HEAD": new TextEncoder().encode("ref: refs/heads/main\n"),
      ".gitignore": new TextEncoder().encode("/secrets/\n"),
      "signing/distribution.p12": await p12("secret"),
      "secrets/distribution.p12": await p12("secret"),
    }),
    { DISTRIBUTION_P12_PASSWORD: "secret" },
  ),
  "file/not-checked": files(
    async () => ({ "signing/distribution.p12": await p12("secret"), "android/upload.jks": jks }),
    undefined,
  ),
  "file/unwritable": {
    tell: async () => {
      const [found] = await thrownBy(() =>
        writePrivateFile(join(tmpdir(), randomBytes(9).toString("hex"), "plan.json"), new Uint8Array(), {
          shown: "plans/plan.json",
        }),
      );
      if (!found) throw new Error("the file was written");
      return found;
    },
  },
  "format/unrecognized": inspected("signing/shop.mobileprovision", () =>
    new TextEncoder().encode("curl: (22) The requested URL returned error: 404\n"),
  ),
  "format/malformed": inspected("android/upload.jks", () => jks.slice(0, 200)),
  "format/wrong-password": files(() => ({ "android/upload.jks": jks }), {
    DISTRIBUTION_P12_PASSWORD: "secret",
    UPLOAD_KEYSTORE_PASSWORD: "upload",
  }),
  "format/password-required": files(async () => ({ "signing/distribution.p12": await p12("secret") }), {
    DISTRIBUTION_P12_PASSWORD: "secret",
  }),
  "format/unsupported": inspected("signing/distribution.p12", async () =>
    new TextEncoder().encode(Buffer.from(await p12("secret")).toString("base64")),
  ),
  "format/limit": inspected("signing/archive.p12", () => new Uint8Array(17 * 1024 * 1024).fill(0x30)),
  "format/wrong-kind": files(
    async () => ({
      "signing/distribution.p12": await p12("secret"),
      "signing/shop.cer": distribution.der,
      "signing/shop.mobileprovision": profileList(),
    }),
    { DISTRIBUTION_P12_PASSWORD: "secret" },
  ),
  "format/password-not-portable": {
    tell: async () => {
      try {
        await p12("pässword");
      } catch (error) {
        if (error instanceof FormatError) return diagnosticOf(error, "signing-files/shop/certificate.p12");
        throw error;
      }
      throw new Error("the file was written");
    },
  },
} satisfies Partial<Record<DiagnosticCode, Scenario>>;

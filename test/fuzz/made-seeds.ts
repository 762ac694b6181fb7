import { encryptFor, newAgeIdentity } from "../../src/providers/file-store/age-encryption.ts";
import { writeContainer } from "../../src/providers/file-store/entry-container.ts";
import { writeManifest } from "../../src/providers/file-store/manifest.ts";
import { explicit, integer, objectIdentifier, sequence } from "../../src/formats/der-writer.ts";
import { createCertificateSigningRequest } from "../../src/formats/certificate-signing-request.ts";
import { writePem } from "../../src/formats/pem.ts";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { planToJson } from "../../src/plan/plan-json.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity, type MadeIdentity } from "../formats/certificate-maker.ts";
import { makeJks } from "../formats/jks-maker.ts";
import { certificateBag, dataPart, keyBag, macData, plainPkcs12 } from "../formats/pkcs12-maker.ts";
import { profileList, signMessage } from "../formats/profile-maker.ts";
import type { Seed, Subject, Syntax } from "./seed.ts";

/** The password of every seed that the fuzzer makes; long, so that it is found when it leaks. */
export const seedPassword = "correct-horse-battery";
const keyPassword = "another-staple-of-keys";

type Given = Partial<Pick<Seed, "password" | "keyPassword" | "seal" | "subject">>;

function seed(name: string, syntax: Syntax, bytes: Uint8Array, given: Given = {}): Seed {
  return { name, syntax, bytes, subject: "signing file", password: null, keyPassword: null, ...given };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Files by our own writers and by those of the tests: no tool is needed. Keys and salts are new each time. */
export async function madeSeeds(): Promise<readonly Seed[]> {
  const root = makeIdentity({
    name: [
      ["CN", "Root"],
      ["O", "Acme"],
    ],
    authority: true,
  });
  const middle = makeIdentity({ name: [["CN", "Middle"]], authority: true, issuer: root });
  const leaves = (["rsa", "ec", "ed25519"] as const).map((type) =>
    makeIdentity({
      name: [
        ["CN", `Apple Distribution: ${type}`],
        ["OU", "A1B2C3D4E5"],
      ],
      type,
      issuer: middle,
    }),
  );
  return [
    ...(await pkcs12Seeds(leaves, [middle, root])),
    ...jksSeeds(leaves, [middle, root]),
    ...profileSeeds(leaves, root),
    ...leaves.flatMap((leaf) => keySeeds(leaf, middle)),
    ...(await storeSeeds()),
  ];
}

async function pkcs12Seeds(
  leaves: readonly MadeIdentity[],
  issuers: readonly MadeIdentity[],
): Promise<readonly Seed[]> {
  const chain = issuers.map(({ der }) => der);
  const bags = leaves.flatMap(({ der, privateKey }) => [
    certificateBag(der, "leaf"),
    keyBag(privateKey.pkcs8.revealBytes()),
  ]);
  const safe = sequence(dataPart(sequence(...bags, ...chain.map((der) => certificateBag(der)))), dataPart(sequence()));
  const nested = sequence(objectIdentifier("1.2.840.113549.1.12.10.1.6"), explicit(0, sequence(...bags)));
  const password = seedPassword;
  const sealed = sequence(integer(3), dataPart(safe), await macData(safe, password, 1));
  const written = await Promise.all(
    leaves.map(async ({ der: certificate, privateKey }) => {
      const content = { privateKey, certificate, chain, friendlyName: "upload", password: new Secret(password) };
      return writePkcs12({ ...content, form: "compatible" });
    }),
  );
  return [
    ...written.map((bytes, i) => seed(`our own PKCS#12 ${i}`, "asn1", bytes, { password })),
    seed("PKCS#12 in the open with a MAC", "asn1", sealed, { password }),
    seed("PKCS#12 in the open, sealed again", "asn1", safe, { password, seal: "pkcs12" }),
    seed("PKCS#12 without a MAC", "asn1", plainPkcs12(bags, [nested]), { password }),
  ];
}

function jksSeeds(leaves: readonly MadeIdentity[], issuers: readonly MadeIdentity[]): readonly Seed[] {
  const chain = issuers.map(({ der }) => der);
  const entries = leaves.map(({ der, privateKey }, i) => ({
    alias: `alias ☺ ${i}`,
    key: { pkcs8: privateKey.pkcs8.revealBytes(), password: i === 0 ? keyPassword : seedPassword },
    chain: [der, ...chain],
  }));
  const bytes = makeJks([...entries, { alias: "root", chain: chain.slice(1) }], seedPassword);
  const passwords = { password: seedPassword, keyPassword };
  return [
    seed("JKS", "jks", bytes, passwords),
    seed("JKS without its password", "jks", bytes),
    seed("JKS, sealed again", "jks", bytes.slice(0, -20), { ...passwords, seal: "jks" }),
  ];
}

function profileSeeds(leaves: readonly MadeIdentity[], root: MadeIdentity): readonly Seed[] {
  const list = profileList({ certificates: leaves.map(({ der }) => der), devices: ["00008030-001C2D3E4F5A6B7C", "b"] });
  const signed = leaves.map((signer, i) => signMessage(list, { signer, others: [root.der], attributes: i !== 1 }));
  const pem = utf8(writePem("PKCS7", signed[0] ?? new Uint8Array()));
  return [
    ...signed.map((bytes, i) => seed(`profile ${i}`, "asn1", bytes)),
    seed("profile, signed again", "text", list, { seal: "cms" }),
    seed("profile in the open", "text", list),
    seed("profile as PEM", "text", pem),
    seed("property list", "text", list, { subject: "property list" }),
  ];
}

function keySeeds({ der, key, privateKey, name }: MadeIdentity, issuer: MadeIdentity): readonly Seed[] {
  const type = name[0]?.[1] ?? "";
  const pkcs8 = privateKey.pkcs8.revealBytes();
  const encrypted = (cipher: string): Uint8Array =>
    Uint8Array.from(key.export({ type: "pkcs8", format: "der", cipher, passphrase: seedPassword }));
  const pem = writePem("PRIVATE KEY", pkcs8);
  const chain = [der, issuer.der].map((one) => writePem("CERTIFICATE", one)).join("");
  const request = createCertificateSigningRequest({ privateKey, commonName: "Acme" });
  return [
    seed(`certificate of ${type}`, "asn1", der),
    seed(`key of ${type}`, "asn1", pkcs8),
    seed(`encrypted key of ${type}`, "asn1", encrypted("aes-256-cbc"), { password: seedPassword }),
    seed(`key and certificates of ${type}`, "text", utf8(pem + chain)),
    seed(`request of ${type}`, "text", utf8(request)),
    seed(`API key of ${type}`, "text", utf8(pem), { subject: "api key" }),
    seed(`API key in base64 of ${type}`, "text", utf8(Buffer.from(pem).toString("base64")), { subject: "api key" }),
  ];
}

const digest = "0123456789abcdef".repeat(4);
const at = "2026-03-01T10:00:00Z";
const address = "acme/certificate/ios-distribution";

async function storeSeeds(): Promise<readonly Seed[]> {
  const { identity, recipient } = await newAgeIdentity();
  const manifest = writeManifest({
    format_version: "1.0",
    head: 3,
    previous_sha256: digest,
    recipients: { ci: recipient, "anna@acme": recipient },
    objects: [
      {
        address,
        instance: "one",
        created: at,
        head: 2,
        object: digest,
        facts: { serial: "42", list: ["a", { b: null }], number: 1 },
      },
      {
        address: "store/key/upload",
        instance: "two",
        created: "2026-03-02T10:00:00.123Z",
        head: 3,
        object: digest,
        facts: {},
      },
    ],
    records: [{ address: "acme/bundle_id/com.acme.shop", facts: { owned: true } }],
  });
  const container = writeContainer(
    { address, instance: "one" },
    { key: new Secret("secret bytes"), "certificate.pem": new Secret("x") },
  );
  const lines = (...values: readonly object[]): Uint8Array =>
    utf8(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
  const step = { format_version: "1.0", at, plan: digest, address };
  const line = { format_version: "1.0", at, by: "anna@build", address, instance: "one", object: digest };
  const json = (name: Subject, bytes: Uint8Array): Seed => seed(name, "json", bytes, { subject: name });
  const age = await encryptFor({ ci: recipient }, container);
  return [
    json("manifest", manifest),
    json("heads", manifest),
    json("container", container),
    json("journal", lines({ ...step, event: "started" }, { ...step, event: "done", deposed: "one" })),
    json(
      "lock",
      lines({
        format_version: "1.0",
        id: "one",
        operation: "apply",
        holder: "anna",
        host: "build",
        pid: 7,
        created: at,
      }),
    ),
    json(
      "log",
      lines(
        { ...line, event: "put", facts: { a: 1 } },
        { ...line, event: "retire" },
        { ...line, event: "record", facts: {} },
      ),
    ),
    json("plan", utf8(JSON.stringify(planToJson(somePlan), null, 2))),
    seed("age file", "binary", age, { subject: "age", password: identity.revealText() }),
  ];
}

const somePlan: Plan = {
  format_version: "1.2",
  timestamp: at,
  spec_sha256: digest,
  spec_path: "signing.yaml",
  files: { "devices.txt": digest },
  kept: ["store/keystore/upload"],
  targeted: ["shop"],
  drift: [],
  requests: { replace: [], destroy: ["store/keystore/upload#1"], revoke: [], acknowledge: [], refresh_only: false },
  changes: [
    {
      address: "acme/device/phone",
      type: "device",
      name: "phone",
      provider_name: "acme",
      action: "create",
      action_reason: "missing",
      reason: "it is not registered",
      before: null,
      after: { name: "Phone", udid: "00008030-001C2D3E4F5A6B7C", platform: "IOS" },
      after_unknown: ["udid"],
      replaces_older: false,
      depends_on: [],
      targets: ["shop"],
      reads: ["acme/devices"],
    },
    {
      address: "acme/capability/com.acme.shop",
      type: "capability",
      name: "com.acme.shop",
      provider_name: "acme",
      action: "manual",
      action_reason: "cannot_be_done_by_api",
      reason: "no API can do it",
      before: { bundle_id: "com.acme.shop", capability_type: "PUSH", settings: [{ key: "A", options: ["B"] }] },
      after: { bundle_id: "com.acme.shop", capability_type: "PUSH", settings: [] },
      after_unknown: [],
      replaces_older: false,
      depends_on: ["acme/device/phone"],
      targets: ["shop"],
      reads: [],
      manual: { instructions: "turn it on", check: "the next plan sees it" },
    },
  ],
  fingerprints: { "acme/devices": digest },
  budgets: [{ kind: "devices", owner: "acme", what: "IPHONE devices", used: 3, adds: 1, limit: 100 }],
  blast_radius: [
    {
      address: "acme/certificate/1f96ab04",
      deposed: "1f96ab04",
      targets: ["shop"],
      profiles: [{ name: "Made by hand", uuid: "3f0d8a52", ours: false, replaced: false }],
    },
  ],
  expiries: [{ address, what: "the certificate", expires: at, days_left: 12 }],
  applyable: true,
  complete: false,
  errored: false,
};

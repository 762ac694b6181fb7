import { createHash } from "node:crypto";
import { expect } from "vitest";
import { compile } from "../../../src/compiler/compile.ts";
import type { FileFacts, KeystoreFileEntry } from "../../../src/compiler/file-facts.ts";
import { planChanges, type PlannedChanges } from "../../../src/compiler/planning/plan-changes.ts";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import { hasErrors } from "../../../src/diagnostics/diagnostic.ts";
import type { CertificateFacts } from "../../../src/formats/certificate.ts";
import type { ProvisioningProfile } from "../../../src/formats/provisioning-profile.ts";
import type { Address } from "../../../src/plan/address.ts";
import type {
  Observed,
  ObservedBundleId,
  ObservedCertificate,
  ObservedConsoleApp,
  ObservedDevice,
  ObservedProfile,
  ObservedRateLimit,
  ObservedSigningProfile,
  OwnershipRecord,
  StoredObject,
} from "../../../src/plan/observed.ts";
import { noRequests, type Change, type PlanRequests } from "../../../src/plan/plan.ts";

/** The day on which all plans of these tests are made. */
export const NOW = new Date("2026-11-22T12:00:00Z");

/** A date so many days after {@link NOW}, as Apple's dates are kept. */
export function inDays(days: number): string {
  return new Date(NOW.getTime() + days * 86_400_000).toISOString().replace(".000Z", "Z");
}

/** Stands for the digest of something that has a name: the same name, the same digest. */
export function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** The world that a plan is made in, in a form that is quick to write: one team `acme`, one console, the store and files. */
export interface World {
  readonly bundle_ids?: readonly ObservedBundleId[];
  readonly devices?: readonly ObservedDevice[];
  readonly certificates?: readonly ObservedCertificate[];
  readonly profiles?: readonly ObservedProfile[];
  /** What Apple said of the requests of this hour; nothing when absent. */
  readonly rate_limit?: ObservedRateLimit | undefined;
  readonly stored?: readonly StoredObject[];
  readonly records?: readonly OwnershipRecord[];
  readonly console?: readonly ObservedSigningProfile[];
  /** Apps on the console. */
  readonly apps?: readonly ObservedConsoleApp[];
  /** Whether the console's user is an administrator; yes when absent. */
  readonly isAdministrator?: boolean;
  readonly files?: Partial<FileFacts>;
  readonly now?: Date;
}

/** A signing file with keys for everything, the given targets (see {@link automatic}), and more top-level keys as YAML. */
export function specOf(targets: Readonly<Record<string, string>>, more = ""): ResolvedSpec {
  const text = `version: 1
keys:
  acme: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: ASC_KEY } }
  own: { type: certificate, file: signing/own.p12 }
  other: { type: certificate, file: signing/other.p12 }
  upload: { type: keystore, file: android/upload.jks, password: { env: UPLOAD } }
  console: { type: policy_console, url: "https://console.acme.example/rest", username: { env: CONSOLE_USER }, password: { env: CONSOLE } }
${more}
targets:
${Object.entries(targets)
  .map(([name, fields]) => `  ${name}: ${fields}`)
  .join("\n")}
`;
  const { spec, diagnostics } = compile({ name: "signing.yaml", text });
  expect(
    diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code}: ${message}`),
  ).toEqual([]);
  if (!spec) throw new Error("there is a spec without errors");
  return spec;
}

/** A target as YAML: an automatic App Store target of com.acme.shop without extensions, but for the given fields. */
export function automatic(fields: Readonly<Record<string, string>> = {}): string {
  return flow({
    platform: "ios",
    method: "automatic",
    profile_type: "app_store",
    bundle_id: "com.acme.shop",
    key: "acme",
    extensions: "[]",
    ...fields,
  });
}

/** A manual App Store target of com.acme.shop, but for the given fields. */
export function manual(fields: Readonly<Record<string, string>> = {}): string {
  const defaults = {
    platform: "ios",
    method: "manual",
    profile_type: "app_store",
    bundle_id: "com.acme.shop",
    certificate: "own",
  };
  return flow({ ...defaults, profiles: "[signing/shop.mobileprovision]", ...fields });
}

/** An Android target with the keystore `upload`, but for the given fields. */
export function android(fields: Readonly<Record<string, string>> = {}): string {
  const defaults = {
    platform: "android",
    method: "manual",
    package_name: "com.acme.shop",
    keystore: "upload",
    keystore_alias: "upload",
  };
  return flow({ ...defaults, ...fields });
}

/** An Android target whose upload key Signwright makes, but for the given fields. */
export function madeAndroid(fields: Readonly<Record<string, string>> = {}): string {
  return flow({ platform: "android", method: "automatic", package_name: "com.acme.made", ...fields });
}

function flow(fields: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")} }`;
}

/** The observed world in the planner's words. */
export function observedOf(world: World): Observed {
  return {
    store: { kind: "store", head: 1, recipients: {}, objects: world.stored ?? [], records: world.records ?? [] },
    app_store_connect: {
      acme: {
        kind: "app_store_connect",
        bundle_ids: world.bundle_ids ?? [],
        devices: world.devices ?? [],
        certificates: world.certificates ?? [],
        profiles: world.profiles ?? [],
        ...(world.rate_limit ? { rate_limit: world.rate_limit } : {}),
      },
    },
    policy_console: {
      console: {
        kind: "policy_console",
        signing_profiles: world.console ?? [],
        apps: world.apps ?? [],
        is_administrator: world.isAdministrator ?? true,
      },
    },
  };
}

/** Files of the user, none unless given. */
export function factsOf(world: World): FileFacts {
  return { identities: new Map(), keystores: new Map(), profiles: new Map(), deviceLists: new Map(), ...world.files };
}

/** Plans for all targets of a spec, or those of the given names. */
export function planFor(
  spec: ResolvedSpec,
  world: World,
  only: readonly string[] = [],
  requests: Partial<PlanRequests> = {},
): PlannedChanges {
  return planChanges({
    spec,
    targets: only.length === 0 ? spec.targets : spec.targets.filter((t) => only.includes(t.name)),
    facts: factsOf(world),
    observed: observedOf(world),
    now: world.now ?? NOW,
    requests: { ...noRequests, ...requests },
  });
}

const symbols: Readonly<Record<Change["action"], string>> = {
  "no-op": " ",
  create: "+",
  read: "<",
  update: "~",
  delete: "-",
  forget: ".",
  manual: "!",
};

/** A plan as text: symbol, address with the old instance that goes, and why. */
export function linesOf({ changes, diagnostics }: Pick<PlannedChanges, "changes" | "diagnostics">): readonly string[] {
  return [
    ...changes.map(
      (c) => `${symbols[c.action]} ${c.address}${c.deposed === undefined ? "" : `#${c.deposed}`}: ${c.reason}`,
    ),
    ...diagnostics.map((d) => `${d.severity} ${d.code}: ${d.message}`),
  ];
}

/** The plan of a spec in a world, as lines. */
export function planLines(spec: ResolvedSpec, world: World, only: readonly string[] = []): readonly string[] {
  const planned = planFor(spec, world, only);
  expectSound(planned);
  return linesOf(planned);
}

/** Only symbol and address of each line, for plans whose reasons are not the point. */
export function planAddresses(spec: ResolvedSpec, world: World, only: readonly string[] = []): readonly string[] {
  const planned = planFor(spec, world, only);
  expectSound(planned);
  return planned.changes.map(
    (c) => `${symbols[c.action]} ${c.address}${c.deposed === undefined ? "" : `#${c.deposed}`}`,
  );
}

/**
 * What holds for every plan: each change comes after what it depends on, and deletes come last but where a name must be freed, or where
 * profiles would fall with a capability.
 */
export function expectSound({ changes, diagnostics }: PlannedChanges): void {
  const positions = new Map<string, number>();
  changes.forEach((change, index) => {
    if (change.action !== "delete" || change.type === "capability") positions.set(change.address, index);
  });
  changes.forEach((change, index) => {
    for (const address of change.depends_on) {
      expect(positions.get(address) ?? -1, `${change.address} comes after ${address}`).toBeLessThan(index);
    }
    if (change.action !== "delete" && !hasErrors(diagnostics)) {
      const earlierDeletes = changes.slice(0, index).filter((c) => c.action === "delete");
      for (const earlier of earlierDeletes)
        expect(
          earlier.type === "capability" || (earlier.type === "profile" && earlier.reason.includes("profile_name")),
          earlier.address,
        ).toBe(true);
    }
  });
  const steps = changes.map((c) => `${c.address}#${c.deposed ?? ""}`);
  expect(new Set(steps).size, `${steps.join(", ")} are distinct`).toBe(steps.length);
}

/** A bundle ID without an app, with capabilities of no settings. */
export function bundleId(
  identifier: string,
  capabilities: readonly string[] = [],
  more: Partial<ObservedBundleId> = {},
): ObservedBundleId {
  return {
    id: `B-${identifier}`,
    identifier,
    name: identifier.replaceAll(".", " "),
    platform: "UNIVERSAL",
    capabilities: capabilities.map((type) => ({ id: `B-${identifier}_${type}`, capability_type: type, settings: [] })),
    has_app: false,
    ...more,
  };
}

/** An enabled iPhone. */
export function device(udid: string, more: Partial<ObservedDevice> = {}): ObservedDevice {
  return {
    id: `D-${udid}`,
    udid,
    name: `device ${udid}`,
    platform: "IOS",
    device_class: "IPHONE",
    status: "ENABLED",
    ...more,
  };
}

/** A distribution certificate named by its serial number, for the key of the given name, valid for 300 days. */
export function certificate(serial: string, key: string, more: Partial<ObservedCertificate> = {}): ObservedCertificate {
  return {
    id: `C-${serial}`,
    serial_number: serial,
    certificate_type: "DISTRIBUTION",
    display_name: `Acme ${serial}`,
    expires: inDays(300),
    certificate_sha256: digest(`certificate ${serial}`),
    public_key_sha256: digest(key),
    team_id: "ABCDE12345",
    ...more,
  };
}

/** An active App Store profile of com.acme.shop, valid for 300 days. */
export function profile(uuid: string, more: Partial<ObservedProfile> = {}): ObservedProfile {
  const type = more.profile_type ?? "IOS_APP_STORE";
  const bundle = more.bundle_id ?? "com.acme.shop";
  return {
    id: `P-${uuid}`,
    uuid,
    name: `Signwright ${bundle} ${type.toLowerCase()} ${digest(uuid).slice(0, 8)}`,
    profile_type: type,
    state: "ACTIVE",
    expires: inDays(300),
    bundle_id: bundle,
    certificates: ["c1"],
    devices: [],
    ...more,
  };
}

/** A private key of the store, by its name. */
export function storedKey(slot: string, key: string): StoredObject {
  const sha = digest(key);
  return stored(`store/key/acme:${slot}`, sha, { algorithm: "rsa", bits: 2048, public_key_sha256: sha });
}

/** The identity of a certificate and the key of that name. */
export function storedIdentity(slot: string, serial: string, key: string, expires = inDays(300)): StoredObject {
  const sha = digest(`certificate ${serial}`);
  return stored(`store/identity/acme:${slot}`, sha, {
    certificate_sha256: sha,
    serial_number: serial,
    public_key_sha256: digest(key),
    not_after: expires,
    subject_common_name: `Acme ${serial}`,
  });
}

/** The store's copy of a profile of the team. */
export function storedProfile(uuid: string, name = "com.acme.shop:ios_app_store"): StoredObject {
  return stored(`store/stored_profile/acme:${name}`, uuid, {
    uuid,
    sha256: digest(`file ${uuid}`),
    source: `acme/profile/${name}`,
    bundle_id: name.slice(0, name.indexOf(":")),
    expires: inDays(300),
  });
}

/** An object of the store. */
export function stored(address: Address, instance: string, facts: StoredObject["facts"] = {}): StoredObject {
  return { address, instance, created: "2026-01-01T00:00:00Z", facts };
}

/** The mark of a profile that Signwright made. */
export function profileRecord(uuid: string, name = "com.acme.shop:ios_app_store"): OwnershipRecord {
  return { address: `acme/profile/${name}`, facts: { uuid } };
}

/** A world in which the App Store target of com.acme.shop is done: certificate c1 of key k1, profile P1. */
export const DONE: World = {
  bundle_ids: [bundleId("com.acme.shop")],
  certificates: [certificate("c1", "k1")],
  profiles: [profile("P1")],
  stored: [storedKey("distribution", "k1"), storedIdentity("distribution", "c1", "k1"), storedProfile("P1")],
  records: [profileRecord("P1")],
};

/** Facts of a certificate in a file, by its serial number. */
export function fileCertificate(serial: string, more: Partial<CertificateFacts> = {}): Omit<CertificateFacts, "der"> {
  return {
    subject: `CN=Acme ${serial}`,
    issuer: "CN=Apple",
    commonName: `Acme ${serial}`,
    serial,
    sha1: digest(`certificate ${serial}`).slice(0, 40),
    sha256: digest(`certificate ${serial}`),
    notBefore: inDays(-10),
    notAfter: inDays(300),
    teamId: "ABCDE12345",
    publicKeySha256: digest(`key ${serial}`),
    ...more,
  };
}

/** Identities in files, by the key of the spec. */
export function identities(serials: Readonly<Record<string, string>>): Pick<FileFacts, "identities"> {
  const entries = Object.entries(serials).map(
    ([key, serial]) => [key, { path: `signing/${key}.p12`, certificate: fileCertificate(serial) }] as const,
  );
  return { identities: new Map(entries) };
}

/** The keystore `upload`, whose file has the digest of `content`. */
export function keystores(
  content: string,
  entries: readonly Partial<KeystoreFileEntry>[] = [{}],
): Pick<FileFacts, "keystores"> {
  const all = entries.map((entry) => ({
    alias: "upload",
    isPrivateKey: true,
    certificate: fileCertificate("a1"),
    opensWithStorePassword: true,
    locked: false,
    ...entry,
  }));
  return { keystores: new Map([["upload", { path: "android/upload.jks", sha256: digest(content), entries: all }]]) };
}

/** Profile files by path. */
export function profileFiles(
  files: Readonly<Record<string, Partial<ProvisioningProfile> & { readonly content?: string }>>,
): Pick<FileFacts, "profiles"> {
  const entries = Object.entries(files).map(
    ([path, { content = path, ...more }]) =>
      [path, { path, sha256: digest(content), profile: fileProfile(more) }] as const,
  );
  return { profiles: new Map(entries) };
}

/** What a profile file of com.acme.shop for the App Store says. */
export function fileProfile(more: Partial<ProvisioningProfile> = {}): ProvisioningProfile {
  return {
    uuid: "F1",
    name: "Shop",
    teamId: "ABCDE12345",
    appIdPrefix: "ABCDE12345",
    bundleId: "com.acme.shop",
    profileType: "app_store",
    platforms: ["ios"],
    created: inDays(-10),
    expires: inDays(300),
    deviceUdids: [],
    provisionsAllDevices: false,
    certificates: [{ ...fileCertificate("s1"), der: new Uint8Array() }],
    entitlements: {},
    signature: "valid",
    signerCertificates: [],
    ...more,
  };
}

/** A signing profile of the console for Android. */
export function signingProfile(id: string, more: Partial<ObservedSigningProfile> = {}): ObservedSigningProfile {
  return {
    profile_id: id,
    name: "Android Signing",
    description: "",
    keystore_alias: "upload",
    signing_cert_id: null,
    data_stamp: "1",
    data_id: `data-${id}`,
    secret_matches: true,
    ...more,
  };
}

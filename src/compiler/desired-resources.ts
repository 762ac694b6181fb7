import type { Address } from "../plan/address.ts";
import type {
  AppStoreConnectObserved,
  JsonValue,
  Observed,
  ObservedCertificate,
  ObservedConsoleApp,
  PolicyConsoleObserved,
} from "../plan/observed.ts";
import type { Change } from "../plan/plan.ts";
import type { ResourceKind } from "../plan/resource.ts";
import type { FileFacts, IdentityFile } from "./file-facts.ts";
import { importedIdentityAddress, importedProfileAddress, keystoreAddressOf } from "./planning/imports.ts";
import { planChanges } from "./planning/plan-changes.ts";
import { sortedSet } from "./planning/planning.ts";
import type { AutomaticAppleTarget, ResolvedSpec, Target } from "./target.ts";

/** A resource that a spec asks for, as far as spec and files say what it is. */
export interface DesiredResource {
  readonly address: Address;
  readonly type: ResourceKind;
  /** As in a plan, without what is known only after an apply. */
  readonly attributes: Readonly<Record<string, JsonValue>>;
  /** Targets that want it, sorted. */
  readonly targets: readonly string[];
}

/** What is known of the files that a spec names without opening any that needs a password. */
export interface SpecFiles {
  /** SHA-256 of the files of keys and of profiles, by path as the spec has it; files that were not compared are left out. */
  readonly digests: ReadonlyMap<string, string>;
  readonly deviceLists: FileFacts["deviceLists"];
}

/**
 * The resources that a spec asks for, in the order in which they would be made. It is what planning decides for a team that has
 * nothing yet but devices and certificates of which only is known that they are there; so it needs no credentials.
 */
export function desiredResources(spec: ResolvedSpec, files: SpecFiles): ReadonlyMap<Address, DesiredResource> {
  const world = imaginedWorld(spec);
  const imported = importedResources(spec, files);
  // The user's files are as good as held: what is made of them is planned, without opening them.
  const objects = imported.map(({ address }) => ({ address, instance: address, created: FAR, facts: {} }));
  const { changes } = planChanges({
    spec,
    targets: spec.targets,
    facts: {
      identities: new Map(givenCertificates(spec).map((name) => [name, unopenedIdentity(name)])),
      keystores: new Map(),
      profiles: new Map(),
      deviceLists: files.deviceLists,
    },
    observed: { ...world, store: { ...world.store, objects } },
    now: new Date(0),
  });
  const planned = changes.flatMap((change) => plannedResource(change) ?? []);
  return new Map([...imported, ...planned].map((resource) => [resource.address, resource]));
}

function plannedResource(change: Change): DesiredResource | undefined {
  const { address, type, targets, after } = change;
  if (after === null || isImport(change)) return undefined;
  const attributes = Object.entries({ ...after } as Readonly<Record<string, JsonValue>>).flatMap(([name, value]) =>
    value === null ? [] : [[name, name === "certificates" ? readableReferences(value) : value] as const],
  );
  return { address, type, targets, attributes: Object.fromEntries(attributes) };
}

/** What is taken from the user's files: those are compared as files. */
function isImport(change: Change): boolean {
  return change.type === "identity" && change.after !== null && "key_name" in change.after.source;
}

function readableReferences(value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  return value.map((item: JsonValue) =>
    typeof item === "string" && item.startsWith("serial:(") ? item.slice("serial:".length) : item,
  );
}

/** Identities, profiles and keystores in files of the user. */
function importedResources(spec: ResolvedSpec, { digests }: SpecFiles): readonly DesiredResource[] {
  const found = new Map<Address, DesiredResource>();
  const add = (target: Target, resource: Omit<DesiredResource, "targets">): void => {
    const earlier = found.get(resource.address);
    found.set(resource.address, { ...resource, targets: sortedSet([...(earlier?.targets ?? []), target.id]) });
  };
  const content = (path: string): Readonly<Record<string, JsonValue>> => {
    const sha256 = digests.get(path);
    return { file: path, ...(sha256 === undefined ? {} : { file_sha256: sha256 }) };
  };
  for (const target of spec.targets) {
    for (const name of certificateKeysOf(target)) {
      const key = spec.keys.get(name);
      if (key?.type !== "certificate") continue;
      add(target, { address: importedIdentityAddress(name), type: "identity", attributes: content(key.file) });
    }
    if (target.platform !== "android" && target.method === "manual") {
      for (const path of target.profiles)
        add(target, { address: importedProfileAddress(path), type: "stored_profile", attributes: content(path) });
    }
    const keystore = target.platform === "android" ? spec.keys.get(target.keystore ?? "") : undefined;
    if (target.platform === "android" && keystore?.type === "keystore") {
      const attributes = { ...content(keystore.file), alias: target.keystoreAlias };
      add(target, { address: keystoreAddressOf(target), type: "keystore", attributes });
    }
  }
  return [...found.values()];
}

function certificateKeysOf(target: Target): readonly string[] {
  if (target.platform === "android") return [];
  const installer = target.method === "manual" || target.installer ? target.installerCertificate : undefined;
  return [target.certificate, installer].filter((name) => name !== undefined);
}

/** Keys with a certificate that automatic targets use instead of one that is made. */
function givenCertificates(spec: ResolvedSpec): readonly string[] {
  return sortedSet(spec.targets.flatMap((t) => (isAutomatic(t) ? certificateKeysOf(t) : [])));
}

function isAutomatic(target: Target): target is AutomaticAppleTarget {
  return target.platform !== "android" && target.method === "automatic";
}

const FAR = "9999-12-31T00:00:00Z";

/** Stands for an identity in a file that was not opened: Apple is taken to know its certificate. */
function unopenedIdentity(name: string): IdentityFile {
  const text = `(the certificate of keys.${name})`;
  return {
    path: name,
    certificate: {
      subject: text,
      issuer: text,
      commonName: text,
      serial: text,
      sha1: text,
      sha256: text,
      notBefore: FAR,
      notAfter: FAR,
      teamId: null,
      publicKeySha256: text,
    },
  };
}

/** A world in which nothing is made yet, and in which what a spec only refers to (`devices: all`) has a name that people understand. */
export function imaginedWorld(spec: ResolvedSpec): Observed {
  const automatic = spec.targets.filter(isAutomatic);
  return {
    store: { kind: "store", head: 0, recipients: {}, objects: [], records: [] },
    app_store_connect: Object.fromEntries(
      sortedSet(automatic.map((t) => t.key)).map((owner) => [owner, imaginedTeam(automatic, owner)]),
    ),
    policy_console: Object.fromEntries(
      sortedSet(spec.targets.flatMap((t) => t.policyConsole?.key ?? [])).map((owner) => [
        owner,
        imaginedConsole(spec, owner),
      ]),
    ),
  };
}

/** A console that has the apps that the spec names, and nothing else. */
function imaginedConsole(spec: ResolvedSpec, owner: string): PolicyConsoleObserved {
  const apps = spec.targets.flatMap((target): readonly ObservedConsoleApp[] => {
    const platform = target.platform === "android" ? "android" : "ios";
    const names = target.policyConsole?.key === owner ? target.policyConsole.apps : [];
    return names.map((name) => ({
      app_id: name.replaceAll(/[{}]/g, ""),
      name,
      package_name: name,
      platform,
      policies: [],
      signing: null,
    }));
  });
  return { kind: "policy_console", signing_profiles: [], apps, is_administrator: true };
}

function imaginedTeam(automatic: readonly AutomaticAppleTarget[], owner: string): AppStoreConnectObserved {
  const certificates = automatic
    .filter((t) => t.key === owner)
    .flatMap((target) => {
      const type = target.row.acceptedCertificateTypes[0] ?? "DEVELOPMENT";
      return namesOfOthers(target).map((name) => imaginedCertificate(name, type));
    });
  return {
    kind: "app_store_connect",
    bundle_ids: [],
    devices: Object.entries(everyDevice).map(([device_class, name]) => ({
      id: name,
      udid: name,
      name,
      platform: device_class.includes("MAC") ? "MAC_OS" : "IOS",
      device_class,
      status: "ENABLED",
    })),
    certificates: [...new Map(certificates.map((c) => [`${c.certificate_type} ${c.serial_number}`, c])).values()],
    profiles: [],
  };
}

/** What `devices: all` stands for, by the class that stands for its like. */
const everyDevice = {
  IPHONE: "(every registered iOS device)",
  APPLE_TV: "(every registered Apple TV)",
  MAC: "(every registered Mac)",
  APPLE_SILICON_MAC: "(every registered Apple silicon Mac)",
};

/** Certificates of the team that a target's profiles hold and Signwright does not make. */
function namesOfOthers(target: AutomaticAppleTarget): readonly string[] {
  const given = certificateKeysOf(target).map((name) => unopenedIdentity(name).certificate.serial);
  if (target.certificates === "own") return given;
  return [...given, ...(target.certificates === "all" ? ["(every other of the team)"] : target.certificates)];
}

function imaginedCertificate(name: string, type: string): ObservedCertificate {
  // As Apple writes serial numbers, which planning compares.
  const serial = name.startsWith("(")
    ? name
    : name
        .toLowerCase()
        .replaceAll(":", "")
        .replace(/^0+(?=.)/, "");
  return {
    id: name,
    serial_number: serial,
    certificate_type: type,
    display_name: name,
    expires: FAR,
    certificate_sha256: name,
    public_key_sha256: null,
    team_id: null,
  };
}

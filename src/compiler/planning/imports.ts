import { addressOf, type Address } from "../../plan/address.ts";
import { storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { AndroidTarget, Target } from "../target.ts";
import { changeOf, sortedSet, storedInstances, textFact, type Planned, type PlanningInput } from "./planning.ts";

/** Address of the identity that a certificate key of the spec gives. */
export function importedIdentityAddress(keyName: string): Address {
  return addressOf("store", "identity", keyName);
}

/** Address of a profile file of the user in the store. */
export function importedProfileAddress(path: string): Address {
  return addressOf("store", "stored_profile", path);
}

/** Address of a keystore key of the spec in the store. */
function keystoreAddress(keyName: string): Address {
  return addressOf("store", "keystore", keyName);
}

/** Address of the keystore that signs an Android target: the user's, or the one that Signwright makes for its package name. */
export function keystoreAddressOf(target: AndroidTarget): Address {
  // A key's name holds no colon, so the two never meet.
  return keystoreAddress(target.keystore ?? `upload:${target.packageName}`);
}

/** Plans what the store takes in from files of the user: certificates with keys, profiles and keystores. */
export function planImports(input: PlanningInput): Planned {
  return {
    changes: [
      ...importIdentities(input),
      ...importProfiles(input),
      ...importKeystores(input),
      ...makeUploadKeys(input),
    ],
    diagnostics: [],
  };
}

function usersOf(
  targets: readonly Target[],
  namesOf: (target: Target) => readonly (string | undefined)[],
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const target of targets) {
    for (const name of namesOf(target)) {
      if (name === undefined) continue;
      const known = users.get(name);
      if (known) known.push(target.id);
      else users.set(name, [target.id]);
    }
  }
  return users;
}

function importIdentities(input: PlanningInput): readonly Change[] {
  const users = usersOf(input.targets, (t) =>
    t.platform === "android"
      ? []
      : [t.certificate, t.method === "manual" || t.installer ? t.installerCertificate : undefined],
  );
  return sortedSet(users.keys()).flatMap((keyName) => {
    const file = input.facts.identities.get(keyName);
    const address = importedIdentityAddress(keyName);
    const held = storedInstances(input, address);
    const newest = held.at(-1);
    if (!file || textFact(newest, "certificate_sha256") === file.certificate.sha256) return [];
    return [
      changeOf({
        address,
        type: "identity",
        action: newest ? "update" : "create",
        action_reason: newest ? "source_changed" : "missing",
        reason: newest
          ? `${file.path} holds another certificate than the store`
          : `the certificate and key of ${file.path}`,
        before: newest
          ? { source: { key_name: keyName }, certificate_sha256: textFact(newest, "certificate_sha256") ?? null }
          : null,
        after: { source: { key_name: keyName }, certificate_sha256: file.certificate.sha256 },
        targets: users.get(keyName) ?? [],
        reads: newest ? [storedObjectName(address, newest.instance)] : [],
      }),
    ];
  });
}

function importProfiles(input: PlanningInput): readonly Change[] {
  const users = usersOf(input.targets, (t) => (t.platform !== "android" && t.method === "manual" ? t.profiles : []));
  return sortedSet(users.keys()).flatMap((path) => {
    const file = input.facts.profiles.get(path);
    const address = importedProfileAddress(path);
    const newest = storedInstances(input, address).at(-1);
    if (!file || textFact(newest, "sha256") === file.sha256) return [];
    return [
      changeOf({
        address,
        type: "stored_profile",
        action: newest ? "update" : "create",
        action_reason: newest ? "source_changed" : "missing",
        reason: newest ? `${path} was replaced by another profile` : `the profile ${path}`,
        before: newest
          ? {
              source: { file: path },
              uuid: textFact(newest, "uuid") ?? null,
              sha256: textFact(newest, "sha256") ?? null,
            }
          : null,
        after: { source: { file: path }, uuid: file.profile.uuid, sha256: file.sha256 },
        targets: users.get(path) ?? [],
        reads: newest ? [storedObjectName(address, newest.instance)] : [],
      }),
    ];
  });
}

function importKeystores(input: PlanningInput): readonly Change[] {
  const users = usersOf(input.targets, (t) => (t.platform === "android" ? [t.keystore] : []));
  return sortedSet(users.keys()).flatMap((keyName) => {
    const file = input.facts.keystores.get(keyName);
    const target = input.targets.find((t) => t.platform === "android" && t.keystore === keyName);
    if (!file || target?.platform !== "android") return [];
    const entry = file.entries.find((e) => e.alias === target.keystoreAlias);
    if (!entry?.certificate) return [];
    const address = keystoreAddress(keyName);
    const newest = storedInstances(input, address).at(-1);
    if (textFact(newest, "sha256") === file.sha256 && textFact(newest, "alias") === entry.alias) return [];
    return [
      changeOf({
        address,
        type: "keystore",
        action: newest ? "update" : "create",
        action_reason: newest ? "source_changed" : "missing",
        reason: newest ? `${file.path} differs from what the store holds` : `the keystore ${file.path}`,
        before: newest
          ? {
              key_name: keyName,
              alias: textFact(newest, "alias") ?? "",
              certificate_sha256: textFact(newest, "certificate_sha256") ?? "",
              sha256: textFact(newest, "sha256") ?? "",
            }
          : null,
        after: {
          key_name: keyName,
          alias: entry.alias,
          certificate_sha256: entry.certificate.sha256,
          sha256: file.sha256,
        },
        targets: users.get(keyName) ?? [],
        reads: newest ? [storedObjectName(address, newest.instance)] : [],
      }),
    ];
  });
}

/**
 * Makes the upload key of Android targets with `method: automatic`, once: whatever the store holds for the package name stays. An
 * Android key is the app's identity for life, so no plan renews, replaces or deletes it.
 */
function makeUploadKeys(input: PlanningInput): readonly Change[] {
  const made = new Map<Address, AndroidTarget[]>();
  for (const target of input.targets) {
    if (target.platform !== "android" || target.method !== "automatic") continue;
    const address = keystoreAddressOf(target);
    made.set(address, [...(made.get(address) ?? []), target]);
  }
  return [...made].flatMap(([address, targets]) => {
    const [target] = targets;
    if (!target || storedInstances(input, address).length > 0) return [];
    return [
      changeOf({
        address,
        type: "keystore",
        action: "create",
        action_reason: "missing",
        reason: `an upload key for ${target.packageName}: RSA 4096, valid for 10,000 days, kept in the store`,
        after: { key_name: null, alias: target.keystoreAlias, certificate_sha256: null, sha256: null },
        after_unknown: ["certificate_sha256", "sha256"],
        targets: targets.map((t) => t.id),
      }),
    ];
  });
}

import type { KeyEntry as KeyFields, SigningSpec } from "../generated/signing-spec.ts";
import type { SecretReference } from "../secret/secret-reference.ts";
import { defaultCertificateLimits, defaultDeviceLimit, deviceFamilies, type DeviceFamily } from "./signing-matrix.ts";
import type { KeyEntry, StoreSettings } from "./target.ts";

/** Apple's API for standard teams (App Store Connect API documentation). */
const STANDARD_URL = "https://api.appstoreconnect.apple.com";
/** Apple's API for teams of the Enterprise Program (bitrise go-xcode appstoreconnect.go:31). */
const ENTERPRISE_URL = "https://api.enterprise.developer.apple.com";

/** The entries of `keys` with their defaults. */
export function resolveKeys(spec: SigningSpec): ReadonlyMap<string, KeyEntry> {
  return new Map(Object.entries(spec.keys ?? {}).map(([name, fields]) => [name, resolveKey(name, fields)]));
}

function resolveKey(name: string, fields: KeyFields): KeyEntry {
  switch (fields.type) {
    case "app_store_connect": {
      const program = fields.program === "enterprise" ? "enterprise" : "standard";
      return {
        type: fields.type,
        name,
        teamId: fields.team_id,
        issuerId: fields.issuer_id,
        keyId: fields.key_id,
        privateKey: fields.private_key as SecretReference,
        program,
        url: (fields.url ?? (program === "enterprise" ? ENTERPRISE_URL : STANDARD_URL)).replace(/\/+$/, ""),
        caFile: fields.ca_file,
      };
    }
    case "certificate":
      return "private_key" in fields
        ? {
            type: fields.type,
            name,
            file: fields.certificate,
            password: undefined,
            privateKey: fields.private_key as SecretReference,
          }
        : {
            type: fields.type,
            name,
            file: fields.file,
            password: fields.password as SecretReference | undefined,
            privateKey: undefined,
          };
    case "keystore":
      return { type: fields.type, name, file: fields.file, password: fields.password as SecretReference };
    case "policy_console":
      return {
        type: fields.type,
        name,
        url: fields.url.replace(/\/+$/, ""),
        username: fields.username as SecretReference,
        password: fields.password as SecretReference,
        caFile: fields.ca_file,
        update: fields.update ?? "put",
      };
  }
}

/** The store: the directory `.signwright/store` beside the spec unless it says otherwise. */
export function resolveStore(spec: SigningSpec): StoreSettings {
  const store = spec.store ?? ".signwright/store";
  if (typeof store === "string") return { url: store, recipients: {}, identity: undefined, passphrase: undefined };
  return {
    url: store.url,
    recipients: store.recipients ?? {},
    identity: store.identity,
    passphrase: store.passphrase,
  };
}

/** How many certificates of each type a team may hold: reported numbers, replaced by those that the spec gives. */
export function resolveCertificateLimits(spec: SigningSpec): Readonly<Record<string, number>> {
  return { ...defaultCertificateLimits, ...spec.limits?.certificates };
}

/** How many devices of each family a team may register: Apple's number, replaced by those that the spec gives. */
export function resolveDeviceLimits(spec: SigningSpec): Readonly<Record<DeviceFamily, number>> {
  const defaults = Object.fromEntries(deviceFamilies.map((family) => [family, defaultDeviceLimit]));
  return { ...(defaults as Record<DeviceFamily, number>), ...spec.limits?.devices };
}

import type { JsonValue, Observed } from "./observed.ts";

/**
 * Every object of the observed world by a name that people recognise (`acme/certificate/<serial>`, `acme/profile/<uuid>`,
 * `acme/bundle_id/<identifier>`, `acme/device/<udid>`, `store/object/<address>#<instance>`, `console/signing_profile/<id>`,
 * `console/app/<id>`),
 * with all that was observed of it. A saved plan keeps fingerprints of those that it writes or rests on.
 */
export function observedObjects(observed: Observed): ReadonlyMap<string, JsonValue> {
  const objects = new Map<string, JsonValue>();
  for (const [owner, seen] of Object.entries(observed.app_store_connect)) {
    for (const o of seen.bundle_ids)
      objects.set(bundleIdName(owner, o.identifier), { ...o, capabilities: o.capabilities.map((c) => ({ ...c })) });
    for (const o of seen.devices) objects.set(deviceName(owner, o.udid), { ...o });
    for (const o of seen.certificates) objects.set(certificateName(owner, o.serial_number), { ...o });
    for (const o of seen.profiles) objects.set(profileName(owner, o.uuid), { ...o });
  }
  for (const o of observed.store.objects) objects.set(storedObjectName(o.address, o.instance), { ...o });
  for (const [owner, seen] of Object.entries(observed.policy_console)) {
    for (const o of seen.signing_profiles) objects.set(signingProfileName(owner, o.profile_id), { ...o });
    for (const o of seen.apps) objects.set(consoleAppName(owner, o.app_id), { ...o });
  }
  return objects;
}

/** Name of an observed bundle ID. */
export function bundleIdName(owner: string, identifier: string): string {
  return `${owner}/bundle_id/${identifier}`;
}

/** Name of an observed device. */
export function deviceName(owner: string, udid: string): string {
  return `${owner}/device/${udid}`;
}

/** Name of an observed certificate. */
export function certificateName(owner: string, serial: string): string {
  return `${owner}/certificate/${serial}`;
}

/** Name of an observed profile. */
export function profileName(owner: string, uuid: string): string {
  return `${owner}/profile/${uuid}`;
}

/** Name of an object that the store holds. */
export function storedObjectName(address: string, instance: string): string {
  return `store/object/${address}#${instance}`;
}

/** Name of an observed signing profile. */
export function signingProfileName(owner: string, id: string): string {
  return `${owner}/signing_profile/${id}`;
}

/** Name of an app on a policy console. */
export function consoleAppName(owner: string, id: string): string {
  return `${owner}/app/${id}`;
}

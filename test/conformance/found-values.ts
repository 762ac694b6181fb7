import { addressOf, ownerOf, type Address } from "../../src/plan/address.ts";
import type { JsonValue, Observed } from "../../src/plan/observed.ts";
import type { Change } from "../../src/plan/plan.ts";

type Values = Readonly<Record<string, unknown>>;

/** The attributes that a change says will be, without those that only the apply can tell. */
export function knownValues(change: Change): Values {
  const after = Object.entries({ ...change.after });
  const hidden = new Set([...change.after_unknown, "exact_name", "replaces"]);
  return Object.fromEntries(after.filter(([name, value]) => !hidden.has(name) && value !== null));
}

/** The same attributes as the world shows them. */
export function foundValues(change: Change, observed: Observed): Values {
  const found = ownerOf(change.address) === "store" ? inStore(change, observed) : atServices(change, observed);
  return Object.fromEntries(Object.keys(knownValues(change)).map((name) => [name, found[name]]));
}

function atServices(change: Change, observed: Observed): Values {
  const owner = ownerOf(change.address);
  const team = observed.app_store_connect[owner];
  const record = recordOf(observed, change.address);
  switch (change.type) {
    case "bundle_id":
      return { ...team?.bundle_ids.find((b) => b.identifier === change.after?.identifier) };
    case "capability": {
      const bundleId = team?.bundle_ids.find((b) => b.identifier === change.after?.bundle_id);
      return {
        bundle_id: bundleId?.identifier,
        ...bundleId?.capabilities.find((c) => c.capability_type === change.after?.capability_type),
      };
    }
    case "device":
      return { ...team?.devices.find((d) => d.udid === change.after?.udid) };
    case "certificate": {
      const certificate = team?.certificates.find((c) => c.serial_number === record["serial_number"]);
      const key = observed.store.objects.find((o) => o.instance === certificate?.public_key_sha256);
      return { ...certificate, key: key?.address };
    }
    case "profile": {
      const profile = team?.profiles.find((p) => p.uuid === record["uuid"]);
      const certificates = profile?.certificates.map((serial) => certificateOf(observed, owner, serial));
      return { ...profile, name: profile?.name.replace(/ [0-9a-f]{8}$/, ""), certificates };
    }
    case "signing_profile": {
      const profile = observed.policy_console[owner]?.signing_profiles.find((p) => p.name === change.after?.name);
      const platform = profile?.keystore_alias === null ? "ios" : "android";
      return { ...profile, platform, file: record["file"], file_sha256: record["file_sha256"] };
    }
    default:
      throw new Error(`${change.type} is no kind of a service`);
  }
}

function inStore(change: Change, observed: Observed): Values {
  const facts = observed.store.objects.findLast((o) => o.address === change.address)?.facts ?? {};
  switch (change.type) {
    case "key":
      return facts;
    case "keystore":
      return { ...facts, key_name: change.name };
    case "identity":
      return { ...facts, source: sourceOf(facts["source"], change) };
    case "stored_profile":
      return { ...facts, source: facts["source"] === "file" ? { file: change.name } : { profile: facts["source"] } };
    default:
      throw new Error(`${change.type} is no kind of the store`);
  }
}

function sourceOf(source: JsonValue | undefined, change: Change): Values {
  if (source === "file") return { key_name: change.name };
  return { certificate: source, key: addressOf("store", "key", change.name) };
}

function certificateOf(observed: Observed, owner: string, serial: string): string {
  const record = observed.store.records.find(
    (r) => r.address.startsWith(`${owner}/certificate/`) && r.facts["serial_number"] === serial,
  );
  return record?.address ?? `serial:${serial}`;
}

function recordOf(observed: Observed, address: Address): Values {
  return observed.store.records.find((r) => r.address === address)?.facts ?? {};
}

import type { Address } from "../../plan/address.ts";
import type { ExposedObject } from "./exposure.ts";
import type { Facts, Manifest } from "./manifest.ts";
import { sortFacts } from "./manifest.ts";

/** What has to be done about something that a leaver could decrypt, and may have kept a copy of. */
export type RotationAction =
  /** Revoke the certificate and make a new one: whoever has its private key can sign with it. */
  | "revoke_certificate"
  /** Replace the key: it has no certificate yet, and must not get one. */
  | "replace_key"
  /** Change the keystore's passwords, and replace its key where that is possible. */
  | "replace_keystore"
  /** Replace whatever it is: this version does not know the kind. */
  | "replace";

/** One thing to rotate. */
export interface Rotation {
  readonly action: RotationAction;
  readonly address: Address;
  readonly instance: string;
  /** Whether the store holds it now; otherwise it was retired, and its key may still sign. */
  readonly held: boolean;
  /** Public facts: of a certificate serial number, dates, type, team. Sorted by name. */
  readonly facts: Facts;
}

/** Why something need not be rotated. */
export type KeepReason =
  /** A provisioning profile holds no secret. */
  | "no_secret"
  /** The certificate has expired: its key signs nothing that is accepted. */
  | "expired"
  /** A private key whose certificate is listed itself. */
  | "certificate_listed";

/** One thing that need not be rotated. */
export interface Kept {
  readonly reason: KeepReason;
  readonly address: Address;
  readonly instance: string;
  readonly held: boolean;
}

/** What to rotate, and what not. */
export interface RotationList {
  readonly rotate: readonly Rotation[];
  readonly keep: readonly Kept[];
}

/**
 * What has to be rotated because somebody could decrypt these objects. `manifest` tells of certificates that were issued for a bare key.
 * An expired certificate stays away from the list; one whose date is not known does not.
 */
export function rotationOf(objects: readonly ExposedObject[], manifest: Manifest, now: Date): RotationList {
  const rotate: Rotation[] = [];
  const keep: Kept[] = [];
  const identities = objects.filter((o) => kindOf(o) === "identity");
  const certified = new Set(identities.map((o) => o.facts["public_key_sha256"]));
  const listedSerials = new Set(identities.map((o) => o.facts["serial_number"]));
  for (const object of objects) {
    const { address, instance, held } = object;
    const kept = (reason: KeepReason): void => void keep.push({ reason, address, instance, held });
    const listed = (action: RotationAction, facts: Facts = object.facts): void =>
      void rotate.push({ action, address, instance, held, facts: sortFacts(facts) });
    switch (kindOf(object)) {
      case "stored_profile":
        kept("no_secret");
        break;
      case "identity":
        if (isExpired(object.facts, now)) kept("expired");
        else listed("revoke_certificate");
        break;
      case "keystore":
        listed("replace_keystore");
        break;
      case "key": {
        const others = certificatesOf(instance, manifest).filter((c) => !listedSerials.has(c["serial_number"]));
        if (others.length === 0 && certified.has(instance)) kept("certificate_listed");
        else listBareKey(others, { listed, kept, now });
        break;
      }
      default:
        listed("replace");
    }
  }
  return { rotate, keep };
}

/** A key that the leaver could read, while the certificate that was issued for it came later, or lies elsewhere. */
function listBareKey(
  certificates: readonly Facts[],
  into: {
    readonly listed: (action: RotationAction, facts?: Facts) => void;
    readonly kept: (reason: KeepReason) => void;
    readonly now: Date;
  },
): void {
  const valid = certificates.filter((facts) => !isExpired(facts, into.now));
  for (const facts of valid) into.listed("revoke_certificate", facts);
  if (valid.length > 0) return;
  if (certificates.length > 0) into.kept("expired");
  else into.listed("replace_key");
}

function certificatesOf(publicKeySha256: string, { objects, records }: Manifest): readonly Facts[] {
  const identities = objects.filter((o) => kindOf(o) === "identity");
  const found = [...identities, ...records].filter((o) => o.facts["public_key_sha256"] === publicKeySha256);
  const bySerial = new Map(found.map((o) => [JSON.stringify(o.facts["serial_number"] ?? o.address), o.facts]));
  return [...bySerial.values()];
}

/** The date of a certificate: `not_after` of an identity, `expires` of a record. */
function isExpired(facts: Facts, now: Date): boolean {
  const date = facts["not_after"] ?? facts["expires"];
  return typeof date === "string" && Date.parse(date) < now.getTime();
}

function kindOf({ address }: { readonly address: Address }): string {
  return address.split("/")[1] ?? "";
}

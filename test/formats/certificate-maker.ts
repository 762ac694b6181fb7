import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import {
  bitString,
  boolean,
  certificateTime,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  utf8String,
} from "../../src/formats/der-writer.ts";
import { readPrivateKey, type PrivateKey } from "../../src/formats/private-key.ts";

const attributeTypes = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  UID: "0.9.2342.19200300.100.1.1",
} as const;

export type NameParts = readonly (readonly [keyof typeof attributeTypes, string])[];

/** A key pair with its certificate, made for one test run. */
export interface MadeIdentity {
  readonly name: NameParts;
  readonly key: KeyObject;
  readonly privateKey: PrivateKey;
  readonly der: Uint8Array;
}

export type MadeKeyType = "rsa" | "ec" | "ed25519";

export interface IdentityWish {
  readonly name: NameParts;
  readonly type?: MadeKeyType;
  readonly issuer?: MadeIdentity;
  readonly authority?: boolean;
  readonly serial?: bigint;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export function makeKey(type: MadeKeyType): KeyObject {
  if (type === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  if (type === "ec") return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  return generateKeyPairSync("ed25519").privateKey;
}

export function encodeName(parts: NameParts): Uint8Array {
  return sequence(
    ...parts.map(([type, value]) => setOf(sequence(objectIdentifier(attributeTypes[type]), utf8String(value)))),
  );
}

/** Issues a certificate; self-signed without an issuer. */
export function makeIdentity(wish: IdentityWish): MadeIdentity {
  const key = makeKey(wish.type ?? "ec");
  const privateKey = readPrivateKey(Uint8Array.from(key.export({ type: "pkcs8", format: "der" })));
  const signer = wish.issuer?.key ?? key;
  const algorithm = signatureAlgorithmOf(signer);
  const spki = spkiOf(key);
  const keyIdentifier = createHash("sha1").update(spki).digest();
  const body = sequence(
    explicit(0, integer(2)),
    integer(wish.serial ?? 0x1234abcdn),
    algorithm,
    encodeName(wish.issuer?.name ?? wish.name),
    sequence(
      certificateTime(wish.notBefore ?? new Date("2024-01-01T00:00:00Z")),
      certificateTime(wish.notAfter ?? new Date("2044-01-01T00:00:00Z")),
    ),
    encodeName(wish.name),
    spki,
    explicit(
      3,
      sequence(
        sequence(
          objectIdentifier("2.5.29.19"),
          boolean(true),
          octetString(wish.authority ? sequence(boolean(true)) : sequence()),
        ),
        sequence(objectIdentifier("2.5.29.14"), octetString(octetString(keyIdentifier))),
      ),
    ),
  );
  const der = sequence(
    body,
    algorithm,
    bitString(sign(signer.asymmetricKeyType === "ed25519" ? null : "sha256", body, signer)),
  );
  return { name: wish.name, key, privateKey, der };
}

function spkiOf(key: KeyObject): Uint8Array {
  return Uint8Array.from(createPublicKey(key).export({ type: "spki", format: "der" }));
}

export function signatureAlgorithmOf(key: KeyObject): Uint8Array {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return sequence(objectIdentifier("1.2.840.113549.1.1.11"), nullValue());
    case "ec":
      return sequence(objectIdentifier("1.2.840.10045.4.3.2"));
    default:
      return sequence(objectIdentifier("1.3.101.112"));
  }
}

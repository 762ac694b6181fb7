import { createHmac } from "node:crypto";
import {
  bmpString,
  explicit,
  implicitPrimitive,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from "../../src/formats/der-writer.ts";
import { DerivationBudget, derivePkcs12, digestNamed } from "../../src/formats/key-derivation.ts";
import { passwordEncodings } from "../../src/formats/keystore-password.ts";
import { Secret } from "../../src/secret/secret.ts";

const bagTypes = "1.2.840.113549.1.12.10.1";

/** ContentInfo with the bytes as they are. */
export function dataPart(bytes: Uint8Array): Uint8Array {
  return sequence(objectIdentifier("1.2.840.113549.1.7.1"), explicit(0, octetString(bytes)));
}

/** ContentInfo with bytes that RC2 of 40 bits is said to have encrypted. */
export function rc2Part(ciphertext: Uint8Array): Uint8Array {
  const parameters = sequence(octetString(new Uint8Array(8)), integer(1));
  const algorithm = sequence(objectIdentifier("1.2.840.113549.1.12.1.6"), parameters);
  const info = sequence(objectIdentifier("1.2.840.113549.1.7.1"), algorithm, implicitPrimitive(0, ciphertext));
  return sequence(objectIdentifier("1.2.840.113549.1.7.6"), explicit(0, sequence(integer(0), info)));
}

export function certificateBag(der: Uint8Array, name?: string): Uint8Array {
  const value = sequence(objectIdentifier("1.2.840.113549.1.9.22.1"), explicit(0, octetString(der)));
  const bag = [objectIdentifier(`${bagTypes}.3`), explicit(0, value)];
  if (name === undefined) return sequence(...bag);
  return sequence(...bag, setOf(sequence(objectIdentifier("1.2.840.113549.1.9.20"), setOf(bmpString(name)))));
}

/** A bag with a key that is not encrypted. */
export function keyBag(pkcs8: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(`${bagTypes}.1`), explicit(0, pkcs8));
}

/** A file without a MAC; each list of bags is a part, since a part has a limit of its own. */
export function plainPkcs12(...parts: readonly (readonly Uint8Array[])[]): Uint8Array {
  return sequence(integer(3), dataPart(sequence(...parts.map((bags) => dataPart(sequence(...bags))))));
}

/** MacData with SHA-1 over the bytes inside the file's OCTET STRING. */
export async function macData(covered: Uint8Array, password: string, iterations: number): Promise<Uint8Array> {
  const digest = digestNamed("sha1");
  const salt = new Uint8Array(8).fill(7);
  const utf16 = passwordEncodings(new Secret(password))[0]?.utf16 ?? new Uint8Array();
  const derivation = { digest, purpose: 3, password: utf16, salt, iterations, length: digest.bytes } as const;
  const key = await derivePkcs12(derivation, new DerivationBudget());
  const mac = createHmac(digest.name, key).update(covered).digest();
  const algorithm = sequence(objectIdentifier("1.3.14.3.2.26"), nullValue());
  return sequence(sequence(algorithm, octetString(mac)), octetString(salt), integer(iterations));
}

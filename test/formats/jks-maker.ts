import { createHash } from "node:crypto";
import {
  concatBytes,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  utf16BigEndian,
} from "../../src/formats/der-writer.ts";

export interface JksEntryWish {
  readonly alias: string;
  readonly created?: Date;
  /** Without a key it is a trusted certificate. */
  readonly key?: { readonly pkcs8: Uint8Array; readonly password: string };
  readonly chain: readonly Uint8Array[];
}

/** Writes a JKS as OpenJDK does; keytool reads it back in the tests that have keytool. */
export function makeJks(entries: readonly JksEntryWish[], password: string): Uint8Array {
  const body = concatBytes(word(0xfeedfeed), word(2), word(entries.length), ...entries.map(encodeEntry));
  const digest = createHash("sha1").update(utf16BigEndian(password)).update("Mighty Aphrodite").update(body).digest();
  return concatBytes(body, digest);
}

function encodeEntry({ alias, created = new Date("2026-02-03T04:05:06Z"), key, chain }: JksEntryWish): Uint8Array {
  const date = new Uint8Array(8);
  new DataView(date.buffer).setBigInt64(0, BigInt(created.getTime()));
  const certificates = chain.map((der) => concatBytes(text("X.509"), block(der)));
  if (key === undefined) return concatBytes(word(2), text(alias), date, ...certificates);
  const sealed = sequence(
    sequence(objectIdentifier("1.3.6.1.4.1.42.2.17.1.1"), nullValue()),
    octetString(protect(key.pkcs8, key.password)),
  );
  return concatBytes(word(1), text(alias), date, block(sealed), word(chain.length), ...certificates);
}

function protect(plain: Uint8Array, password: string): Uint8Array {
  const secret = utf16BigEndian(password);
  const salt = createHash("sha1").update(plain).digest();
  const sealed = Uint8Array.from(plain);
  let stream: Uint8Array = salt;
  for (let at = 0; at < sealed.length; at++) {
    if (at % 20 === 0) stream = createHash("sha1").update(secret).update(stream).digest();
    sealed[at] = (sealed[at] ?? 0) ^ (stream[at % 20] ?? 0);
  }
  return concatBytes(salt, sealed, createHash("sha1").update(secret).update(plain).digest());
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function block(bytes: Uint8Array): Uint8Array {
  return concatBytes(word(bytes.length), bytes);
}

/** Java's `writeUTF`. */
function text(value: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0 && unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }
  return concatBytes(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), Uint8Array.from(bytes));
}

import type { Secret } from "../secret/secret.ts";
import { concatBytes, utf16BigEndian } from "./der-writer.ts";

/** A password in the two encodings that PKCS#12 files use it in. */
export interface EncodedPassword {
  /** For the PKCS#12 derivation: UTF-16 and two zero bytes, or nothing at all for the NULL password. */
  readonly utf16: Uint8Array;
  /** For PBKDF2 and scrypt. */
  readonly utf8: Uint8Array;
}

/**
 * The encodings under which a password may have been used, the most likely first.
 * Without a password, and with the empty one, files are written with two zero bytes (OpenSSL, Java) or with nothing
 * (Keychain Access, Windows). OpenSSL before 1.1 widened each byte of a UTF-8 password instead of decoding it.
 */
export function passwordEncodings(password: Secret | undefined): readonly EncodedPassword[] {
  const utf8 = password?.revealBytes() ?? new Uint8Array();
  const text = password?.revealText() ?? "";
  const decoded = { utf16: terminated(utf16BigEndian(text)), utf8 };
  if (text === "") return [decoded, { utf16: new Uint8Array(), utf8 }];
  const widened = { utf16: terminated(utf16BigEndian(Buffer.from(utf8).toString("latin1"))), utf8 };
  return utf8.every((byte) => byte < 0x80) ? [decoded] : [decoded, widened];
}

function terminated(utf16: Uint8Array): Uint8Array {
  return concatBytes(utf16, new Uint8Array(2));
}

/** The password of keys that have one of their own, or a function that knows it for each alias (empty for no alias). */
export type KeyPassword = Secret | ((alias: string) => Secret | undefined);

/** The password of the key with this alias, where it has one of its own. */
export function keyPasswordFor(keyPassword: KeyPassword | undefined, alias: string): Secret | undefined {
  return typeof keyPassword === "function" ? keyPassword(alias) : keyPassword;
}

import type { Secret } from "../secret/secret.ts";
import { readDer } from "./der-reader.ts";
import { FormatError, formatError } from "./format-error.ts";
import { DerivationBudget } from "./key-derivation.ts";
import { passwordEncodings } from "./keystore-password.ts";
import { decryptWithPassword, readEncryptedKeyInfo } from "./password-based-encryption.ts";
import { readPrivateKeyDer, type PrivateKey } from "./private-key.ts";

/**
 * Reads a private key in encrypted PKCS#8 (RFC 5958, 3).
 * @param bytes DER
 * @throws FormatError `format/password-required`, `format/wrong-password`, `format/malformed`, `format/unsupported`, `format/limit`
 */
export async function readEncryptedPrivateKey(bytes: Uint8Array, password: Secret | undefined): Promise<PrivateKey> {
  const encrypted = readEncryptedKeyInfo(readDer(bytes));
  if (password === undefined) throw formatError("format/password-required", {});
  const budget = new DerivationBudget();
  for (const encoding of passwordEncodings(password)) {
    const plain = await decryptWithPassword(encrypted, encoding, budget);
    const key = plain && readUnlessNoise(plain);
    if (key !== undefined) return key;
  }
  throw formatError("format/wrong-password", {});
}

/** A wrong password passes the check of the padding once in 256 times; what it gives is noise. */
function readUnlessNoise(plain: Uint8Array): PrivateKey | undefined {
  try {
    return readPrivateKeyDer(plain);
  } catch (error) {
    if (error instanceof FormatError && error.code !== "format/unsupported") return undefined;
    throw error;
  }
}

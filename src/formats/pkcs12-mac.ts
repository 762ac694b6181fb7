import { createHmac, timingSafeEqual } from "node:crypto";
import { expectAlgorithm, expectOctets, sequenceOf, type DerElement } from "./der-reader.ts";
import { formatError, malformed } from "./format-error.ts";
import { derivePbkdf2, derivePkcs12, digests, hmacDigests, type DerivationBudget } from "./key-derivation.ts";
import type { EncodedPassword } from "./keystore-password.ts";
import { pbkdf2Identifier, readIterations, readPbkdf2Parameters } from "./password-based-encryption.ts";

/** PBMAC1 (RFC 8018, 7.1; its use in PKCS#12 is RFC 9579). */
const pbmac1 = "1.2.840.113549.1.5.14";

/** Whether the MAC of a PKCS#12 file holds under a password. */
export interface Pkcs12Mac {
  holds(password: EncodedPassword, budget: DerivationBudget): Promise<boolean>;
}

/**
 * Reads MacData (RFC 7292, 4).
 * @param covered the bytes that the MAC is over: the content of the file's one OCTET STRING
 * @throws FormatError `format/malformed`, `format/unsupported`, `format/limit`
 */
export function readPkcs12Mac(macData: DerElement, covered: Uint8Array): Pkcs12Mac {
  const [digestInfo, saltElement, count] = sequenceOf(macData, "the MAC");
  const [algorithm, digestElement] = sequenceOf(digestInfo, "the MAC's digest");
  const { oid, parameters } = expectAlgorithm(algorithm, "the MAC's algorithm");
  const expected = expectOctets(digestElement, "the MAC's digest");
  if (oid === pbmac1) return readPbmac1(parameters, expected, covered);
  const digest = digests[oid];
  if (digest === undefined)
    throw formatError("format/unsupported", { what: `a file whose MAC uses the digest ${oid}` });
  const salt = expectOctets(saltElement, "the MAC's salt");
  const iterations = count === undefined ? 1 : readIterations(count, "the MAC's iteration count");
  return {
    async holds(password, budget) {
      const derivation = {
        digest,
        purpose: 3,
        password: password.utf16,
        salt,
        iterations,
        length: digest.bytes,
      } as const;
      return sameDigest(
        createHmac(digest.name, await derivePkcs12(derivation, budget))
          .update(covered)
          .digest(),
        expected,
      );
    },
  };
}

function readPbmac1(parameters: DerElement | undefined, expected: Uint8Array, covered: Uint8Array): Pkcs12Mac {
  const [derivation, scheme] = sequenceOf(parameters, "PBMAC1's parameters");
  const kdf = expectAlgorithm(derivation, "PBMAC1's key derivation");
  if (kdf.oid !== pbkdf2Identifier)
    throw formatError("format/unsupported", {
      what: `a file whose MAC uses the key derivation ${kdf.oid}`,
    });
  const { salt, iterations, keyLength, digest } = readPbkdf2Parameters(kdf.parameters);
  // RFC 9579, 4: the length must be given, and a short one is an attack.
  if (keyLength === undefined) throw malformed("its MAC does not say the length of its key");
  if (keyLength < 20) throw malformed("its MAC has a key of less than 20 bytes");
  const { oid } = expectAlgorithm(scheme, "PBMAC1's function");
  const hmac = hmacDigests[oid];
  if (hmac === undefined)
    throw formatError("format/unsupported", { what: `a file whose MAC uses the function ${oid}` });
  return {
    async holds(password, budget) {
      const key = await derivePbkdf2({ digest, password: password.utf8, salt, iterations, length: keyLength }, budget);
      return sameDigest(createHmac(hmac.name, key).update(covered).digest(), expected);
    },
  };
}

function sameDigest(actual: Uint8Array, expected: Uint8Array): boolean {
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

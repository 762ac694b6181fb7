import { createDecipheriv } from "node:crypto";
import {
  contentBytes,
  expectAlgorithm,
  expectOctets,
  expectSmallInteger,
  isContext,
  isUniversal,
  octetsOf,
  sequenceOf,
  tags,
  type DerElement,
} from "./der-reader.ts";
import { formatError, malformed } from "./format-error.ts";
import {
  derivePbkdf2,
  derivePkcs12,
  deriveScrypt,
  hmacDigests,
  type DerivationBudget,
  type Digest,
} from "./key-derivation.ts";
import type { EncodedPassword } from "./keystore-password.ts";

/** The password-based schemes of RFC 7292 appendix C that are in use; all derive with SHA-1. */
const pkcs12Schemes: Readonly<
  Record<string, { readonly cipher: "des-ede3-cbc" | "des-ede-cbc" | "rc2"; readonly keyBytes: number }>
> = {
  "1.2.840.113549.1.12.1.3": { cipher: "des-ede3-cbc", keyBytes: 24 },
  "1.2.840.113549.1.12.1.4": { cipher: "des-ede-cbc", keyBytes: 16 },
  "1.2.840.113549.1.12.1.5": { cipher: "rc2", keyBytes: 16 },
  "1.2.840.113549.1.12.1.6": { cipher: "rc2", keyBytes: 5 },
};

/** The ciphers of PBES2 whose only parameter is the initialisation vector (RFC 8018 appendix B.2, NIST CSOR, RFC 3657). */
const pbes2Ciphers: Readonly<Record<string, { readonly cipher: string; readonly keyBytes: number }>> = {
  "1.2.840.113549.3.7": { cipher: "des-ede3-cbc", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.2": { cipher: "aes-128-cbc", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { cipher: "aes-192-cbc", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.42": { cipher: "aes-256-cbc", keyBytes: 32 },
  "1.2.392.200011.61.1.1.1.2": { cipher: "camellia-128-cbc", keyBytes: 16 },
  "1.2.392.200011.61.1.1.1.3": { cipher: "camellia-192-cbc", keyBytes: 24 },
  "1.2.392.200011.61.1.1.1.4": { cipher: "camellia-256-cbc", keyBytes: 32 },
};

/** PBES2 (RFC 8018, 6.2). */
export const pbes2 = "1.2.840.113549.1.5.13";
/** PBKDF2 (RFC 8018, 5.2). */
export const pbkdf2Identifier = "1.2.840.113549.1.5.12";
const scryptIdentifier = "1.3.6.1.4.1.11591.4.11";

/** What a password-based scheme is given. */
export interface EncryptedBytes {
  /** The AlgorithmIdentifier that says how. */
  readonly algorithm: DerElement | undefined;
  readonly ciphertext: Uint8Array;
}

/**
 * Decrypts what PBES2 or one of PKCS#12's own schemes encrypted.
 * @returns `undefined` when the password does not fit, as far as the padding shows it: a wrong password passes this
 * check once in 256 times, so the caller checks what comes out
 * @throws FormatError `format/unsupported`, `format/malformed`, `format/limit`
 */
export async function decryptWithPassword(
  encrypted: EncryptedBytes,
  password: EncodedPassword,
  budget: DerivationBudget,
): Promise<Uint8Array | undefined> {
  const { oid, parameters } = expectAlgorithm(encrypted.algorithm, "the encryption algorithm");
  if (oid === pbes2) return decryptPbes2(parameters, encrypted.ciphertext, password, budget);
  const scheme = pkcs12Schemes[oid];
  if (scheme === undefined) throw unsupported("encryption", oid);
  const [saltElement, count] = sequenceOf(parameters, "the encryption parameters");
  const salt = expectOctets(saltElement, "the encryption salt");
  const iterations = readIterations(count, "the encryption's iteration count");
  const derive = (purpose: 1 | 2, length: number): Promise<Uint8Array> =>
    derivePkcs12({ digest: sha1, purpose, password: password.utf16, salt, iterations, length }, budget);
  const key = await derive(1, scheme.keyBytes);
  const iv = await derive(2, 8);
  if (scheme.cipher === "rc2")
    return decryptRc2({ key, iv, effectiveBits: scheme.keyBytes * 8 }, encrypted.ciphertext, budget);
  // OpenSSL's two-key form is 3DES whose third key is the first.
  const full = scheme.cipher === "des-ede-cbc" ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  return decryptBlocks("des-ede3-cbc", { key: full, iv }, encrypted.ciphertext);
}

const sha1: Digest = { name: "sha1", blockBytes: 64, bytes: 20 };

async function decryptPbes2(
  parameters: DerElement | undefined,
  ciphertext: Uint8Array,
  password: EncodedPassword,
  budget: DerivationBudget,
): Promise<Uint8Array | undefined> {
  const [derivation, encryption] = sequenceOf(parameters, "the encryption parameters");
  const { oid, parameters: cipherParameters } = expectAlgorithm(encryption, "the cipher");
  if (oid === "1.2.840.113549.3.2") {
    const { effectiveBits, iv } = readRc2Parameters(cipherParameters);
    const key = await deriveWith(derivation, { password, defaultLength: effectiveBits / 8 }, budget);
    return decryptRc2({ key, iv, effectiveBits }, ciphertext, budget);
  }
  const cipher = pbes2Ciphers[oid];
  if (cipher === undefined) throw unsupported("cipher", oid);
  const iv = expectOctets(cipherParameters, "the initialisation vector");
  if (iv.length !== (cipher.cipher === "des-ede3-cbc" ? 8 : 16))
    throw malformed("its initialisation vector has the wrong length");
  const key = await deriveWith(derivation, { password, defaultLength: cipher.keyBytes }, budget);
  if (key.length !== cipher.keyBytes) throw malformed("its key length does not fit the cipher");
  return decryptBlocks(cipher.cipher, { key, iv }, ciphertext);
}

/** PBKDF2's parameters (RFC 8018 appendix A.2), which PBES2 and PBMAC1 share. */
export interface Pbkdf2Parameters {
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Bytes; `undefined` when the parameters leave it to the cipher. */
  readonly keyLength: number | undefined;
  readonly digest: Digest;
}

/** Reads PBKDF2's parameters. @throws FormatError `format/unsupported`, `format/malformed` */
export function readPbkdf2Parameters(parameters: DerElement | undefined): Pbkdf2Parameters {
  const [salt, count, ...optional] = sequenceOf(parameters, "the key derivation's parameters");
  const keyLength = optional.find((element) => isUniversal(element, tags.integer));
  const prf = optional.find((element) => isUniversal(element, tags.sequence));
  const prfIdentifier = prf === undefined ? undefined : expectAlgorithm(prf, "the key derivation's function").oid;
  const digest = prfIdentifier === undefined ? sha1 : hmacDigests[prfIdentifier];
  if (digest === undefined) throw unsupported("key derivation with", prfIdentifier ?? "");
  return {
    salt: expectOctets(salt, "the key derivation's salt"),
    iterations: readIterations(count, "the key derivation's iteration count"),
    keyLength: keyLength === undefined ? undefined : readKeyLength(keyLength),
    digest,
  };
}

interface Derivable {
  readonly password: EncodedPassword;
  /** Bytes that the cipher needs. */
  readonly defaultLength: number;
}

async function deriveWith(
  derivation: DerElement | undefined,
  { password, defaultLength }: Derivable,
  budget: DerivationBudget,
): Promise<Uint8Array> {
  const { oid, parameters } = expectAlgorithm(derivation, "the key derivation");
  if (oid === pbkdf2Identifier) {
    const { keyLength, ...rest } = readPbkdf2Parameters(parameters);
    return derivePbkdf2({ ...rest, password: password.utf8, length: keyLength ?? defaultLength }, budget);
  }
  if (oid !== scryptIdentifier) throw unsupported("key derivation", oid);
  const [salt, cost, blockSize, parallelization, keyLength] = sequenceOf(parameters, "scrypt's parameters");
  const rounds = readIterations(cost, "scrypt's cost");
  if (rounds < 2 || (rounds & (rounds - 1)) !== 0) throw malformed("scrypt's cost is no power of two");
  return deriveScrypt(
    {
      password: password.utf8,
      salt: expectOctets(salt, "scrypt's salt"),
      cost: rounds,
      blockSize: readIterations(blockSize, "scrypt's block size"),
      parallelization: readIterations(parallelization, "scrypt's parallelization"),
      length: keyLength === undefined ? defaultLength : readKeyLength(keyLength),
    },
    budget,
  );
}

/** An iteration count: at least one, at most what the budget could ever allow. @throws FormatError `format/malformed`, `format/limit` */
export function readIterations(element: DerElement | undefined, what: string): number {
  const count = expectSmallInteger(element, what);
  if (count < 1) throw malformed(`${what} is zero`);
  if (count > 100_000_000)
    throw formatError("format/limit", { reason: `${what} is ${count}` }, "export it again with fewer iterations");
  return count;
}

function readKeyLength(element: DerElement): number {
  const length = expectSmallInteger(element, "the key length");
  if (length < 1 || length > 1024) throw malformed("its key length is out of range");
  return length;
}

function decryptBlocks(
  cipher: string,
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv(cipher, key, iv);
    return Uint8Array.from(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  } catch {
    return undefined;
  }
}

/** RC2's version number says the effective key bits in a table of its own (RFC 8018, appendix B.2.3). */
function readRc2Parameters(parameters: DerElement | undefined): {
  readonly effectiveBits: number;
  readonly iv: Uint8Array;
} {
  const [first, second] = sequenceOf(parameters, "RC2's parameters");
  if (!isUniversal(first, tags.integer)) return { effectiveBits: 32, iv: rc2Vector(first) };
  const version = expectSmallInteger(first, "RC2's version");
  const effectiveBits = new Map([
    [160, 40],
    [120, 64],
    [58, 128],
  ]).get(version);
  if (effectiveBits === undefined)
    throw formatError("format/unsupported", { what: `encrypted with RC2 of version ${version}` });
  return { effectiveBits, iv: rc2Vector(second) };
}

function rc2Vector(element: DerElement | undefined): Uint8Array {
  const iv = expectOctets(element, "the initialisation vector");
  if (iv.length !== 8) throw malformed("its initialisation vector has the wrong length");
  return iv;
}

/** Bytes that forge is given at a time: its time grows with the square of what it holds. */
const rc2PieceBytes = 2048;

interface Rc2Key {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly effectiveBits: number;
}

/** OpenSSL 3 keeps RC2 in a provider that Node does not load, so this one cipher comes from node-forge. */
async function decryptRc2(
  { key, iv, effectiveBits }: Rc2Key,
  ciphertext: Uint8Array,
  budget: DerivationBudget,
): Promise<Uint8Array | undefined> {
  if (ciphertext.length === 0 || ciphertext.length % 8 !== 0) return undefined;
  // RFC 2268, 2.
  if (key.length > 128) throw malformed("its RC2 key is longer than 128 bytes");
  budget.chargeRc2(ciphertext.length);
  if (!budget.derives) return undefined;
  const { default: forge } = await import("node-forge");
  const decipher = forge.rc2.createDecryptionCipher(binary(key), effectiveBits);
  const padded = new Uint8Array(ciphertext.length);
  for (let at = 0; at < ciphertext.length; at += rc2PieceBytes) {
    // In CBC the block before is the initialisation vector of the next one.
    decipher.start(binary(at === 0 ? iv : ciphertext.subarray(at - 8, at)));
    decipher.update(forge.util.createBuffer(binary(ciphertext.subarray(at, at + rc2PieceBytes))));
    // The padding is left to us: forge looks at its last byte only.
    decipher.finish(() => true);
    padded.set(Buffer.from(decipher.output.getBytes(), "latin1"), at);
  }
  const padding = padded.at(-1) ?? 0;
  const fits = padding >= 1 && padding <= 8 && padded.subarray(-padding).every((byte) => byte === padding);
  return fits ? padded.subarray(0, -padding) : undefined;
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function unsupported(what: string, oid: string): Error {
  return formatError("format/unsupported", { what: `a file that uses the ${what} ${oid}` });
}

/** EncryptedPrivateKeyInfo (RFC 5958, 3): the algorithm and the encrypted key. */
export function readEncryptedKeyInfo(element: DerElement | undefined): EncryptedBytes {
  const [algorithm, data] = sequenceOf(element, "the encrypted private key");
  return { algorithm, ciphertext: expectOctets(data, "the encrypted private key") };
}

/** EncryptedContentInfo of PKCS#7 (RFC 5652, 6.1): the algorithm and the content, whose tag is implicit. */
export function readEncryptedContent(element: DerElement | undefined): EncryptedBytes {
  const [, algorithm, content] = sequenceOf(element, "the encrypted content");
  if (!isContext(content, 0)) throw malformed("its encrypted content is missing");
  return { algorithm, ciphertext: content.constructed ? octetsOf(content) : contentBytes(content) };
}

import { constants, createHash, verify, type KeyObject } from "node:crypto";
import { certificateParts, readCertificate, type CertificateFacts } from "../certificate.ts";
import { elementBytes } from "../der-reader.ts";
import { formatError, malformed } from "../format-error.ts";
import { importPublicKey } from "../signing-key.ts";
import { memorySource, partOf, readRange, type ByteSource } from "./byte-source.ts";
import { LittleEndianCursor } from "./little-endian-cursor.ts";
import type { ZipArchive } from "./zip-archive.ts";

// The format is Android's: https://source.android.com/docs/security/features/apksigning/v2 and …/v3.

/** A signature of the whole file, as Android checks it since version 7. */
export interface ApkSigner {
  /** `2` since Android 7, `3` since 9, `3.1` since 13. */
  readonly scheme: "2" | "3" | "3.1";
  readonly certificate: CertificateFacts;
  /** Why it does not hold; empty when it does. */
  readonly problems: readonly string[];
}

const schemes: ReadonlyMap<number, ApkSigner["scheme"]> = new Map([
  [0x7109871a, "2"],
  [0xf05368c0, "3"],
  [0x1b93ad61, "3.1"],
]);
const magic = "APK Sig Block 42";
const maximumBlockSize = 16 * 1024 * 1024;
const chunkSize = 1024 * 1024;
/** Says in version 2 which newer scheme the file was signed with too, so that nobody can take that one out. */
const strippingProtection = 0xbeeff00d;

interface Algorithm {
  readonly digest: "sha256" | "sha512";
  readonly key: "rsa" | "ec" | "dsa";
  readonly isPss?: true;
}

/** Signature algorithm IDs whose digests are over pieces of 1 MiB; those of fs-verity (0x04…) come beside one of these. */
const algorithms: ReadonlyMap<number, Algorithm> = new Map([
  [0x0101, { digest: "sha256", key: "rsa", isPss: true }],
  [0x0102, { digest: "sha512", key: "rsa", isPss: true }],
  [0x0103, { digest: "sha256", key: "rsa" }],
  [0x0104, { digest: "sha512", key: "rsa" }],
  [0x0201, { digest: "sha256", key: "ec" }],
  [0x0202, { digest: "sha512", key: "ec" }],
  [0x0301, { digest: "sha256", key: "dsa" }],
]);

/**
 * Checks the APK Signing Block: digests of all content, and the signatures over them.
 * @returns the signers; empty for a file without such a block
 * @throws FormatError `format/malformed`, `format/limit`
 */
export async function checkApkSignature(source: ByteSource, archive: ZipArchive): Promise<readonly ApkSigner[]> {
  const block = await findBlock(source, archive.directoryStart);
  if (block === undefined) return [];
  const digests = contentDigests(source, {
    blockStart: block.start,
    directoryStart: archive.directoryStart,
    endStart: archive.endStart,
  });
  const pairs = readPairs(block.content);
  const signers: ApkSigner[] = [];
  for (const [id, scheme] of schemes) {
    const value = pairs.get(id);
    if (value === undefined) continue;
    const found = new LittleEndianCursor(value).block().blocks(10);
    if (found.length === 0) throw malformed("its signing block has no signer");
    for (const signer of found)
      signers.push(await checkSigner(signer, { scheme, digests, hasVersion3: pairs.has(0xf05368c0) }));
  }
  return signers;
}

async function findBlock(
  source: ByteSource,
  directoryStart: number,
): Promise<{ readonly start: number; readonly content: Uint8Array } | undefined> {
  if (directoryStart < 32) return undefined;
  const footer = Buffer.from(await readRange(source, directoryStart - 24, 24));
  if (footer.subarray(8).toString("latin1") !== magic) return undefined;
  const size = Number(footer.readBigUInt64LE(0));
  if (size < 24 || size > maximumBlockSize || size + 8 > directoryStart)
    throw malformed("the size of its signing block is not valid");
  const start = directoryStart - size - 8;
  const whole = Buffer.from(await readRange(source, start, size + 8));
  if (Number(whole.readBigUInt64LE(0)) !== size) throw malformed("its signing block has two sizes");
  return { start, content: whole.subarray(8, whole.length - 24) };
}

function readPairs(content: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const cursor = new LittleEndianCursor(content);
  const pairs = new Map<number, Uint8Array>();
  while (cursor.remaining > 0) {
    const length = Number(cursor.take(8).readBigUInt64LE(0));
    if (length < 4 || length > cursor.remaining) throw malformed("a part of its signing block is cut off");
    const pair = new LittleEndianCursor(cursor.take(length));
    const id = pair.u32();
    if (pairs.has(id)) throw malformed("its signing block has a part twice");
    pairs.set(id, pair.rest());
  }
  return pairs;
}

interface Checking {
  readonly scheme: ApkSigner["scheme"];
  readonly digests: (name: Algorithm["digest"]) => Promise<Buffer>;
  readonly hasVersion3: boolean;
}

interface AlgorithmValue {
  readonly id: number;
  readonly value: Buffer;
}

async function checkSigner(signer: LittleEndianCursor, { scheme, digests, hasVersion3 }: Checking): Promise<ApkSigner> {
  const signedData = signer.block().rest();
  const versions = scheme === "2" ? undefined : [signer.u32(), signer.u32()];
  const signatures = algorithmValues(signer.block());
  const publicKey = signer.block().rest();
  const signed = new LittleEndianCursor(signedData);
  const listed = algorithmValues(signed.block());
  const certificates = signed
    .block()
    .blocks(16)
    .map((one) => readCertificate(one.rest()));
  const [certificate] = certificates;
  if (certificate === undefined) throw malformed("its signing block has no certificate");
  const problems: string[] = [];
  if (versions !== undefined && !versions.every((version) => version === signed.u32()))
    problems.push("the Android versions that were signed differ from those that are named");
  if (scheme === "2" && !hasVersion3 && namesVersion3(signed.block()))
    problems.push("a signature of version 3 was taken out");
  if (!Buffer.from(elementBytes(certificateParts(certificate).spki)).equals(publicKey))
    problems.push("the public key is not the one of the certificate");
  const key = importPublicKey(publicKey);
  const known = signatures.filter(({ id }) => algorithms.has(id));
  if (known.length === 0)
    throw formatError("format/unsupported", { what: "an APK with signatures of unknown algorithms only" });
  for (const { id, value } of known) {
    if (!isSignedWith(id, { key, signedData, signature: value })) problems.push("the signature does not hold");
  }
  if (signatures.map(({ id }) => id).join() !== listed.map(({ id }) => id).join())
    problems.push("the algorithms that were signed differ from those that are named");
  for (const { id, value } of listed) {
    const algorithm = algorithms.get(id);
    if (algorithm !== undefined && !(await digests(algorithm.digest)).equals(value))
      problems.push("the content is not as it was signed");
  }
  return { scheme, certificate, problems: [...new Set(problems)] };
}

function algorithmValues(list: LittleEndianCursor): readonly AlgorithmValue[] {
  return list.blocks(32).map((item) => ({ id: item.u32(), value: item.block().rest() }));
}

function namesVersion3(attributes: LittleEndianCursor): boolean {
  return attributes
    .blocks(64)
    .some((attribute) => attribute.u32() === strippingProtection && attribute.remaining >= 4 && attribute.u32() === 3);
}

function isSignedWith(
  id: number,
  { key, signedData, signature }: { readonly key: KeyObject; readonly signedData: Buffer; readonly signature: Buffer },
): boolean {
  const algorithm = algorithms.get(id);
  if (algorithm === undefined || key.asymmetricKeyType !== algorithm.key) return false;
  try {
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.digest === "sha256" ? 32 : 64 };
    return verify(algorithm.digest, signedData, algorithm.isPss ? pss : key, signature);
  } catch {
    return false;
  }
}

interface Sections {
  readonly blockStart: number;
  readonly directoryStart: number;
  readonly endStart: number;
}

/** Digests of the three parts around the signing block, in pieces of 1 MiB; made once for each digest. */
function contentDigests(source: ByteSource, sections: Sections): (name: Algorithm["digest"]) => Promise<Buffer> {
  const made = new Map<string, Promise<Buffer>>();
  return (name) => {
    const found = made.get(name) ?? digestSections(source, sections, name);
    made.set(name, found);
    return found;
  };
}

async function digestSections(
  source: ByteSource,
  { blockStart, directoryStart, endStart }: Sections,
  name: Algorithm["digest"],
): Promise<Buffer> {
  // The end record is signed as if the directory stood where the signing block begins.
  const end = Buffer.from(await readRange(source, endStart, source.size - endStart));
  end.writeUInt32LE(blockStart, 16);
  const parts = [partOf(source, 0, blockStart), partOf(source, directoryStart, endStart), memorySource(end)];
  const pieces: Buffer[] = [];
  for (const part of parts) {
    for (let at = 0; at < part.size; at += chunkSize) {
      const length = Math.min(chunkSize, part.size - at);
      const hash = createHash(name).update(prefixed(0xa5, length));
      for await (const chunk of part.chunks(at, at + length)) hash.update(chunk);
      pieces.push(hash.digest());
    }
  }
  const top = createHash(name).update(prefixed(0x5a, pieces.length));
  for (const piece of pieces) top.update(piece);
  return top.digest();
}

function prefixed(prefix: number, count: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(prefix, 0);
  bytes.writeUInt32LE(count, 1);
  return bytes;
}

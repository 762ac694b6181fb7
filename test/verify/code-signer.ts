import { createHash, sign } from "node:crypto";
import { certificateParts, readCertificate } from "../../src/formats/certificate.ts";
import { elementBytes } from "../../src/formats/der-reader.ts";
import {
  boolean,
  concatBytes,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  utf8String,
} from "../../src/formats/der-writer.ts";
import type { PrivateKey } from "../../src/formats/private-key.ts";
import { nodeKeyOf } from "../../src/formats/private-key.ts";

/** Who signs code. */
export interface CodeSigner {
  readonly privateKey: PrivateKey;
  readonly certificate: Uint8Array;
  readonly chain?: readonly Uint8Array[];
}

/** What code shall be like. */
export interface CodeWish {
  readonly identifier: string;
  /** Nobody without one: the signature is ad hoc. */
  readonly signer?: CodeSigner | undefined;
  readonly teamId?: string;
  readonly infoPropertyList?: Uint8Array;
  readonly codeResources?: Uint8Array;
  /** Text and truth values only. */
  readonly entitlements?: Readonly<Record<string, string | boolean>>;
  /** What the DER form says, where it shall differ. */
  readonly derEntitlements?: Readonly<Record<string, string | boolean>>;
  /** Changes the finished blobs before they are put together: slot → blob. */
  readonly blobs?: (blobs: Map<number, Buffer>) => void;
}

const codeLimit = 10_000;
const pageSize = 4096;
const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** Makes a small Mach-O file for arm64 macOS and signs it the way that codesign does. Nothing in it could run. */
export function makeSignedCode(wish: CodeWish): Buffer {
  const blobs = new Map<number, Buffer>([[2, blob(0xfade0c01, Buffer.alloc(4))]]);
  if (wish.entitlements) {
    blobs.set(5, blob(0xfade7171, Buffer.from(propertyList(wish.entitlements))));
    blobs.set(7, blob(0xfade7172, Buffer.from(derEntitlements(wish.derEntitlements ?? wish.entitlements))));
  }
  // The size of the signature stands in the code that it signs, so that it is fixed before.
  const room = 16_384;
  const code = makeCode(room);
  const directory = makeDirectory(code, wish, blobs);
  blobs.set(0, directory);
  if (wish.signer) blobs.set(0x10000, blob(0xfade0b01, signDirectory(directory, wish.signer)));
  wish.blobs?.(blobs);
  const signature = superBlob(blobs);
  return Buffer.concat([code, signature, Buffer.alloc(room - signature.length)]);
}

function makeCode(signatureSize: number): Buffer {
  const code = Buffer.alloc(codeLimit);
  for (let i = 100; i < codeLimit; i++) code[i] = (i * 31) % 251;
  [0xfeedfacf, 0x0100000c, 0, 2, 2, 40, 0, 0].forEach((value, i) => code.writeUInt32LE(value, i * 4));
  [0x32, 24, 1, 0x000b0000, 0x000b0000, 0].forEach((value, i) => code.writeUInt32LE(value, 32 + i * 4));
  [0x1d, 16, codeLimit, signatureSize].forEach((value, i) => code.writeUInt32LE(value, 56 + i * 4));
  return code;
}

function makeDirectory(code: Buffer, wish: CodeWish, blobs: ReadonlyMap<number, Buffer>): Buffer {
  const header = 88;
  const specials = 7;
  const identifier = Buffer.from(`${wish.identifier}\0${wish.teamId === undefined ? "" : `${wish.teamId}\0`}`);
  const parts = new Map<number, Uint8Array | undefined>([
    ...blobs,
    [1, wish.infoPropertyList],
    [3, wish.codeResources],
  ]);
  const special = Array.from({ length: specials }, (_, i) => {
    const part = parts.get(specials - i);
    return part === undefined ? Buffer.alloc(32) : sha256(part);
  });
  const pages = Array.from({ length: Math.ceil(codeLimit / pageSize) }, (_, i) =>
    sha256(code.subarray(i * pageSize, Math.min((i + 1) * pageSize, codeLimit))),
  );
  const digestsAt = header + identifier.length + specials * 32;
  const content = Buffer.concat([Buffer.alloc(header - 8), identifier, ...special, ...pages]);
  const words = [0x20400, wish.signer ? 0 : 2, digestsAt, header, specials, pages.length, codeLimit];
  words.forEach((value, i) => content.writeUInt32BE(value, i * 4));
  content.set([32, 2, 0, 12], 28);
  if (wish.teamId !== undefined) content.writeUInt32BE(header + wish.identifier.length + 1, 40);
  return blob(0xfade0c02, content);
}

/** A part of a signature: magic number, length, content. */
export function blob(magic: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(magic, 0);
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}

function superBlob(blobs: ReadonlyMap<number, Buffer>): Buffer {
  const sorted = [...blobs].sort(([a], [b]) => a - b);
  const index = Buffer.alloc(4 + sorted.length * 8);
  index.writeUInt32BE(sorted.length, 0);
  let at = 8 + index.length;
  sorted.forEach(([slot, bytes], i) => {
    index.writeUInt32BE(slot, 4 + i * 8);
    index.writeUInt32BE(at, 8 + i * 8);
    at += bytes.length;
  });
  return blob(0xfade0cc0, Buffer.concat([index, ...sorted.map(([, bytes]) => bytes)]));
}

/** CMS over the directory, which the message does not hold itself. */
function signDirectory(directory: Uint8Array, { privateKey, certificate, chain = [] }: CodeSigner): Uint8Array {
  const data = "1.2.840.113549.1.7.1";
  const attributes = [
    sequence(objectIdentifier("1.2.840.113549.1.9.3"), setOf(objectIdentifier(data))),
    sequence(objectIdentifier("1.2.840.113549.1.9.4"), setOf(octetString(sha256(directory)))),
  ];
  const parts = certificateParts(readCertificate(certificate));
  const algorithm = sequence(objectIdentifier("2.16.840.1.101.3.4.2.1"), nullValue());
  const implicit = Uint8Array.from(setOf(...attributes));
  implicit[0] = 0xa0;
  const info = sequence(
    integer(1),
    sequence(elementBytes(parts.issuer), elementBytes(parts.serial)),
    algorithm,
    implicit,
    sequence(objectIdentifier("1.2.840.113549.1.1.1"), nullValue()),
    octetString(sign("sha256", setOf(...attributes), nodeKeyOf(privateKey))),
  );
  const body = sequence(
    integer(1),
    setOf(algorithm),
    sequence(objectIdentifier(data)),
    explicit(0, certificate, ...chain),
    setOf(info),
  );
  return sequence(objectIdentifier("1.2.840.113549.1.7.2"), explicit(0, body));
}

/** An XML property list of texts and truth values. */
export function propertyList(entries: Readonly<Record<string, string | boolean>>): string {
  const values = Object.entries(entries).map(
    ([key, value]) => `<key>${key}</key>${typeof value === "string" ? `<string>${value}</string>` : `<${value}/>`}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${values.join("")}</dict></plist>\n`;
}

/** The form of iOS 15 and later: `[APPLICATION 16] { 1, [16] { … } }`. */
function derEntitlements(entries: Readonly<Record<string, string | boolean>>): Uint8Array {
  const pairs = Object.entries(entries).map(([key, value]) =>
    sequence(utf8String(key), typeof value === "string" ? utf8String(value) : boolean(value)),
  );
  const dictionary = Uint8Array.from(sequence(...pairs));
  dictionary[0] = 0xb0;
  const root = Uint8Array.from(sequence(concatBytes(integer(1), dictionary)));
  root[0] = 0x70;
  return root;
}

/** The list of a bundle's sealed files. @param nested folders with a signature of their own */
export function sealedFiles(
  files: Readonly<Record<string, Uint8Array>>,
  more: { readonly nested?: readonly string[]; readonly links?: Readonly<Record<string, string>> } = {},
): Buffer {
  const entries = [
    ...Object.entries(files).map(
      ([path, bytes]) =>
        `<key>${path}</key><dict><key>hash2</key><data>${sha256(bytes).toString("base64")}</data></dict>`,
    ),
    ...(more.nested ?? []).map(
      (path) =>
        `<key>${path}</key><dict><key>cdhash</key><data>${Buffer.alloc(20).toString("base64")}</data><key>requirement</key><string>anchor apple generic</string></dict>`,
    ),
    ...Object.entries(more.links ?? {}).map(
      ([path, target]) => `<key>${path}</key><dict><key>symlink</key><string>${target}</string></dict>`,
    ),
  ];
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>files2</key><dict>${entries.join("")}</dict></dict></plist>\n`,
  );
}

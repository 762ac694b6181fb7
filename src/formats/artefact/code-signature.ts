import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { CertificateFacts } from "../certificate.ts";
import { chainOf } from "../certificate-chain.ts";
import { expectObjectIdentifier, expectOctets, readDer, sequenceOf } from "../der-reader.ts";
import { malformed } from "../format-error.ts";
import { digests } from "../key-derivation.ts";
import { propertyListJson, readPropertyList, type PropertyListJson } from "../property-list.ts";
import { readSignedMessage, type SignedMessage } from "../signed-message.ts";
import { readRange } from "./byte-source.ts";
import {
  codeDigestOf,
  codeDirectoryMagic,
  firstChangedPages,
  readCodeDirectory,
  type CodeDirectory,
} from "./code-directory.ts";
import { readDerEntitlements } from "./der-entitlements.ts";
import type { MachOSlice } from "./mach-o.ts";

// The format is Apple's: `cscdefs.h` and `superblob.h` of its open source Security, `cs_blobs.h` of XNU.

/** The code signature of one architecture, checked. */
export interface CodeSignature {
  readonly architecture: string;
  readonly platform: string | undefined;
  readonly isEncrypted: boolean;
  /** Whether nobody signed: no signature at all, or one without a certificate (ad hoc, as linkers and simulators make). */
  readonly kind: "signed" | "ad_hoc" | "unsigned";
  /** Usually the bundle ID; empty for unsigned code. */
  readonly identifier: string;
  readonly teamId: string | undefined;
  /** The signer's certificate; `undefined` when nobody signed, or the message does not hold it. */
  readonly certificate: CertificateFacts | undefined;
  /** The signer's certificate and its issuers, as far as they came with the signature. */
  readonly chain: readonly CertificateFacts[];
  /** As JSON; `undefined` for code without entitlements. */
  readonly entitlements: Readonly<Record<string, PropertyListJson>> | undefined;
  /** Why the signature does not hold, each as a sentence without its full stop; empty when it holds. */
  readonly problems: readonly string[];
}

/** What a signature covers beside the code itself. */
export interface SealedFiles {
  /** `Info.plist` of the bundle; `undefined` for code without a bundle. */
  readonly infoPropertyList: Uint8Array | undefined;
  /** `_CodeSignature/CodeResources`. */
  readonly codeResources: Uint8Array | undefined;
}

/** Slots of a signature: negative digests of the directory, and indices of blobs (`cscdefs.h`). */
const slots = {
  directory: 0,
  info: 1,
  requirements: 2,
  resources: 3,
  entitlements: 5,
  derEntitlements: 7,
  signature: 0x10000,
} as const;
const alternateDirectories = { first: 0x1000, last: 0x1005 } as const;
const magics = {
  superBlob: 0xfade0cc0,
  entitlements: 0xfade7171,
  derEntitlements: 0xfade7172,
  wrapper: 0xfade0b01,
} as const;
const maximumSignatureSize = 32 * 1024 * 1024;

/** Signed attributes that vouch for the directories beside the first (`CMSEncoder.h`). */
const hashAgility = "1.2.840.113635.100.9.1";
const hashAgilityV2 = "1.2.840.113635.100.9.2";

/**
 * Checks the code signature of one architecture: every page, every sealed part, and the signature over them.
 * Who signed is for the caller to judge.
 * @throws FormatError `format/malformed`, `format/limit` for a signature that cannot be read
 */
export async function checkCodeSignature(slice: MachOSlice, sealed: SealedFiles): Promise<CodeSignature> {
  const { architecture, platform, isEncrypted, content } = slice;
  const base = { architecture, platform, isEncrypted };
  if (slice.signature === undefined)
    return {
      ...base,
      kind: "unsigned",
      identifier: "",
      teamId: undefined,
      certificate: undefined,
      chain: [],
      entitlements: undefined,
      problems: ["nobody signed the code"],
    };
  const { start, size } = slice.signature;
  if (size > maximumSignatureSize) throw malformed("its code signature is too large");
  const blobs = readSuperBlob(Buffer.from(await readRange(content, start, size)));
  const first = blobs.get(slots.directory);
  if (first === undefined) throw malformed("its code signature has no directory");
  const directory = readDirectory(first);
  const others = [...blobs].filter(([slot]) => slot >= alternateDirectories.first && slot <= alternateDirectories.last);
  const directories = [directory, ...others.map(([, blob]) => readDirectory(blob))];
  const problems: string[] = [];
  for (const { codeLimit } of directories) {
    if (codeLimit !== start) problems.push("the signature does not cover all of the code");
  }
  if (start + size !== content.size) problems.push("bytes follow the signature that it does not cover");
  for (const [, page] of await firstChangedPages(content, directories))
    problems.push(`page ${page} of the code is not as it was signed`);
  for (const one of directories) problems.push(...sealProblems(one, { blobs, sealed }));
  const signer = readSigner(blobs, directories);
  return {
    ...base,
    kind: signer.message === undefined ? "ad_hoc" : "signed",
    identifier: directory.identifier,
    teamId: directory.teamId,
    certificate: signer.message?.signers[0],
    chain: signer.message?.signers[0] ? chainOf(signer.message.signers[0], signer.message.certificates) : [],
    ...entitlementsOf(blobs, problems),
    problems: [...new Set([...problems, ...signer.problems])],
  };
}

type Blobs = ReadonlyMap<number, Buffer>;

/** An index of blobs; what lies behind them must be empty, because nothing covers it. */
function readSuperBlob(bytes: Buffer): Blobs {
  if (bytes.length < 12 || bytes.readUInt32BE(0) !== magics.superBlob) throw malformed("its code signature is none");
  const [length, count] = [bytes.readUInt32BE(4), bytes.readUInt32BE(8)];
  if (length > bytes.length || count > 64 || 12 + count * 8 > length) throw malformed("its code signature is cut off");
  if (bytes.subarray(length).some((byte) => byte !== 0)) throw malformed("something follows its code signature");
  const blobs = new Map<number, Buffer>();
  let covered = 12 + count * 8;
  for (let i = 0; i < count; i++) {
    const [slot, at] = [bytes.readUInt32BE(12 + i * 8), bytes.readUInt32BE(16 + i * 8)];
    if (at + 8 > length || blobs.has(slot)) throw malformed("a part of its code signature lies outside of it");
    const size = bytes.readUInt32BE(at + 4);
    if (size < 8 || at + size > length) throw malformed("a part of its code signature is cut off");
    blobs.set(slot, bytes.subarray(at, at + size));
    covered += size;
  }
  if (covered > length) throw malformed("parts of its code signature lie over one another");
  return blobs;
}

function readDirectory(blob: Buffer): CodeDirectory {
  if (blob.readUInt32BE(0) !== codeDirectoryMagic) throw malformed("the directory of its code signature is none");
  return readCodeDirectory(blob);
}

/** Every digest of a special slot has its part, and every part its digest. */
function sealProblems(
  directory: CodeDirectory,
  { blobs, sealed }: { readonly blobs: Blobs; readonly sealed: SealedFiles },
): readonly string[] {
  const parts = new Map<number, Uint8Array | undefined>([
    ...[...blobs].filter(([slot]) => slot > 0 && slot < alternateDirectories.first),
    [slots.info, sealed.infoPropertyList],
    [slots.resources, sealed.codeResources],
  ]);
  const numbers = new Set([
    ...parts.keys(),
    ...Array.from({ length: Math.min(directory.specialSlots, 64) }, (_, i) => i + 1),
  ]);
  return [...numbers].flatMap((slot) => {
    const expected = directory.specialDigest(slot);
    const part = parts.get(slot);
    const name = partNames[slot] ?? `part ${slot}`;
    if (expected === undefined) return part === undefined ? [] : [`${name} is not covered by the signature`];
    if (part === undefined) return [`${name} is missing`];
    return codeDigestOf(directory.digest, part).equals(expected) ? [] : [`${name} is not as it was signed`];
  });
}

const partNames: Readonly<Record<number, string>> = {
  [slots.info]: "Info.plist",
  [slots.requirements]: "the list of requirements",
  [slots.resources]: "_CodeSignature/CodeResources",
  [slots.entitlements]: "the list of entitlements",
  [slots.derEntitlements]: "the DER form of the entitlements",
};

function readSigner(
  blobs: Blobs,
  [directory, ...others]: readonly CodeDirectory[],
): { readonly message: SignedMessage | undefined; readonly problems: readonly string[] } {
  const wrapper = blobs.get(slots.signature);
  if (directory === undefined || wrapper === undefined || wrapper.length <= 8)
    return { message: undefined, problems: ["nobody signed the code: its signature is ad hoc"] };
  if (wrapper.readUInt32BE(0) !== magics.wrapper) throw malformed("the signature over its code directory is none");
  const message = readSignedMessage(readDer(wrapper.subarray(8)), directory.bytes);
  const problems: string[] = [];
  if (message.signature === "unsigned") problems.push("nobody signed the code directory");
  if (message.signature === "invalid") problems.push("the signature over the code directory does not hold");
  if (directory.isAdHoc) problems.push("the code directory calls itself ad hoc, although somebody signed it");
  for (const other of others) {
    if (!isVouchedFor(other, message))
      problems.push(`the signer does not vouch for the ${other.digest.name} directory`);
  }
  return { message, problems };
}

/** The CMS signature is over the first directory; the others are named in attributes that it covers. */
function isVouchedFor(directory: CodeDirectory, message: SignedMessage): boolean {
  const whole = createHash(directory.digest.name).update(directory.bytes).digest();
  const inV2 = (message.attributes.get(hashAgilityV2) ?? []).some((value) => {
    const [algorithm, digest] = sequenceOf(value, "the digest of a code directory");
    const name = digests[expectObjectIdentifier(algorithm, "the digest's algorithm")]?.name;
    return name === directory.digest.name && whole.equals(expectOctets(digest, "the digest of a code directory"));
  });
  if (inV2) return true;
  return (message.attributes.get(hashAgility) ?? []).some((value) => {
    const list = readPropertyList(expectOctets(value, "the list of code directories"))["cdhashes"];
    // Twenty bytes of each, whatever the digest.
    return (
      Array.isArray(list) &&
      list.some((item: unknown) => item instanceof Uint8Array && whole.subarray(0, 20).equals(item))
    );
  });
}

function entitlementsOf(blobs: Blobs, problems: string[]): Pick<CodeSignature, "entitlements"> {
  const xml = readXmlEntitlements(blobs.get(slots.entitlements), problems);
  const der = readSecondEntitlements(blobs.get(slots.derEntitlements), problems);
  // iOS reads the one form, tools the other: a difference would let them see two things.
  if (xml !== undefined && der !== undefined && !isDeepStrictEqual(xml, der))
    problems.push("the two forms of the entitlements differ");
  return { entitlements: der ?? xml };
}

function readXmlEntitlements(blob: Buffer | undefined, problems: string[]): CodeSignature["entitlements"] {
  if (blob === undefined || blob.length <= 8) return undefined;
  if (blob.readUInt32BE(0) !== magics.entitlements) problems.push("the list of entitlements is of an unknown kind");
  const list = readPropertyList(blob.subarray(8));
  return Object.fromEntries(Object.entries(list).map(([key, value]) => [key, propertyListJson(value)]));
}

function readSecondEntitlements(blob: Buffer | undefined, problems: string[]): CodeSignature["entitlements"] {
  if (blob === undefined || blob.length <= 8) return undefined;
  if (blob.readUInt32BE(0) !== magics.derEntitlements)
    problems.push("the DER form of the entitlements is of an unknown kind");
  return readDerEntitlements(blob.subarray(8));
}

import { ByteCursor } from "./byte-cursor.ts";
import { expectObjectIdentifier, isContext, isUniversal, readDer, tags, type DerElement } from "./der-reader.ts";
import { FormatError, formatError, malformed } from "./format-error.ts";
import { checkSize, maximumFileSize } from "./format-limits.ts";
import { jksMagic } from "./jks.ts";
import { decodeBase64, looksLikePem, readPem } from "./pem.ts";
import { privateKeyForm } from "./private-key.ts";

/** The kinds of signing files that are told apart, as `inspect --json` names them. */
export type ContentKind =
  | "pkcs12"
  | "jks"
  | "jceks"
  | "bks"
  | "bcfks"
  | "uber"
  | "provisioning_profile"
  | "certificate"
  | "private_key";

const jceksMagic = 0xcececece;
const signedData = "1.2.840.113549.1.7.2";

/**
 * Finds what kind of signing file bytes are, by what is in them and never by a name.
 * @throws FormatError `format/unrecognized`; `format/malformed` for ASN.1 or PEM that is damaged; `format/unsupported`
 * with advice for files that are known but hold no signing material as they are; `format/limit`
 */
export function contentKindOf(bytes: Uint8Array): ContentKind {
  checkSize(bytes, maximumFileSize);
  if (bytes.length === 0) throw malformed("it is empty");
  const start = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
  const binary = binaryKindOf(bytes, start);
  if (binary !== undefined) return binary;
  if (isPropertyList(start)) return "provisioning_profile";
  if (bytes[0] === 0x30) return derKindOf(readDer(bytes));
  if (looksLikePem(bytes)) return pemKindOf(bytes);
  throw knownOther(start) ?? base64Failure(bytes) ?? formatError("format/unrecognized", {});
}

function binaryKindOf(bytes: Uint8Array, start: string): ContentKind | undefined {
  const word = bytes.length < 8 ? 0 : new ByteCursor(bytes).number(4);
  if (word === jksMagic) return "jks";
  if (word === jceksMagic) return "jceks";
  if (start.startsWith("bplist0")) return "provisioning_profile";
  return word === 1 || word === 2 ? bouncyCastleKind(bytes, word) : undefined;
}

/**
 * BKS and UBER (Bouncy Castle's `BcKeyStoreSpi`) begin alike: version, salt, iteration count. A BKS goes on with plain
 * entries and ends with a MAC of 20 bytes; an UBER goes on with ciphertext.
 */
function bouncyCastleKind(bytes: Uint8Array, version: number): "bks" | "uber" | undefined {
  try {
    const cursor = new ByteCursor(bytes);
    cursor.take(4);
    const salt = cursor.number(4);
    if (salt < 8 || salt > 64) return undefined;
    cursor.take(salt);
    const iterations = cursor.number(4);
    if (iterations < 1 || iterations > 0xffffff || cursor.remaining < 16) return undefined;
    return isBksBody(cursor) ? "bks" : version === 1 ? "uber" : undefined;
  } catch {
    return undefined;
  }
}

function isBksBody(cursor: ByteCursor): boolean {
  try {
    for (let type = cursor.number(1); type !== 0; type = cursor.number(1)) {
      if (type > 4) return false;
      cursor.text();
      cursor.take(8);
      for (let chain = cursor.number(4); chain > 0; chain--) {
        cursor.text();
        cursor.block();
      }
      if (type === 1) cursor.text();
      if (type === 2) {
        cursor.number(1);
        cursor.text();
        cursor.text();
      }
      cursor.block();
    }
    return cursor.remaining === 20;
  } catch {
    return false;
  }
}

function isPropertyList(start: string): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*(<\?xml[\s>]|<!DOCTYPE\s+plist|<plist[\s>])/.test(start) && start.includes("plist");
}

function derKindOf(root: DerElement): ContentKind {
  if (!root.constructed) throw formatError("format/unrecognized", {});
  const [first, second, third] = root.children;
  if (isUniversal(first, tags.objectIdentifier)) return signedDataKind(first);
  if (
    isUniversal(first, tags.integer) &&
    isUniversal(second, tags.sequence) &&
    isUniversal(second.children[0], tags.objectIdentifier)
  ) {
    if (isContext(second.children[1], 0)) return "pkcs12";
  }
  if (privateKeyForm(root) !== undefined) return "private_key";
  if (!isUniversal(first, tags.sequence)) throw formatError("format/unrecognized", {});
  if (isUniversal(second, tags.octetString) && root.children.length === 2) return "private_key";
  if (isUniversal(second, tags.sequence) && isUniversal(third, tags.bitString)) {
    if (isRequestBody(first))
      throw unsupported(
        "a certificate signing request",
        "upload it to the authority, and use the certificate that comes back",
      );
    return "certificate";
  }
  if (
    isUniversal(first.children[0], tags.sequence) &&
    isUniversal(first.children[1], tags.octetString) &&
    isUniversal(second, tags.sequence)
  )
    return "bcfks";
  if (isUniversal(first.children[0], tags.objectIdentifier) && isUniversal(second, tags.bitString))
    throw unsupported("a public key", "name the private key instead");
  throw formatError("format/unrecognized", {});
}

function signedDataKind(type: DerElement): ContentKind {
  const oid = expectObjectIdentifier(type, "the content's type");
  if (oid === signedData) return "provisioning_profile";
  throw unsupported("a CMS message that is not signed", "download the profile again");
}

/** A request's body (RFC 2986) is version, name, key; a certificate's has a serial number and an algorithm before the name. */
function isRequestBody(body: DerElement): boolean {
  const [version, , key] = body.children;
  return isUniversal(version, tags.integer) && isUniversal(key?.children[1], tags.bitString);
}

function pemKindOf(bytes: Uint8Array): ContentKind {
  const labels = readPem(bytes).map(({ label }) => label);
  if (labels.some((label) => label.endsWith("PRIVATE KEY"))) return "private_key";
  if (labels.some((label) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))) return "certificate";
  const [label] = labels;
  if (label === undefined) throw malformed("its PEM block has no proper beginning");
  if (label === "PKCS7" || label === "CMS") return "provisioning_profile";
  if (label.endsWith("CERTIFICATE REQUEST"))
    throw unsupported(
      "a certificate signing request",
      "upload it to the authority, and use the certificate that comes back",
    );
  throw unsupported(`a PEM text with a ${label} block`, "name a private key or a certificate");
}

/** Files that people hand over by mistake, and what to do with each. */
const others: readonly {
  readonly pattern: RegExp;
  readonly what: string;
  readonly advice: string;
}[] = [
  {
    pattern: /^PK\p{Cc}{2}/u,
    what: "a ZIP archive, as apps and downloads are",
    advice: "unpack it and name the signing file inside; an app is checked with `signwright verify`",
  },
  {
    pattern: /^version https:\/\/git-lfs/,
    what: "a Git LFS pointer, not the file itself",
    advice: "fetch the file: `git lfs pull`",
  },
  {
    pattern: /^age-encryption\.org\//,
    what: "encrypted with age",
    advice: "decrypt it first: `age -d`",
  },
  {
    pattern: /^-----BEGIN AGE ENCRYPTED/,
    what: "encrypted with age",
    advice: "decrypt it first: `age -d`",
  },
  {
    pattern: /^(Salted__|U2FsdGVkX1|match_encrypted_v2__)/,
    what: "encrypted by OpenSSL or fastlane match",
    advice: "decrypt it first, or take it over with `signwright import match`",
  },
  {
    pattern: /^\s*<(!DOCTYPE html|html)/i,
    what: "an HTML page",
    advice: "the download went wrong, most likely at a login; download the file again",
  },
];

function knownOther(start: string): FormatError | undefined {
  const found = others.find(({ pattern }) => pattern.test(start));
  return found && unsupported(found.what, found.advice);
}

/** CI secrets hold files as base64, and the step that decodes them is easily forgotten. */
function base64Failure(bytes: Uint8Array): FormatError | undefined {
  if (bytes.length > 1024 * 1024) return undefined;
  const decoded = decodeBase64(new TextDecoder("latin1").decode(bytes));
  if (decoded === undefined || decoded.length < 16) return undefined;
  try {
    const kind = contentKindOf(decoded);
    return unsupported(`base64 of ${describeKind(kind)}`, "decode it first: `base64 -d`");
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function unsupported(what: string, advice: string): FormatError {
  return formatError("format/unsupported", { what }, advice);
}

/** A kind with its article, for messages. */
export function describeKind(kind: ContentKind): string {
  return {
    pkcs12: "a PKCS#12 file",
    jks: "a Java keystore (JKS)",
    jceks: "a Java keystore of the type JCEKS",
    bks: "a Bouncy Castle keystore of the type BKS",
    bcfks: "a Bouncy Castle keystore of the type BCFKS",
    uber: "a Bouncy Castle keystore of the type UBER",
    provisioning_profile: "a provisioning profile",
    certificate: "a certificate",
    private_key: "a private key",
  }[kind];
}

import { constants, createHash, timingSafeEqual, verify, type KeyObject } from "node:crypto";
import { certificateParts, readCertificate, type CertificateFacts } from "./certificate.ts";
import {
  contentBytes,
  elementBytes,
  expectAlgorithm,
  expectObjectIdentifier,
  expectOctets,
  expectSmallInteger,
  isContext,
  isUniversal,
  octetsOf,
  sequenceOf,
  tags,
  type DerElement,
} from "./der-reader.ts";
import { reencode } from "./der-writer.ts";
import { FormatError, formatError, malformed } from "./format-error.ts";
import { digests, type Digest } from "./key-derivation.ts";
import { importPublicKey } from "./signing-key.ts";

const signedData = "1.2.840.113549.1.7.2";
const contentTypeAttribute = "1.2.840.113549.1.9.3";
const messageDigestAttribute = "1.2.840.113549.1.9.4";
const rsaPss = "1.2.840.113549.1.1.10";

/** Whether digest and signature hold. Says nothing about who signed. */
export type SignatureVerdict = "valid" | "invalid" | "unsigned";

/** A signed message of CMS (RFC 5652, 5). */
export interface SignedMessage {
  /** The signed bytes; `undefined` when they are elsewhere. */
  readonly content: Uint8Array | undefined;
  /** Every certificate in the message, in its order. */
  readonly certificates: readonly CertificateFacts[];
  /** The certificates of those who signed, as far as they are in the message. */
  readonly signers: readonly CertificateFacts[];
  readonly signature: SignatureVerdict;
  /** The values of the attributes that the first signer signed, by object identifier; empty where none are. */
  readonly attributes: ReadonlyMap<string, readonly DerElement[]>;
}

/**
 * Reads and checks a signed message.
 * @param detached the signed bytes, where the message does not hold them itself; those inside are then not accepted
 * @throws FormatError `format/malformed`, `format/limit`, `format/wrong-kind`
 */
export function readSignedMessage(root: DerElement, detached?: Uint8Array): SignedMessage {
  const [type, wrapped] = sequenceOf(root, "the message");
  if (expectObjectIdentifier(type, "the message's type") !== signedData) {
    throw formatError("format/wrong-kind", {
      found: "a CMS message of another type",
      expected: "a signed message",
    });
  }
  const [, , encapsulated, ...rest] = sequenceOf(
    isContext(wrapped, 0) ? wrapped.children[0] : undefined,
    "the signed message",
  );
  const [contentType, contentElement] = sequenceOf(encapsulated, "the signed content");
  const contentOid = expectObjectIdentifier(contentType, "the content's type");
  const enclosed = isContext(contentElement, 0)
    ? expectOctets(contentElement.children[0], "the signed content")
    : undefined;
  if (detached !== undefined && enclosed !== undefined)
    throw malformed("its signature holds content of its own, and is for other content");
  const content = detached ?? enclosed;
  const certificates = rest.find((element) => isContext(element, 0))?.children.flatMap(readIfCertificate) ?? [];
  const signerInfos = rest.find((element) => isUniversal(element, tags.set))?.children ?? [];
  if (signerInfos.length > 16)
    throw formatError("format/limit", {
      reason: `it claims to have ${signerInfos.length} signers`,
    });
  const signers = signerInfos.map((info) => readSigner(info, certificates));
  return {
    content,
    certificates,
    signers: signers.flatMap(({ certificate }) => certificate ?? []),
    signature:
      content === undefined || signers.length === 0
        ? "unsigned"
        : signers.every((signer) => holds(signer, content, contentOid))
          ? "valid"
          : "invalid",
    attributes: attributeValues(signers[0]?.attributes),
  };
}

function attributeValues(attributes: DerElement | undefined): ReadonlyMap<string, readonly DerElement[]> {
  const values = new Map<string, readonly DerElement[]>();
  for (const attribute of attributes?.children ?? []) {
    const [type, set] = sequenceOf(attribute, "a signed attribute");
    const oid = expectObjectIdentifier(type, "the type of a signed attribute");
    values.set(oid, [...(values.get(oid) ?? []), ...(isUniversal(set, tags.set) ? set.children : [])]);
  }
  return values;
}

/** A certificate that cannot be read does not make the message unreadable; if it was the signer's, the signature does not hold. */
function readIfCertificate(element: DerElement): readonly CertificateFacts[] {
  try {
    return isUniversal(element, tags.sequence) ? [readCertificate(elementBytes(element))] : [];
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

interface Signer {
  readonly certificate: CertificateFacts | undefined;
  readonly digestIdentifier: string;
  readonly attributes: DerElement | undefined;
  readonly algorithm: { readonly oid: string; readonly parameters: DerElement | undefined };
  readonly signature: Uint8Array;
}

function readSigner(info: DerElement, certificates: readonly CertificateFacts[]): Signer {
  const [, identifier, digestAlgorithm, ...rest] = sequenceOf(info, "the signer");
  const attributes = isContext(rest[0], 0) ? rest[0] : undefined;
  const [algorithm, signature] = attributes === undefined ? rest : rest.slice(1);
  return {
    certificate: identifier && certificates.find((certificate) => isIdentifiedBy(certificate, identifier)),
    digestIdentifier: expectAlgorithm(digestAlgorithm, "the signer's digest").oid,
    attributes,
    algorithm: expectAlgorithm(algorithm, "the signer's algorithm"),
    signature: expectOctets(signature, "the signature"),
  };
}

/** The extension of that name (RFC 5280, 4.2.1.2). */
const subjectKeyIdentifier = "2.5.29.14";

/** A signer is named by issuer and serial number, or by the key identifier of its certificate. */
function isIdentifiedBy(certificate: CertificateFacts, identifier: DerElement): boolean {
  const parts = certificateParts(certificate);
  if (isContext(identifier, 0)) {
    const extension = parts.extensions.get(subjectKeyIdentifier);
    return extension !== undefined && sameBytes(extension.subarray(2), octetsOf(identifier));
  }
  const [issuer, serial] = sequenceOf(identifier, "the signer's identity");
  return (
    issuer !== undefined &&
    serial !== undefined &&
    sameBytes(elementBytes(parts.issuer), elementBytes(issuer)) &&
    sameBytes(contentBytes(parts.serial), contentBytes(serial))
  );
}

function holds(signer: Signer, content: Uint8Array, contentType: string): boolean {
  const digest = digests[signer.digestIdentifier];
  if (signer.certificate === undefined || digest === undefined) return false;
  const key = publicKeyOf(signer.certificate);
  if (key === undefined) return false;
  if (signer.attributes === undefined) return verifySignature(signer, digest, { key, signed: content });
  if (!attributesFit(signer.attributes, { digest, content, contentType })) return false;
  return verifySignature(signer, digest, { key, signed: signedAttributeBytes(signer.attributes) });
}

function publicKeyOf(certificate: CertificateFacts): KeyObject | undefined {
  try {
    return importPublicKey(elementBytes(certificateParts(certificate).spki));
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

interface Covered {
  readonly digest: Digest;
  readonly content: Uint8Array;
  readonly contentType: string;
}

/** RFC 5652, 11.1 and 11.2: each of the two attributes exactly once, with exactly one value. */
function attributesFit(attributes: DerElement, { digest, content, contentType }: Covered): boolean {
  const values = attributeValues(attributes);
  const [type, ...moreTypes] = values.get(contentTypeAttribute) ?? [];
  const [messageDigest, ...moreDigests] = values.get(messageDigestAttribute) ?? [];
  if (type === undefined || messageDigest === undefined || moreTypes.length > 0 || moreDigests.length > 0) return false;
  const actual = createHash(digest.name).update(content).digest();
  return (
    expectObjectIdentifier(type, "the signed content type") === contentType &&
    sameBytes(actual, expectOctets(messageDigest, "the message digest"))
  );
}

/** The attributes as they were signed: as a SET OF in DER, whatever the message around them looks like (RFC 5652, 5.4). */
function signedAttributeBytes(attributes: DerElement): Uint8Array {
  const der = Uint8Array.from(hasIndefiniteLength(attributes) ? reencode(attributes) : elementBytes(attributes));
  der[0] = 0x31;
  return der;
}

function hasIndefiniteLength(element: DerElement): boolean {
  return element.indefinite || element.children.some(hasIndefiniteLength);
}

function verifySignature(
  signer: Signer,
  digest: Digest,
  { key, signed }: { readonly key: KeyObject; readonly signed: Uint8Array },
): boolean {
  try {
    if (signer.algorithm.oid === rsaPss) {
      const { digestName, saltLength } = readPssParameters(signer.algorithm.parameters);
      return verify(
        digestName,
        signed,
        { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
        signer.signature,
      );
    }
    const pureEdwards = key.asymmetricKeyType === "ed25519" || key.asymmetricKeyType === "ed448";
    return verify(pureEdwards ? null : digest.name, signed, key, signer.signature);
  } catch {
    return false;
  }
}

/** RFC 4055, 3.1, with its defaults; the mask generation uses the same digest in everything that is written today. */
function readPssParameters(parameters: DerElement | undefined): {
  readonly digestName: string;
  readonly saltLength: number;
} {
  const fields = sequenceOf(parameters, "the signature's parameters");
  const hash = fields.find((field) => isContext(field, 0))?.children[0];
  const salt = fields.find((field) => isContext(field, 2))?.children[0];
  const digest =
    hash === undefined ? digests["1.3.14.3.2.26"] : digests[expectAlgorithm(hash, "the signature's digest").oid];
  if (digest === undefined) throw malformed("its signature uses an unknown digest");
  return {
    digestName: digest.name,
    saltLength: salt === undefined ? 20 : expectSmallInteger(salt, "the signature's salt length"),
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

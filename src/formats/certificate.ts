import { createHash } from "node:crypto";
import {
  readDer,
  contentBytes,
  elementBytes,
  expectObjectIdentifier,
  expectUniversal,
  isContext,
  isUniversal,
  sequenceOf,
  tags,
  type DerElement,
} from "./der-reader.ts";
import { formatName, readName, type NameAttribute } from "./distinguished-name.ts";
import { formatError, malformed } from "./format-error.ts";
import { checkCertificateCount } from "./format-limits.ts";
import { isoSeconds } from "./iso-seconds.ts";
import { looksLikePem, readPem } from "./pem.ts";
import { publicKeyFacts, type KeyFacts } from "./signing-key.ts";

/** What a certificate says, in the form that the plan and `inspect` show it. All hex is lower case. */
export interface CertificateFacts {
  /** For example `CN=Apple Distribution: Acme (A1B2C3D4E5), OU=A1B2C3D4E5, O=Acme, C=US`. */
  readonly subject: string;
  readonly issuer: string;
  /** The most specific CN; `null` without one. */
  readonly commonName: string | null;
  /** Hex without leading zeros, `0` for zero. */
  readonly serial: string;
  /** SHA-1 of the certificate itself, which is how Xcode and `codesign` name an identity. */
  readonly sha1: string;
  readonly sha256: string;
  /** ISO 8601 in UTC with whole seconds, for example `2026-11-03T09:12:44Z`. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** The ten-character OU of a certificate whose issuer's organisation is Apple; else `null`. A name, not a proof. */
  readonly teamId: string | null;
  /** SHA-256 of the SubjectPublicKeyInfo: the same for a certificate and the private key that it belongs to. */
  readonly publicKeySha256: string;
  /** The certificate itself, without bytes that followed it in the file. */
  readonly der: Uint8Array;
}

/** The parts of a certificate that its facts leave out. */
export interface CertificateParts {
  readonly subject: DerElement;
  readonly issuer: DerElement;
  readonly serial: DerElement;
  readonly spki: DerElement;
  /** Object identifier in dotted form → the bytes of the extension's value. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;
}

const teamIdPattern = /^[A-Z0-9]{10}$/;
/** "Apple Computer, Inc." was the name until 2007. */
const appleOrganizations = new Set(["Apple Inc.", "Apple Computer, Inc."]);

/**
 * Reads one X.509 certificate: DER or PEM (the first CERTIFICATE block), any key type, bytes after it ignored.
 * @throws FormatError `format/malformed`, `format/wrong-kind`, `format/limit`
 */
export function readCertificate(bytes: Uint8Array): CertificateFacts {
  return looksLikePem(bytes) && bytes[0] !== 0x30 ? firstOf(readCertificates(bytes)) : factsOf(readDer(bytes));
}

/** Reads every certificate of a PEM text in its order, or the one of a DER file. @throws FormatError as {@link readCertificate} */
export function readCertificates(bytes: Uint8Array): readonly CertificateFacts[] {
  if (bytes[0] === 0x30 || !looksLikePem(bytes)) return [factsOf(readDer(bytes))];
  const blocks = readPem(bytes).filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label));
  checkCertificateCount(blocks.length);
  return blocks.map((block) => factsOf(readDer(block.bytes)));
}

function firstOf(certificates: readonly CertificateFacts[]): CertificateFacts {
  const [first] = certificates;
  if (first === undefined)
    throw formatError("format/wrong-kind", {
      found: "a PEM text without a certificate",
      expected: "a certificate",
    });
  return first;
}

function factsOf(root: DerElement): CertificateFacts {
  const parts = partsOf(root);
  const [notBefore, notAfter] = validityOf(root);
  const subject = readName(parts.subject, "the certificate's subject");
  const issuer = readName(parts.issuer, "the certificate's issuer");
  const der = Uint8Array.from(elementBytes(root));
  return {
    subject: formatName(subject),
    issuer: formatName(issuer),
    commonName: subject.findLast(({ type }) => type === "CN")?.value ?? null,
    serial: serialHex(parts.serial),
    sha1: createHash("sha1").update(der).digest("hex"),
    sha256: createHash("sha256").update(der).digest("hex"),
    notBefore,
    notAfter,
    teamId: teamIdOf(subject, issuer),
    publicKeySha256: createHash("sha256").update(elementBytes(parts.spki)).digest("hex"),
    der,
  };
}

/** The structure of a certificate (RFC 5280, 4.1) that was read before. */
export function certificateParts(certificate: CertificateFacts): CertificateParts {
  return partsOf(readDer(certificate.der));
}

/** Kind and size of the certificate's key; `undefined` for a key that Node does not know. */
export function certificateKeyFacts(certificate: CertificateFacts): KeyFacts | undefined {
  return publicKeyFacts(elementBytes(certificateParts(certificate).spki));
}

/** The arc of the extensions with which Apple marks what a certificate is for (Apple's Certification Practice Statements, 4.11). */
const appleMarkerArc = "1.2.840.113635.100.6.1.";

/** The object identifiers of Apple's marker extensions in a certificate, in its order; none in a certificate that is not Apple's. */
export function appleMarkers(certificate: CertificateFacts): readonly string[] {
  return [...certificateParts(certificate).extensions.keys()].filter((oid) => oid.startsWith(appleMarkerArc));
}

function tbsFieldsOf(root: DerElement): readonly DerElement[] {
  const [tbs, algorithm, signature] = sequenceOf(root, "the certificate");
  expectUniversal(algorithm, tags.sequence, "the certificate's signature algorithm");
  expectUniversal(signature, tags.bitString, "the certificate's signature");
  const fields = sequenceOf(tbs, "the certificate's body");
  return isContext(fields[0], 0) ? fields.slice(1) : fields;
}

function partsOf(root: DerElement): CertificateParts {
  const [serial, , issuer, , subject, spki, ...optional] = tbsFieldsOf(root);
  const extensions = new Map<string, Uint8Array>();
  const list = optional.find((field) => isContext(field, 3))?.children[0];
  for (const extension of list === undefined ? [] : sequenceOf(list, "the certificate's extensions")) {
    const [oid, ...values] = sequenceOf(extension, "an extension of the certificate");
    const value = values.at(-1);
    if (isUniversal(oid, tags.objectIdentifier) && isUniversal(value, tags.octetString)) {
      extensions.set(expectObjectIdentifier(oid, "the type of an extension"), contentBytes(value));
    }
  }
  return {
    serial: expectUniversal(serial, tags.integer, "the certificate's serial number"),
    issuer: expectUniversal(issuer, tags.sequence, "the certificate's issuer"),
    subject: expectUniversal(subject, tags.sequence, "the certificate's subject"),
    spki: expectUniversal(spki, tags.sequence, "the certificate's public key"),
    extensions,
  };
}

function validityOf(root: DerElement): readonly [string, string] {
  const [notBefore, notAfter] = sequenceOf(tbsFieldsOf(root)[3], "the certificate's validity");
  return [readTime(notBefore), readTime(notAfter)];
}

/** UTCTime or GeneralizedTime as ISO 8601 in UTC; the years of RFC 5280 4.1.2.5.1: 50 is 1950, 49 is 2049. */
function readTime(element: DerElement | undefined): string {
  const utc = isUniversal(element, tags.utcTime);
  if (!utc && !isUniversal(element, tags.generalizedTime)) throw malformed("the certificate's validity has no date");
  const text = new TextDecoder("latin1").decode(contentBytes(element));
  const match = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(Z|[+-]\d{4})$/.exec(utc ? text : text.slice(2));
  const [, shortYear = "", month, day, hour, minute, second = "00", zone = "Z"] = match ?? [];
  const century = !utc ? text.slice(0, 2) : Number(shortYear) >= 50 ? "19" : "20";
  const offset = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const date = new Date(`${century}${shortYear}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(date.getTime())) throw malformed("a date of the certificate is not valid");
  return isoSeconds(date);
}

function serialHex(serial: DerElement): string {
  const bytes = contentBytes(serial);
  const magnitude = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  // RFC 5280 forbids negative serial numbers; old certificates have them, and OpenSSL writes them with a sign.
  if ((bytes[0] ?? 0) < 0x80) return magnitude.toString(16);
  return `-${((1n << BigInt(bytes.length * 8)) - magnitude).toString(16)}`;
}

function teamIdOf(subject: readonly NameAttribute[], issuer: readonly NameAttribute[]): string | null {
  const byApple = issuer.some(({ type, value }) => type === "O" && appleOrganizations.has(value));
  if (!byApple) return null;
  return subject.find(({ type, value }) => type === "OU" && teamIdPattern.test(value))?.value ?? null;
}

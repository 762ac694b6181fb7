import { createHash, generateKeyPair, randomBytes, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import { der } from "./der.ts";

/** One attribute of a distinguished name. */
export interface NameAttribute {
  readonly type: keyof typeof nameAttributeIdentifiers;
  readonly value: string;
}

const nameAttributeIdentifiers = {
  UID: "0.9.2342.19200300.100.1.1",
  CN: "2.5.4.3",
  OU: "2.5.4.11",
  O: "2.5.4.10",
  C: "2.5.4.6",
} as const;

/** Which intermediate of the sandbox issues a certificate. */
export type IssuerName = "worldwide-developer-relations" | "developer-id";

/** What a leaf certificate shall say. */
export interface CertificateRequest {
  /** The subject's public key: SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  readonly subject: readonly NameAttribute[];
  readonly issuer: IssuerName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The extended key usage, for example code signing. */
  readonly extendedKeyUsage: string;
  /** Apple's marker extensions: object identifiers with an empty value that say what a certificate is for. */
  readonly markers: readonly string[];
}

/** A certificate that the sandbox has issued. */
export interface IssuedCertificate {
  readonly der: Buffer;
  /** Upper-case hex. */
  readonly serialNumber: string;
}

/** Signs CMS messages: the key, its certificate and the certificates above it. */
export interface MessageSigner {
  readonly privateKey: KeyObject;
  /** The signer's issuer name and serial number as a CMS IssuerAndSerialNumber, DER. */
  readonly issuerAndSerialNumber: Buffer;
  /** The signer's certificate first, its root last; DER. */
  readonly chain: readonly Buffer[];
}

/** The sandbox's own certificate authority: nothing trusts it, and its names say what it is. */
export interface CertificateAuthority {
  issue(request: CertificateRequest): IssuedCertificate;
  /** Who signs provisioning profiles. */
  readonly profileSigner: MessageSigner;
  /** The certificate of the root, DER. */
  readonly root: Buffer;
  /** The certificates of the intermediates, DER. */
  readonly intermediates: Readonly<Record<IssuerName, Buffer>>;
}

const identifiers = {
  sha256WithRsa: "1.2.840.113549.1.1.11",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  certificatePolicies: "2.5.29.32",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  appleCertificatePolicy: "1.2.840.113635.100.5.1",
  provisioningProfileSigning: "1.2.840.113635.100.4.16",
} as const;

// The words that Apple's own authorities use, so that a reader recognises the kind, and what they are, so that nobody
// takes them for Apple's.
const rootName: readonly NameAttribute[] = [
  { type: "C", value: "US" },
  { type: "O", value: "Apple Inc." },
  { type: "OU", value: "Signwright sandbox" },
  { type: "CN", value: "Apple Root CA (Signwright sandbox)" },
];

const intermediateNames: Readonly<Record<IssuerName, readonly NameAttribute[]>> = {
  "worldwide-developer-relations": [
    {
      type: "CN",
      value: "Apple Worldwide Developer Relations Certification Authority (Signwright sandbox)",
    },
    { type: "OU", value: "G3" },
    { type: "O", value: "Apple Inc." },
    { type: "C", value: "US" },
  ],
  "developer-id": [
    { type: "CN", value: "Developer ID Certification Authority (Signwright sandbox)" },
    { type: "OU", value: "G2" },
    { type: "O", value: "Apple Inc." },
    { type: "C", value: "US" },
  ],
};

const profileSignerName: readonly NameAttribute[] = [
  { type: "C", value: "US" },
  { type: "O", value: "Apple Inc." },
  { type: "CN", value: "Apple iPhone OS Provisioning Profile Signing (Signwright sandbox)" },
];

const usage = {
  digitalSignature: der.bitString(Buffer.from([0x80]), 7),
  certificateSigning: der.bitString(Buffer.from([0x06]), 1),
};

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKeyInfo: Buffer;
}

interface AuthorityKeys {
  readonly root: KeyPair;
  readonly intermediate: KeyPair;
  readonly profileSigner: KeyPair;
}

// Making RSA keys, and signing with them, is by far the slowest part of starting a sandbox. All sandboxes of a process share the keys
// of their authorities, those of one year the certificates too, and nothing outside the process ever sees the keys.
let authorityKeys: Promise<AuthorityKeys> | undefined;
const authorities = new Map<number, Promise<CertificateAuthority>>();

async function createAuthorityKeys(): Promise<AuthorityKeys> {
  const [root, intermediate, profileSigner] = await Promise.all([
    createRsaKeyPair(),
    createRsaKeyPair(),
    createRsaKeyPair(),
  ]);
  return { root, intermediate, profileSigner };
}

/**
 * Gives the certificate authority of this process for the year of `now` (UTC). Its own certificates are valid from 10 years before to
 * 30 years after the beginning of that year, so that a sandbox with a moved clock keeps a valid chain.
 */
export function createCertificateAuthority(now: Date): Promise<CertificateAuthority> {
  const year = now.getUTCFullYear();
  const made = authorities.get(year) ?? makeCertificateAuthority(new Date(Date.UTC(year, 0, 1)));
  authorities.set(year, made);
  return made;
}

async function makeCertificateAuthority(now: Date): Promise<CertificateAuthority> {
  const {
    root: rootKey,
    intermediate: intermediateKey,
    profileSigner: signerKey,
  } = await (authorityKeys ??= createAuthorityKeys());
  const validity = { notBefore: yearsAfter(now, -10), notAfter: yearsAfter(now, 30) };
  const root = signCertificate({
    ...validity,
    subject: rootName,
    publicKeyInfo: rootKey.publicKeyInfo,
    issuer: rootName,
    issuerKey: rootKey,
    extensions: authorityExtensions(rootKey.publicKeyInfo),
  });
  const intermediate = (issuer: IssuerName): Buffer =>
    signCertificate({
      ...validity,
      subject: intermediateNames[issuer],
      publicKeyInfo: intermediateKey.publicKeyInfo,
      issuer: rootName,
      issuerKey: rootKey,
      extensions: authorityExtensions(intermediateKey.publicKeyInfo),
    }).der;
  const intermediates = {
    "worldwide-developer-relations": intermediate("worldwide-developer-relations"),
    "developer-id": intermediate("developer-id"),
  };
  const issue = (request: CertificateRequest): IssuedCertificate =>
    signCertificate({
      ...request,
      issuer: intermediateNames[request.issuer],
      issuerKey: intermediateKey,
      extensions: leafExtensions(request, intermediateKey.publicKeyInfo),
    });
  const signer = issue({
    ...validity,
    publicKeyInfo: signerKey.publicKeyInfo,
    subject: profileSignerName,
    issuer: "worldwide-developer-relations",
    extendedKeyUsage: identifiers.provisioningProfileSigning,
    markers: [],
  });
  return {
    issue,
    root: root.der,
    intermediates,
    profileSigner: {
      privateKey: signerKey.privateKey,
      issuerAndSerialNumber: der.sequence(
        encodeName(intermediateNames["worldwide-developer-relations"]),
        der.integer(Buffer.from(signer.serialNumber, "hex")),
      ),
      chain: [signer.der, intermediates["worldwide-developer-relations"], root.der],
    },
  };
}

async function createRsaKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
  });
  return { privateKey, publicKeyInfo: publicKey.export({ format: "der", type: "spki" }) };
}

/** The same date so many years later (or earlier, when negative); the 29th of February becomes the 1st of March. */
export function yearsAfter(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(date.getUTCFullYear() + years);
  return later;
}

interface CertificateContent {
  readonly subject: readonly NameAttribute[];
  readonly publicKeyInfo: Uint8Array;
  readonly issuer: readonly NameAttribute[];
  readonly issuerKey: KeyPair;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

function signCertificate(content: CertificateContent): IssuedCertificate {
  const serial = randomBytes(16);
  // A first byte of 0x40 to 0x7f: positive without a sign byte, and the hex has no leading zero.
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  const algorithm = der.sequence(der.objectIdentifier(identifiers.sha256WithRsa), der.null());
  const toBeSigned = der.sequence(
    der.constructed(0, der.integer(Buffer.from([2]))),
    der.integer(serial),
    algorithm,
    encodeName(content.issuer),
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    encodeName(content.subject),
    content.publicKeyInfo,
    der.constructed(3, der.sequence(...content.extensions)),
  );
  const signature = sign("sha256", toBeSigned, content.issuerKey.privateKey);
  return {
    der: der.sequence(toBeSigned, algorithm, der.bitString(signature)),
    serialNumber: serial.toString("hex").toUpperCase(),
  };
}

function encodeName(name: readonly NameAttribute[]): Buffer {
  return der.sequence(
    ...name.map(({ type, value }) =>
      der.setOf(
        der.sequence(
          der.objectIdentifier(nameAttributeIdentifiers[type]),
          // RFC 5280, appendix A: a country is a PrintableString.
          type === "C" ? der.printableString(value) : der.utf8String(value),
        ),
      ),
    ),
  );
}

function authorityExtensions(publicKeyInfo: Uint8Array): Buffer[] {
  return [
    extension(identifiers.basicConstraints, true, der.sequence(der.boolean(true))),
    extension(identifiers.keyUsage, true, usage.certificateSigning),
    extension(identifiers.subjectKeyIdentifier, false, der.octetString(keyIdentifier(publicKeyInfo))),
  ];
}

function leafExtensions(request: CertificateRequest, issuerPublicKeyInfo: Uint8Array): Buffer[] {
  return [
    extension(identifiers.basicConstraints, true, der.sequence()),
    extension(
      identifiers.authorityKeyIdentifier,
      false,
      der.sequence(der.primitive(0, keyIdentifier(issuerPublicKeyInfo))),
    ),
    extension(
      identifiers.certificatePolicies,
      false,
      der.sequence(der.sequence(der.objectIdentifier(identifiers.appleCertificatePolicy))),
    ),
    extension(identifiers.extendedKeyUsage, true, der.sequence(der.objectIdentifier(request.extendedKeyUsage))),
    extension(identifiers.subjectKeyIdentifier, false, der.octetString(keyIdentifier(request.publicKeyInfo))),
    extension(identifiers.keyUsage, true, usage.digitalSignature),
    ...request.markers.map((marker) => extension(marker, true, der.null())),
  ];
}

function extension(identifier: string, critical: boolean, value: Uint8Array): Buffer {
  return der.sequence(
    der.objectIdentifier(identifier),
    ...(critical ? [der.boolean(true)] : []),
    der.octetString(value),
  );
}

/** RFC 7093, method 1 in spirit: 20 bytes of a hash over the key; a verifier only compares it. */
function keyIdentifier(publicKeyInfo: Uint8Array): Buffer {
  return createHash("sha256").update(publicKeyInfo).digest().subarray(0, 20);
}

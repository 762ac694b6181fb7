import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** What a test certificate says. */
export interface ServerCertificateOptions {
  /** Host name in it; default `localhost`, together with 127.0.0.1. */
  readonly host?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Who signs it; itself when absent. */
  readonly authority?: ServerCertificate;
}

/** A certificate with its private key, both PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for a test server: self-signed and then its own authority, or signed by an authority. */
export function makeServerCertificate(options: ServerCertificateOptions = {}): ServerCertificate {
  const names =
    options.host === undefined
      ? [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ]
      : [{ type: 2, value: options.host }];
  return makeCertificate(options.host ?? "localhost", options, [
    { name: "basicConstraints", cA: options.authority === undefined },
    { name: "subjectAltName", altNames: names },
  ]);
}

/** Makes a certificate authority that no machine knows, as companies have one. */
export function makeAuthority(
  options: Pick<ServerCertificateOptions, "notBefore" | "notAfter"> = {},
): ServerCertificate {
  return makeCertificate("Acme Network CA", options, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
  ]);
}

let made = 0;

function makeCertificate(
  commonName: string,
  options: ServerCertificateOptions,
  extensions: readonly object[],
): ServerCertificate {
  // 2048 bits, because OpenSSL refuses less; made by Node, because forge takes seconds for it.
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = String(++made).padStart(4, "0");
  certificate.validity.notBefore = options.notBefore ?? new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = options.notAfter ?? new Date(Date.now() + 86_400_000);
  const name = [{ name: "commonName", value: commonName }];
  certificate.setSubject(name);
  certificate.setIssuer(
    options.authority === undefined ? name : forge.pki.certificateFromPem(options.authority.cert).subject.attributes,
  );
  certificate.setExtensions([...extensions]);
  certificate.sign(forge.pki.privateKeyFromPem(options.authority?.key ?? privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
}

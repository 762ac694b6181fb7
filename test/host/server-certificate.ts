import forge from "node-forge";

/** What a test certificate says. */
export interface ServerCertificateOptions {
  /** Host name in it; default `localhost`, together with 127.0.0.1. */
  readonly host?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** Makes a self-signed certificate for a test server. 2048 bits, because OpenSSL refuses less. */
export function makeServerCertificate(options: ServerCertificateOptions = {}): {
  readonly cert: string;
  readonly key: string;
} {
  const keys = forge.pki.rsa.generateKeyPair({ bits: 2048 });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = "01";
  certificate.validity.notBefore = options.notBefore ?? new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = options.notAfter ?? new Date(Date.now() + 86_400_000);
  const name = [{ name: "commonName", value: options.host ?? "localhost" }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  const names =
    options.host === undefined
      ? [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ]
      : [{ type: 2, value: options.host }];
  certificate.setExtensions([
    { name: "basicConstraints", cA: true },
    { name: "subjectAltName", altNames: names },
  ]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return {
    cert: forge.pki.certificateToPem(certificate),
    key: forge.pki.privateKeyToPem(keys.privateKey),
  };
}

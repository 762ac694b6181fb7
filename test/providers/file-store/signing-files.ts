import { build as buildPlist } from "plist";

import { readCertificate, type CertificateFacts } from "../../../src/formats/certificate.ts";
import { writePkcs12 } from "../../../src/formats/pkcs12-writer.ts";
import { generateRsaKey, type PrivateKey } from "../../../src/formats/private-key.ts";
import { createSelfSignedCertificate } from "../../../src/formats/self-signed-certificate.ts";
import { createCertificateAuthority } from "../../../src/sandbox/certificate-authority.ts";
import { signProvisioningProfile } from "../../../src/sandbox/provisioning-profile-signer.ts";
import { Secret } from "../../../src/secret/secret.ts";

const now = new Date("2026-11-03T09:00:00Z");

/** A private key and its certificate. */
export interface TestIdentity {
  readonly privateKey: PrivateKey;
  readonly certificate: CertificateFacts;
}

/** A certificate for a key, a new one without it. */
export async function newIdentity(commonName: string, key?: PrivateKey): Promise<TestIdentity> {
  const privateKey = key ?? (await generateRsaKey(2048));
  const certificate = readCertificate(
    createSelfSignedCertificate({ privateKey, commonName, notBefore: now, days: 365 }),
  );
  return { privateKey, certificate };
}

/** A PKCS#12 file, which also serves as an Android keystore. */
export function pkcs12Of(
  { privateKey, certificate }: TestIdentity,
  alias: string,
  password: string,
): Promise<Uint8Array> {
  return writePkcs12({
    privateKey,
    certificate: certificate.der,
    friendlyName: alias,
    password: new Secret(password),
    form: "modern",
  });
}

/** A signed provisioning profile for iOS that holds one certificate and one device. */
export async function newProfile(uuid: string, { certificate }: TestIdentity): Promise<Uint8Array> {
  const content = buildPlist({
    AppIDName: "Shop",
    ApplicationIdentifierPrefix: ["ABCDE12345"],
    CreationDate: now,
    DeveloperCertificates: [Buffer.from(certificate.der)],
    Entitlements: {
      "application-identifier": "ABCDE12345.com.acme.shop",
      "com.apple.developer.team-identifier": "ABCDE12345",
      "get-task-allow": false,
    },
    ExpirationDate: new Date("2027-11-03T09:00:00Z"),
    Name: "Shop Ad Hoc",
    Platform: ["iOS"],
    ProvisionedDevices: ["00008110-001A2B3C4D5E601E"],
    TeamIdentifier: ["ABCDE12345"],
    TeamName: "Acme",
    TimeToLive: 365,
    UUID: uuid,
    Version: 1,
  });
  const authority = await createCertificateAuthority(now);
  return new Uint8Array(signProvisioningProfile(Buffer.from(content), authority.profileSigner, now));
}

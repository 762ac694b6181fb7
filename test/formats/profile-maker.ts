import { createHash, sign } from "node:crypto";
import { build } from "plist";
import { readCertificate, certificateParts } from "../../src/formats/certificate.ts";
import { elementBytes } from "../../src/formats/der-reader.ts";
import {
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from "../../src/formats/der-writer.ts";
import { signatureAlgorithmOf, type MadeIdentity } from "./certificate-maker.ts";

const data = "1.2.840.113549.1.7.1";

export interface ProfileWish {
  readonly entitlements?: Record<string, unknown>;
  readonly platforms?: readonly string[];
  readonly devices?: readonly string[];
  readonly allDevices?: boolean;
  readonly certificates?: readonly Uint8Array[];
  readonly prefixes?: readonly string[];
  /** Changed or added keys of the list; `undefined` removes one. */
  readonly changes?: Record<string, unknown>;
}

/** The property list of a profile, as Apple writes it. */
export function profileList(wish: ProfileWish = {}): Uint8Array {
  const list: Record<string, unknown> = {
    AppIDName: "Shop",
    ApplicationIdentifierPrefix: wish.prefixes ?? ["A1B2C3D4E5"],
    CreationDate: new Date("2026-03-01T10:00:00Z"),
    DeveloperCertificates: wish.certificates ?? [],
    Entitlements: wish.entitlements ?? {
      "application-identifier": "A1B2C3D4E5.com.acme.shop",
      "get-task-allow": false,
    },
    ExpirationDate: new Date("2027-03-01T10:00:00Z"),
    Name: "Shop & Söhne ☺",
    Platform: wish.platforms ?? ["iOS"],
    ...(wish.devices === undefined ? {} : { ProvisionedDevices: wish.devices }),
    ...(wish.allDevices === undefined ? {} : { ProvisionsAllDevices: wish.allDevices }),
    TeamIdentifier: ["A1B2C3D4E5"],
    TimeToLive: 365,
    UUID: "0a1b2c3d-0000-4000-8000-00000000cafe",
    Version: 1,
    ...wish.changes,
  };
  for (const key of Object.keys(list)) if (list[key] === undefined) delete list[key];
  return new TextEncoder().encode(build(list as Parameters<typeof build>[0]));
}

export interface SigningWish {
  readonly signer: MadeIdentity;
  /** Certificates beside the signer's. */
  readonly others?: readonly Uint8Array[];
  /** Without signed attributes the signature is over the content itself. */
  readonly attributes?: boolean;
}

/** Signs bytes as CMS with SHA-256, the way that Apple signs profiles. */
export function signMessage(content: Uint8Array, { signer, others = [], attributes = true }: SigningWish): Uint8Array {
  const parts = certificateParts(readCertificate(signer.der));
  const signed = [
    sequence(objectIdentifier("1.2.840.113549.1.9.3"), setOf(objectIdentifier(data))),
    sequence(
      objectIdentifier("1.2.840.113549.1.9.4"),
      setOf(octetString(createHash("sha256").update(content).digest())),
    ),
  ];
  const digest = signer.key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const signature = sign(digest, attributes ? setOf(...signed) : content, signer.key);
  const implicitAttributes = Uint8Array.from(setOf(...signed));
  implicitAttributes[0] = 0xa0;
  const sha256 = sequence(objectIdentifier("2.16.840.1.101.3.4.2.1"), nullValue());
  const info = sequence(
    integer(1),
    sequence(elementBytes(parts.issuer), elementBytes(parts.serial)),
    sha256,
    ...(attributes ? [implicitAttributes] : []),
    signer.key.asymmetricKeyType === "rsa"
      ? sequence(objectIdentifier("1.2.840.113549.1.1.1"), nullValue())
      : signatureAlgorithmOf(signer.key),
    octetString(signature),
  );
  const body = sequence(
    integer(1),
    setOf(sha256),
    sequence(objectIdentifier(data), explicit(0, octetString(content))),
    explicit(0, signer.der, ...others),
    setOf(info),
  );
  return sequence(objectIdentifier("1.2.840.113549.1.7.2"), explicit(0, body));
}

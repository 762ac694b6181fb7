import { createHash, sign } from "node:crypto";

import type { MessageSigner } from "./certificate-authority.ts";
import { der } from "./der.ts";

const identifiers = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  sha256: "2.16.840.1.101.3.4.2.1",
  rsaEncryption: "1.2.840.113549.1.1.1",
} as const;

/**
 * Wraps the XML of a provisioning profile into a CMS SignedData (RFC 5652) with the content inside, signed over the
 * attributes content-type, message-digest and signing-time, as Apple's profiles are.
 */
export function signProvisioningProfile(content: Uint8Array, signer: MessageSigner, signingTime: Date): Buffer {
  const digestAlgorithm = der.sequence(der.objectIdentifier(identifiers.sha256), der.null());
  const attributes = der.setOf(
    attribute(identifiers.contentType, der.objectIdentifier(identifiers.data)),
    attribute(identifiers.signingTime, der.time(signingTime)),
    attribute(identifiers.messageDigest, der.octetString(createHash("sha256").update(content).digest())),
  );
  // RFC 5652, 5.4: what is signed is the attributes as a SET OF; what is sent carries the tag [0] instead.
  const signature = sign("sha256", attributes, signer.privateKey);
  const implicitAttributes = Buffer.concat([Buffer.from([0xa0]), attributes.subarray(1)]);
  const signerInfo = der.sequence(
    der.integer(Buffer.from([1])),
    signer.issuerAndSerialNumber,
    digestAlgorithm,
    implicitAttributes,
    der.sequence(der.objectIdentifier(identifiers.rsaEncryption), der.null()),
    der.octetString(signature),
  );
  const signedData = der.sequence(
    der.integer(Buffer.from([1])),
    der.setOf(digestAlgorithm),
    der.sequence(der.objectIdentifier(identifiers.data), der.constructed(0, der.octetString(content))),
    der.constructed(0, ...signer.chain),
    der.setOf(signerInfo),
  );
  return der.sequence(der.objectIdentifier(identifiers.signedData), der.constructed(0, signedData));
}

function attribute(identifier: string, value: Uint8Array): Buffer {
  return der.sequence(der.objectIdentifier(identifier), der.setOf(value));
}

import { createHash } from "node:crypto";
import { encodeDer, isTag, octetsOf, parseAsn1Surface, type Asn1Node } from "./asn1-tree.ts";

/**
 * What a signature or a MAC of a file is over, found without the readers under test: as a digest, so that two files can be
 * compared. `undefined` when the file has no such thing, or none that this can find.
 */
export type Covered = string | undefined;

const digestOf = (...parts: readonly (Uint8Array | string)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
};

/** Content and signed attributes of a CMS message (RFC 5652, 5.4), the attributes in DER as they are signed. */
export function coveredByCms(bytes: Uint8Array): Covered {
  const wrapped = parseAsn1Surface(bytes)?.children?.[1];
  const [, , encapsulated, ...rest] = (isTag(wrapped, 0xa0) ? wrapped.children?.[0]?.children : undefined) ?? [];
  const contentElement = encapsulated?.children?.[1]?.children?.[0];
  const signers = rest.find((node) => isTag(node, 0x31))?.children;
  if (contentElement === undefined || signers === undefined || signers.length === 0) return undefined;
  return digestOf("cms", octetsOf(contentElement), ...new Set(signers.map(signedAttributesOf)));
}

function signedAttributesOf(signer: Asn1Node): string {
  const attributes = signer.children?.[3];
  return isTag(attributes, 0xa0)
    ? Buffer.from(encodeDer({ ...attributes, identifier: Uint8Array.of(0x31) })).toString("hex")
    : "none";
}

/** The authenticated safe of a PKCS#12 file that has a MAC (RFC 7292, 4). */
export function coveredByPkcs12(bytes: Uint8Array): Covered {
  const [, authSafe, mac] = parseAsn1Surface(bytes)?.children ?? [];
  const content = authSafe?.children?.[1]?.children?.[0];
  if (mac === undefined || content === undefined) return undefined;
  return digestOf("pkcs12", octetsOf(content));
}

/** Whether a PKCS#12 file has a MAC; also true when it cannot be told. */
export function hasMac(bytes: Uint8Array): boolean {
  const children = parseAsn1Surface(bytes)?.children;
  return children === undefined || children.length > 2;
}

/** All of a JKS before its digest; what follows the digest is nobody's. */
export function coveredByJks(bytes: Uint8Array): Covered {
  const end = endOfJksEntries(Buffer.from(bytes));
  return end === undefined ? undefined : digestOf("jks", bytes.slice(0, end));
}

function endOfJksEntries(bytes: Buffer): number | undefined {
  try {
    const hasTypes = bytes.readUInt32BE(4) === 2;
    let at = 12;
    const skipText = (): number => (at += 2 + bytes.readUInt16BE(at));
    const skipBlock = (): number => (at += 4 + bytes.readUInt32BE(at));
    for (let entries = bytes.readUInt32BE(8); entries > 0; entries--) {
      const isKey = bytes.readUInt32BE(at) === 1;
      at += 4;
      skipText();
      at += 8;
      if (isKey) skipBlock();
      let certificates = isKey ? bytes.readUInt32BE(at) : 1;
      if (isKey) at += 4;
      for (; certificates > 0; certificates--) {
        if (hasTypes) skipText();
        skipBlock();
      }
    }
    return at;
  } catch {
    return undefined;
  }
}

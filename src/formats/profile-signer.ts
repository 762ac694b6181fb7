import { X509Certificate } from "node:crypto";
import type { CertificateFacts } from "./certificate.ts";
import { isSignedBy } from "./certificate-chain.ts";
import type { ProvisioningProfile } from "./provisioning-profile.ts";

/**
 * SHA-256 of the public keys of Apple's roots (https://www.apple.com/certificateauthority/): Apple Root CA, whose key is
 * also that of the older "Apple Root Certificate Authority" that profiles until 2016 carry, and Apple Root CA - G3.
 */
export const appleRootKeys: readonly string[] = [
  "eb4993efa9b089e593418aa893f8e93a7374d810e52fcbe01e7f1d7e92a6d024",
  "9b219d0fbff36a5fb32090571906bceea68617c833a3f61b81e962a8e64db8af",
];

/** Who signed a profile, as of a date. */
export type SignerVerdict =
  /** The chain leads to a trusted root, and each certificate was valid. */
  | { readonly trusted: true; readonly chain: readonly CertificateFacts[] }
  /** `reason` completes the sentence "the signer is not trusted: …". */
  | {
      readonly trusted: false;
      readonly reason: string;
      readonly chain: readonly CertificateFacts[];
    };

/** What a signer is judged by. */
export interface SignerCriteria {
  /** SHA-256 of the public keys that are trusted; Apple's roots unless given. */
  readonly rootKeys?: readonly string[];
  /** The date as of which certificates must be valid; the profile's own creation date unless given. */
  readonly asOf?: Date;
}

/**
 * Judges who signed a profile by the certificates that came with it, apart from whether the signature holds.
 * Apple's signing certificates expire long before the profiles do, so they are judged as of the profile's creation.
 */
export function judgeProfileSigner(profile: ProvisioningProfile, criteria: SignerCriteria = {}): SignerVerdict {
  const { rootKeys = appleRootKeys, asOf = new Date(profile.created) } = criteria;
  const [signer] = profile.signerCertificates;
  if (profile.signature === "unsigned" || signer === undefined)
    return { trusted: false, reason: "nobody signed it", chain: [] };
  const chain = [signer];
  for (let current = signer; ;) {
    if (!isValidAt(current, asOf))
      return {
        trusted: false,
        reason: `${nameOf(current)} was not valid on ${asOf.toISOString().slice(0, 10)}`,
        chain,
      };
    if (rootKeys.includes(current.publicKeySha256))
      return signsProfiles(signer)
        ? { trusted: true, chain }
        : { trusted: false, reason: `${nameOf(signer)} is no certificate that signs profiles`, chain };
    const issuer = profile.signerCertificates.find(
      (candidate) =>
        !chain.some(({ sha256 }) => sha256 === candidate.sha256) &&
        isAuthority(candidate) &&
        isSignedBy(current, candidate),
    );
    if (issuer === undefined)
      return {
        trusted: false,
        reason: `its chain ends at ${nameOf(current)}, which is no root of Apple`,
        chain,
      };
    chain.push(issuer);
    current = issuer;
  }
}

/**
 * Every developer has certificates that lead to Apple's root. Theirs name their kind before a colon ("Apple Distribution:
 * Acme"); Apple's own are "Apple iPhone OS Provisioning Profile Signing" and "Mac OS X Provisioning Profile Signing".
 */
function signsProfiles({ commonName }: CertificateFacts): boolean {
  return /^[^:]*\bProfile Signing\b/.test(commonName ?? "");
}

function isValidAt(certificate: CertificateFacts, date: Date): boolean {
  return Date.parse(certificate.notBefore) <= date.getTime() && date.getTime() <= Date.parse(certificate.notAfter);
}

function isAuthority(certificate: CertificateFacts): boolean {
  try {
    return new X509Certificate(certificate.der).ca;
  } catch {
    return false;
  }
}

function nameOf(certificate: CertificateFacts): string {
  return certificate.commonName ?? certificate.subject;
}

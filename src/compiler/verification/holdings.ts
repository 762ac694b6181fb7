import type { CertificateFacts } from "../../formats/certificate.ts";
import type { SignerVerdict } from "../../formats/profile-signer.ts";
import type { ProvisioningProfile } from "../../formats/provisioning-profile.ts";
import type { Address } from "../../plan/address.ts";

/** A certificate with its private key, opened. Public facts only. */
export interface HeldIdentity {
  readonly address: Address;
  readonly certificate: CertificateFacts;
  /** Whether something that the key signed was verified with the certificate. */
  readonly keySigns: boolean;
}

/** A provisioning profile, opened. */
export interface HeldProfile {
  readonly address: Address;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly profile: ProvisioningProfile;
  /** Whether Apple signed it, as of its own date. */
  readonly signer: SignerVerdict;
}

/** The key of a keystore, opened with the passwords that the store holds. */
export interface HeldKeystore {
  readonly address: Address;
  readonly alias: string;
  /** Why the key cannot be used, in words; `undefined` when it can. */
  readonly failure: string | undefined;
  readonly certificate: CertificateFacts | undefined;
  readonly keySigns: boolean;
}

/** What the store holds for one target. */
export interface Holdings {
  readonly identity: HeldIdentity | undefined;
  readonly installer: HeldIdentity | undefined;
  readonly profiles: readonly HeldProfile[];
  readonly keystore: HeldKeystore | undefined;
  /** Addresses that the target needs and the store does not hold. */
  readonly missing: readonly Address[];
}

import type { CertificateFacts } from "./certificate.ts";
import type { PrivateKey } from "./private-key.ts";
import type { KeyFacts } from "./signing-key.ts";

/** One entry of a keystore. */
export interface KeystoreEntry {
  /** Exactly as stored; `null` where a PKCS#12 file gives none. keytool stores lower case, OpenSSL what it is given. */
  readonly alias: string | null;
  readonly type: "private_key" | "certificate" | "secret_key";
  /** Kind and size of the private key; of a locked one as its certificate says; `null` when neither tells, and for other types. */
  readonly key: KeyFacts | null;
  /** `undefined` for a locked key and for other types. */
  readonly privateKey: PrivateKey | undefined;
  /** The certificate of the key and its issuers, leaf first; one certificate for a certificate entry. */
  readonly chain: readonly CertificateFacts[];
  /** Whether the key is there but could not be opened: no password was given, or the key has one of its own. */
  readonly locked: boolean;
  /** ISO 8601 in UTC with whole seconds, of a JKS; `null` for PKCS#12, which does not say. */
  readonly created: string | null;
}

/** What a keystore holds, in the order of the file. */
export interface KeystoreContents {
  readonly kind: "pkcs12" | "jks";
  readonly entries: readonly KeystoreEntry[];
}

/** What a keystore shows without its password: its keys are locked, and nothing was proven to be unchanged. */
export interface ClosedKeystore extends KeystoreContents {
  /** Whether these are all entries; a PKCS#12 file may have more in its encrypted parts, and its certificates most often. */
  readonly complete: boolean;
}

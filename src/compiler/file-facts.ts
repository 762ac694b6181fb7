import type { CertificateFacts } from "../formats/certificate.ts";
import type { ListedDevice } from "../formats/device-list.ts";
import type { ProvisioningProfile } from "../formats/provisioning-profile.ts";

/** A certificate and its private key, found in a file of the user. Public facts only. */
export interface IdentityFile {
  readonly path: string;
  /** The certificate whose private key the file holds. */
  readonly certificate: Omit<CertificateFacts, "der">;
  /** Apple's marker extensions of the certificate (`appleMarkers`); absent where the certificate itself was not read. */
  readonly markers?: readonly string[];
}

/** A keystore of the user. Public facts only. */
export interface KeystoreFile {
  readonly path: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly entries: readonly KeystoreFileEntry[];
  /** Set where the file may hold more entries, in parts that take its password. */
  readonly partial?: true;
}

/** An entry of a keystore. */
export interface KeystoreFileEntry {
  readonly alias: string;
  readonly isPrivateKey: boolean;
  readonly certificate: Omit<CertificateFacts, "der"> | undefined;
  /** Whether the store password opens the key too; `undefined` when that was not tried. */
  readonly opensWithStorePassword: boolean | undefined;
  /** Whether the passwords of the spec leave the key closed; false when none was tried. */
  readonly locked: boolean;
}

/** A provisioning profile of the user. */
export interface ProfileFile {
  readonly path: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly profile: ProvisioningProfile;
}

/** A list of devices of the user, in Apple's upload format. */
export interface DeviceListFile {
  readonly path: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly devices: readonly ListedDevice[];
}

/** What the files that a spec names hold, as far as they could be opened. Keyed as the spec names them. */
export interface FileFacts {
  readonly identities: ReadonlyMap<string, IdentityFile>;
  readonly keystores: ReadonlyMap<string, KeystoreFile>;
  readonly profiles: ReadonlyMap<string, ProfileFile>;
  /** By the name of the device group. */
  readonly deviceLists: ReadonlyMap<string, DeviceListFile>;
}

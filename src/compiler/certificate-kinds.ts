import type { AppleCertificateType } from "../plan/resource.ts";
import type { IdentityFile } from "./file-facts.ts";
import type { AppleTargetPlatform, ProfileTypeName } from "./signing-matrix.ts";

/** What a signing certificate is made for. */
export type CertificateUse = "development" | "distribution" | "developer_id" | "installer" | "developer_id_installer";

/** A kind of certificate that Apple issues, and how one is told from the others. */
export interface CertificateKind {
  readonly use: CertificateUse;
  /** The type as the API names it; null for one that it does not make. */
  readonly type: AppleCertificateType | null;
  /** What the common name begins with, before a colon; the first is how Apple names new ones. */
  readonly names: readonly string[];
  /** Ends of the object identifiers of Apple's marker extensions, below 1.2.840.113635.100.6.1. */
  readonly markers: readonly number[];
  /** Whose apps it signs. */
  readonly systems: readonly ("ios" | "macos")[];
}

/**
 * The kinds of signing certificates, those with more markers first. Markers: Apple's Certification Practice Statements (Worldwide
 * Developer Relations 4.11, Developer ID 4.11) and Apple's technical note TN3127; names: the same note, codemagic-cli-tools and real
 * certificates, of which older ones begin with `iOS`.
 */
export const certificateKinds: readonly CertificateKind[] = [
  {
    use: "development",
    type: "DEVELOPMENT",
    names: ["Apple Development"],
    markers: [2, 12],
    systems: ["ios", "macos"],
  },
  {
    use: "distribution",
    type: "DISTRIBUTION",
    names: ["Apple Distribution"],
    markers: [4, 7],
    systems: ["ios", "macos"],
  },
  {
    use: "development",
    type: "IOS_DEVELOPMENT",
    names: ["iPhone Developer", "iOS Development"],
    markers: [2],
    systems: ["ios"],
  },
  {
    use: "distribution",
    type: "IOS_DISTRIBUTION",
    names: ["iPhone Distribution", "iOS Distribution"],
    markers: [4],
    systems: ["ios"],
  },
  { use: "development", type: "MAC_APP_DEVELOPMENT", names: ["Mac Developer"], markers: [12], systems: ["macos"] },
  {
    use: "distribution",
    type: "MAC_APP_DISTRIBUTION",
    names: ["3rd Party Mac Developer Application"],
    markers: [7],
    systems: ["macos"],
  },
  {
    use: "installer",
    type: "MAC_INSTALLER_DISTRIBUTION",
    names: ["3rd Party Mac Developer Installer"],
    markers: [8],
    systems: ["macos"],
  },
  {
    use: "developer_id",
    type: "DEVELOPER_ID_APPLICATION",
    names: ["Developer ID Application"],
    markers: [13],
    systems: ["macos"],
  },
  {
    use: "developer_id_installer",
    type: null,
    names: ["Developer ID Installer"],
    markers: [14],
    systems: ["macos"],
  },
];

/** What the certificates of a profile type are made for, and those of its installer where it has one. */
export const certificateUses: Readonly<
  Record<
    ProfileTypeName,
    { readonly certificate: CertificateUse; readonly installer_certificate: CertificateUse | undefined }
  >
> = {
  development: { certificate: "development", installer_certificate: undefined },
  ad_hoc: { certificate: "distribution", installer_certificate: undefined },
  app_store: { certificate: "distribution", installer_certificate: "installer" },
  enterprise: { certificate: "distribution", installer_certificate: undefined },
  developer_id: { certificate: "developer_id", installer_certificate: "developer_id_installer" },
};

const markerArc = "1.2.840.113635.100.6.1";

/** The kind of a certificate, by Apple's markers, else by its name; `undefined` where neither says, as in a certificate that is not Apple's. */
export function certificateKindOf({ markers = [], certificate }: IdentityFile): CertificateKind | undefined {
  const has = new Set(markers);
  return (
    certificateKinds.find((kind) => kind.markers.every((marker) => has.has(`${markerArc}.${marker}`))) ??
    certificateKinds.find(({ names }) => names.some((name) => certificate.commonName?.startsWith(`${name}:`)))
  );
}

/** The system whose certificates a platform takes: but for the Mac's, all are those of iOS. */
export function systemOf(platform: AppleTargetPlatform): "ios" | "macos" {
  return platform === "macos" ? "macos" : "ios";
}

/** The kinds that sign for a use on a platform, the one that Apple makes today first. */
export function kindsFor(use: CertificateUse, platform: AppleTargetPlatform): readonly CertificateKind[] {
  return certificateKinds.filter((kind) => kind.use === use && kind.systems.includes(systemOf(platform)));
}

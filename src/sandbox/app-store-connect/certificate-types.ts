import type { IssuerName } from "../certificate-authority.ts";

/** What Apple does for one certificate type. */
export interface CertificateTypeRules {
  /** Start of the certificate's common name. */
  readonly commonNamePrefix: string;
  /** Types of one family share a quota. */
  readonly family: string;
  /** Who the certificate is made out to: the team, or the person (for an API key Apple writes `Created via API`). */
  readonly madeOutTo: "team" | "person";
  readonly platform: "IOS" | "MAC_OS" | null;
  readonly issuer: IssuerName;
  /** Extended key usage (Apple's Certification Practice Statements). */
  readonly extendedKeyUsage: string;
  /** Apple's marker extensions (the same statements). */
  readonly markers: readonly string[];
  /** Years of validity: one for App Store Connect, five for Developer ID. */
  readonly years: number;
  /** How Apple's quota message names the family. */
  readonly quotaLabel: string;
}

const codeSigning = "1.3.6.1.5.5.7.3.3";
const installerSigning = "1.2.840.113635.100.4.9";

const markers = {
  iosDevelopment: "1.2.840.113635.100.6.1.2",
  iosDistribution: "1.2.840.113635.100.6.1.4",
  macDistribution: "1.2.840.113635.100.6.1.7",
  macInstaller: "1.2.840.113635.100.6.1.8",
  macDevelopment: "1.2.840.113635.100.6.1.12",
  developerIdApplication: "1.2.840.113635.100.6.1.13",
} as const;

const common = {
  issuer: "worldwide-developer-relations",
  extendedKeyUsage: codeSigning,
  years: 1,
} as const;

/** The certificate types that the sandbox issues. Apple's others (Apple Pay, passes) are no app signing. */
export const certificateTypes: Readonly<Record<string, CertificateTypeRules>> = {
  DEVELOPMENT: {
    ...common,
    commonNamePrefix: "Apple Development",
    family: "DEVELOPMENT",
    madeOutTo: "person",
    platform: null,
    markers: [markers.iosDevelopment, markers.macDevelopment],
    quotaLabel: "Development",
  },
  IOS_DEVELOPMENT: {
    ...common,
    commonNamePrefix: "iPhone Developer",
    family: "DEVELOPMENT",
    madeOutTo: "person",
    platform: "IOS",
    markers: [markers.iosDevelopment],
    quotaLabel: "Development",
  },
  MAC_APP_DEVELOPMENT: {
    ...common,
    commonNamePrefix: "Mac Developer",
    family: "MAC_APP_DEVELOPMENT",
    madeOutTo: "person",
    platform: "MAC_OS",
    markers: [markers.macDevelopment],
    quotaLabel: "Mac Development",
  },
  DISTRIBUTION: {
    ...common,
    commonNamePrefix: "Apple Distribution",
    family: "DISTRIBUTION",
    madeOutTo: "team",
    platform: null,
    markers: [markers.iosDistribution, markers.macDistribution],
    quotaLabel: "Distribution",
  },
  IOS_DISTRIBUTION: {
    ...common,
    commonNamePrefix: "iPhone Distribution",
    family: "DISTRIBUTION",
    madeOutTo: "team",
    platform: "IOS",
    markers: [markers.iosDistribution],
    quotaLabel: "Distribution",
  },
  MAC_APP_DISTRIBUTION: {
    ...common,
    commonNamePrefix: "3rd Party Mac Developer Application",
    family: "MAC_APP_DISTRIBUTION",
    madeOutTo: "team",
    platform: "MAC_OS",
    markers: [markers.macDistribution],
    quotaLabel: "Mac App Distribution",
  },
  MAC_INSTALLER_DISTRIBUTION: {
    ...common,
    commonNamePrefix: "3rd Party Mac Developer Installer",
    family: "MAC_INSTALLER_DISTRIBUTION",
    madeOutTo: "team",
    platform: "MAC_OS",
    extendedKeyUsage: installerSigning,
    markers: [markers.macInstaller],
    quotaLabel: "Mac Installer Distribution",
  },
  DEVELOPER_ID_APPLICATION: {
    ...common,
    commonNamePrefix: "Developer ID Application",
    family: "DEVELOPER_ID_APPLICATION",
    madeOutTo: "team",
    platform: "MAC_OS",
    issuer: "developer-id",
    markers: [markers.developerIdApplication],
    years: 5,
    quotaLabel: "Developer ID Application",
  },
};

/** What a seeded certificate of a type that nobody knows yet is issued by; the API takes no such type. */
export const futureCertificateType: CertificateTypeRules = {
  ...common,
  commonNamePrefix: "Apple Future",
  family: "FUTURE",
  madeOutTo: "team",
  platform: null,
  markers: [],
  quotaLabel: "Future",
};

/**
 * How many current certificates of a family a team may have, unless the options say otherwise. Three distribution
 * certificates are reported (codemagic docs #770), five of Developer ID are Apple's documented figure; the others are
 * the sandbox's assumption.
 */
export const defaultCertificateLimits: Readonly<Record<string, number>> = {
  DEVELOPMENT: 10,
  MAC_APP_DEVELOPMENT: 10,
  DISTRIBUTION: 3,
  MAC_APP_DISTRIBUTION: 3,
  MAC_INSTALLER_DISTRIBUTION: 3,
  DEVELOPER_ID_APPLICATION: 5,
};

/** The values that `filter[certificateType]` takes; the live API is narrower than its description here (codemagic #467). */
export const filterableCertificateTypes: readonly string[] = [
  ...Object.keys(certificateTypes),
  "APPLE_PAY",
  "APPLE_PAY_MERCHANT_IDENTITY",
  "APPLE_PAY_PSP_IDENTITY",
  "APPLE_PAY_RSA",
  "DEVELOPER_ID_KEXT",
  "DEVELOPER_ID_KEXT_G2",
  "IDENTITY_ACCESS",
  "PASS_TYPE_ID",
  "PASS_TYPE_ID_WITH_NFC",
];

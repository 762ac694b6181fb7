import { build } from "plist";

/**
 * How `xcodebuild -exportArchive` distributes. The first five are the names since Xcode 15.3, the rest the older ones,
 * which newer Xcodes accept with a warning (`xcodebuild -help`).
 */
export type ExportMethod =
  | "app-store-connect"
  | "release-testing"
  | "debugging"
  | "enterprise"
  | "developer-id"
  | "app-store"
  | "ad-hoc"
  | "development";

/** What goes into an `ExportOptions.plist` for manual signing; the keys are those of `xcodebuild -help`. */
export interface ExportOptions {
  readonly method: ExportMethod;
  readonly teamId: string;
  /** Name or SHA-1 of the signing certificate; the SHA-1 is never ambiguous. */
  readonly signingCertificate: string;
  /** Bundle ID → name or UUID of the profile that signs it. */
  readonly profiles: Readonly<Record<string, string>>;
  /** Name or SHA-1 of the certificate that signs the installer package of a Mac App Store app. */
  readonly installerCertificate?: string | undefined;
  /** `export` writes the files, `upload` hands them to Apple; `export` unless given. */
  readonly destination?: "export" | "upload" | undefined;
  /** Only for apps that use CloudKit outside the App Store. */
  readonly iCloudContainerEnvironment?: "Development" | "Production" | undefined;
  /** Whether Apple may count up the build number of an upload; `false` unless given, so that the artefact is what was built. */
  readonly manageAppVersionAndBuildNumber?: boolean | undefined;
}

/** Writes `ExportOptions.plist` as XML, keys sorted, with a final line end. */
export function writeExportOptions(options: ExportOptions): string {
  const values: Readonly<Record<string, string | boolean | Record<string, string> | undefined>> = {
    destination: options.destination ?? "export",
    iCloudContainerEnvironment: options.iCloudContainerEnvironment,
    installerSigningCertificate: options.installerCertificate,
    manageAppVersionAndBuildNumber: options.manageAppVersionAndBuildNumber ?? false,
    method: options.method,
    provisioningProfiles: sorted(options.profiles),
    signingCertificate: options.signingCertificate,
    signingStyle: "manual",
    teamID: options.teamId,
  };
  const given = Object.entries(values).filter(
    (pair): pair is [string, string | boolean | Record<string, string>] => pair[1] !== undefined,
  );
  return `${build(Object.fromEntries(given), { indent: "\t" })}\n`;
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

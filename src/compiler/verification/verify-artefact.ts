import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type {
  ApkArtefact,
  AppArtefact,
  Artefact,
  BundleArtefact,
  PackageArtefact,
} from "../../formats/artefact/artefact.ts";
import type { SignedCode } from "../../formats/artefact/app-bundle.ts";
import type { CodeSignature } from "../../formats/artefact/code-signature.ts";
import type { JarSignature } from "../../formats/artefact/jar-signature.ts";
import type { CertificateFacts } from "../../formats/certificate.ts";
import { covers } from "../file-rules/profile-matches-target.ts";
import type { Target } from "../target.ts";
import { found, passed, type Check, type CheckName, type Verdict } from "./check.ts";
import { entitlementConflicts } from "./entitlements-in-profile.ts";
import { profileDifference } from "./profile-difference.ts";
import { certificateName, type Verification } from "./verify-holdings.ts";

/** What an artefact is verified with. */
export interface ArtefactVerification extends Pick<Verification, "target" | "holdings" | "now" | "details"> {
  readonly artefact: Artefact;
  /** The artefact as the person named it. */
  readonly shown: string;
}

/** The IDs that tell which app an artefact is. */
export function identifiersOf(artefact: Artefact): readonly string[] {
  switch (artefact.kind) {
    case "ipa":
    case "app":
      return [artefact.bundleId];
    case "pkg":
      return artefact.bundleIds;
    case "apk":
    case "aab":
      return [artefact.packageName];
  }
}

/** The targets that could have made an artefact, by platform and bundle ID or package name. */
export function targetsOf(artefact: Artefact, targets: readonly Target[]): readonly Target[] {
  const ids = identifiersOf(artefact);
  const isAndroid = artefact.kind === "apk" || artefact.kind === "aab";
  return targets.filter((target) => {
    if (target.platform === "android") return isAndroid && ids.includes(target.packageName);
    if (isAndroid || (artefact.kind === "pkg" && target.platform !== "macos")) return false;
    return ids.some((id) => covers(target.bundleId, id));
  });
}

/** Whether an artefact is signed, whole, and signed as a target asks for. Pure: the artefact and the store were read before. */
export function verifyArtefact(verification: ArtefactVerification): Verdict {
  const { artefact, target } = verification;
  const checks = (() => {
    switch (artefact.kind) {
      case "ipa":
      case "app":
        return [
          identityCheck(verification),
          ...artefact.code.flatMap((code) => codeChecks(verification, artefact, code)),
        ];
      case "pkg":
        return packageChecks(verification, artefact);
      case "apk":
        return [identityCheck(verification), ...apkChecks(verification, artefact)];
      case "aab":
        return [identityCheck(verification), ...bundleChecks(verification, artefact)];
    }
  })();
  return { target: target.id, checks };
}

function identityCheck({ artefact, target, shown, details }: ArtefactVerification): Check {
  const expected = target.platform === "android" ? target.packageName : target.bundleId;
  const [id = ""] = identifiersOf(artefact);
  if (covers(expected, id)) return passed("bundle_id", shown, `\`${id}\``);
  return found(
    "bundle_id",
    shown,
    createDiagnostic("verify/other-bundle-id", { found: id, expected, target: target.id }, details),
  );
}

function codeChecks(verification: ArtefactVerification, artefact: AppArtefact, code: SignedCode): readonly Check[] {
  const { details } = verification;
  const files = code.changedFiles.map((reason) =>
    found(
      "content",
      code.path,
      createDiagnostic("verify/content-changed", { what: `\`${code.path}\``, reason }, details),
    ),
  );
  return [
    ...code.signatures.flatMap((signature) => signatureChecks(verification, code, signature)),
    ...(files.length > 0
      ? files
      : code.kind === "library"
        ? []
        : [passed("content", code.path, "every file is as it was sealed")]),
    ...profileChecks(verification, artefact, code),
  ];
}

function signatureChecks(
  verification: ArtefactVerification,
  code: SignedCode,
  signature: CodeSignature,
): readonly Check[] {
  const { details } = verification;
  const subject = code.signatures.length > 1 ? `${code.path} (${signature.architecture})` : code.path;
  const what = `\`${subject}\``;
  if (signature.kind !== "signed") {
    const diagnostics = signature.problems.map((reason) =>
      createDiagnostic("verify/not-signed", { what, reason }, details),
    );
    return diagnostics.map((diagnostic) => found("signature", subject, diagnostic));
  }
  return [
    ...problemChecks(
      "signature",
      subject,
      signature.problems.map((reason) => createDiagnostic("verify/signature-invalid", { what, reason }, details)),
      "the signature holds over every page and every sealed part",
    ),
    ...identifierCheck(verification, code, signature),
    ...platformCheck(verification, code, { subject, platform: signature.platform }),
    certificateCheck(verification, {
      subject,
      certificate: signature.certificate,
      expected: verification.holdings.identity?.certificate,
    }),
  ];
}

function problemChecks(
  name: CheckName,
  subject: string,
  diagnostics: readonly Diagnostic[],
  message: string,
): readonly Check[] {
  return diagnostics.length > 0
    ? diagnostics.map((diagnostic) => found(name, subject, diagnostic))
    : [passed(name, subject, message)];
}

/** The team that the signature names is the certificate's. */
function identifierCheck(
  { details }: ArtefactVerification,
  code: SignedCode,
  { teamId, certificate }: CodeSignature,
): readonly Check[] {
  const team = certificate?.teamId ?? undefined;
  if (teamId === undefined || team === undefined || team === teamId) return [];
  const parameters = {
    what: `signature of \`${code.path}\``,
    found: teamId,
    expected_by: "its certificate",
    expected: team,
  };
  return [found("team", code.path, createDiagnostic("verify/team-mismatch", parameters, details))];
}

/** Platforms that the code of a target's app may be built for, as its Mach-O header names them. */
const codePlatforms: Readonly<Record<Exclude<Target["platform"], "android">, readonly string[]>> = {
  ios: ["ios"],
  tvos: ["tvos"],
  visionos: ["visionos", "ios"],
  macos: ["macos", "mac-catalyst"],
};

/** The app is for the target's platform; what is inside may be for a watch as well, but nothing is for a simulator. */
function platformCheck(
  { target, artefact, details }: ArtefactVerification,
  code: SignedCode,
  { subject, platform }: { readonly subject: string; readonly platform: string | undefined },
): readonly Check[] {
  if (target.platform === "android" || platform === undefined) return [];
  const isApp = "code" in artefact && artefact.code[0] === code;
  const expected = codePlatforms[target.platform];
  const fits = isApp ? expected.includes(platform) : !platform.endsWith("-simulator");
  if (fits) return isApp ? [passed("platform", subject, `built for ${platform}`)] : [];
  const parameters = { what: `\`${subject}\``, found: platform, target: target.id, expected: target.platform };
  return [found("platform", subject, createDiagnostic("verify/other-platform", parameters, details))];
}

interface SignedBy {
  readonly subject: string;
  readonly certificate: CertificateFacts | undefined;
  /** What the target signs with; `undefined` when the store does not hold it. */
  readonly expected: CertificateFacts | undefined;
}

function certificateCheck(
  { target, details, now }: ArtefactVerification,
  { subject, certificate, expected }: SignedBy,
): Check {
  if (expected === undefined)
    return found(
      "signing_certificate",
      subject,
      createDiagnostic("verify/nothing-held", { what: "the certificate", target: target.id }, details),
    );
  if (certificate?.sha256 === expected.sha256) {
    if (Date.parse(certificate.notAfter) > now.getTime())
      return passed("signing_certificate", subject, `signed with ${certificateName(certificate)}`);
    const parameters = { what: `certificate ${certificateName(certificate)}`, date: certificate.notAfter.slice(0, 10) };
    return found("signing_certificate", subject, createDiagnostic("verify/expired", parameters, details));
  }
  const parameters = {
    what: `\`${subject}\``,
    found: certificate === undefined ? "a certificate that it does not hold" : certificateName(certificate),
    expected: certificateName(expected),
    target: target.id,
  };
  return found("signing_certificate", subject, createDiagnostic("verify/other-certificate", parameters, details));
}

/** Apps and extensions have a profile each; frameworks and libraries none. */
function profileChecks(verification: ArtefactVerification, artefact: AppArtefact, code: SignedCode): readonly Check[] {
  const { target, holdings, details, now } = verification;
  const { path, profile: embedded, bundleId = "" } = code;
  if (target.platform === "android" || code.kind === "framework" || code.kind === "library") return [];
  if (embedded === undefined) {
    // On the Mac an app without restricted entitlements needs no profile.
    if (target.platform === "macos" && holdings.profiles.length === 0) return [];
    return [
      found("embedded_profile", path, createDiagnostic("verify/profile-missing", { what: `\`${path}\`` }, details)),
    ];
  }
  const checks: Check[] = [];
  const stored = holdings.profiles.find(({ profile }) => covers(profile.bundleId, bundleId));
  if (stored === undefined)
    checks.push(
      found(
        "embedded_profile",
        path,
        createDiagnostic("verify/bundle-id-not-covered", { target: target.id, bundle_id: bundleId }, details),
      ),
    );
  else if (stored.sha256 === embedded.sha256)
    checks.push(passed("embedded_profile", path, `the stored profile ${stored.profile.name}`));
  else {
    const difference = profileDifference(embedded.profile, stored.profile, now);
    checks.push(
      difference === undefined
        ? found(
            "embedded_profile",
            path,
            createDiagnostic(
              "verify/other-profile",
              { what: `\`${path}\``, difference: "it is another issue of it that allows the same" },
              { ...details, severity: "warning" },
            ),
          )
        : found(
            "embedded_profile",
            path,
            createDiagnostic("verify/other-profile", { what: `\`${path}\``, difference }, details),
          ),
    );
  }
  const { profile } = embedded;
  if (profile.signature !== "valid" && stored?.sha256 === embedded.sha256) {
    const reason = profile.signature === "unsigned" ? "nobody signed it" : "it was changed after it was signed";
    checks.push(
      found(
        "profile_signature",
        path,
        createDiagnostic("verify/profile-signature", { profile: profile.name, reason }, details),
      ),
    );
  }
  const date = profile.expires.slice(0, 10);
  const daysLeft = Math.floor((Date.parse(profile.expires) - now.getTime()) / 86_400_000);
  checks.push(
    Date.parse(profile.expires) > now.getTime()
      ? passed("dates", path, `its profile is valid until ${date}, ${daysLeft} days left`)
      : found("dates", path, createDiagnostic("verify/expired", { what: `profile in \`${path}\``, date }, details)),
  );
  const conflicts = code.signatures.flatMap(({ entitlements }) =>
    entitlementConflicts(entitlements ?? {}, profile, target.platform === "macos"),
  );
  const distinct = [...new Map(conflicts.map((conflict) => [conflict.entitlement, conflict])).values()];
  const diagnostics = distinct.map((conflict) =>
    createDiagnostic("verify/entitlement-not-in-profile", { profile: profile.name, ...conflict }, details),
  );
  const signer = code.signatures.find(
    ({ certificate }) => !profile.certificates.some(({ sha256 }) => sha256 === certificate?.sha256),
  );
  if (signer?.certificate) {
    const parameters = { profile: profile.name, certificate: certificateName(signer.certificate) };
    checks.push(
      found("certificate_in_profile", path, createDiagnostic("verify/certificate-not-in-profile", parameters, details)),
    );
  }
  return [
    ...checks,
    ...problemChecks("entitlements", path, diagnostics, "the profile allows every entitlement"),
    ...encryptionCheck(verification, artefact, code),
  ];
}

function encryptionCheck({ details }: ArtefactVerification, artefact: AppArtefact, code: SignedCode): readonly Check[] {
  if (code !== artefact.code[0] || !code.signatures.some(({ isEncrypted }) => isEncrypted)) return [];
  const parameters = { what: `the code of \`${code.path}\``, reason: "the App Store has encrypted it" };
  return [found("content", code.path, createDiagnostic("verify/not-checked", parameters, details))];
}

function packageChecks(verification: ArtefactVerification, artefact: PackageArtefact): readonly Check[] {
  const { target, holdings, details, shown } = verification;
  const expectedId = target.platform === "android" ? "" : target.bundleId;
  const fits = artefact.bundleIds.some((id) => covers(expectedId, id));
  const id = artefact.bundleIds.join(", ");
  const unsigned = artefact.certificate === undefined;
  const code = unsigned ? "verify/not-signed" : "verify/content-changed";
  const diagnostics = artefact.problems.map((reason) =>
    createDiagnostic(code, { what: `\`${shown}\``, reason }, details),
  );
  return [
    artefact.bundleIds.length === 0
      ? found(
          "bundle_id",
          shown,
          createDiagnostic(
            "verify/not-checked",
            { what: `which apps \`${shown}\` installs`, reason: "it does not say" },
            details,
          ),
        )
      : fits
        ? passed("bundle_id", shown, `installs \`${id}\``)
        : found(
            "bundle_id",
            shown,
            createDiagnostic("verify/other-bundle-id", { found: id, expected: expectedId, target: target.id }, details),
          ),
    ...problemChecks("signature", shown, diagnostics, "the signature holds over every file"),
    ...(unsigned
      ? []
      : [
          certificateCheck(verification, {
            subject: shown,
            certificate: artefact.certificate,
            expected: (holdings.installer ?? holdings.identity)?.certificate,
          }),
        ]),
    found(
      "content",
      shown,
      createDiagnostic(
        "verify/not-checked",
        {
          what: `the app inside \`${shown}\``,
          reason: "a package's payload is not opened; verify the .app before it is packed",
        },
        details,
      ),
    ),
  ];
}

function apkChecks(verification: ArtefactVerification, artefact: ApkArtefact): readonly Check[] {
  const { details, shown, holdings } = verification;
  const what = `\`${shown}\``;
  const expected = holdings.keystore?.certificate;
  if (artefact.signers.length === 0) {
    const stripped = artefact.jar.signers.flatMap(({ alsoSigned }) => alsoSigned).some((version) => version >= 2);
    const reason = stripped
      ? "its signatures of version 2 and 3 were taken out"
      : artefact.jar.signers.length > 0
        ? "it has a signature of version 1 only, which Android 11 and later do not take"
        : "nobody signed it";
    return [found("signature", shown, createDiagnostic("verify/not-signed", { what, reason }, details))];
  }
  const present = new Set(artefact.signers.map(({ scheme }) => Math.floor(Number(scheme))));
  const takenOut = artefact.jar.signers
    .flatMap(({ alsoSigned }) => alsoSigned)
    .filter((version) => [2, 3].includes(version) && !present.has(version));
  return [
    ...[...new Set(takenOut)].map((version) =>
      found(
        "signature",
        shown,
        createDiagnostic(
          "verify/signature-invalid",
          { what, reason: `its signature of version ${version} was taken out` },
          details,
        ),
      ),
    ),
    ...artefact.signers.flatMap((signer) => {
      const subject = `${shown} (v${signer.scheme})`;
      const diagnostics = signer.problems.map((reason) =>
        createDiagnostic("verify/signature-invalid", { what, reason }, details),
      );
      return [
        ...problemChecks("signature", subject, diagnostics, "the signature holds over the whole file"),
        certificateCheck(verification, { subject, certificate: signer.certificate, expected }),
      ];
    }),
    // A whole-file signature holds over version 1 as well; older Androids look at that one alone.
    ...(artefact.jar.signers.length === 0 ? [] : jarChecks(verification, artefact.jar, `${shown} (v1)`)),
  ];
}

function bundleChecks(verification: ArtefactVerification, artefact: BundleArtefact): readonly Check[] {
  const { details, shown } = verification;
  if (artefact.jar.signers.length > 0) return jarChecks(verification, artefact.jar, shown);
  return [
    found(
      "signature",
      shown,
      createDiagnostic("verify/not-signed", { what: `\`${shown}\``, reason: "nobody signed it" }, details),
    ),
  ];
}

function jarChecks(verification: ArtefactVerification, jar: JarSignature, subject: string): readonly Check[] {
  const { details, holdings } = verification;
  const what = `\`${subject}\``;
  const files = jar.problems.map((reason) => createDiagnostic("verify/content-changed", { what, reason }, details));
  return [
    ...jar.signers.flatMap((signer) => {
      const diagnostics = signer.problems.map((reason) =>
        createDiagnostic("verify/signature-invalid", { what, reason }, details),
      );
      return [
        ...problemChecks("signature", subject, diagnostics, `the signature of ${signer.file} holds`),
        certificateCheck(verification, {
          subject,
          certificate: signer.certificate,
          expected: holdings.keystore?.certificate,
        }),
      ];
    }),
    ...problemChecks("content", subject, files, "every file is as it was signed"),
  ];
}

import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { EmbeddedProfile, SignedCode } from "../../formats/artefact/app-bundle.ts";
import { covers, signatureProblems } from "../file-rules/profile-matches-target.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { found, passed, problemChecks, type Check } from "./check.ts";
import { entitlementConflicts } from "./entitlements-in-profile.ts";
import { daysLeft, validityDiagnostic } from "../validity.ts";
import type { HeldProfile } from "./holdings.ts";
import { profileDifference } from "./profile-difference.ts";
import { certificateName } from "./verify-holdings.ts";

/** The profile in an app or extension is the target's, is valid, holds the signer, and allows what the code claims. Frameworks have none. */
export function embeddedProfileChecks(verification: ArtefactVerification, code: SignedCode): readonly Check[] {
  const { target, holdings, details } = verification;
  const { path, profile: embedded } = code;
  if (target.platform === "android" || code.kind === "framework" || code.kind === "library") return [];
  if (embedded === undefined) {
    // On the Mac an app without restricted entitlements needs no profile.
    if (target.platform === "macos" && holdings.profiles.length === 0) return [];
    return [
      found("embedded_profile", path, createDiagnostic("verify/profile-missing", { what: `\`${path}\`` }, details)),
    ];
  }
  return [
    ...storedProfileChecks(verification, code, embedded),
    dateCheck(verification, code, embedded),
    ...signerCheck(verification, code, embedded),
    ...entitlementChecks(verification, code, embedded),
  ];
}

/** The one that the store holds for a bundle ID; an exact one before a wildcard. */
function storedProfileOf({ holdings }: ArtefactVerification, bundleId: string): HeldProfile | undefined {
  const exact = holdings.profiles.find(({ profile }) => profile.bundleId === bundleId);
  return exact ?? holdings.profiles.find(({ profile }) => covers(profile.bundleId, bundleId));
}

function storedProfileChecks(
  verification: ArtefactVerification,
  { path, bundleId = "" }: SignedCode,
  { profile, sha256 }: EmbeddedProfile,
): readonly Check[] {
  const { target, details, now } = verification;
  const stored = storedProfileOf(verification, bundleId);
  if (stored === undefined) {
    const parameters = { target: target.id, bundle_id: bundleId };
    return [found("embedded_profile", path, createDiagnostic("rule/profile-bundle-id", parameters, details))];
  }
  if (stored.sha256 === sha256) {
    const isSame = passed("embedded_profile", path, `the stored profile ${stored.profile.name}`);
    const reason = signatureProblems[profile.signature];
    if (reason === undefined) return [isSame];
    const diagnostic = createDiagnostic("rule/profile-signature", { profile: profile.name, reason }, details);
    return [isSame, found("profile_signature", path, diagnostic)];
  }
  const difference = profileDifference(profile, stored.profile, now);
  const parameters = {
    what: `\`${path}\``,
    difference: difference ?? "it is another issue of it that allows the same",
  };
  const severity = difference === undefined ? "warning" : "error";
  return [
    found("embedded_profile", path, createDiagnostic("verify/other-profile", parameters, { ...details, severity })),
  ];
}

function dateCheck({ now, details }: ArtefactVerification, { path }: SignedCode, { profile }: EmbeddedProfile): Check {
  const dated = { what: `profile in \`${path}\``, notBefore: undefined, notAfter: profile.expires, renewBefore: 0 };
  const expired = validityDiagnostic(now, dated, details);
  if (expired) return found("dates", path, expired);
  const left = `${daysLeft(now, profile.expires)} days left`;
  return passed("dates", path, `its profile is valid until ${profile.expires.slice(0, 10)}, ${left}`);
}

function signerCheck(
  { details }: ArtefactVerification,
  { path, signatures }: SignedCode,
  { profile }: EmbeddedProfile,
): readonly Check[] {
  const outside = signatures.find(
    ({ certificate }) => certificate && !profile.certificates.some(({ sha256 }) => sha256 === certificate.sha256),
  );
  if (!outside?.certificate) return [];
  const parameters = { profile: profile.name, certificate: certificateName(outside.certificate) };
  return [
    found("certificate_in_profile", path, createDiagnostic("rule/certificate-not-in-profile", parameters, details)),
  ];
}

function entitlementChecks(
  { target, details }: ArtefactVerification,
  { path, signatures }: SignedCode,
  { profile }: EmbeddedProfile,
): readonly Check[] {
  const conflicts = signatures.flatMap(({ entitlements }) =>
    entitlementConflicts(entitlements ?? {}, profile, target.platform === "macos"),
  );
  const distinct = [...new Map(conflicts.map((conflict) => [conflict.entitlement, conflict])).values()];
  const diagnostics = distinct.map((conflict) =>
    createDiagnostic("verify/entitlement-not-in-profile", { profile: profile.name, ...conflict }, details),
  );
  return problemChecks("entitlements", path, diagnostics, "the profile allows every entitlement");
}

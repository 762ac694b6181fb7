import { createDiagnostic, type DiagnosticDetails } from "../../diagnostics/diagnostic.ts";
import type { CertificateFacts } from "../../formats/certificate.ts";
import {
  covers,
  profilePlatformsOf,
  profileTypeNames,
  signatureProblems,
} from "../file-rules/profile-matches-target.ts";
import { namedDevices } from "../device-groups.ts";
import type { DeviceListFile } from "../file-facts.ts";
import { comparableUdid } from "../planning/planning.ts";
import type { AndroidTarget, AppleTarget, Target } from "../target.ts";
import { daysLeft, validityDiagnostic, type Dated } from "../validity.ts";
import { found, passed, type Check, type Verdict } from "./check.ts";
import { entitlementConflicts, fillEntitlements, type Entitlements } from "./entitlements-in-profile.ts";
import type { HeldIdentity, HeldProfile, Holdings } from "./holdings.ts";

/** What a verification is made with. */
export interface Verification {
  readonly target: Target;
  readonly holdings: Holdings;
  readonly now: Date;
  /** Team that the spec names for the target's key; `undefined` when it names none. */
  readonly teamId: string | undefined;
  /** An `.entitlements` file of the app, as JSON. */
  readonly entitlements: Entitlements | undefined;
  /** The lists that device groups are kept in, by the group's name. */
  readonly deviceLists: ReadonlyMap<string, DeviceListFile>;
  /** Where the spec has the target. */
  readonly details: Pick<DiagnosticDetails, "range" | "address">;
}

type AppleVerification = Verification & { readonly target: AppleTarget };

/** Whether what the store holds for a target can sign it. Pure: everything was opened before. */
export function verifyHoldings(verification: Verification): Verdict {
  const { target, holdings, details } = verification;
  const missing = holdings.missing.map((address) =>
    found(
      "held",
      address,
      createDiagnostic("verify/nothing-held", { what: `\`${address}\``, target: target.id }, details),
    ),
  );
  const checks = isAndroid(target)
    ? keystoreChecks({ ...verification, target })
    : appleChecks({ ...verification, target });
  return { target: target.id, checks: [...missing, ...checks] };
}

function isAndroid(target: Target): target is AndroidTarget {
  return target.platform === "android";
}

function appleChecks(verification: AppleVerification): readonly Check[] {
  const { identity, installer, profiles, missing } = verification.holdings;
  return [
    ...(identity ? identityChecks(verification, identity) : []),
    ...(installer ? identityChecks(verification, installer) : []),
    ...profiles.flatMap((profile) => profileChecks(verification, profile)),
    // What a missing profile would cover is not known.
    ...(missing.some((address) => address.startsWith("store/stored_profile/")) ? [] : coverageChecks(verification)),
  ];
}

/** A certificate as people know it. */
export function certificateName(certificate: CertificateFacts): string {
  return `\`${certificate.commonName ?? certificate.subject}\` (serial ${certificate.serial})`;
}

function identityChecks(verification: AppleVerification, identity: HeldIdentity): readonly Check[] {
  const { certificate, keySigns } = identity;
  const name = certificateName(certificate);
  return [
    keySigns
      ? passed("key", name, "what it signs verifies with the certificate")
      : found("key", name, createDiagnostic("verify/key-not-of-certificate", { what: name }, verification.details)),
    datesCheck(verification, name, {
      what: `certificate ${name}`,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      renewBefore: verification.target.renewBefore,
    }),
    teamCheck(verification, { what: `certificate ${name}`, subject: name, team: certificate.teamId }),
  ];
}

function datesCheck({ now, details }: Verification, subject: string, dated: Dated): Check {
  const diagnostic = validityDiagnostic(now, dated, details);
  if (diagnostic) return found("dates", subject, diagnostic);
  const { notAfter } = dated;
  return passed("dates", subject, `valid until ${notAfter.slice(0, 10)}, ${daysLeft(now, notAfter)} days left`);
}

interface OfTeam {
  readonly what: string;
  readonly subject: string;
  readonly team: string | null;
}

/** Certificate and profiles against the team that the spec names; without one, profiles against the certificate. */
function teamCheck({ teamId, holdings, target, details }: AppleVerification, { what, subject, team }: OfTeam): Check {
  const certificateTeam = holdings.identity?.certificate.teamId ?? null;
  const expected = teamId ?? certificateTeam;
  if (team === null || expected === null)
    return passed("team", subject, team === null ? "names no team" : `team ${team}`);
  if (team === expected) return passed("team", subject, `team ${team}`);
  const expectedBy =
    teamId === undefined
      ? "the certificate"
      : target.method === "automatic"
        ? `the key \`${target.key}\``
        : "the signing file";
  return found(
    "team",
    subject,
    createDiagnostic("rule/team-mismatch", { what, found: team, expected_by: expectedBy, expected }, details),
  );
}

function profileChecks(verification: AppleVerification, held: HeldProfile): readonly Check[] {
  const { profile } = held;
  const { target } = verification;
  return [
    ...signatureChecks(verification, held),
    ...certificateCheck(verification, held),
    datesCheck(verification, profile.name, {
      what: `profile \`${profile.name}\``,
      notBefore: profile.created,
      notAfter: profile.expires,
      renewBefore: target.renewBefore,
    }),
    teamCheck(verification, { what: `profile \`${profile.name}\``, subject: profile.name, team: profile.teamId }),
    ...kindChecks(verification, held),
    ...deviceChecks(verification, held),
    ...entitlementChecks(verification, held),
  ];
}

function signatureChecks({ details }: Verification, { profile, signer }: HeldProfile): readonly Check[] {
  const { name } = profile;
  const reason = signatureProblems[profile.signature];
  if (reason !== undefined) {
    return [
      found("profile_signature", name, createDiagnostic("rule/profile-signature", { profile: name, reason }, details)),
    ];
  }
  return [
    passed("profile_signature", name, "the signature holds"),
    signer.trusted
      ? passed("profile_signer", name, "signed by Apple")
      : found(
          "profile_signer",
          name,
          createDiagnostic("verify/signer-not-apple", { profile: name, reason: signer.reason }, details),
        ),
  ];
}

/** Every certificate of the profile counts, not only the first (peers #14). */
function certificateCheck({ holdings, details }: Verification, { profile }: HeldProfile): readonly Check[] {
  const certificate = holdings.identity?.certificate;
  if (certificate === undefined) return [];
  if (profile.certificates.some(({ sha256 }) => sha256 === certificate.sha256))
    return [passed("certificate_in_profile", profile.name, `holds ${certificateName(certificate)}`)];
  const notes = profile.certificates.map((one) => ({ message: `the profile holds ${certificateName(one)}` }));
  const parameters = { profile: profile.name, certificate: certificateName(certificate) };
  return [
    found(
      "certificate_in_profile",
      profile.name,
      createDiagnostic("rule/certificate-not-in-profile", parameters, { ...details, notes }),
    ),
  ];
}

function kindChecks({ target, details }: AppleVerification, { profile }: HeldProfile): readonly Check[] {
  const { name } = profile;
  const wanted = profilePlatformsOf(target);
  const platforms = profile.platforms.join(" and ");
  const isOfPlatform =
    profile.platforms.length === 0 || profile.platforms.some((platform) => wanted.includes(platform));
  const types = { found: profileTypeNames[profile.profileType], expected: profileTypeNames[target.profileType] };
  return [
    profile.profileType === target.profileType
      ? passed("profile_type", name, `${types.found} profile`)
      : found(
          "profile_type",
          name,
          createDiagnostic("rule/profile-type-mismatch", { profile: name, ...types, target: target.id }, details),
        ),
    isOfPlatform
      ? passed("platform", name, platforms === "" ? "names no platform" : `for ${platforms}`)
      : found(
          "platform",
          name,
          createDiagnostic(
            "rule/profile-platform-mismatch",
            { profile: name, found: platforms, expected: target.platform, target: target.id },
            details,
          ),
        ),
  ];
}

function deviceChecks({ target, deviceLists, details }: AppleVerification, { profile }: HeldProfile): readonly Check[] {
  const { name } = profile;
  if (target.row.devices === "forbidden") return [];
  const held = new Set(profile.deviceUdids.map(comparableUdid));
  const wanted = target.method === "automatic" ? namedDevices(target, deviceLists) : [];
  const missing = wanted.filter(({ udid }) => !held.has(comparableUdid(udid)));
  if (missing.length === 0) {
    const all = wanted.length === 0 ? "" : `, all ${wanted.length} of the signing file among them`;
    return [passed("devices", name, `${held.size} devices${all}`)];
  }
  return missing.map((device) =>
    found(
      "devices",
      name,
      createDiagnostic(
        "verify/device-not-in-profile",
        { device: device.name, udid: device.udid, profile: name },
        details,
      ),
    ),
  );
}

/** An `.entitlements` file is the app's own; its extensions have theirs. */
function entitlementChecks(
  { entitlements, target, details }: AppleVerification,
  { profile }: HeldProfile,
): readonly Check[] {
  if (entitlements === undefined || !covers(profile.bundleId, target.bundleId)) return [];
  const { name } = profile;
  const filled = fillEntitlements(entitlements, { profile, bundleId: target.bundleId });
  const conflicts = entitlementConflicts(filled.entitlements, profile, target.platform === "macos");
  const checks = [
    ...conflicts.map((conflict) =>
      found(
        "entitlements",
        name,
        createDiagnostic("verify/entitlement-not-in-profile", { profile: name, ...conflict }, details),
      ),
    ),
    ...filled.unknown.map((one) =>
      found("entitlements", name, createDiagnostic("verify/entitlement-not-checked", one, details)),
    ),
  ];
  const count = Object.keys(filled.entitlements).length;
  return checks.length > 0 ? checks : [passed("entitlements", name, `allows all ${count} entitlements`)];
}

function coverageChecks({ target, holdings, details }: AppleVerification): readonly Check[] {
  const extensions = target.extensions === "discover" ? [] : target.extensions.map((extension) => extension.bundleId);
  // On the Mac an app without restricted entitlements needs no profile.
  if (target.method === "manual" && target.profiles.length === 0) return [];
  return [target.bundleId, ...extensions].map((bundle_id) => {
    const fitting = holdings.profiles.find(({ profile }) => covers(profile.bundleId, bundle_id));
    if (fitting === undefined) {
      const notes = holdings.profiles.map(({ profile }) => ({
        message: `\`${profile.name}\` is for \`${profile.bundleId}\``,
      }));
      return found(
        "bundle_id",
        bundle_id,
        createDiagnostic("rule/profile-bundle-id", { target: target.id, bundle_id }, { ...details, notes }),
      );
    }
    return passed("bundle_id", bundle_id, `covered by the profile ${fitting.profile.name}`);
  });
}

function keystoreChecks(verification: Verification & { readonly target: AndroidTarget }): readonly Check[] {
  const { target, holdings, details } = verification;
  const { keystore } = holdings;
  if (keystore === undefined) return [];
  const { alias, certificate, failure, keySigns } = keystore;
  if (failure !== undefined || certificate === undefined) {
    const reason = failure ?? "it has no certificate";
    return [
      found(
        "keystore",
        alias,
        createDiagnostic("verify/keystore-not-usable", { alias, target: target.id, reason }, details),
      ),
    ];
  }
  const name = certificateName(certificate);
  const pinned = target.certificateSha256;
  const pin =
    pinned === undefined
      ? []
      : pinned === certificate.sha256
        ? [passed("certificate_pin", alias, "the pinned certificate")]
        : [
            found(
              "certificate_pin",
              alias,
              createDiagnostic("rule/certificate-pin", { alias, found: certificate.sha256 }, details),
            ),
          ];
  return [
    passed("keystore", alias, "the passwords of the store open keystore and key"),
    keySigns
      ? passed("key", name, "what it signs verifies with the certificate")
      : found("key", name, createDiagnostic("verify/key-not-of-certificate", { what: name }, details)),
    datesCheck(verification, name, {
      what: `certificate ${name}`,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      renewBefore: 0,
    }),
    ...pin,
  ];
}

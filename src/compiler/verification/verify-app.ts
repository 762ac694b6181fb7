import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { AppArtefact } from "../../formats/artefact/artefact.ts";
import type { SignedCode } from "../../formats/artefact/app-bundle.ts";
import type { CodeSignature } from "../../formats/artefact/code-signature.ts";
import type { Target } from "../target.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { found, passed, problemChecks, type Check } from "./check.ts";
import { embeddedProfileChecks } from "./embedded-profile-checks.ts";
import { signingCertificateCheck } from "./signing-certificate-check.ts";

/** Whether an app and everything signed in it is whole, and signed as a target asks for. */
export function verifyApp(verification: ArtefactVerification, artefact: AppArtefact): readonly Check[] {
  return artefact.code.flatMap((code) => [
    ...codeChecks(verification, code),
    ...(code === artefact.code[0] ? encryptionCheck(verification, code) : []),
  ]);
}

function codeChecks(verification: ArtefactVerification, code: SignedCode): readonly Check[] {
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
    ...embeddedProfileChecks(verification, code),
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
    signingCertificateCheck(verification, {
      subject,
      certificate: signature.certificate,
      expected: verification.holdings.identity?.certificate,
    }),
  ];
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
  return [found("team", code.path, createDiagnostic("rule/team-mismatch", parameters, details))];
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

function encryptionCheck({ details }: ArtefactVerification, code: SignedCode): readonly Check[] {
  if (!code.signatures.some(({ isEncrypted }) => isEncrypted)) return [];
  const parameters = { what: `the code of \`${code.path}\``, reason: "the App Store has encrypted it" };
  return [found("content", code.path, createDiagnostic("verify/not-checked", parameters, details))];
}

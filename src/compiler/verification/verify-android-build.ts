import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { ApkArtefact, BundleArtefact } from "../../formats/artefact/artefact.ts";
import type { JarSignature } from "../../formats/artefact/jar-signature.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { found, problemChecks, type Check } from "./check.ts";
import { signingCertificateCheck } from "./signing-certificate-check.ts";

/** Whether an APK is whole, and signed with the target's key in a way that Android takes today. */
export function verifyApk(verification: ArtefactVerification, artefact: ApkArtefact): readonly Check[] {
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
        signingCertificateCheck(verification, { subject, certificate: signer.certificate, expected }),
      ];
    }),
    // A whole-file signature holds over version 1 as well; older Androids look at that one alone.
    ...(artefact.jar.signers.length === 0 ? [] : jarChecks(verification, artefact.jar, `${shown} (v1)`)),
  ];
}

/** Whether an app bundle is whole, and signed with the target's key. */
export function verifyAppBundle(verification: ArtefactVerification, artefact: BundleArtefact): readonly Check[] {
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
        signingCertificateCheck(verification, {
          subject,
          certificate: signer.certificate,
          expected: holdings.keystore?.certificate,
        }),
      ];
    }),
    ...problemChecks("content", subject, files, "every file is as it was signed"),
  ];
}

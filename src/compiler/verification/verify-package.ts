import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { PackageArtefact } from "../../formats/artefact/artefact.ts";
import { covers } from "../file-rules/profile-matches-target.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { found, passed, problemChecks, type Check } from "./check.ts";
import { signingCertificateCheck } from "./signing-certificate-check.ts";

/** Whether an installer package is whole, and signed as a target asks for. */
export function verifyPackage(verification: ArtefactVerification, artefact: PackageArtefact): readonly Check[] {
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
          signingCertificateCheck(verification, {
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

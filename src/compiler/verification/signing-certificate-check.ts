import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { CertificateFacts } from "../../formats/certificate.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { found, passed, type Check } from "./check.ts";
import { certificateName } from "./verify-holdings.ts";

/** Who signed a part of an artefact, and who should have. */
export interface SignedBy {
  readonly subject: string;
  readonly certificate: CertificateFacts | undefined;
  /** What the target signs with; `undefined` when the store does not hold it. */
  readonly expected: CertificateFacts | undefined;
}

/** Whether a part of an artefact is signed with the certificate that the store holds for the target, and that one is valid still. */
export function signingCertificateCheck(
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
    return found("signing_certificate", subject, createDiagnostic("rule/expired", parameters, details));
  }
  const parameters = {
    what: `\`${subject}\``,
    found: certificate === undefined ? "a certificate that it does not hold" : certificateName(certificate),
    expected: certificateName(expected),
    target: target.id,
  };
  return found("signing_certificate", subject, createDiagnostic("verify/other-certificate", parameters, details));
}

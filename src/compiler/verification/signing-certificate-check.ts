import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { CertificateFacts } from "../../formats/certificate.ts";
import type { ArtefactVerification } from "./artefact-verification.ts";
import { groupedBy } from "../planning/planning.ts";
import { found, passed, type Check } from "./check.ts";
import { certificateName } from "./verify-holdings.ts";

/** A part of an artefact, and who signed it. */
export interface SignedPart {
  readonly subject: string;
  readonly certificate: CertificateFacts | undefined;
}

/** Who signed a part of an artefact, and who should have. */
export interface SignedBy extends SignedPart {
  /** What the target signs with; `undefined` when the store does not hold it. */
  readonly expected: CertificateFacts | undefined;
}

/** Whether a part of an artefact is signed with the certificate that the store holds for the target. */
export function signingCertificateCheck(
  { target, details }: ArtefactVerification,
  { subject, certificate, expected }: SignedBy,
): Check {
  if (expected === undefined)
    return found(
      "signing_certificate",
      subject,
      createDiagnostic("verify/nothing-held", { what: "the certificate", target: target.id }, details),
    );
  if (certificate?.sha256 === expected.sha256)
    return passed("signing_certificate", subject, `signed with ${certificateName(certificate)}`);
  const parameters = {
    what: `\`${subject}\``,
    found: certificate === undefined ? "a certificate that it does not hold" : certificateName(certificate),
    expected: certificateName(expected),
    target: target.id,
  };
  return found("signing_certificate", subject, createDiagnostic("verify/other-certificate", parameters, details));
}

/** Parts that one line names; a large app has hundreds. */
const NAMED_PARTS = 5;

/** A check for each certificate of an artefact that has expired, which names what it signs: an app and its extensions share one. */
export function expiredSignerChecks(
  { details, now }: ArtefactVerification,
  signed: readonly SignedPart[],
): readonly Check[] {
  const expired = signed.flatMap(({ subject, certificate }) =>
    certificate && Date.parse(certificate.notAfter) <= now.getTime() ? [{ subject, certificate }] : [],
  );
  return [...groupedBy(expired, ({ certificate }) => certificate.sha256).values()].flatMap(
    (group): readonly Check[] => {
      const [first] = group;
      if (!first) return [];
      const parts = [...new Set(group.map(({ subject }) => `\`${subject}\``))];
      const more = parts.length > NAMED_PARTS ? [`${parts.length - NAMED_PARTS} more`] : [];
      const signs = [...parts.slice(0, NAMED_PARTS), ...more].join(", ");
      const name = certificateName(first.certificate);
      const parameters = {
        what: `certificate ${name}, which signs ${signs},`,
        date: first.certificate.notAfter.slice(0, 10),
      };
      return [found("dates", name, createDiagnostic("rule/expired", parameters, details))];
    },
  );
}

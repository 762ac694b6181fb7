import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import { certificateName } from "../../plan/observed-objects.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import type { PlannedCertificates } from "./certificates.ts";
import { isBeyond, normalSerial, sortedSet, type PlanningInput } from "./planning.ts";

/** Certificates of a target's profiles, as a profile change names them. */
export interface CertificateList {
  readonly references: readonly string[];
  /** The one of them that builds of this spec are signed with; `undefined` where it is missing. */
  readonly own: string | undefined;
  readonly depends_on: readonly Address[];
  readonly reads: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Certificates that a target's profiles hold: only our own in distribution, as asked for in development. */
export function certificatesOf(
  input: PlanningInput,
  target: AutomaticAppleTarget,
  planned: PlannedCertificates,
): CertificateList {
  const atApple = input.observed.app_store_connect[target.key]?.certificates ?? [];
  const own = ownCertificate(input, target, planned);
  if (target.profileType !== "development" || target.certificates === "own") return own;
  const asked = target.certificates;
  const accepted = new Set<string>(target.row.acceptedCertificateTypes);
  const valid = atApple.filter((c) => accepted.has(c.certificate_type) && isBeyond(input.now, c.expires, 0));
  const serials = asked === "all" ? [] : sortedSet(asked.map(normalSerial));
  const others = asked === "all" ? valid : valid.filter((c) => serials.includes(c.serial_number));
  const unknown = serials.filter((serial) => !others.some((c) => c.serial_number === serial));
  return {
    ...own,
    references: sortedSet([...own.references, ...others.map((c) => `serial:${c.serial_number}`)]),
    reads: [...own.reads, ...others.map((c) => certificateName(target.key, c.serial_number))],
    diagnostics: [
      ...own.diagnostics,
      ...unknown.map((serial) =>
        createDiagnostic(
          "app-store-connect/not-found",
          { what: `a valid development certificate with serial ${serial}` },
          { address: `targets.${target.id}`, help: "remove it from `certificates`, or correct the serial number" },
        ),
      ),
    ],
  };
}

function ownCertificate(
  input: PlanningInput,
  target: AutomaticAppleTarget,
  planned: PlannedCertificates,
): CertificateList {
  if (target.certificate !== undefined) return givenCertificate(input, target, target.certificate);
  const type = target.certificateType;
  const slot = type === null ? undefined : planned.slots.get(type);
  if (!slot) return { references: [], own: undefined, depends_on: [], reads: [], diagnostics: [] };
  return {
    references: [slot.reference],
    own: slot.reference,
    depends_on: slot.certificate ? [] : [slot.address],
    reads: slot.certificate ? [certificateName(target.key, slot.certificate.serial_number)] : [],
    diagnostics: [],
  };
}

/** The user's own identity in an automatic target: the certificate must be at Apple, whoever made it. */
function givenCertificate(input: PlanningInput, target: AutomaticAppleTarget, keyName: string): CertificateList {
  const identity = input.facts.identities.get(keyName);
  const found = (input.observed.app_store_connect[target.key]?.certificates ?? []).find(
    (c) => c.certificate_sha256 !== null && c.certificate_sha256 === identity?.certificate.sha256,
  );
  if (found) {
    return {
      references: [`serial:${found.serial_number}`],
      own: `serial:${found.serial_number}`,
      depends_on: [],
      reads: [certificateName(target.key, found.serial_number)],
      diagnostics: [],
    };
  }
  const what = identity
    ? `the certificate of \`${keyName}\` (serial ${identity.certificate.serial})`
    : `the certificate of \`${keyName}\``;
  return {
    references: [],
    own: undefined,
    depends_on: [],
    reads: [],
    // Without facts the file itself already has a diagnostic; a second one would only repeat it.
    diagnostics: identity
      ? [createDiagnostic("app-store-connect/not-found", { what }, { address: `targets.${target.id}` })]
      : [],
  };
}

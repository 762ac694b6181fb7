import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import type { ObservedCertificate } from "../../plan/observed.ts";
import { certificateName } from "../../plan/observed-objects.ts";
import { certificateKinds } from "../certificate-kinds.ts";
import { unfitKind } from "../file-rules/certificate-kind.ts";
import { nearestName } from "../nearest-name.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import type { PlannedCertificates } from "./certificates.ts";
import { isBeyond, normalSerial, sortedSet, type PlanningInput } from "./planning.ts";
import { described } from "./requests.ts";

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
    diagnostics: [...own.diagnostics, ...unknown.map((serial) => unusable(input, target, { serial, atApple, valid }))],
  };
}

/** Says what a serial number of `certificates` stands for, where no development profile can hold it. */
function unusable(
  input: PlanningInput,
  target: AutomaticAppleTarget,
  {
    serial,
    atApple,
    valid,
  }: {
    readonly serial: string;
    readonly atApple: readonly ObservedCertificate[];
    readonly valid: readonly ObservedCertificate[];
  },
): Diagnostic {
  const found = atApple.find((c) => c.serial_number === serial);
  const near = nearestName(
    serial,
    valid.map((c) => c.serial_number),
  );
  const note = !found
    ? []
    : isBeyond(input.now, found.expires, 0)
      ? [`it is ${described(found)}, which no development profile for ${target.platform} holds`]
      : [`it is ${described(found)}: it has expired`];
  return createDiagnostic(
    "app-store-connect/not-found",
    { what: `a valid development certificate with serial ${serial}` },
    {
      address: `targets.${target.id}/certificates`,
      notes: note.map((message) => ({ message })),
      help:
        found || near === undefined
          ? "remove it from `certificates`, or correct the serial number"
          : `the team of \`${target.key}\` has \`${near}\``,
    },
  );
}

function ownCertificate(
  input: PlanningInput,
  target: AutomaticAppleTarget,
  planned: PlannedCertificates,
): CertificateList {
  if (target.certificate !== undefined) return givenCertificate(input, target, target.certificate);
  const type = target.certificateType;
  const slot = type === null ? undefined : planned.slots.get(type);
  if (!slot) return NO_CERTIFICATE;
  return {
    references: [slot.reference],
    own: slot.reference,
    depends_on: slot.certificate ? [] : [slot.address],
    reads: slot.certificate ? [certificateName(target.key, slot.certificate.serial_number)] : [],
    diagnostics: [],
  };
}

const NO_CERTIFICATE: CertificateList = { references: [], own: undefined, depends_on: [], reads: [], diagnostics: [] };

/** The user's own identity in an automatic target: the certificate must be at Apple, of a type that fits, and valid, whoever made it. */
function givenCertificate(input: PlanningInput, target: AutomaticAppleTarget, keyName: string): CertificateList {
  const identity = input.facts.identities.get(keyName);
  // Without facts the file itself already has a diagnostic; a second one would only repeat it. The same holds for its dates.
  if (!identity || !isBeyond(input.now, identity.certificate.notAfter, 0)) return NO_CERTIFICATE;
  const team = input.observed.app_store_connect[target.key]?.certificates ?? [];
  const found = team.find((c) => c.certificate_sha256 === identity.certificate.sha256);
  const details = { address: `targets.${target.id}/certificate` };
  if (!found) {
    const { serial, teamId } = identity.certificate;
    const what = `the certificate of \`${keyName}\` (serial ${serial})`;
    const isElsewhere = teamId !== null && team.some((c) => c.team_id !== null && c.team_id !== teamId);
    const message = isElsewhere
      ? `it is of team ${teamId}, and \`${target.key}\` sees another one`
      : "it was revoked, or is of another team";
    const help = "name a certificate that the team has, or leave `certificate` out: then Signwright makes one";
    const missing = createDiagnostic(
      "app-store-connect/not-found",
      { what },
      { ...details, notes: [{ message }], help },
    );
    return { ...NO_CERTIFICATE, diagnostics: [missing] };
  }
  if (!isFitting(found.certificate_type, target)) {
    const { profileType: profile_type, platform } = target;
    const expected = target.row.acceptedCertificateTypes.join(" or ");
    const parameters = { key: keyName, found: found.certificate_type, profile_type, expected };
    const notes = [{ message: `Apple has it as ${described(found)}; the target is for ${platform}` }];
    const unfit = createDiagnostic("rule/certificate-kind", parameters, { ...details, notes });
    // Where the certificate itself says what it is for, that was told when the file was read.
    return { ...NO_CERTIFICATE, diagnostics: unfitKind(target, "certificate", identity) ? [] : [unfit] };
  }
  return {
    references: [`serial:${found.serial_number}`],
    own: `serial:${found.serial_number}`,
    depends_on: [],
    reads: [certificateName(target.key, found.serial_number)],
    diagnostics: [],
  };
}

/** Whether Apple takes a certificate of a type into the target's profiles. Types that our tables do not know are left to Apple. */
function isFitting(type: string, { row }: AutomaticAppleTarget): boolean {
  const isKnown = certificateKinds.some((kind) => kind.type === type);
  return !isKnown || row.acceptedCertificateTypes.some((accepted) => accepted === type);
}

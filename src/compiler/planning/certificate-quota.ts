import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import { mayShareSlots } from "../../plan/certificate-family.ts";
import type { ObservedCertificate } from "../../plan/observed.ts";
import type { AppleCertificateType } from "../../plan/resource.ts";
import { isBeyond, type PlanningInput } from "./planning.ts";

/** Nearest expiry first. */
export function byExpiry(a: ObservedCertificate, b: ObservedCertificate): number {
  return Date.parse(a.expires) - Date.parse(b.expires) || (a.serial_number < b.serial_number ? -1 : 1);
}

/** What stops a certificate of a type that is to be made, or may: its slots are taken, or those of a type that may share them. */
export function quotaDiagnostics(
  input: PlanningInput,
  owner: string,
  type: AppleCertificateType,
  address: Address,
): readonly Diagnostic[] {
  const limit = input.spec.certificateLimits[type];
  const sharing = (input.observed.app_store_connect[owner]?.certificates ?? [])
    .filter((c) => mayShareSlots(c.certificate_type, type) && isBeyond(input.now, c.expires, 0))
    .toSorted(byExpiry);
  if (limit === undefined || sharing.length < limit) return [];
  const inOrder = sharing.filter((c) => c.certificate_type === type);
  if (inOrder.length < limit) {
    const detail = `${inOrder.length} of ${limit} are in use, and ${sharing.length - inOrder.length} of a type that may share its slots`;
    const more = { address, notes: slotNotes(input, sharing), help: quotaHelp(type) };
    return [createDiagnostic("app-store-connect/quota-uncertain", { what: `a ${type} certificate`, detail }, more)];
  }
  // Where more are in use than the limit says, more than one must end before one is free.
  const last = inOrder[inOrder.length - limit];
  const free = last ? `, and one is free again from ${last.expires.slice(0, 10)}` : "";
  return [
    createDiagnostic(
      "app-store-connect/quota-reached",
      { what: `${type} certificate`, detail: `${inOrder.length} of ${limit} are in use${free}` },
      { address, notes: slotNotes(input, inOrder), help: quotaHelp(type) },
    ),
  ];
}

/** Who has the slots, until when, and whether we hold the key. */
function slotNotes(input: PlanningInput, taken: readonly ObservedCertificate[]): Diagnostic["notes"] {
  const held = new Set<unknown>(input.observed.store.objects.map((o) => o.facts["public_key_sha256"]));
  return taken.map((c) => ({
    message: `taken by ${c.display_name}, serial ${c.serial_number}, until ${c.expires.slice(0, 10)}; ${
      c.public_key_sha256 !== null && held.has(c.public_key_sha256)
        ? "the store holds its private key"
        : "the store does not hold its private key"
    }`,
  }));
}

function quotaHelp(type: AppleCertificateType): string {
  return `nothing is revoked on your behalf: use a certificate whose key you have (\`certificate:\` in the target), name one that nobody needs with \`--revoke SERIAL\`, or say under \`limits.certificates.${type}\` how many the team may have`;
}

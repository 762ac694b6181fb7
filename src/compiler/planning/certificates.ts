import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, ownerOf, type Address } from "../../plan/address.ts";
import type { ObservedCertificate } from "../../plan/observed.ts";
import { isIssuedAs } from "../../plan/certificate-family.ts";
import { certificateName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change, ChangeOf } from "../../plan/plan.ts";
import type { AppleCertificateType } from "../../plan/resource.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import { byExpiry, quotaDiagnostics } from "./certificate-quota.ts";
import { certificateByHand, refusedApiKey, signingRequest } from "./certificate-by-hand.ts";
import {
  changeOf,
  daysUntil,
  groupedBy,
  isBeyond,
  sortedSet,
  storedInstances,
  textFact,
  type Planned,
  type PlanningInput,
} from "./planning.ts";

/** What a profile needs to know of a certificate that Signwright keeps for a team. */
export interface CertificateSlot {
  /** How a profile change names it: `serial:<hex>` when Apple has it, else the address of the change that creates it. */
  readonly reference: string;
  /** The certificate at Apple; `undefined` while it is only planned. */
  readonly certificate: ObservedCertificate | undefined;
  readonly address: Address;
}

/** The certificates that the automatic targets of one App Store Connect key need, and the changes that bring them about. */
export interface PlannedCertificates extends Planned {
  readonly slots: ReadonlyMap<AppleCertificateType, CertificateSlot>;
}

/** RSA-2048 is what Apple accepts for every certificate type. */
const APPLE_KEY = { algorithm: "rsa", bits: 2048 } as const;

/** Addresses of the three resources behind one certificate that Signwright keeps: private key, certificate, identity. */
export function certificateAddresses(
  owner: string,
  type: AppleCertificateType,
): Record<"key" | "certificate" | "identity", Address> {
  const slot = type.toLowerCase();
  return {
    key: addressOf("store", "key", `${owner}:${slot}`),
    certificate: addressOf(owner, "certificate", slot),
    identity: addressOf("store", "identity", `${owner}:${slot}`),
  };
}

/** Certificate types that an automatic target needs: the application's, and the installer's where asked for. */
export function certificateTypesOf(target: AutomaticAppleTarget): readonly AppleCertificateType[] {
  const own = target.certificate === undefined && target.certificateType !== null ? [target.certificateType] : [];
  return target.installer && target.installerCertificate === undefined ? [...own, "MAC_INSTALLER_DISTRIBUTION"] : own;
}

/**
 * Plans the certificates of one key: reuse the newest valid one whose private key the store holds, else finish what an earlier
 * run began, else a new private key, a certificate for it, and the identity of both.
 */
export function planCertificates(
  input: PlanningInput,
  owner: string,
  targets: readonly AutomaticAppleTarget[],
): PlannedCertificates {
  const uses = targets.flatMap((target) => certificateTypesOf(target).map((type) => ({ type, target })));
  const wanted = groupedBy(uses, ({ type }) => type);
  const slots = new Map<AppleCertificateType, CertificateSlot>();
  const changes: Change[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const type of sortedSet(wanted.keys())) {
    const planned = planSlot(
      input,
      owner,
      type,
      (wanted.get(type) ?? []).map(({ target }) => target),
    );
    slots.set(type, planned.slot);
    changes.push(...planned.changes);
    diagnostics.push(...planned.diagnostics);
  }
  return { slots, changes, diagnostics };
}

interface PlannedSlot extends Planned {
  readonly slot: CertificateSlot;
}

function planSlot(
  input: PlanningInput,
  owner: string,
  type: AppleCertificateType,
  targets: readonly AutomaticAppleTarget[],
): PlannedSlot {
  const addresses = certificateAddresses(owner, type);
  const ids = targets.map((t) => t.id);
  const ours = ourCertificates(input, owner, type, addresses.key);
  const renewBefore = targets.reduce((longest, t) => Math.max(longest, t.renewBefore), 0);
  const isUnwanted = ({ serial_number }: ObservedCertificate): boolean =>
    input.requests.replace.includes(`${addresses.certificate}#${serial_number}`);
  const current = ours.find((c) => isBeyond(input.now, c.expires, renewBefore) && !isUnwanted(c));
  const key = unusedKey(input, owner, addresses);
  const request = signingRequest(input, addresses.key, key);
  const refused = refusedApiKey(input, addresses.certificate);
  // A key whose request Apple refused waits for its certificate, also where another one will do for now: somebody asked for it.
  const isOpen = refused !== undefined && request !== undefined;
  if (current && !isOpen) return { ...inUse(input, addresses, current, ids), diagnostics: [] };
  const isAsked = input.requests.replace.some((name) => name.startsWith(`${addresses.certificate}#`));
  const reason = isAsked || current ? BY_REQUEST : whyNewCertificate(input, addresses, ours[0]);
  const wanted: WantedCertificate = { addresses, type, key, older: ours[0], reason, targets: ids };
  const keys = key === undefined ? [newKey(input, wanted)] : [];
  // What an older release put into the store has no request beside it: the refusal that is to come mends that.
  if (refused !== undefined && !isAsked && (key === undefined || isOpen)) {
    const step = certificateByHand(newCertificate(wanted), { refused, request, older: ours[0], now: input.now });
    const used = ours[0] && inUse(input, addresses, ours[0], ids);
    return used
      ? { slot: used.slot, changes: [...used.changes, ...keys, step], diagnostics: [] }
      : { slot: slotOf(addresses), changes: [...keys, step, newIdentity(input, wanted)], diagnostics: [] };
  }
  return {
    slot: slotOf(addresses),
    changes: [...keys, newCertificate(wanted), newIdentity(input, wanted)],
    diagnostics: quotaDiagnostics(input, owner, type, addresses.certificate),
  };
}

/** A certificate that is there: profiles name it, and the store keeps it with its key. */
function inUse(
  input: PlanningInput,
  addresses: Addresses,
  certificate: ObservedCertificate,
  targets: readonly string[],
): Pick<PlannedSlot, "slot" | "changes"> {
  return {
    slot: { reference: `serial:${certificate.serial_number}`, certificate, address: addresses.certificate },
    changes: identityChange(input, addresses, certificate, targets),
  };
}

/** A certificate that is only planned. */
function slotOf({ certificate: address }: Addresses): CertificateSlot {
  return { reference: address, certificate: undefined, address };
}

type Addresses = ReturnType<typeof certificateAddresses>;

/** A certificate that is to be made, and what it is made from. */
interface WantedCertificate {
  readonly addresses: Addresses;
  readonly type: AppleCertificateType;
  /** SHA-256 of the public key that the store holds for it; `undefined` where the key is to be made too. */
  readonly key: string | undefined;
  /** The newest one that is still valid. */
  readonly older: ObservedCertificate | undefined;
  readonly reason: Reason;
  readonly targets: readonly string[];
}

function newKey(input: PlanningInput, { addresses, reason, targets }: WantedCertificate): Change {
  const held = storedInstances(input, addresses.key);
  return changeOf({
    address: addresses.key,
    type: "key",
    action: "create",
    action_reason: reason.action_reason,
    reason: "a private key for the certificate, kept in the store before Apple is asked",
    after: { ...APPLE_KEY, public_key_sha256: null },
    after_unknown: ["public_key_sha256"],
    replaces_older: held.length > 0,
    targets,
    // None of these will do; one that is there beyond them is what an interrupted run of this plan made.
    reads: held.map((o) => storedObjectName(addresses.key, o.instance)),
  });
}

function newCertificate({ addresses, type, key, older, reason, targets }: WantedCertificate): ChangeOf<"certificate"> {
  return changeOf({
    address: addresses.certificate,
    type: "certificate",
    action: "create",
    ...reason,
    after: {
      certificate_type: type,
      key: addresses.key,
      public_key_sha256: key ?? null,
      serial_number: null,
      expires: null,
    },
    after_unknown: [...(key === undefined ? ["public_key_sha256"] : []), "serial_number", "expires"],
    replaces_older: older !== undefined,
    depends_on: key === undefined ? [addresses.key] : [],
    targets,
    reads: [
      ...(older ? [certificateName(ownerOf(addresses.certificate), older.serial_number)] : []),
      ...(key === undefined ? [] : [storedObjectName(addresses.key, key)]),
    ],
  });
}

function newIdentity(input: PlanningInput, { addresses, reason, targets }: WantedCertificate): Change {
  return changeOf({
    address: addresses.identity,
    type: "identity",
    action: "create",
    action_reason: reason.action_reason,
    reason: "the certificate together with its private key",
    after: { source: { certificate: addresses.certificate, key: addresses.key }, certificate_sha256: null },
    after_unknown: ["certificate_sha256"],
    replaces_older: storedInstances(input, addresses.identity).length > 0,
    depends_on: [addresses.certificate],
    targets,
  });
}

/** Valid certificates of a type whose private key the store holds, latest expiry first. */
function ourCertificates(
  input: PlanningInput,
  owner: string,
  type: AppleCertificateType,
  key: Address,
): readonly ObservedCertificate[] {
  const held = new Set(storedInstances(input, key).map((o) => o.instance));
  return (input.observed.app_store_connect[owner]?.certificates ?? [])
    .filter(
      (c) => isIssuedAs(c.certificate_type, type) && c.public_key_sha256 !== null && held.has(c.public_key_sha256),
    )
    .filter((c) => isBeyond(input.now, c.expires, 0))
    .sort((a, b) => byExpiry(b, a));
}

/** A key of the store that no certificate was ever made for: what a run that stopped in between left, or Apple refused. */
export function unusedKey(
  input: PlanningInput,
  owner: string,
  addresses: Record<"key" | "identity", Address>,
): string | undefined {
  const used = new Set<string | null | undefined>([
    ...storedInstances(input, addresses.identity).map((o) => textFact(o, "public_key_sha256")),
    ...(input.observed.app_store_connect[owner]?.certificates ?? []).map((c) => c.public_key_sha256),
  ]);
  return storedInstances(input, addresses.key)
    .map((o) => o.instance)
    .findLast((instance) => !used.has(instance));
}

interface Reason {
  readonly action_reason: Change["action_reason"];
  readonly reason: string;
}

const BY_REQUEST: Reason = {
  action_reason: "replace_by_request",
  reason: "`--replace` asks for a new one; the old one stays valid beside it",
};

function whyNewCertificate(
  input: PlanningInput,
  addresses: Record<"identity", Address>,
  expiring: ObservedCertificate | undefined,
): Reason {
  if (expiring) {
    const days = daysUntil(input.now, expiring.expires);
    return {
      action_reason: "replace_because_expiring",
      reason: `certificate ${expiring.serial_number} expires in ${days} days; it stays valid beside the new one`,
    };
  }
  const lost = storedInstances(input, addresses.identity).at(-1);
  if (lost) {
    const notAfter = textFact(lost, "not_after");
    const expired = notAfter !== undefined && !isBeyond(input.now, notAfter, 0);
    return {
      action_reason: "replace_because_invalid",
      reason: `certificate ${textFact(lost, "serial_number") ?? "of the store"} ${expired ? "has expired" : "is no longer valid at Apple"}`,
    };
  }
  return { action_reason: "missing", reason: "the store holds no private key of a valid certificate of this type" };
}

function identityChange(
  input: PlanningInput,
  addresses: Record<"key" | "certificate" | "identity", Address>,
  certificate: ObservedCertificate,
  targets: readonly string[],
): readonly Change[] {
  const held = storedInstances(input, addresses.identity);
  // The newest one is what builds and exports get, so holding it among older ones is not enough.
  if (textFact(held.at(-1), "certificate_sha256") === certificate.certificate_sha256) return [];
  return [
    changeOf({
      address: addresses.identity,
      type: "identity",
      action: "create",
      action_reason: "missing",
      reason: `Apple issued certificate ${certificate.serial_number} for a key of the store; both are kept together`,
      after: {
        source: { certificate: addresses.certificate, key: addresses.key },
        certificate_sha256: certificate.certificate_sha256,
      },
      replaces_older: held.length > 0,
      targets,
      reads: [certificateName(ownerOf(addresses.certificate), certificate.serial_number)],
    }),
  ];
}

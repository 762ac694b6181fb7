import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { checkRecipients, type AgeIdentity } from "./age-encryption.ts";
import { compareText } from "./manifest.ts";

/** The recipients of a store by name, as the spec and the manifest write them. */
export type Recipients = Readonly<Record<string, string>>;

/** The name of the only recipient when the spec names none: the identity's own. */
export const SELF = "self";

/** The name of the only recipient when the spec has a passphrase: that of the identity which the passphrase opens. */
export const PASSPHRASE = "passphrase";

/**
 * The recipients that the store must have: those of the spec, or else the identity itself as `self`.
 * `held` are those of the manifest, `undefined` when there is no store yet.
 * Throws `file-store/no-recipients`, `file-store/recipient-malformed`, and `file-store/recipients-differ` when `held` are others.
 */
export function requireRecipients(
  spec: Recipients,
  identities: readonly AgeIdentity[],
  held: Recipients | undefined,
): Recipients {
  const wanted = wantedRecipients(spec, identities, held);
  requireSameRecipients(wanted, held);
  return wanted;
}

/** The recipients that the spec asks for, whatever the store has. Throws `file-store/no-recipients` and `file-store/recipient-malformed`. */
export function wantedRecipients(
  spec: Recipients,
  identities: readonly AgeIdentity[],
  held: Recipients | undefined,
): Recipients {
  const wanted = Object.keys(spec).length > 0 ? spec : selfOf(identities, held);
  if (wanted === undefined) throw new DiagnosableError(createDiagnostic("file-store/no-recipients", {}));
  checkRecipients(wanted);
  return wanted;
}

/** Throws `file-store/recipients-differ` when the manifest has other recipients than are wanted. No store yet is fine. */
export function requireSameRecipients(wanted: Recipients, held: Recipients | undefined): void {
  const difference = held === undefined ? "" : describeDifference(wanted, held);
  if (difference !== "") throw new DiagnosableError(createDiagnostic("file-store/recipients-differ", { difference }));
}

/** Whom a spec lets read the store, as far as the spec alone says: these people, whoever knows the passphrase, or one identity. */
export type SpecReaders = Recipients | typeof PASSPHRASE | typeof SELF;

/**
 * Checks without any identity that nobody else than the spec says can read what the store holds.
 * Throws `file-store/recipients-differ`.
 */
export function requireReaders(readers: SpecReaders, held: Recipients | undefined): void {
  if (held === undefined) return;
  const wanted = typeof readers === "string" ? { [readers]: held[readers] ?? "" } : readers;
  requireSameRecipients(wanted, held);
}

/** Says in words how the recipients differ; the empty text when they do not. */
export function describeDifference(wanted: Recipients, held: Recipients): string {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(held)])].toSorted(compareText);
  return names
    .filter((name) => wanted[name] !== held[name])
    .map((name) => {
      if (held[name] === undefined) return `\`${name}\` cannot read it`;
      if (wanted[name] === undefined) return `\`${name}\` can read it and is not in the spec`;
      return `\`${name}\` has another recipient there`;
    })
    .join("; ");
}

/** The entries of `these` whose age recipient none of `others` has, under whatever name. */
export function recipientsWithout(these: Recipients, others: Recipients): Recipients {
  const known = new Set(Object.values(others));
  return Object.fromEntries(
    Object.entries(these)
      .filter(([, recipient]) => !known.has(recipient))
      .toSorted(([a], [b]) => compareText(a, b)),
  );
}

/** The identities that objects for these recipients open with. */
export function identitiesAmong(recipients: Recipients, identities: readonly AgeIdentity[]): readonly AgeIdentity[] {
  const held = new Set(Object.values(recipients));
  return identities.filter((identity) => held.has(identity.recipient));
}

function selfOf(identities: readonly AgeIdentity[], held: Recipients | undefined): Recipients | undefined {
  // Of an identity file with several identities, the one that the store was made for stays the one.
  const own = identities.find((i) => i.recipient === held?.[SELF]) ?? identities[0];
  return own === undefined ? undefined : { [SELF]: own.recipient };
}

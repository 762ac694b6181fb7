import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { checkRecipients, type AgeIdentity } from "./age-encryption.ts";
import { compareText } from "./manifest.ts";

/** The recipients of a store by name, as the spec and the manifest write them. */
export type Recipients = Readonly<Record<string, string>>;

/** The name of the only recipient when the spec names none: the identity's own. */
export const SELF = "self";

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
  const wanted = Object.keys(spec).length > 0 ? spec : selfOf(identities, held);
  if (wanted === undefined)
    throw new DiagnosableError(createDiagnostic("file-store/no-recipients", {}));
  checkRecipients(wanted);
  const difference = held === undefined ? "" : describeDifference(wanted, held);
  if (difference !== "")
    throw new DiagnosableError(createDiagnostic("file-store/recipients-differ", { difference }));
  return wanted;
}

function selfOf(
  identities: readonly AgeIdentity[],
  held: Recipients | undefined,
): Recipients | undefined {
  // Of an identity file with several identities, the one that the store was made for stays the one.
  const own = identities.find((i) => i.recipient === held?.[SELF]) ?? identities[0];
  return own === undefined ? undefined : { [SELF]: own.recipient };
}

/** Says in words how the recipients differ; the empty text when they do not. */
function describeDifference(wanted: Recipients, held: Recipients): string {
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

import { createDiagnostic, type Diagnostic, type Note } from "../../diagnostics/diagnostic.ts";
import type { HttpResponse } from "../provider.ts";
import { appleErrorsOf, describeAppleErrors } from "./apple-error.ts";

/** The key that was refused. */
export interface RefusedKey {
  readonly name: string;
  readonly keyId: string;
  readonly issuerId: string;
}

/** Seconds of difference between clocks that a token bears: it is dated back by as much. */
const TOLERATED_SKEW = 60;

/** Seconds below which two clocks cannot be told apart by an HTTP answer. */
const MEASURABLE_SKEW = 5;

/**
 * Explains a 401 that stayed after signing anew: Apple does not say what is wrong, so this says what can be, in the order to look.
 * A clock that differs from the answer's Date header by more than a token bears is named as the cause.
 */
export function diagnoseUnauthorized(key: RefusedKey, response: HttpResponse, now: Date): Diagnostic {
  const skew = clockSkew(response, now);
  const parameters = {
    key: key.name,
    key_id: key.keyId,
    issuer_id: key.issuerId,
    clock: clockHint(skew),
  };
  const notes = notesOn(key, response);
  if (skew === undefined || Math.abs(skew) <= TOLERATED_SKEW) {
    return createDiagnostic("app-store-connect/unauthorized", parameters, { notes });
  }
  const help = `set the clock of this machine first: it is ${describeSkew(skew)} App Store Connect's, which refuses tokens from another time`;
  return createDiagnostic("app-store-connect/unauthorized", parameters, { notes, help });
}

/** Seconds by which this machine's clock is ahead of the server's; `undefined` without a readable Date header. */
function clockSkew(response: HttpResponse, now: Date): number | undefined {
  const date = Date.parse(response.headers["date"] ?? "");
  return Number.isNaN(date) ? undefined : Math.round((now.getTime() - date) / 1000);
}

function clockHint(skew: number | undefined): string {
  if (skew === undefined) return "that the clock of this machine is right";
  // The Date header has whole seconds and the answer took time: less than this is no difference.
  const agrees = Math.abs(skew) <= MEASURABLE_SKEW;
  return `the clock of this machine is not the cause (${agrees ? "it agrees with" : `it is ${describeSkew(skew)}`} App Store Connect's)`;
}

function describeSkew(skew: number): string {
  const seconds = Math.abs(skew);
  return `${seconds} second${seconds === 1 ? "" : "s"} ${skew > 0 ? "ahead of" : "behind"}`;
}

function notesOn(key: RefusedKey, response: HttpResponse): readonly Note[] {
  const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  const notes: Note[] = [];
  if (isUuid(key.keyId) && !isUuid(key.issuerId)) {
    notes.push({ message: "`key_id` holds a UUID and `issuer_id` does not: the two look swapped" });
  }
  const said = describeAppleErrors(appleErrorsOf(response.body));
  if (said !== "") notes.push({ message: `Apple says: ${said}` });
  return notes;
}

import { createDiagnostic, type Diagnostic, type DiagnosticDetails } from "../diagnostics/diagnostic.ts";

const DAY = 86_400_000;

/** A certificate or profile with the time that it is valid for. */
export interface Dated {
  /** What a message calls it: "certificate in `signing/distribution.p12`". */
  readonly what: string;
  /** ISO 8601; `undefined` where the start says nothing. */
  readonly notBefore: string | undefined;
  /** ISO 8601. */
  readonly notAfter: string;
  /** Days before the end from which it is to be renewed. */
  readonly renewBefore: number;
}

/** What is the matter with the dates of something, as of `now`: past, soon past, or not begun. `undefined` when it is valid. */
export function validityDiagnostic(
  now: Date,
  { what, notBefore, notAfter, renewBefore }: Dated,
  details: DiagnosticDetails,
): Diagnostic | undefined {
  const left = Date.parse(notAfter) - now.getTime();
  const date = notAfter.slice(0, 10);
  if (left <= 0) return createDiagnostic("rule/expired", { what, date }, details);
  if (notBefore !== undefined && Date.parse(notBefore) > now.getTime()) {
    const { help: _, ...place } = details;
    return createDiagnostic("rule/not-yet-valid", { what, date: notBefore.slice(0, 10) }, place);
  }
  if (left > renewBefore * DAY) return undefined;
  return createDiagnostic("rule/expires-soon", { what, date, days: daysLeft(now, notAfter) }, details);
}

/** Whole days until a date. */
export function daysLeft(now: Date, notAfter: string): number {
  return Math.floor((Date.parse(notAfter) - now.getTime()) / DAY);
}

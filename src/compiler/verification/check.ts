import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/** What a check looks at; names are stable, for programs. */
export type CheckName =
  | "held"
  | "key"
  | "certificate_in_profile"
  | "profile_signature"
  | "profile_signer"
  | "dates"
  | "team"
  | "bundle_id"
  | "profile_type"
  | "platform"
  | "entitlements"
  | "devices"
  | "keystore"
  | "certificate_pin"
  | "signature"
  | "content"
  | "signing_certificate"
  | "embedded_profile";

/** One line of a checklist. */
export interface Check {
  readonly name: CheckName;
  /** What was looked at: a certificate, a profile, a part of an app. */
  readonly subject: string;
  readonly status: "passed" | "warning" | "failed";
  /** What was found: one line. */
  readonly message: string;
  /** Present for what is not passed. */
  readonly diagnostic?: Diagnostic;
}

/** What was found for one target. */
export interface Verdict {
  /** The target's `id`. */
  readonly target: string;
  readonly checks: readonly Check[];
}

/** A check that found nothing wrong. */
export function passed(name: CheckName, subject: string, message: string): Check {
  return { name, subject, status: "passed", message };
}

/** A check that found something; how bad it is, the diagnostic says. */
export function found(name: CheckName, subject: string, diagnostic: Diagnostic): Check {
  return {
    name,
    subject,
    status: diagnostic.severity === "error" ? "failed" : "warning",
    message: diagnostic.message,
    diagnostic,
  };
}

/** Whether nothing of a verdict failed. */
export function isVerified({ checks }: Verdict): boolean {
  return checks.every(({ status }) => status !== "failed");
}

/** A check for each diagnostic, or one that passed when there is none. @param message what is said then */
export function problemChecks(
  name: CheckName,
  subject: string,
  diagnostics: readonly Diagnostic[],
  message: string,
): readonly Check[] {
  return diagnostics.length > 0
    ? diagnostics.map((diagnostic) => found(name, subject, diagnostic))
    : [passed(name, subject, message)];
}

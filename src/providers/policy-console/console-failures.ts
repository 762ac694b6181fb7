import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { HttpFailure } from "../provider.ts";
import { presentable, type Answer } from "./answers.ts";

const BAD_CERTIFICATE =
  "whoever runs the console replaces its certificate, unless `url` or the date of this machine is wrong; verification cannot be turned off";

/** How failures of one console are told. None holds anything of a request or of a page. */
export interface ConsoleFailures {
  /** The failure for a request that got no answer; the abort's reason when it was aborted. */
  readonly unanswered: (error: unknown, signal: AbortSignal) => Error;
  /** The failure for an answer that is not what was asked for. */
  readonly failed: (what: string, answer: Answer) => DiagnosableError;
  readonly unexpected: (detail: string) => DiagnosableError;
  readonly unavailable: (detail: string) => DiagnosableError;
  readonly forbidden: () => DiagnosableError;
}

/** Makes the failures of the console of a key; `hidden` are the secrets that the console's own words must not show. */
export function createConsoleFailures(name: string, hidden: ReadonlySet<string>): ConsoleFailures {
  const unexpected = (detail: string, help?: string): DiagnosableError =>
    new DiagnosableError(createDiagnostic("policy-console/unexpected-answer", { detail }, { help }));
  const unavailable = (detail: string, help?: string): DiagnosableError =>
    new DiagnosableError(createDiagnostic("policy-console/unavailable", { detail }, { help }), { retryable: true });
  return {
    unexpected,
    unavailable,
    forbidden: () => new DiagnosableError(createDiagnostic("policy-console/forbidden", { key: name })),
    unanswered: (error, signal) => {
      if (signal.aborted)
        return signal.reason instanceof Error ? signal.reason : new DOMException("aborted", "AbortError");
      if (!(error instanceof HttpFailure))
        return error instanceof Error ? error : new Error("a request failed without an error");
      const { message: detail } = error;
      return error.obstacle === "certificate"
        ? new DiagnosableError(
            createDiagnostic(
              "policy-console/untrusted-certificate",
              { detail },
              // Only where an authority is missing there is help, and `ca_file` is the one of a console.
              { help: error.help === undefined ? BAD_CERTIFICATE : undefined },
            ),
          )
        : unavailable(detail, error.help);
    },
    failed: (what, answer) => {
      if (answer.kind === "refused" && answer.status < 500) {
        return new DiagnosableError(
          createDiagnostic("policy-console/rejected", {
            detail: presentable(answer.message, hidden),
          }),
        );
      }
      const status = answer.kind === "json" ? 200 : answer.status;
      if (status >= 500) return unavailable(`${what} was answered with status ${status}`);
      const found = answer.kind === "page" ? "a page instead of JSON" : "something else than was asked for";
      const help =
        status === 404 || answer.kind === "foreign" ? "check `url`: it ends in `/mocana-app-control/rest`" : undefined;
      return unexpected(`${what} was answered with status ${status} and ${found}`, help);
    },
  };
}

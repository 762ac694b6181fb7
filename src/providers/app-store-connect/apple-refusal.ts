import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { describeAppleErrors, type AppleError } from "./apple-error.ts";

/** What a request was about, for the diagnostic of its refusal. */
export interface RequestSubject {
  /** The key's name in the spec. */
  readonly key: string;
  /** What the request is about, as the object of a sentence: `the profile "Shop 1a2b3c4d"`. */
  readonly what: string;
}

/** Apple understood a request and refused it (a 4xx answer); nothing was changed. */
export class AppleRefusal extends DiagnosableError {
  readonly status: number;
  readonly errors: readonly AppleError[];

  constructor(status: number, errors: readonly AppleError[], subject: RequestSubject) {
    super(diagnoseRefusal(status, errors, subject));
    this.name = "AppleRefusal";
    this.status = status;
    this.errors = errors;
  }
}

/** A refusal as far as the rows need it. */
interface Refused extends RequestSubject {
  readonly detail: string;
  readonly see: string;
}

/** One row of the error table; the first whose status, code prefix and text all fit decides. */
interface RefusalRow {
  readonly status: number;
  readonly code?: string;
  readonly text?: RegExp;
  readonly diagnose: (refused: Refused) => Diagnostic;
}

const conflict =
  (help: string) =>
  ({ detail }: Refused): Diagnostic =>
    createDiagnostic("app-store-connect/conflict", { detail }, { help });

const quotaReached = ({ what, detail }: Refused): Diagnostic =>
  createDiagnostic("app-store-connect/quota-reached", { what, detail });

/** Apple names the attribute whose value is none of its enum's. */
const UNKNOWN_CAPABILITY = /attribute 'capabilityType'/;

/**
 * Apple's refusals as seen in the wild. Apple gives most of them the same code, so the text has to decide (fastlane, eas-cli
 * and bitrise match the same texts). Sources are named by row.
 */
const rows: readonly RefusalRow[] = [
  // codemagic-cli-tools fixture; Bagbutik README
  {
    status: 403,
    code: "FORBIDDEN.REQUIRED_AGREEMENTS",
    diagnose: ({ detail, see }) =>
      createDiagnostic("app-store-connect/agreement-missing", {
        detail: see === "" ? detail : `${detail} (${see})`,
      }),
  },
  // fastlane #27149
  {
    status: 403,
    text: /account holder/i,
    diagnose: ({ detail }) => createDiagnostic("app-store-connect/account-holder-only", { detail }),
  },
  // fastlane api_client.rb
  {
    status: 403,
    text: /active membership/i,
    diagnose: ({ detail }) => createDiagnostic("app-store-connect/membership-lapsed", { detail }),
  },
  // bitrise-steplib #14
  {
    status: 403,
    text: /content provider id/i,
    diagnose: ({ key, detail }) => createDiagnostic("app-store-connect/wrong-program", { key, detail }),
  },
  // fastlane/docs #1050
  {
    status: 403,
    diagnose: ({ key, detail }) => createDiagnostic("app-store-connect/forbidden", { key, detail }),
  },
  {
    status: 404,
    diagnose: ({ what }) => createDiagnostic("app-store-connect/not-found", { what }),
  },
  // codemagic docs; fastlane; eas-cli
  {
    status: 409,
    text: /current .*certificate|pending certificate request/i,
    diagnose: quotaReached,
  },
  { status: 409, text: /maximum (number|allowed)/i, diagnose: quotaReached },
  // bitrise profiles.go
  {
    status: 409,
    text: /multiple profiles found with the name/i,
    diagnose: ({ what, detail }) =>
      createDiagnostic("app-store-connect/name-taken", {
        name: /"(.*)"/.exec(what)?.[1] ?? what,
        found: detail,
      }),
  },
  // eas-cli #1731
  {
    status: 409,
    text: /app id with identifier .* is not available/i,
    diagnose: ({ what, detail }) =>
      createDiagnostic("app-store-connect/identifier-taken", {
        identifier: /"(.*)"/.exec(what)?.[1] ?? what,
        detail,
      }),
  },
  // myappcloud #2
  {
    status: 409,
    text: /there is no app id with id/i,
    diagnose: ({ what }) => createDiagnostic("app-store-connect/not-found", { what: `the bundle ID of ${what}` }),
  },
  // Kebechet/setup-apple-certificate #7
  {
    status: 409,
    text: /not allowed to create .* profile with app id/i,
    diagnose: conflict("check that the profile type fits the platform of this bundle ID at Apple"),
  },
  // codemagic-cli-tools #200
  {
    status: 409,
    text: /invalid deviceclass/i,
    diagnose: conflict("remove the devices that this profile type cannot hold from the target's `devices`"),
  },
  // codemagic-cli-tools #26
  {
    status: 409,
    code: "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED",
    diagnose: conflict("remove `devices` from the target: only development and ad_hoc profiles list devices"),
  },
  // codemagic-cli-tools #256
  {
    status: 409,
    code: "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
    diagnose: conflict("register a device, or add one to the target's `devices`"),
  },
  // SPEC CapabilityType is a closed enum, and narrower than the portal
  {
    status: 409,
    code: "ENTITY_ERROR.ATTRIBUTE.INVALID",
    text: UNKNOWN_CAPABILITY,
    diagnose: conflict(
      "`signwright plan` says what to do by hand; where the name is misspelt, correct it under `capabilities`",
    ),
  },
  // bitrise error.go: Apple's own paging failed, nothing that the person can mend
  {
    status: 400,
    text: /not a valid cursor/i,
    diagnose: ({ detail }) => createDiagnostic("app-store-connect/unavailable", { detail }),
  },
];

/** Turns a refusal (4xx, but not 401 and 429, which the client handles) into what the person sees: who must do what. */
function diagnoseRefusal(status: number, errors: readonly AppleError[], subject: RequestSubject): Diagnostic {
  const detail = describeAppleErrors(errors) || `HTTP status ${status}`;
  const see = errors.find((error) => error.see !== undefined)?.see ?? "";
  const text = errors.map((error) => `${error.title} ${error.detail}`).join("\n");
  const row = rows.find(
    (candidate) =>
      candidate.status === status &&
      (candidate.code === undefined || errors.some((error) => hasCode(error, candidate.code ?? ""))) &&
      (candidate.text === undefined || candidate.text.test(text) || candidate.text.test(detail)),
  );
  return row === undefined
    ? createDiagnostic("app-store-connect/conflict", { detail: `${detail} (${subject.what})` })
    : row.diagnose({ ...subject, detail, see });
}

/** Whether an error's code is the given one or below it. */
function hasCode(error: AppleError, prefix: string): boolean {
  return error.code.startsWith(prefix);
}

/** Whether Apple refuses its own paging cursor (bitrise error.go, go-xcode #263). */
export function isBadCursor(error: unknown): boolean {
  return (
    error instanceof AppleRefusal &&
    error.status === 400 &&
    error.errors.some(
      (entry) =>
        entry.code.startsWith("PARAMETER_ERROR") &&
        (entry.parameter === "cursor" || /not a valid cursor/i.test(entry.detail)),
    )
  );
}

/** Whether Apple refuses this to every API key, because only the Account Holder of the team may do it (fastlane #27149). */
export function isForAccountHolder(error: unknown): error is AppleRefusal {
  return error instanceof AppleRefusal && error.diagnostic.code === "app-store-connect/account-holder-only";
}

/** Whether Apple refuses a capability because its API knows no such type. */
export function isUnknownCapability(error: unknown): error is AppleRefusal {
  return (
    error instanceof AppleRefusal &&
    error.status === 409 &&
    error.errors.some(
      (entry) =>
        hasCode(entry, "ENTITY_ERROR.ATTRIBUTE.INVALID") &&
        (UNKNOWN_CAPABILITY.test(entry.detail) || UNKNOWN_CAPABILITY.test(entry.title)),
    )
  );
}

import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../diagnostics/render-json.ts";
import type { Paint } from "../../diagnostics/render-text.ts";
import { isVerified, type Check, type Verdict } from "../../compiler/verification/check.ts";
import { identifiersOf } from "../../compiler/verification/verify-artefact.ts";
import { signersOf, type Artefact } from "../../formats/artefact/artefact.ts";

/** What `verify` found. */
export interface Verified {
  /** `undefined` when the store itself was verified. */
  readonly artefact: { readonly file: string; readonly content: Artefact } | undefined;
  readonly verdicts: readonly Verdict[];
  /** What is wrong beside the checks of a target. */
  readonly diagnostics: readonly Diagnostic[];
}

const marks: Readonly<Record<Check["status"], { readonly text: string; readonly style: "green" | "yellow" | "red" }>> =
  {
    passed: { text: "✔ ok     ", style: "green" },
    warning: { text: "! warning", style: "yellow" },
    failed: { text: "✘ failed ", style: "red" },
  };

const titles: Readonly<Record<Check["name"], string>> = {
  held: "held",
  key: "private key",
  certificate_in_profile: "certificate in profile",
  profile_signature: "profile signature",
  profile_signer: "profile signer",
  dates: "dates",
  team: "team",
  bundle_id: "bundle ID",
  profile_type: "profile type",
  platform: "platform",
  entitlements: "entitlements",
  devices: "devices",
  keystore: "keystore",
  certificate_pin: "pinned certificate",
  signature: "signature",
  content: "content",
  signing_certificate: "signing certificate",
  embedded_profile: "embedded profile",
};

/** The checklist for people: a line a check, by target and by what was looked at. */
export function verificationText({ artefact, verdicts, diagnostics }: Verified, paint: Paint): string {
  const width = Math.max(0, ...verdicts.flatMap(({ checks }) => checks.map(({ name }) => titles[name].length)));
  const blocks = verdicts.map((verdict) => {
    const subjects = [...new Set(verdict.checks.map(({ subject }) => subject))];
    return [
      `${paint("bold", verdict.target)}: ${conclusion(verdict, artefact?.file, paint)}`,
      ...subjects.flatMap((subject) => [
        `  ${subject}`,
        ...verdict.checks.filter((check) => check.subject === subject).map((check) => checkLine(check, width, paint)),
      ]),
      "",
    ];
  });
  return `${[...blocks.flat(), summary({ artefact, verdicts, diagnostics }, paint)].join("\n")}\n`;
}

function conclusion(verdict: Verdict, file: string | undefined, paint: Paint): string {
  const right = file === undefined ? "can sign" : `${file} is signed for it`;
  const wrong = file === undefined ? "cannot sign" : `${file} is not signed for it`;
  return isVerified(verdict) ? paint("green", right) : paint("red", wrong);
}

function checkLine(check: Check, width: number, paint: Paint): string {
  const { text, style } = marks[check.status];
  const code = check.diagnostic ? ` ${paint("dim", `[${check.diagnostic.code}]`)}` : "";
  return `    ${paint(style, text)}  ${titles[check.name].padEnd(width)}  ${check.message}${code}`;
}

function summary({ artefact, verdicts, diagnostics }: Verified, paint: Paint): string {
  const bad = verdicts.filter((verdict) => !isVerified(verdict)).length;
  const warnings = verdicts.flatMap(({ checks }) => checks).filter(({ status }) => status === "warning").length;
  const tail = warnings === 0 ? "" : ` ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`;
  if (artefact !== undefined) {
    const isRight = bad === 0 && diagnostics.length === 0;
    return `${isRight ? paint("green", "Verified.") : paint("red", "Not verified.")}${tail}`;
  }
  const all = verdicts.length;
  if (bad > 0)
    return `${paint("red", `Not verified: ${bad} of ${all} ${all === 1 ? "target" : "targets"} cannot sign.`)}${tail}`;
  return `${paint("green", all === 1 ? "Verified: the target can sign." : `Verified: all ${all} targets can sign.`)}${tail}`;
}

/** The document of `verify --json`. */
export function verificationJson({ artefact, verdicts, diagnostics }: Verified): unknown {
  const fromChecks = verdicts.flatMap(({ checks }) => checks.flatMap(({ diagnostic }) => diagnostic ?? []));
  return {
    format_version: "1.0",
    verified: verdicts.every(isVerified) && diagnostics.every(({ severity }) => severity !== "error"),
    ...(artefact === undefined
      ? {}
      : {
          artefact: {
            file: artefact.file,
            kind: artefact.content.kind,
            identifiers: identifiersOf(artefact.content),
            signers: signersOf(artefact.content).map(
              ({ subject, serial, sha1, sha256, notBefore, notAfter, teamId }) => ({
                subject,
                serial,
                sha1,
                sha256,
                not_before: notBefore,
                not_after: notAfter,
                team_id: teamId,
              }),
            ),
          },
        }),
    targets: verdicts.map((verdict) => ({
      target: verdict.target,
      verified: isVerified(verdict),
      checks: verdict.checks.map(({ name, subject, status, message, diagnostic }) => ({
        name,
        subject,
        status,
        message,
        code: diagnostic?.code ?? null,
      })),
    })),
    diagnostics: [...diagnostics, ...fromChecks].map(diagnosticToJson),
  };
}

/** The document of a `verify --json` that could not be carried out. */
export function unverifiedJson(diagnostics: readonly Diagnostic[]): unknown {
  return {
    format_version: "1.0",
    verified: false,
    errored: true,
    targets: [],
    diagnostics: diagnostics.map(diagnosticToJson),
  };
}

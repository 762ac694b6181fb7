import { buildApplication, buildCommand, buildRouteMap, numberParser, text_en, type Application } from "@stricli/core";
import type { CliContext } from "./cli-context.ts";
import { version } from "./version.ts";

const specPath = {
  kind: "tuple",
  parameters: [{ brief: "The signing file; signing.yaml when absent", parse: String, optional: true, placeholder: "signing.yaml" }],
} as const;

const json = { kind: "boolean", brief: "Write one JSON document to standard output", default: false, withNegated: false } as const;
const trust = { kind: "boolean", brief: "Let secrets of the form { exec: … } run their command", default: false, withNegated: false } as const;
const target = {
  kind: "parsed",
  parse: String,
  brief: "Only this target, or profile type of a target (shop:ad_hoc); may be repeated",
  optional: true,
  variadic: true,
  placeholder: "name",
} as const;
const allowHost = {
  kind: "parsed",
  parse: String,
  brief: "Also send credentials to this host; may be repeated",
  optional: true,
  variadic: true,
  placeholder: "host",
} as const;
const format = { kind: "enum", values: ["text", "markdown"], brief: "How to show the plan", optional: true } as const;

const planning = { target, allowHost, trust };

const validate = buildCommand({
  loader: async () => (await import("./commands/validate.ts")).validate,
  parameters: { positional: specPath, flags: { json } },
  docs: {
    brief: "Check a signing file: offline, and without a secret",
    fullDescription: "Checks the file against the schema and every rule. Exit code 0 when there is no error, 1 otherwise.",
    customUsage: ["", { input: "--json", brief: "for programs" }, { input: "apps/signing.yaml", brief: "another file" }],
  },
});

const plan = buildCommand({
  loader: async () => (await import("./commands/plan.ts")).plan,
  parameters: {
    positional: specPath,
    flags: {
      ...planning,
      out: { kind: "parsed", parse: String, brief: "Save the plan to this file, for apply", optional: true, placeholder: "file" },
      json,
      format,
      detailedExitcode: { kind: "boolean", brief: "End with 2 when there are changes", default: false, withNegated: false },
    },
  },
  docs: {
    brief: "Show what would change, and why",
    fullDescription:
      "Reads the store, App Store Connect and the policy console, and shows what an apply would do. Changes nothing.\nExit code 0, or 1 for an error; with --detailed-exitcode 2 when there are changes.",
    customUsage: [
      "",
      { input: "--out plan.json", brief: "save it, to be applied exactly so" },
      { input: "--format markdown", brief: "as a comment on a pull request" },
      { input: "--target shop --detailed-exitcode", brief: "one target, in a job that looks for drift" },
    ],
  },
});

const apply = buildCommand({
  loader: async () => (await import("./commands/apply.ts")).apply,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "A saved plan (.json) or a signing file", parse: String, optional: true, placeholder: "plan.json|signing.yaml" }],
    },
    flags: {
      ...planning,
      autoApprove: { kind: "boolean", brief: "Do not ask before a plan that was not saved", default: false, withNegated: false },
      json: { kind: "boolean", brief: "Write one JSON object a line to standard output", default: false, withNegated: false },
      storeIsDurable: {
        kind: "boolean",
        brief: "In CI: the store's directory is kept, so new private keys may be made in it",
        default: false,
        withNegated: false,
      },
    },
  },
  docs: {
    brief: "Carry out a plan",
    fullDescription:
      "With a saved plan: checks that nothing moved since, then does exactly what it says. Without: plans, asks, and does it.\nCan be run again after any interruption. Exit code 0, 1 for an error, 130 after Ctrl-C.",
    customUsage: [
      { input: "plan.json", brief: "what was reviewed, and nothing else" },
      { input: "", brief: "plan, ask, apply" },
      { input: "--auto-approve", brief: "in a job that may decide alone" },
    ],
  },
});

const show = buildCommand({
  loader: async () => (await import("./commands/show.ts")).show,
  parameters: {
    positional: { kind: "tuple", parameters: [{ brief: "A saved plan", parse: String, placeholder: "plan.json" }] },
    flags: { json, format },
  },
  docs: { brief: "Show a saved plan again", customUsage: ["plan.json", "--format markdown plan.json"] },
});

const status = buildCommand({
  loader: async () => (await import("./commands/status.ts")).status,
  parameters: { positional: specPath, flags: { ...planning, json } },
  docs: {
    brief: "Show what is held, until when, and whether it drifted",
    fullDescription: "Exit code 0 when all is well, 2 when something needs attention (an expiry, a drift), 1 for an error.",
    customUsage: ["", "--json"],
  },
});

const exportFiles = buildCommand({
  loader: async () => (await import("./commands/export.ts")).exportFiles,
  parameters: {
    positional: specPath,
    flags: {
      dir: { kind: "parsed", parse: String, brief: "Folder to write to; each target gets a folder in it", placeholder: "folder" },
      p12PasswordEnv: {
        kind: "parsed",
        parse: String,
        brief: "Environment variable with the password for the .p12 files",
        placeholder: "NAME",
      },
      target,
      trust,
    },
  },
  docs: {
    brief: "Write the files that a build needs: .p12, profiles, ExportOptions.plist, key.properties",
    fullDescription: "Reads the store only. All files are readable by you alone; every file with a private key is protected by the password.",
    customUsage: ["--dir signing-files --p12-password-env P12_PASSWORD", "--target shop --dir signing-files --p12-password-env P12_PASSWORD"],
  },
});

const inspect = buildCommand({
  loader: async () => (await import("./commands/inspect.ts")).inspect,
  parameters: {
    positional: { kind: "tuple", parameters: [{ brief: "A .p12, keystore, profile, certificate or key", parse: String, placeholder: "file" }] },
    flags: {
      passwordEnv: { kind: "parsed", parse: String, brief: "Environment variable with the password", optional: true, placeholder: "NAME" },
      keyPasswordEnv: {
        kind: "parsed",
        parse: String,
        brief: "Environment variable with the password of the keys inside, where it differs",
        optional: true,
        placeholder: "NAME",
      },
      json,
    },
  },
  docs: {
    brief: "Show what a signing file is and holds",
    fullDescription: "The kind is found by content, never by the file's name. Exit code 0 when it was opened, 1 otherwise.",
    customUsage: ["shop.mobileprovision", "--password-env P12_PASSWORD distribution.p12", "--json upload.jks"],
  },
});

const sandbox = buildCommand({
  loader: async () => (await import("./commands/sandbox.ts")).sandbox,
  parameters: {
    flags: {
      port: { kind: "parsed", parse: numberParser, brief: "TCP port on 127.0.0.1; 0 for any free one", default: "4010", placeholder: "port" },
      dir: {
        kind: "parsed",
        parse: String,
        brief: "Folder for the sandbox's credentials",
        default: ".signwright/sandbox",
        placeholder: "folder",
      },
    },
  },
  docs: {
    brief: "Run a local App Store Connect and policy console",
    fullDescription: "Issues real certificates and profiles from an authority of its own, in memory, for trying things out and for tests.",
    customUsage: ["", "--port 0"],
  },
});

/** All commands of `signwright`. Each loads its code when it runs, so that the others start without it. */
export const application: Application<CliContext> = buildApplication(
  buildRouteMap({
    routes: { validate, plan, show, apply, status, export: exportFiles, inspect, sandbox },
    docs: {
      brief: "Signing as code for iOS, macOS and Android",
      fullDescription:
        "Signing as code: one signing.yaml says how apps are signed, and signwright makes it so.\n\nA first run:\n  signwright validate\n  signwright plan --out plan.json\n  signwright apply plan.json\n  signwright export --dir signing-files --p12-password-env P12_PASSWORD",
    },
  }),
  {
    name: "signwright",
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    localization: { text: { ...text_en, exceptionWhileRunningCommand: failureText, exceptionWhileParsingArguments: argumentText } },
    determineExitCode: () => 1,
  },
);

/** Only a bug of ours comes here: what can be expected to fail is a diagnostic. People get no stack trace. */
function failureText(error: unknown): string {
  const reason = error instanceof Error ? error.message : "an unknown failure";
  return `error[cli/internal]: Signwright failed in a way that it should not: ${reason}`;
}

function argumentText(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `error[cli/usage]: ${reason}\nNext: add --help to see the command's flags.`;
}

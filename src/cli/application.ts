import { buildApplication, buildCommand, buildRouteMap, text_en, type Application, type Command } from "@stricli/core";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderDiagnostic, type Paint } from "../diagnostics/render-text.ts";
import type { CliContext } from "./cli-context.ts";
import { commandHelp } from "./command-help.ts";
import { allowHost, json, planning, specPath, target, trust } from "./command-flags.ts";
import { reportCommands } from "./report-commands.ts";
import { storeCommandNames, storeCommandOf, storeRoutes } from "./store-commands.ts";
import { textCommands } from "./text-commands.ts";
import { argumentError, unknownCommand } from "./usage-error.ts";
import { version } from "./version.ts";
import { commandHelpText, flagName, programHelpText } from "./views/help-text.ts";

const format = {
  kind: "enum",
  values: ["text", "markdown"],
  brief: "How to show the plan; text when absent",
  optional: true,
} as const;

const named = { kind: "parsed", parse: String, optional: true, variadic: true } as const;
const requests = {
  replace: { ...named, brief: "Make this certificate or profile anew; may be repeated", placeholder: "address" },
  destroy: { ...named, brief: "End what no target needs any more; may be repeated", placeholder: "address" },
  revoke: { ...named, brief: "Revoke the certificate with this serial number; may be repeated", placeholder: "serial" },
  acknowledge: { ...named, brief: "Say that this step by hand is done; may be repeated", placeholder: "address" },
} as const;

/** All commands, by the name that people type. Each loads its code when it runs, so that the others start without it. */
const commands = {
  init: buildCommand({
    loader: async () => (await import("./commands/init.ts")).init,
    parameters: {
      positional: specPath,
      flags: {
        bundleId: {
          kind: "parsed",
          parse: String,
          brief: "Bundle ID of the first target",
          optional: true,
          placeholder: "com.acme.shop",
        },
      },
    },
    docs: commandHelp.init,
  }),
  validate: buildCommand({
    loader: async () => (await import("./commands/validate.ts")).validate,
    parameters: {
      positional: specPath,
      flags: {
        json,
        format: {
          kind: "enum",
          values: ["text", "json", "sarif", "github"],
          brief: "How to show what was found; text when absent",
          optional: true,
        },
      },
    },
    docs: commandHelp.validate,
  }),
  plan: buildCommand({
    loader: async () => (await import("./commands/plan.ts")).plan,
    parameters: {
      positional: specPath,
      flags: {
        ...planning,
        ...requests,
        refreshOnly: {
          kind: "boolean",
          brief: "Look for drift only, and plan nothing",
          default: false,
          withNegated: false,
        },
        out: {
          kind: "parsed",
          parse: String,
          brief: "Save the plan to this file, for apply",
          optional: true,
          placeholder: "plan.json",
        },
        json,
        format,
        offline: {
          kind: "boolean",
          brief: "Read nothing but files: no secret, no network; not to be applied",
          default: false,
          withNegated: false,
        },
        trustBase: {
          kind: "parsed",
          parse: String,
          brief: "Stay offline when credentials are used otherwise than in this git revision",
          optional: true,
          placeholder: "revision",
        },
        detailedExitcode: {
          kind: "boolean",
          brief: "End with 2 when there are changes",
          default: false,
          withNegated: false,
        },
      },
    },
    docs: commandHelp.plan,
  }),
  show: buildCommand({
    loader: async () => (await import("./commands/show.ts")).show,
    parameters: {
      positional: { kind: "tuple", parameters: [{ brief: "A saved plan", parse: String, placeholder: "plan.json" }] },
      flags: { json, format },
    },
    docs: commandHelp.show,
  }),
  apply: buildCommand({
    loader: async () => (await import("./commands/apply.ts")).apply,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [
          {
            brief: "A saved plan, or a signing file to plan for",
            parse: String,
            optional: true,
            placeholder: "plan.json|signing.yaml",
          },
        ],
      },
      flags: {
        ...planning,
        ...requests,
        autoApprove: {
          kind: "boolean",
          brief: "Do not ask before a plan that was not saved",
          default: false,
          withNegated: false,
        },
        json: {
          kind: "boolean",
          brief: "Write one JSON object a line to standard output",
          default: false,
          withNegated: false,
        },
        storeIsDurable: {
          kind: "boolean",
          brief: "In CI: the store's folder is kept, so new private keys may be made in it",
          default: false,
          withNegated: false,
        },
      },
    },
    docs: commandHelp.apply,
  }),
  diff: buildCommand({
    loader: async () => (await import("./commands/diff.ts")).diff,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [
          { brief: "A file, a git revision, or revision:path", parse: String, placeholder: "before" },
          {
            brief: "The same; the file of the work tree when absent",
            parse: String,
            optional: true,
            placeholder: "after",
          },
        ],
      },
      flags: { json, format: { ...format, brief: "How to show the difference; text when absent" } },
    },
    docs: commandHelp.diff,
  }),
  export: buildCommand({
    loader: async () => (await import("./commands/export.ts")).exportFiles,
    parameters: {
      positional: specPath,
      flags: {
        dir: {
          kind: "parsed",
          parse: String,
          brief: "Folder to write to; each target gets a folder in it",
          placeholder: "folder",
        },
        p12PasswordEnv: {
          kind: "parsed",
          parse: String,
          brief: "Environment variable with the password for the .p12 files",
          placeholder: "NAME",
        },
        ...planning,
      },
    },
    docs: commandHelp.export,
  }),
  verify: buildCommand({
    loader: async () => (await import("./commands/verify.ts")).verify,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [
          {
            brief: "Something built: .ipa, .app, .pkg, .apk, .aab; without it, the store is verified",
            parse: String,
            optional: true,
            placeholder: "app.ipa",
          },
          specPath.parameters[0],
        ],
      },
      flags: {
        target,
        entitlements: {
          kind: "parsed",
          parse: String,
          brief: "An .entitlements file of the app, to be compared with its profile",
          optional: true,
          placeholder: "file",
        },
        allowHost,
        trust,
        json,
      },
    },
    docs: commandHelp.verify,
  }),
  inspect: buildCommand({
    loader: async () => (await import("./commands/inspect.ts")).inspect,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [{ brief: "A .p12, keystore, profile, certificate or key", parse: String, placeholder: "file" }],
      },
      flags: {
        passwordEnv: {
          kind: "parsed",
          parse: String,
          brief: "Environment variable with the password",
          optional: true,
          placeholder: "NAME",
        },
        keyPasswordEnv: {
          kind: "parsed",
          parse: String,
          brief: "Environment variable with the password of the keys inside, where it is another",
          optional: true,
          placeholder: "NAME",
        },
        json,
      },
    },
    docs: commandHelp.inspect,
  }),
  sandbox: buildCommand({
    loader: async () => (await import("./commands/sandbox.ts")).sandbox,
    parameters: {
      flags: {
        port: {
          kind: "parsed",
          parse: port,
          brief: "TCP port on 127.0.0.1, 0 for any free one",
          default: "4010",
          placeholder: "port",
        },
        dir: {
          kind: "parsed",
          parse: String,
          brief: "Folder for the sandbox's credentials",
          default: ".signwright/sandbox",
          placeholder: "folder",
        },
        scenario: {
          kind: "parsed",
          parse: String,
          brief: "YAML or JSON: what the teams have, and how Apple misbehaves (docs/sandbox.md)",
          optional: true,
          placeholder: "file",
        },
      },
    },
    docs: commandHelp.sandbox,
  }),
  lsp: buildCommand({
    loader: async () => (await import("./commands/lsp.ts")).lsp,
    parameters: {
      flags: {
        stdio: {
          kind: "boolean",
          brief: "Talk over standard input and output, which is the only way",
          default: true,
          withNegated: false,
        },
      },
    },
    docs: commandHelp.lsp,
  }),
  ...reportCommands,
  ...textCommands,
} as const satisfies Readonly<Record<Exclude<keyof typeof commandHelp, "store">, Command<CliContext>>>;

/** The command line of one run: what was typed, and how text for each stream is dressed. */
export interface ApplicationOptions {
  readonly argv: readonly string[];
  readonly paint: Paint;
  readonly paintError: Paint;
}

/** Names of the commands, as people type them. */
export const commandNames: readonly string[] = Object.keys(commandHelp);

/** Builds the application for one run. Wrong command lines end as `cli/usage` on standard error. */
export function createApplication({ argv, paint, paintError }: ApplicationOptions): Application<CliContext> {
  const shown = (diagnostic: Diagnostic): string => `${renderDiagnostic(diagnostic, paintError)}\n`;
  const routes = buildRouteMap({
    routes: { ...withTheirHelp(paint), store: storeRoutes(paint) },
    docs: { brief: "Signing as code for iOS, macOS and Android" },
  });
  const briefs = Object.entries(commandHelp).map(([name, { brief }]) => [name, brief] as const);
  return buildApplication(
    { ...routes, formatHelp: () => programHelpText(briefs, paint) },
    {
      name: "signwright",
      versionInfo: { currentVersion: version },
      scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
      documentation: { disableAnsiColor: true },
      localization: {
        text: {
          ...text_en,
          noCommandRegisteredForInput: ({ input }) =>
            shown(
              argv[0] === "store"
                ? unknownCommand(input, storeCommandNames, "signwright store")
                : unknownCommand(input, commandNames),
            ),
          exceptionWhileParsingArguments: (error) => shown(argumentError(error, { argv, ...commandOf(argv) })),
          exceptionWhileRunningCommand: (error) => shown(internal(error)),
          exceptionWhileLoadingCommandFunction: (error) => shown(internal(error)),
        },
      },
      determineExitCode: () => 1,
    },
  );
}

function withTheirHelp(paint: Paint): Readonly<Record<string, Command<CliContext>>> {
  const names = Object.keys(commands).filter((name): name is keyof typeof commands => Object.hasOwn(commands, name));
  return Object.fromEntries(names.map((name) => [name, withHelp(name, paint)]));
}

function withHelp(name: keyof typeof commands, paint: Paint): Command<CliContext> {
  const command: Command<CliContext> = commands[name];
  return { ...command, formatHelp: () => commandHelpText(name, command.parameters, commandHelp[name], paint) };
}

function commandOf(argv: readonly string[]): { readonly command: string; readonly flags: readonly string[] } {
  const ofStore = argv[0] === "store" ? storeCommandOf(argv) : undefined;
  if (ofStore) return { command: ofStore.name, flags: ofStore.flags.map(flagName) };
  const command = argv.find((word): word is keyof typeof commands => Object.hasOwn(commands, word)) ?? "plan";
  const parameters: Command<CliContext>["parameters"] = commands[command].parameters;
  return { command, flags: Object.keys(parameters.flags ?? {}).map(flagName) };
}

/** Only a bug of ours comes here: what can be expected to fail is a diagnostic already. People get no stack trace. */
function internal(error: unknown): Diagnostic {
  return createDiagnostic("cli/internal", { reason: error instanceof Error ? error.message : "an unknown failure" });
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error("a port is a number from 0 to 65535");
  return Number(text);
}

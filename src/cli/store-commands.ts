import { buildCommand, buildRouteMap, type Command, type RouteMap } from "@stricli/core";
import type { Paint } from "../diagnostics/render-text.ts";
import type { CliContext } from "./cli-context.ts";
import { commandHelpText, type CommandHelp } from "./views/help-text.ts";

const json = {
  kind: "boolean",
  brief: "Write one JSON document to standard output",
  default: false,
  withNegated: false,
} as const;
const trust = {
  kind: "boolean",
  brief: "Let { exec: … } secrets and a git store on this machine run commands",
  default: false,
  withNegated: false,
} as const;
const allowHost = {
  kind: "parsed",
  parse: String,
  brief: "Also send credentials to this host; may be repeated",
  optional: true,
  variadic: true,
  placeholder: "host",
} as const;
const common = { json, allowHost, trust };
const fileOnly = {
  kind: "boolean",
  brief: "Change the signing file and leave the store to a later `store rekey`",
  default: false,
  withNegated: false,
} as const;
const recipientName = {
  brief: "A name for the person or machine",
  parse: String,
  placeholder: "name",
} as const;
const specPath = {
  brief: "The signing file; ./signing.yaml when absent",
  parse: String,
  optional: true,
  placeholder: "signing.yaml",
} as const;

const help = {
  "recipients list": {
    brief: "List who can read the store",
    description:
      "By the signing file, which says who may, and by the store, which is encrypted for somebody. Needs no identity.",
    examples: [["", "who can read it?"]],
    exitCodes: [
      [0, "listed"],
      [1, "an error"],
    ],
  },
  "recipients add": {
    brief: "Let somebody read the store",
    description:
      "Adds the recipient to the signing file, and encrypts everything in the store anew.\nWhoever joins can read all of it, retired keys too. You must be able to read the store.",
    examples: [["ben age1…", "Ben made the recipient with `signwright init` or `age-keygen`"]],
    exitCodes: [
      [0, "file and store name the recipient"],
      [1, "an error"],
      [130, "stopped by Ctrl-C"],
    ],
  },
  "recipients remove": {
    brief: "Shut somebody out, and say what to rotate",
    description:
      "Removes the recipient from the signing file, and encrypts everything in the store anew.\nWhat they read until now they may have kept: the report lists it, and what to rotate.",
    examples: [
      ["ben", "Ben leaves"],
      ["--json ben", "the list of what to rotate, for programs"],
      ["--file-only ben", "in a pull request for a store in a bucket: `store rekey` follows after the merge"],
    ],
    exitCodes: [
      [0, "neither file nor store name the recipient"],
      [1, "an error"],
      [130, "stopped by Ctrl-C"],
    ],
  },
  rekey: {
    brief: "Make the store follow the recipients of the signing file",
    description:
      "Shows who would join and leave, asks, and encrypts everything anew. New files first, then one step switches to all of them:\nwhatever interrupts it, the store can be read, and running it again finishes it.",
    examples: [
      ["", "after somebody edited `store.recipients`"],
      ["--auto-approve", "in a job that runs after the merge"],
      ["--old-passphrase-env OLD_PASSPHRASE", "after a new passphrase was chosen"],
    ],
    exitCodes: [
      [0, "the store is encrypted for those that the signing file names"],
      [1, "an error, or not approved"],
      [130, "stopped by Ctrl-C"],
    ],
  },
  unlock: {
    brief: "Show who holds the lock, and remove it",
    description:
      "A run that was cut off on another machine leaves its lock. Look whether it is over before you remove it.\nThe lock keeps people out of each other's way; the store itself is safe against two writers without it.",
    examples: [
      ["", "who holds the lock? Asks before it is removed"],
      ["--id 5d0c1b7e-3f0a-4c55-9a59-0f6f0f1c2b3d", "remove this lock, and no other"],
    ],
    exitCodes: [
      [0, "the store is not locked"],
      [1, "it still is, or an error"],
    ],
  },
  log: {
    brief: "Show who made or retired what, when, by which plan",
    description: "Reads the append-only log of the store. Needs no identity.",
    examples: [
      ["", "oldest first"],
      ["--json", "for programs"],
    ],
    exitCodes: [
      [0, "shown"],
      [1, "an error"],
    ],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

/** What `signwright --help` and `signwright store --help` say. */
export const storeHelp: CommandHelp = {
  brief: "Who can read the store, its lock and its log",
  description: Object.entries(help)
    .map(([name, { brief }]) => `  ${`store ${name}`.padEnd(24)}${brief}`)
    .join("\n"),
  examples: [
    ["recipients", "who can read it?"],
    ["recipients remove ben", "Ben leaves: what could he read, and what is to be rotated?"],
    ["rekey", "make the store follow the signing file"],
    ["unlock", "who holds the lock?"],
    ["log", "who did what?"],
  ],
  exitCodes: [
    [0, "done"],
    [1, "an error"],
  ],
};

const commands = {
  "recipients list": buildCommand({
    loader: async () => (await import("./commands/store-recipients.ts")).listRecipients,
    parameters: { positional: { kind: "tuple", parameters: [specPath] }, flags: common },
    docs: help["recipients list"],
  }),
  "recipients add": buildCommand({
    loader: async () => (await import("./commands/store-recipients.ts")).addRecipient,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [
          recipientName,
          { brief: "The public half of their age identity", parse: String, placeholder: "age1…" },
          specPath,
        ],
      },
      flags: { ...common, fileOnly },
    },
    docs: help["recipients add"],
  }),
  "recipients remove": buildCommand({
    loader: async () => (await import("./commands/store-recipients.ts")).removeRecipient,
    parameters: {
      positional: { kind: "tuple", parameters: [recipientName, specPath] },
      flags: { ...common, fileOnly },
    },
    docs: help["recipients remove"],
  }),
  rekey: buildCommand({
    loader: async () => (await import("./commands/store-rekey.ts")).storeRekey,
    parameters: {
      positional: { kind: "tuple", parameters: [specPath] },
      flags: {
        ...common,
        autoApprove: {
          kind: "boolean",
          brief: "Do not ask who may join and leave",
          default: false,
          withNegated: false,
        },
        oldPassphraseEnv: {
          kind: "parsed",
          parse: String,
          brief: "Environment variable with the passphrase that the store has now",
          optional: true,
          placeholder: "NAME",
        },
      },
    },
    docs: help.rekey,
  }),
  unlock: buildCommand({
    loader: async () => (await import("./commands/store-unlock.ts")).storeUnlock,
    parameters: {
      positional: { kind: "tuple", parameters: [specPath] },
      flags: {
        ...common,
        id: {
          kind: "parsed",
          parse: String,
          brief: "Remove the lock with this id without asking",
          optional: true,
          placeholder: "id",
        },
      },
    },
    docs: help.unlock,
  }),
  log: buildCommand({
    loader: async () => (await import("./commands/store-log.ts")).storeLog,
    parameters: { positional: { kind: "tuple", parameters: [specPath] }, flags: common },
    docs: help.log,
  }),
} as const satisfies Readonly<Record<keyof typeof help, Command<CliContext>>>;

/** Names of the commands below `store`. */
export const storeCommandNames = ["recipients", "rekey", "unlock", "log"] as const;

/** The commands below `store`, with their help. */
export function storeRoutes(paint: Paint): RouteMap<CliContext> {
  const withHelp = (name: keyof typeof commands): Command<CliContext> => {
    const command: Command<CliContext> = commands[name];
    return { ...command, formatHelp: () => commandHelpText(`store ${name}`, command.parameters, help[name], paint) };
  };
  const recipients = buildRouteMap({
    routes: {
      list: withHelp("recipients list"),
      add: withHelp("recipients add"),
      remove: withHelp("recipients remove"),
    },
    defaultCommand: "list",
    docs: { brief: "Who can read the store" },
  });
  const routes = buildRouteMap({
    routes: {
      recipients: { ...recipients, formatHelp: () => overview(paint) },
      rekey: withHelp("rekey"),
      unlock: withHelp("unlock"),
      log: withHelp("log"),
    },
    docs: { brief: storeHelp.brief },
  });
  return { ...routes, formatHelp: () => overview(paint) };
}

/** The command below `store` that a command line names, and its flags by key; `undefined` when it names none. */
export function storeCommandOf(
  argv: readonly string[],
): { readonly name: string; readonly flags: readonly string[] } | undefined {
  const [, first = "", second = ""] = argv;
  const names = Object.keys(commands) as (keyof typeof commands)[];
  const name =
    names.find((n) => n === `${first} ${second}`) ??
    names.find((n) => n === first || (first === "recipients" && n === "recipients list"));
  if (name === undefined) return undefined;
  const { parameters }: Command<CliContext> = commands[name];
  return { name: `store ${name}`, flags: Object.keys(parameters.flags ?? {}) };
}

function overview(paint: Paint): string {
  const all = Object.values(commands).map(({ parameters }: Command<CliContext>) => parameters.flags ?? {});
  const flags = Object.assign({}, ...all) as NonNullable<Command<CliContext>["parameters"]["flags"]>;
  const word = { brief: "What to do", parse: String, placeholder: storeCommandNames.join("|") };
  return commandHelpText("store", { flags, positional: { kind: "tuple", parameters: [word] } }, storeHelp, paint);
}

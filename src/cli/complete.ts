import type { Command, CommandContext, RouteMap } from "@stricli/core";
import type { CliContext } from "./cli-context.ts";
import { flagName } from "./views/help-text.ts";

/** The shells that there are scripts for. */
export const shells = ["bash", "zsh", "fish", "pwsh"] as const;

/** What stands where the cursor is, as far as the commands themselves can tell. */
export type Expected =
  | { readonly kind: "candidates"; readonly candidates: readonly Candidate[] }
  /** Names that are not known before something is read: targets, codes, environment variables. */
  | { readonly kind: "targets" | "codes" | "environment" }
  /** Left to the shell, which knows how to quote paths. */
  | { readonly kind: "files" | "folders" | "nothing" };

/** A word that could stand there, and what it means; without a meaning where it says enough itself. */
export interface Candidate {
  readonly value: string;
  readonly brief?: string;
}

/** What each placeholder of the command line stands for. A test looks for others. */
export const placeholders: Readonly<Record<string, Expected["kind"]>> = {
  "signing.yaml": "files",
  "plan.json": "files",
  "plan.json|signing.yaml": "files",
  "app.ipa": "files",
  file: "files",
  before: "files",
  after: "files",
  folder: "folders",
  CODE: "codes",
  NAME: "environment",
  "com.acme.shop": "nothing",
  "age1…": "nothing",
  address: "nothing",
  host: "nothing",
  id: "nothing",
  name: "nothing",
  port: "nothing",
  revision: "nothing",
  serial: "nothing",
  BUNDLE_ID: "nothing",
  UDID: "nothing",
};

type Routing = Command<CliContext> | RouteMap<CliContext>;
type Flag = NonNullable<Command<CommandContext>["parameters"]["flags"]>[string];

/** Where the cursor stands: what is expected there, and what of the current word is before it (`--target=`). */
export interface Place {
  readonly expected: Expected;
  readonly prefix: string;
}

/** Looks up in the commands what can follow. `words` stand after the program's name; the last is the one at the cursor, perhaps empty. */
export function expectedAt(root: RouteMap<CliContext>, words: readonly string[]): Place {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  let routing: Routing = root;
  let used = 0;
  while (isRouteMap(routing) && used < before.length) {
    const name = before[used] ?? "";
    const next: Routing | undefined = namesOf(routing).includes(name)
      ? routing.getRoutingTargetForInput(name)
      : undefined;
    if (!next) return { expected: { kind: "nothing" }, prefix: "" };
    routing = next;
    used++;
  }
  return isRouteMap(routing)
    ? inRoutes(routing, routing === root, current)
    : inCommand(routing, before.slice(used), current);
}

function inRoutes(routes: RouteMap<CliContext>, isRoot: boolean, current: string): Place {
  const options = [
    { value: "--help", brief: "Show help" },
    ...(isRoot ? [{ value: "--version", brief: "Show the version" }] : []),
  ];
  const names = namesOf(routes).map((value) => ({ value, brief: routes.getRoutingTargetForInput(value)?.brief ?? "" }));
  return { expected: { kind: "candidates", candidates: current.startsWith("-") ? options : names }, prefix: "" };
}

function inCommand({ parameters }: Command<CliContext>, before: readonly string[], current: string): Place {
  const flags = new Map(Object.entries(parameters.flags ?? {}).map(([key, flag]) => [flagName(key), { key, flag }]));
  const given = new Set<string>();
  let positionals = 0;
  let waiting: { readonly key: string; readonly flag: Flag } | undefined;
  for (const word of before) {
    if (waiting) waiting = undefined;
    else if (word.startsWith("-")) {
      const found = flags.get(word.replace(/=.*$/s, ""));
      if (found) given.add(found.key);
      waiting = found && takesValue(found.flag) && !word.includes("=") ? found : undefined;
    } else positionals++;
  }
  if (waiting) return { expected: expectedOf(waiting.key, waiting.flag), prefix: "" };
  const [, name, rest] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  const valued = name === undefined ? undefined : flags.get(name);
  if (valued && rest !== undefined) return { expected: expectedOf(valued.key, valued.flag), prefix: `${name ?? ""}=` };
  const open = [...flags.values()].filter(
    ({ key, flag }) => !given.has(key) || ("variadic" in flag && flag.variadic !== undefined),
  );
  const options = {
    kind: "candidates",
    candidates: [
      ...open.map(({ key, flag }) => ({ value: flagName(key), brief: flag.brief })),
      { value: "--help", brief: "Show help" },
    ],
  } as const;
  if (current.startsWith("-")) return { expected: options, prefix: "" };
  const { positional } = parameters;
  const parameter = positional?.kind === "array" ? positional.parameter : positional?.parameters[positionals];
  return {
    expected: parameter ? expectedOf("", parameter) : current === "" ? options : { kind: "nothing" },
    prefix: "",
  };
}

function expectedOf(key: string, parameter: Flag | { readonly placeholder?: string }): Expected {
  if ("kind" in parameter && parameter.kind === "enum") return candidates(parameter.values);
  const placeholder = ("placeholder" in parameter ? parameter.placeholder : undefined) ?? "";
  if (placeholder === shells.join("|")) return candidates(shells);
  const kind = key === "target" ? "targets" : placeholders[placeholder];
  return kind === undefined || kind === "candidates" ? { kind: "nothing" } : { kind };
}

function candidates(values: readonly string[]): Expected {
  return { kind: "candidates", candidates: values.map((value) => ({ value })) };
}

function takesValue(flag: Flag): boolean {
  return flag.kind === "parsed" || flag.kind === "enum";
}

/** Whether there are more commands below, as for `store`. */
export function isRouteMap(routing: Routing): routing is RouteMap<CliContext> {
  return "getAllEntries" in routing;
}

/** The names of the commands that people may type. */
export function namesOf(routes: RouteMap<CliContext>): readonly string[] {
  return routes.getAllEntries().flatMap(({ name, hidden }) => (hidden ? [] : [name["convert-camel-to-kebab"]]));
}

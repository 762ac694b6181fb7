import type { Command } from "@stricli/core";
import type { Paint } from "../../diagnostics/render-text.ts";
import type { CliContext } from "../cli-context.ts";

/** What `--help` says of a command beside its flags. */
export interface CommandHelp {
  /** One line, without a full stop. */
  readonly brief: string;
  /** What one should know before running it; whole sentences. */
  readonly description: string;
  /** Command lines after the command's name, as somebody would type them, and what each is for. */
  readonly examples: readonly (readonly [commandLine: string, purpose: string])[];
  /** What each exit code means. */
  readonly exitCodes: readonly (readonly [code: number, meaning: string])[];
}

/** The help of one command. Ends with a line end. */
export function commandHelpText(
  name: string,
  parameters: Command<CliContext>["parameters"],
  help: CommandHelp,
  paint: Paint,
): string {
  const call = `signwright ${name}`;
  const flags = Object.entries(parameters.flags ?? {}).map(([key, flag]) => describeFlag(key, flag));
  const { positional } = parameters;
  const positionals = positional?.kind === "array" ? [positional.parameter] : (positional?.parameters ?? []);
  const words = positionals.map((p) =>
    positional?.kind === "array"
      ? `[${p.placeholder ?? "value"}…]`
      : p.optional === true
        ? `[${p.placeholder ?? "value"}]`
        : `<${p.placeholder ?? "value"}>`,
  );
  const usage = [call, ...flags.filter((f) => f.required).map((f) => f.shown), "[flags]", ...words].join(" ");
  const examples = help.examples.map(([line, purpose]) => [`${call} ${line}`.trimEnd(), `# ${purpose}`] as const);
  return sections(paint, [
    [help.brief, []],
    ["", help.description.split("\n").flatMap(wrapped)],
    ["Usage", [usage]],
    ["Arguments", table(positionals.map((p) => [p.placeholder ?? "value", p.brief]))],
    ["Flags", table([...flags.map((f) => [f.shown, f.brief] as const), ["-h, --help", "Show this help"]])],
    ["Examples", table(examples)],
    ["Exit codes", table(help.exitCodes.map(([code, meaning]) => [String(code), meaning]))],
  ]);
}

/** The help of the program itself. Ends with a line end. */
export function programHelpText(commands: readonly (readonly [name: string, brief: string])[], paint: Paint): string {
  return sections(paint, [
    ["Signing as code for iOS, macOS and Android", []],
    [
      "",
      ["One signing.yaml says how apps are signed. Signwright checks it, shows what would change, and makes it so."],
    ],
    ["Usage", ["signwright <command> [flags] [signing.yaml]"]],
    ["Commands", table(commands)],
    [
      "A first run",
      table([
        ["signwright init", "# an age identity, and a file to start from"],
        ["signwright validate", "# is the file right?"],
        ["signwright plan --out plan.json", "# what would change?"],
        ["signwright apply plan.json", "# do exactly that"],
        ["signwright export --dir signing-files --p12-password-env P12_PASSWORD", "# files for a build"],
      ]),
    ],
    [
      "Flags",
      table([
        ["-h, --help", "Show this help, or that of a command: signwright plan --help"],
        ["-v, --version", "Show the version"],
      ]),
    ],
    [
      "Environment",
      table([
        ["SIGNWRIGHT_IDENTITY", "The age identity that opens the store, where the signing file names no other"],
        ["SIGNWRIGHT_LOG=debug", "Write every request as a JSON line to standard error, without bodies"],
        ["NO_COLOR, FORCE_COLOR", "Turn colours off, or on where there is no terminal"],
        ["CI", "Never ask, and write plain lines"],
      ]),
    ],
  ]);
}

type Flag = NonNullable<Command<CliContext>["parameters"]["flags"]>[string];

/** A flag as people write it: `storeIsDurable` is `--store-is-durable`. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

interface DescribedFlag {
  readonly shown: string;
  readonly brief: string;
  readonly required: boolean;
}

function describeFlag(key: string, flag: Flag): DescribedFlag {
  const name = flagName(key);
  const standard = "default" in flag && typeof flag.default === "string" ? ` (${flag.default} when absent)` : "";
  const value =
    flag.kind === "boolean" || flag.kind === "counter"
      ? ""
      : ` ${flag.kind === "enum" ? flag.values.join("|") : `<${flag.placeholder ?? "value"}>`}`;
  const required = flag.kind === "parsed" && flag.optional !== true && flag.default === undefined;
  return { shown: name + value, brief: flag.brief + standard, required };
}

function table(rows: readonly (readonly [left: string, right: string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`.trimEnd());
}

/** Wider lines are hard to read, and terminals would break them inside words. */
const WIDTH = 100;

/** A paragraph in lines, broken between words. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Headed blocks with an empty line between; a block without a head stands at the margin, an empty one is left out. */
function sections(paint: Paint, blocks: readonly (readonly [head: string, lines: readonly string[]])[]): string {
  const shown = blocks.filter(([head, lines], index) => index === 0 || head === "" || lines.length > 0);
  return `${shown
    .map(([head, lines], index) => {
      if (index === 0) return paint("bold", head);
      if (head === "") return lines.join("\n");
      return [paint("bold", `${head}:`), ...lines.map((line) => `  ${line}`)].join("\n");
    })
    .join("\n\n")}\n`;
}

import { buildCommand, type Command } from "@stricli/core";
import type { CliContext } from "./cli-context.ts";
import { shells } from "./complete.ts";
import type { CommandHelp } from "./views/help-text.ts";

/** What `--help` says of the commands that need no signing file in order: form, explanations, completion. */
export const textHelp = {
  fmt: {
    brief: "Bring signing files into their canonical form",
    description:
      "Keys of an item in the order of the reference, two spaces of indentation, quotes only where they are needed.\nComments, anchors, empty lines and line ends stay, and what the file means never changes. A file that is not YAML is not touched.",
    examples: [
      ["", "format ./signing.yaml"],
      ["--check", "in CI: is it formatted?"],
      ["--diff", "what would change?"],
      ["- < signing.yaml", "from standard input to standard output, for an editor"],
    ],
    exitCodes: [
      [0, "formatted"],
      [1, "an error, such as a file that is not YAML"],
      [3, "a file differs (only with --check)"],
    ],
  },
  explain: {
    brief: "Explain a diagnostic code, or list all of them",
    description:
      "Shows the page of a code: what it means, why it matters, an example and its correction. Needs no network.",
    examples: [
      ["rule/expired", "what does it mean, and what to do?"],
      ["", "all codes, by group"],
      ["rule", "the codes of a group"],
      ["--json rule/expired", "for programs"],
    ],
    exitCodes: [
      [0, "shown"],
      [1, "there is no such code"],
    ],
  },
  completion: {
    brief: "Print a completion script for your shell",
    description:
      "Completes commands, flags and their values, files, codes, and the targets of ./signing.yaml. The line to load it stands on top of the script.",
    examples: [
      ["bash >> ~/.bash_completion", "bash"],
      ['zsh > "${fpath[1]}/_signwright"', "zsh"],
      ["fish > ~/.config/fish/completions/signwright.fish", "fish"],
      ["pwsh | Out-String | Invoke-Expression", "PowerShell, in $PROFILE"],
    ],
    exitCodes: [
      [0, "printed"],
      [1, "there is no script for that shell"],
    ],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

const flag = (brief: string) => ({ kind: "boolean", brief, default: false, withNegated: false }) as const;

/** Those commands. Each loads its code when it runs. */
export const textCommands = {
  fmt: buildCommand({
    loader: async () => (await import("./commands/fmt.ts")).fmt,
    parameters: {
      positional: {
        kind: "array",
        parameter: {
          brief: "Signing files, or - for standard input; ./signing.yaml when absent",
          parse: String,
          placeholder: "signing.yaml",
        },
      },
      flags: {
        check: flag("Write nothing, name the files that differ, and end with 3 when there are any"),
        diff: flag("Write nothing, and show what would change as a unified diff"),
      },
    },
    docs: textHelp.fmt,
  }),
  explain: buildCommand({
    loader: async () => (await import("./commands/explain.ts")).explain,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [
          {
            brief: "A code such as rule/expired, its link, or a group; all codes when absent",
            parse: String,
            optional: true,
            placeholder: "CODE",
          },
        ],
      },
      flags: { json: flag("Write one JSON document to standard output") },
    },
    docs: textHelp.explain,
  }),
  completion: buildCommand({
    loader: async () => (await import("./commands/completion.ts")).completion,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [{ brief: "The shell that loads the script", parse: shell, placeholder: shells.join("|") }],
      },
      flags: {},
    },
    docs: textHelp.completion,
  }),
} as const satisfies Readonly<Record<keyof typeof textHelp, Command<CliContext>>>;

function shell(text: string): (typeof shells)[number] {
  const found = shells.find((each) => each === text);
  if (!found) throw new Error(`there are scripts for ${shells.join(", ")}`);
  return found;
}

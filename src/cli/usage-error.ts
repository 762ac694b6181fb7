import {
  AliasNotFoundError,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { nearestName } from "../compiler/nearest-name.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";

/** The diagnostic of a command line whose first word (after `program`) is no command. */
export function unknownCommand(input: string, commands: readonly string[], program = "signwright"): Diagnostic {
  const reason = input.startsWith("-") ? `a command comes before \`${input}\`` : `there is no command \`${input}\``;
  const near = nearestName(input, commands);
  const help = near === undefined ? `commands are ${commands.join(", ")}` : `did you mean \`${program} ${near}\`?`;
  return createDiagnostic("cli/usage", { reason }, { help });
}

/** A command line that was found wrong. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly command: string;
  /** The flags that the command has, with their dashes. */
  readonly flags: readonly string[];
}

/** The diagnostic of arguments that a command does not take. */
export function argumentError(error: unknown, { argv, command, flags }: CommandLine): Diagnostic {
  const where = `\`signwright ${command} --help\` shows what it takes`;
  const usage = (reason: string, help = where): Diagnostic => createDiagnostic("cli/usage", { reason }, { help });
  if (error instanceof FlagNotFoundError || error instanceof AliasNotFoundError) {
    const given = error instanceof FlagNotFoundError ? withDashes(error.input) : `-${error.input}`;
    const near = error instanceof FlagNotFoundError ? nearestFlag(given, flags) : undefined;
    return usage(`there is no flag \`${given}\``, near === undefined ? where : `did you mean \`${near}\`?`);
  }
  if (error instanceof EnumValidationError) {
    return usage(
      `\`${withDashes(error.externalFlagName)}\` cannot be \`${error.input}\``,
      `write one of ${error.values.join(", ")}`,
    );
  }
  if (error instanceof UnsatisfiedFlagError) {
    const flag = withDashes(error.externalFlagName);
    return usage(argv.includes(flag) ? `\`${flag}\` needs a value` : `\`${flag}\` is missing`);
  }
  if (error instanceof UnsatisfiedPositionalError) return usage(`\`<${error.placeholder}>\` is missing`);
  if (error instanceof UnexpectedPositionalError) return usage(`\`${error.input}\` is one argument too many`);
  if (error instanceof ArgumentParseError) {
    const given = error.externalFlagNameOrPlaceholder;
    const cause = error.exception instanceof Error ? `: ${error.exception.message}` : "";
    return usage(
      `\`${flags.includes(withDashes(given)) ? withDashes(given) : given}\` cannot be \`${error.input}\`${cause}`,
    );
  }
  return usage(error instanceof Error ? error.message : String(error));
}

/** `--out=f` names the flag `out`; a flag's dashes are no part of its name. */
function nearestFlag(given: string, flags: readonly string[]): string | undefined {
  const name = given.replace(/=.*$/s, "").slice(2);
  const near = nearestName(
    name,
    flags.map((flag) => flag.slice(2)),
  );
  return near === undefined ? undefined : `--${near}`;
}

function withDashes(name: string): string {
  return name.startsWith("-") ? name : `--${name}`;
}

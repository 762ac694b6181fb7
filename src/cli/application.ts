import {
  buildApplication,
  buildCommand,
  buildRouteMap,
  numberParser,
  text_en,
  type Application,
  type Command,
  type CommandFunction,
  type TypedCommandParameters,
} from "@stricli/core";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderDiagnostic, type Paint } from "../diagnostics/render-text.ts";
import type { CliContext } from "./cli-context.ts";
import { argumentError, unknownCommand } from "./usage-error.ts";
import { commandHelpText, flagName, programHelpText, type CommandHelp } from "./views/help-text.ts";
import { version } from "./version.ts";

/** A command: what it takes, what it says of itself, and how its code is loaded when it runs. */
interface CommandParts<Flags extends Readonly<Record<string, unknown>>, Args extends readonly unknown[]> {
  readonly load: () => Promise<CommandFunction<Flags, [...Args], CliContext>>;
  readonly parameters: TypedCommandParameters<Flags, [...Args], CliContext>;
  readonly help: CommandHelp;
}

interface DescribedCommand {
  readonly command: Command<CliContext>;
  readonly help: CommandHelp;
}

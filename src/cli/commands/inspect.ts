import { resolve } from "node:path";
import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { diagnosticOf as formatDiagnostic, FormatError } from "../../formats/format-error.ts";
import { inspect as inspectBytes, type Inspection } from "../../formats/inspect.ts";
import { readFileBounded } from "../../host/files.ts";
import { Secret } from "../../secret/secret.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics, toJsonText } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { inspectionText } from "../views/inspection-text.ts";

/** Flags of `inspect`. */
export interface InspectFlags {
  readonly passwordEnv?: string;
  readonly keyPasswordEnv?: string;
  readonly json: boolean;
}

/** No signing file is nearly as large; what is larger is not read into memory. */
const LIMIT = 64 * 1024 * 1024;

/** `signwright inspect`: what a signing file is and holds. */
export async function inspect(this: CliContext, flags: InspectFlags, path: string): Promise<void> {
  const outcome = await guarded<{ readonly inspection: Inspection } | { readonly diagnostics: readonly Diagnostic[] }>(
    async () => ({ inspection: await open(this, flags, path) }),
    (diagnostics) => ({ diagnostics }),
  );
  if ("diagnostics" in outcome) {
    this.exit(1);
    if (flags.json) {
      const diagnostics = outcome.diagnostics.map((d) => ({ code: d.code, message: d.message }));
      this.host.stdout.write(toJsonText({ format_version: "1.0", file: path, diagnostics }));
    } else showDiagnostics(this, outcome.diagnostics);
    return;
  }
  const { format_version, ...rest } = outcome.inspection;
  this.host.stdout.write(
    flags.json
      ? toJsonText({ format_version, file: path, ...rest })
      : inspectionText(path, outcome.inspection, { paint: this.paint, now: this.host.clock() }),
  );
}

async function open(context: CliContext, flags: InspectFlags, path: string): Promise<Inspection> {
  const bytes = await readFileBounded(resolve(context.host.cwd, path), LIMIT, { shown: path });
  const password = passwordFrom(context, flags.passwordEnv, "--password-env");
  const keyPassword = passwordFrom(context, flags.keyPasswordEnv, "--key-password-env");
  try {
    return await inspectBytes(bytes, { ...(password ? { password } : {}), ...(keyPassword ? { keyPassword } : {}) });
  } catch (error) {
    if (error instanceof FormatError) throw new DiagnosableError(formatDiagnostic(error, path), { cause: error });
    throw error;
  }
}

/** A variable that is set to nothing is the empty password, which keystores can have. */
function passwordFrom(context: CliContext, name: string | undefined, flag: string): Secret | undefined {
  if (name === undefined) return undefined;
  const value = context.host.env[name];
  if (value !== undefined) return new Secret(value);
  const parameters = { key: flag, where: `the environment variable ${name}`, reason: "it is not set" };
  throw new DiagnosableError(
    createDiagnostic("secret/unresolved", parameters, {
      help: `set ${name}, or leave ${flag} out for a file without a password`,
    }),
  );
}

import type { DiagnosticParameters } from "../diagnostics/codes.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticDetails,
} from "../diagnostics/diagnostic.ts";

/** A diagnostic code that a reader of files can give. */
export type FormatCode = Extract<DiagnosticCode, `format/${string}`>;

/** The parameters of a format code but for the file's name, which readers do not know. */
export type FormatParameters<C extends FormatCode> = Omit<DiagnosticParameters<C>, "file">;

type Diagnose = (file: string, details?: DiagnosticDetails) => Diagnostic;

/**
 * Why bytes could not be read as a signing file. Its own `diagnostic` says "this file", because a reader gets bytes and
 * not a name; {@link diagnosticOf} makes the one that names the file. Never holds a password or key material.
 */
export class FormatError extends DiagnosableError {
  readonly code: FormatCode;
  /** The values of the message but for the file's name, for example `{ reason: "…" }`. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly #diagnose: Diagnose;

  /** Use {@link formatError}, which checks the parameters against the code. */
  constructor(diagnose: Diagnose, code: FormatCode, parameters: Readonly<Record<string, string | number>>) {
    super(diagnose("this file"));
    this.name = "FormatError";
    this.code = code;
    this.parameters = parameters;
    this.#diagnose = diagnose;
  }

  /** The diagnostic with the file's name in it. */
  diagnose(file: string, details: DiagnosticDetails = {}): Diagnostic {
    return this.#diagnose(file, details);
  }
}

/**
 * Makes a {@link FormatError}.
 * @param help what to do, where the registry's own help does not fit this file
 * @example throw formatError("format/malformed", { reason: "it ends in the middle of a certificate" })
 */
export function formatError<C extends FormatCode>(
  code: C,
  parameters: FormatParameters<C>,
  help?: string,
): FormatError {
  const values = shortened(parameters);
  // These are the parameters of the code, which TypeScript cannot follow: that `file` was left out of them and is put back.
  return new FormatError(
    (file, details) =>
      createDiagnostic(code, { ...values, file } as unknown as DiagnosticParameters<C>, {
        ...details,
        help: details?.help ?? help,
      }),
    code,
    values,
  );
}

/** What a file says of itself may be in a message, and a file may say it at any length. */
const maximumTextLength = 400;

function shortened(parameters: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "string" && value.length > maximumTextLength ? `${value.slice(0, maximumTextLength)}…` : value,
    ]),
  );
}

/** Short for the most frequent failure: the bytes are not what they claim to be. */
export function malformed(reason: string): FormatError {
  return formatError("format/malformed", { reason });
}

/**
 * The diagnostic of a reader's failure, with the name of the file that was read.
 * @param details range, address or notes of the place that names the file
 */
export function diagnosticOf(error: FormatError, file: string, details: DiagnosticDetails = {}): Diagnostic {
  return error.diagnose(file, details);
}

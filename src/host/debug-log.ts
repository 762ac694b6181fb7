import type { HttpLogEntry } from "./http.ts";

/**
 * The log of `SIGNWRIGHT_LOG=debug`: one JSON line for each HTTP exchange (method, host, path, status, milliseconds, request ID;
 * never a body, header or query). `undefined` when the log is not asked for.
 */
export function createDebugLog(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Usually `host.stderr.write`. */
  readonly write: (text: string) => void;
}): ((entry: HttpLogEntry) => void) | undefined {
  if (options.env["SIGNWRIGHT_LOG"] !== "debug") return undefined;
  return (entry) => {
    const { method, host, path, status, ms, request_id } = entry;
    options.write(`${JSON.stringify({ event: "http", method, host, path, status, ms, request_id })}\n`);
  };
}

import type { Host } from "../host/host.ts";
import { validate } from "./commands/validate.ts";
import { paintFor } from "./paint.ts";

/** `validate` with nothing but a path: as the command line parser would call it. */
export async function validatePlainly(argv: readonly string[], host: Host): Promise<void> {
  const context = {
    process: { stdout: host.stdout, stderr: host.stderr },
    host,
    argv,
    paint: paintFor(host.stdout, host.env),
    paintError: paintFor(host.stderr, host.env),
    exit: host.setExitCode,
  };
  await validate.call(context, { json: false }, argv[1]);
}

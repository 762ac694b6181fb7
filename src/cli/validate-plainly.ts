import type { Host } from "../host/host.ts";
import { validate } from "./commands/validate.ts";
import { plainContext } from "./plain-context.ts";

/** `validate` with nothing but a path: as the command line parser would call it. */
export async function validatePlainly(argv: readonly string[], host: Host): Promise<void> {
  await validate.call(plainContext(argv, host), { json: false }, argv[1]);
}

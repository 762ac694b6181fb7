import fs from "node:fs";
import { open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSecretStore } from "../../../../src/providers/file-store/secret-store.ts";
import { createStoreLog } from "../../../../src/providers/file-store/store-log.ts";
import { openBackend, type BackendPlace, type Step } from "./backend-place.ts";
import { valueOf } from "./dying-value.ts";

/**
 * A process that replaces one object of a store and is killed on the way, as by `kill -9`:
 * `<place as JSON> <recipient> <value> <n> <when>`. `n` is the step before (`before`) or in the midst of which (`during`) it dies. A
 * step is a call that changes the disk, a git command or a request. It says `steps <count>` when it gets through.
 */
const [place = "", recipient = "", value = "", deadly = "0", when = "before"] = process.argv.slice(2);
let steps = 0;

async function die(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
}

const step: Step = async (work) => {
  const isLast = steps++ === Number(deadly);
  if (!isLast) return work();
  if (when === "before") return die();
  const begun = work();
  // Long enough that the step has begun, too short for its answer; the step after this one covers a later death.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 6));
  process.kill(process.pid, "SIGKILL");
  return begun;
};

/** Lets every call of a store that changes something on the disk be a step. */
async function countFileCalls(): Promise<void> {
  const probe = await open(join(tmpdir(), `signwright-probe-${process.pid}`), "w");
  const handle = Object.getPrototypeOf(probe) as Record<string, unknown>;
  await probe.close();
  fs.unlinkSync(join(tmpdir(), `signwright-probe-${process.pid}`));
  const wrap = (target: Record<string, unknown>, name: string): void => {
    const original = target[name];
    if (typeof original !== "function") throw new Error(`there is no ${name}`);
    target[name] = function counted(this: unknown, ...args: unknown[]): Promise<unknown> {
      return step(() => original.apply(this, args) as Promise<unknown>);
    };
  };
  const promises = fs.promises as unknown as Record<string, unknown>;
  for (const name of ["open", "link", "unlink", "rename", "mkdir"]) wrap(promises, name);
  for (const name of ["writeFile", "sync"]) wrap(handle, name);
  syncBuiltinESMExports();
}

const parsed = JSON.parse(place) as BackendPlace;
if (parsed.kind === "directory") await countFileCalls();
const backend = openBackend(parsed, step);
const store = createSecretStore({
  backend,
  log: createStoreLog(backend, { user: "dying", host: "build-1", pid: process.pid }, () => new Date()),
  recipients: { ana: recipient },
  identities: () => Promise.resolve([]),
  identityFrom: "SIGNWRIGHT_IDENTITY",
});
await store.put(valueOf(Number(value)));
await backend.close();
process.stdout.write(`steps ${steps}\n`);

import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createFileStore } from "../../../src/providers/file-store/file-store.ts";
import { Secret } from "../../../src/secret/secret.ts";

/**
 * A process of its own that rekeys a store, for being killed: `<directory> <identity> <recipient>`, for that recipient alone.
 * It says "writing" on its standard output before the first write, and "done" at the end.
 */
const [directory = "", identity = "", recipient = ""] = process.argv.slice(2);
const none = (): Promise<never> => Promise.reject(new Error("no sources"));
const store = createFileStore({
  backend: createDirectoryBackend(directory),
  recipients: { ana: recipient },
  identity: () => Promise.resolve(new Secret(identity)),
  clock: () => new Date(),
  sources: { key: none, file: none },
  holder: { user: "ana", host: "build-1", pid: process.pid },
});
await store.maintenance.rekey({
  confirm: () => Promise.resolve(true),
  beforeWriting: () => {
    process.stdout.write("writing\n");
    return Promise.resolve();
  },
  signal: new AbortController().signal,
  report: () => undefined,
});
process.stdout.write("done\n");

import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createSecretStore } from "../../../src/providers/file-store/secret-store.ts";
import { createStoreLog } from "../../../src/providers/file-store/store-log.ts";
import { Secret } from "../../../src/secret/secret.ts";

/**
 * A process of its own that puts objects into a store and says on its standard output which are in.
 * `<directory> <recipient> <name> <count>`: every put has an address of its own, and one address is replaced each time.
 */
const [directory = "", recipient = "", name = "", count = "0"] = process.argv.slice(2);
const backend = createDirectoryBackend(directory);
const holder = { user: name, host: "build-1", pid: process.pid };
const store = createSecretStore({
  backend,
  log: createStoreLog(backend, holder, () => new Date()),
  recipients: { ana: recipient },
  identities: () => Promise.resolve([]),
  identityFrom: "SIGNWRIGHT_IDENTITY",
});

for (let i = 0; i < Number(count); i++) {
  const created = new Date().toISOString();
  const parts = { private_key: new Secret(`secret ${name} ${i}`) };
  await store.put({
    address: `store/key/${name}-${i}`,
    instance: "1",
    created,
    facts: { i },
    parts,
  });
  await store.put({ address: `store/key/${name}`, instance: "1", created, facts: { i }, parts });
  process.stdout.write(`${i}\n`);
}

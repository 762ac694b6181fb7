import { cpSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import type { OwnSecretStore } from "../../../src/providers/file-store/secret-store.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { Crash, crashingAt } from "./crashing-backend.ts";
import { entryOf, newPerson, storeAddress, storeIn, storeOver, temporaryFolder } from "./store-fixture.ts";

// Waiting for the disk and making keys takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const changed = {
  ...entryOf("a"),
  facts: { bits: 4096 },
  parts: { private_key: new Secret("new") },
};

test.each<[string, (store: OwnSecretStore) => Promise<unknown>]>([
  ["put", (store) => store.put(changed)],
  ["put of something new", (store) => store.put(entryOf("b"))],
  ["retire", (store) => store.retire(storeAddress("a"), "1")],
  ["record", (store) => store.record(storeAddress("c"), { id: "2" })],
  ["forget", (store) => store.forget(storeAddress("c"))],
])("a %s that stops at any step leaves the old state or the new one, and can be repeated", async (_, change) => {
  const { identity } = await newPerson();
  const original = temporaryFolder();
  const first = storeIn(original, { identity });
  await first.put(entryOf("a"));
  await first.record(storeAddress("c"), { id: "1" });
  const before = await stateOf(first);
  const whole = join(temporaryFolder(), "store");
  cpSync(original, whole, { recursive: true });
  await change(storeIn(whole, { identity }));
  const after = await stateOf(storeIn(whole, { identity }));
  expect(after).not.toEqual(before);

  const seen = new Set<string>();
  let crashed = true;
  for (let n = 0; crashed; n++) {
    for (const when of ["before", "after"] as const) {
      const folder = join(temporaryFolder(), "store");
      cpSync(original, folder, { recursive: true });
      const store = storeOver(crashingAt(createDirectoryBackend(folder), n, when), { identity });
      crashed = await change(store).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Crash) return true;
          throw error;
        },
      );
      const state = await stateOf(storeIn(folder, { identity }));
      expect([before, after]).toContainEqual(state);
      seen.add(JSON.stringify(state));
      // The next run does the same again and arrives where an undisturbed run does.
      await change(storeIn(folder, { identity }));
      expect(await stateOf(storeIn(folder, { identity }))).toEqual(after);
    }
  }
  // The crash points lie on both sides of the one step that counts.
  expect(seen.size).toBe(2);
});

/** All that the store holds, opened. */
async function stateOf(store: OwnSecretStore): Promise<unknown> {
  const { objects, records } = await store.observe();
  const opened = [];
  for (const { address, instance, facts } of objects) {
    const parts = (await store.get(address, instance))?.parts ?? {};
    opened.push({
      address,
      instance,
      facts,
      secrets: Object.entries(parts).map(([name, secret]) => [name, secret.revealText()]),
    });
  }
  return { opened, records };
}

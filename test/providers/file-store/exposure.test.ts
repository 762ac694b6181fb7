import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import type { Address } from "../../../src/plan/address.ts";
import type { ExposedObject } from "../../../src/providers/file-store/exposure.ts";
import type { Facts, Manifest } from "../../../src/providers/file-store/manifest.ts";
import { rotationOf } from "../../../src/providers/file-store/rotation.ts";
import type { Leaver } from "../../../src/providers/file-store/store-maintenance.ts";
import { named, request, retire, storeOf } from "./rekey-fixture.ts";
import { entryOf, newPerson, storeAddress, temporaryFolder, type Person } from "./store-fixture.ts";

// Waiting for the disk and making keys takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** What everybody who leaves a store by a rekey for these people could read: name and instance, `*` for what is retired. */
async function leave(folder: string, people: Readonly<Record<string, Person>>, as: Person): Promise<readonly Leaver[]> {
  const store = storeOf(folder, { recipients: named(people), identity: as.identity });
  return (await store.maintenance.rekey(request())).preview.leavers;
}

function told({ name, exposure }: Leaver): string {
  const objects = exposure.objects.map(
    ({ address, instance, held }) => `${address.split("/")[2]}.${instance}${held ? "" : "*"}`,
  );
  return `${name}: ${objects.join(" ")}${exposure.isComplete ? "" : " and perhaps more"}`;
}

test("a leaver could read what the store held while they were in it, whatever became of it later", async () => {
  const [ana, ben, eve] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const folder = temporaryFolder();
  const as = (people: Readonly<Record<string, Person>>) =>
    storeOf(folder, { recipients: named(people), identity: ana.identity });
  const alone = as({ ana });
  await alone.secrets.put(entryOf("before", "1"));
  await alone.secrets.put(entryOf("retired-before", "1"));
  await retire(alone, storeAddress("retired-before"), "1");
  await leave(folder, { ana, eve }, ana);
  const two = as({ ana, eve });
  await two.secrets.put(entryOf("during", "1"));
  await two.secrets.put(entryOf("during", "2", "2026-11-04T00:00:00Z"));
  await two.secrets.put(entryOf("retired-during", "1"));
  await retire(two, storeAddress("retired-during"), "1");
  await leave(folder, { ana, ben, eve }, ana);
  expect((await leave(folder, { ana, ben }, ana)).map(told)).toEqual([
    "eve: before.1 during.1 during.2 retired-before.1* retired-during.1*",
  ]);
  const later = as({ ana, ben });
  await later.secrets.put(entryOf("after", "1"));
  await retire(later, storeAddress("during"), "1");
  // Eve comes back and goes again: she reads all of it, as Ben does.
  await leave(folder, { ana, ben, eve }, ana);
  const leavers = await leave(folder, { ana }, ana);
  const all = "after.1 before.1 during.1* during.2 retired-before.1* retired-during.1*";
  expect(leavers.map(told)).toEqual([`ben: ${all}`, `eve: ${all}`]);
});

test("who joined and left in between never read what came before and went before, or came after", async () => {
  const [ana, eve] = await Promise.all([newPerson(), newPerson()]);
  const folder = temporaryFolder();
  const alone = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  await alone.secrets.put(entryOf("a", "1"));
  await leave(folder, { ana, eve }, ana);
  expect((await leave(folder, { ana }, ana)).map(told)).toEqual(["eve: a.1"]);
  await alone.secrets.put(entryOf("b", "1"));
  const mallory = await newPerson();
  await leave(folder, { ana, mallory }, ana);
  await storeOf(folder, { recipients: named({ ana, mallory }), identity: ana.identity }).secrets.put(entryOf("c", "1"));
  // Everything current was encrypted for mallory as well; eve is not asked about again.
  expect((await leave(folder, { ana }, ana)).map(told)).toEqual(["mallory: a.1 b.1 c.1"]);
});

test("another key under the same name is a leaver and a joiner; another name for the same key is neither", async () => {
  const [ana, lost, found] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  const folder = temporaryFolder();
  await storeOf(folder, { recipients: named({ ana, ben: lost }), identity: ana.identity }).secrets.put(entryOf("a"));
  const store = storeOf(folder, { recipients: named({ ana, ben: found }), identity: ana.identity });
  const { preview } = await store.maintenance.rekey(request());
  expect(preview.joiners).toEqual({ ben: found.recipient });
  expect(preview.leavers.map(({ name, recipient }) => [name, recipient])).toEqual([["ben", lost.recipient]]);
  const renamed = storeOf(folder, { recipients: named({ ana, benjamin: found }), identity: ana.identity });
  const { preview: none, result } = await renamed.maintenance.rekey(request());
  expect([none.joiners, none.leavers]).toEqual([{}, []]);
  expect(result?.done).toBe(true);
  expect(await renamed.maintenance.recipients()).toEqual(named({ ana, benjamin: found }));
});

test("without its log, or with damaged lines, what the store holds is listed and said not to be all", async () => {
  const [ana, eve] = await Promise.all([newPerson(), newPerson()]);
  const folder = temporaryFolder();
  const store = storeOf(folder, { recipients: named({ ana, eve }), identity: ana.identity });
  await store.secrets.put(entryOf("a"));
  await store.secrets.put(entryOf("gone"));
  await retire(store, storeAddress("gone"), "1");
  const log = join(folder, "log.jsonl");
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  const told1 = async (text: string | undefined): Promise<readonly string[]> => {
    if (text === undefined) rmSync(log);
    else writeFileSync(log, text);
    const { preview } = await storeOf(folder, { recipients: named({ ana }), identity: ana.identity }).maintenance.rekey(
      request({ confirm: () => Promise.resolve(false) }),
    );
    return preview.leavers.map(told);
  };
  expect(await told1(`${lines.join("\n")}\n`)).toEqual(["eve: a.1 gone.1*"]);
  expect(await told1(`${lines[0]}\n{"torn`)).toEqual(["eve: a.1 and perhaps more"]);
  expect(await told1(undefined)).toEqual(["eve: a.1 and perhaps more"]);
});

const now = new Date("2026-11-20T00:00:00Z");

function object(address: Address, instance: string, facts: Facts, held = true): ExposedObject {
  return { address, instance, facts, held };
}

function manifest(more: Partial<Manifest> = {}): Manifest {
  return { format_version: "1.0", head: 1, previous_sha256: null, recipients: {}, objects: [], records: [], ...more };
}

/** What is rotated and what is kept, in words. */
function decided(objects: readonly ExposedObject[], of: Manifest = manifest()): readonly string[] {
  const { rotate, keep } = rotationOf(objects, of, now);
  return [
    ...rotate.map((r) => `${r.action} ${r.address} ${serialOf(r)}${r.held ? "" : " (retired)"}`),
    ...keep.map((k) => `keep ${k.address}: ${k.reason}`),
  ];
}

function serialOf({ facts }: { readonly facts: Facts }): string {
  const serial = facts["serial_number"];
  return typeof serial === "string" ? serial : "-";
}

const valid = { serial_number: "5f", public_key_sha256: "k1", not_after: "2027-01-01T00:00:00Z" };

test("a certificate is revoked while it is valid, retired or not; its key is part of it", () => {
  expect(
    decided([
      object("store/identity/acme:distribution", "c1", valid),
      object(
        "store/identity/acme:distribution",
        "c0",
        { ...valid, serial_number: "4e", public_key_sha256: "k0" },
        false,
      ),
      object("store/identity/old", "c2", {
        serial_number: "3d",
        not_after: "2026-11-19T23:59:59Z",
        public_key_sha256: "k2",
      }),
      object("store/identity/undated", "c3", { serial_number: "2c" }),
      object("store/key/acme:distribution", "k1", {}),
      object("store/key/old", "k2", {}),
      object("store/stored_profile/p", "u", {}),
      object("store/keystore/upload", "k9", {}),
      object("store/newer_kind/x" as Address, "1", {}),
    ]),
  ).toEqual([
    "revoke_certificate store/identity/acme:distribution 5f",
    "revoke_certificate store/identity/acme:distribution 4e (retired)",
    "revoke_certificate store/identity/undated 2c",
    "replace_keystore store/keystore/upload -",
    "replace store/newer_kind/x -",
    "keep store/identity/old: expired",
    "keep store/key/acme:distribution: certificate_listed",
    "keep store/key/old: certificate_listed",
    "keep store/stored_profile/p: no_secret",
  ]);
});

test("a bare key that was read leads to the certificate that was issued for it, wherever that is known from", () => {
  const key = object("store/key/acme:distribution", "k1", {});
  expect(decided([key])).toEqual(["replace_key store/key/acme:distribution -"]);
  const record = {
    address: "acme/certificate/distribution" as Address,
    facts: { serial_number: "5f", public_key_sha256: "k1", expires: "2027-01-01T00:00:00Z" },
  };
  expect(decided([key], manifest({ records: [record] }))).toEqual([
    "revoke_certificate store/key/acme:distribution 5f",
  ]);
  const identity = {
    address: "store/identity/acme:distribution" as Address,
    instance: "c1",
    created: "",
    object: "",
    head: 1,
    facts: valid,
  };
  // The certificate came after the leaver: the key was read, so it is worth revoking all the same, once.
  expect(decided([key], manifest({ records: [record], objects: [identity] }))).toEqual([
    "revoke_certificate store/key/acme:distribution 5f",
  ]);
  const expired = { ...record, facts: { ...record.facts, expires: "2026-01-01T00:00:00Z" } };
  expect(decided([key], manifest({ records: [expired] }))).toEqual(["keep store/key/acme:distribution: expired"]);
  // A second certificate of the same key, beside the one that was read.
  const second = { ...record, facts: { ...record.facts, serial_number: "60" } };
  expect(decided([object("store/identity/a", "c1", valid), key], manifest({ records: [second] }))).toEqual([
    "revoke_certificate store/identity/a 5f",
    "revoke_certificate store/key/acme:distribution 60",
  ]);
});

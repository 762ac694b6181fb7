import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { Ajv } from "ajv";
import { describe, expect, test, vi } from "vitest";

import type { Address } from "../../../src/plan/address.ts";
import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { Secret } from "../../../src/secret/secret.ts";
import {
  codeOf,
  entryOf,
  failureOf,
  filesBelow,
  newPerson,
  storeAddress,
  storeIn,
  storeOver,
  temporaryFolder,
} from "./store-fixture.ts";

// Waiting for the disk and making keys takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const schema: object = JSON.parse(
  readFileSync(new URL("../../../schema/store-manifest.schema.json", import.meta.url), "utf8"),
);

function newestHead(folder: string): string {
  return join(folder, "heads", readdirSync(join(folder, "heads")).toSorted().at(-1) ?? "");
}

describe("putting and getting", () => {
  test("what was put comes back, opened, with its facts", async () => {
    const ana = await newPerson();
    const store = storeIn(join(temporaryFolder(), "a", "store"), { identity: ana.identity });
    const bytes = new Uint8Array([0, 255, 10, 13, 128]);
    await store.put({
      ...entryOf("a"),
      parts: { private_key: new Secret(bytes), password: new Secret("Grün 🔑") },
    });
    const entry = await store.get(storeAddress("a"));
    expect(entry?.parts["private_key"]?.revealBytes()).toEqual(bytes);
    expect(entry?.parts["password"]?.revealText()).toBe("Grün 🔑");
    expect(entry).toMatchObject({
      instance: "1",
      created: "2026-11-03T09:00:00.000Z",
      facts: { bits: 2048 },
    });
  });

  test("a store that does not exist holds nothing, and reading does not make it", async () => {
    const folder = join(temporaryFolder(), "store");
    const store = storeIn(folder, {});
    expect(await store.observe()).toEqual({
      kind: "store",
      head: 0,
      recipients: {},
      objects: [],
      records: [],
    });
    expect(await store.get(storeAddress("a"))).toBeUndefined();
    expect(() => statSync(folder)).toThrow("ENOENT");
  });

  test("the newest instance counts: by date, then by the order of writing", async () => {
    const ana = await newPerson();
    const store = storeIn(temporaryFolder(), { identity: ana.identity });
    await store.put(entryOf("a", "old", "2026-01-01T00:00:00Z"));
    await store.put(entryOf("a", "new", "2026-03-01T00:00:00.000Z"));
    await store.put(entryOf("a", "older", "2025-01-01T00:00:00Z"));
    expect((await store.get(storeAddress("a")))?.instance).toBe("new");
    await store.put(entryOf("a", "at the same time", "2026-03-01T00:00:00Z"));
    expect((await store.get(storeAddress("a")))?.instance).toBe("at the same time");
    expect((await store.list(storeAddress("a"))).map((o) => o.instance)).toEqual([
      "older",
      "old",
      "new",
      "at the same time",
    ]);
    expect((await store.get(storeAddress("a"), "older"))?.instance).toBe("older");
    expect(await store.get(storeAddress("a"), "none")).toBeUndefined();
  });

  test("putting the same address and instance replaces facts and parts", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    await store.put({ ...entryOf("a"), facts: { bits: 4096 }, parts: { other: new Secret("x") } });
    const entry = await store.get(storeAddress("a"));
    expect(entry?.facts).toEqual({ bits: 4096 });
    expect(Object.keys(entry?.parts ?? {})).toEqual(["other"]);
    expect((await store.observe()).objects).toHaveLength(1);
    expect(readFileSync(join(folder, "log.jsonl"), "utf8")).toContain("replaced_object");
  });

  test("records are kept, replaced and forgotten", async () => {
    const ana = await newPerson();
    const store = storeIn(temporaryFolder(), { identity: ana.identity });
    await store.record(storeAddress("b"), { id: "1" });
    await store.record(storeAddress("a"), { id: "2", name: "x" });
    await store.record(storeAddress("b"), { id: "3" });
    const { records, head } = await store.observe();
    expect(records).toEqual([
      { address: "store/key/a", facts: { id: "2", name: "x" } },
      { address: "store/key/b", facts: { id: "3" } },
    ]);
    // The same record again is no write.
    await store.record(storeAddress("a"), { name: "x", id: "2" });
    expect((await store.observe()).head).toBe(head);
    await store.forget(storeAddress("b"));
    await store.forget(storeAddress("b"));
    expect((await store.observe()).records.map((r) => r.address)).toEqual(["store/key/a"]);
    expect((await store.observe()).head).toBe(head + 1);
  });

  test("a retired instance leaves the manifest; its file and a line of the log stay", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    const [file] = readdirSync(join(folder, "objects"));
    expect(await store.retire(storeAddress("a"), "1")).toBe(true);
    expect(await store.retire(storeAddress("a"), "1")).toBe(false);
    expect(await store.list(storeAddress("a"))).toEqual([]);
    expect(readdirSync(join(folder, "objects"))).toEqual([file]);
    const retired: unknown = JSON.parse(
      readFileSync(join(folder, "log.jsonl"), "utf8").trim().split("\n").at(-1) ?? "",
    );
    expect(retired).toMatchObject({
      event: "retire",
      by: "ana@build-1",
      instance: "1",
      object: file?.replace(".age", ""),
    });
  });
});

describe("before the manifest names an object", () => {
  test("its file is read back: what the disk did not keep as it was fails, and nothing is recorded", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const backend = createDirectoryBackend(folder);
    const bad: Backend = {
      ...backend,
      create: (name, bytes) => backend.create(name, name.startsWith("objects/") ? bytes.slice(0, -1) : bytes),
    };
    const store = storeOver(bad, { identity: ana.identity });
    expect(await codeOf(store.put(entryOf("a")))).toBe("file-store/corrupt");
    expect((await store.observe()).head).toBe(0);
  });

  test.each([
    ["date", { created: "yesterday" }],
    ["instance", { instance: "" }],
    ["address", { address: "nowhere" as Address }],
  ])("an entry whose %s could not be read again is a mistake of ours", async (_, wrong) => {
    const ana = await newPerson();
    const store = storeIn(temporaryFolder(), { identity: ana.identity });
    await expect(store.put({ ...entryOf("a"), ...wrong })).rejects.toThrow("invariant");
    expect((await store.observe()).head).toBe(0);
  });

  test("a folder that cannot be written is said, with the reason", async () => {
    const ana = await newPerson();
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const failure = await failureOf(storeIn(join(file, "store"), { identity: ana.identity }).put(entryOf("a")));
    expect(failure?.diagnostic.code).toMatch(/^file-store\/(write-failed|corrupt)$/);
  });
});

describe("the manifest", () => {
  test("fits its schema, and the copy for people is the newest head", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    await store.put(entryOf("b"));
    await store.record(storeAddress("c"), { nested: { list: [1, null, "x"] } });
    const validate = new Ajv({ strict: true, strictTypes: false }).compile(schema);
    for (const name of ["heads/00000001.json", "heads/00000002.json", "heads/00000003.json", "manifest.json"]) {
      expect(validate(JSON.parse(readFileSync(join(folder, name), "utf8"))), JSON.stringify(validate.errors)).toBe(
        true,
      );
    }
    expect(readFileSync(join(folder, "manifest.json"))).toEqual(readFileSync(newestHead(folder)));
    expect(validate({})).toBe(false);
  });

  test("is the same text whatever the order of names and writes, one fact a line", async () => {
    const ana = await newPerson();
    const texts: string[] = [];
    for (const order of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      const folder = temporaryFolder();
      const store = storeIn(folder, { identity: ana.identity });
      for (const name of order)
        await store.record(storeAddress(name), name === "a" ? { y: 1, x: { d: 1, c: 2 } } : { z: 3 });
      texts.push(readFileSync(join(folder, "manifest.json"), "utf8").replace(/"previous_sha256": ".*"/, ""));
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('\n        "x": {\n          "c": 2,\n          "d": 1\n        },\n        "y": 1\n');
  });
});

describe("recipients", () => {
  test("each recipient of the spec opens it, nobody else does", async () => {
    const [ana, ci, eve] = await Promise.all([newPerson(), newPerson(), newPerson()]);
    const folder = temporaryFolder();
    const recipients = { ci: ci.recipient, ana: ana.recipient };
    // Written by a run that can only encrypt.
    await storeIn(folder, { recipients }).put(entryOf("a"));
    for (const { identity } of [ana, ci]) {
      const text = `# created: 2026\r\n# public key: age1…\r\n\r\n${identity}\r\n`;
      expect(
        (await storeIn(folder, { recipients, identity: text }).get(storeAddress("a")))?.parts[
          "private_key"
        ]?.revealText(),
      ).toBe("secret of a");
    }
    expect(await codeOf(storeIn(folder, { recipients, identity: eve.identity }).get(storeAddress("a")))).toBe(
      "file-store/cannot-decrypt",
    );
    expect(await codeOf(storeIn(folder, { recipients }).get(storeAddress("a")))).toBe("file-store/identity-missing");
    expect(Object.keys((await storeIn(folder, { recipients }).observe()).recipients)).toEqual(["ana", "ci"]);
  });

  test("what a store for others than the spec names is not read either", async () => {
    const [ana, eve] = await Promise.all([newPerson(), newPerson()]);
    const folder = temporaryFolder();
    await storeIn(folder, { recipients: { ana: ana.recipient, eve: eve.recipient } }).put(entryOf("a"));
    for (const recipients of [{ ana: ana.recipient }, { ana: ana.recipient, eve: ana.recipient }, {}]) {
      const store = storeIn(folder, { recipients, identity: ana.identity });
      const failure = await failureOf(store.get(storeAddress("a")));
      expect(failure?.diagnostic.code).toBe("file-store/recipients-differ");
      expect(failure?.diagnostic.message).toContain("`eve`");
      expect(await codeOf(store.observe())).toBe("file-store/recipients-differ");
    }
  });

  test("without recipients in the spec, the identity itself is the only one, named self", async () => {
    const ana = await newPerson();
    const store = storeIn(temporaryFolder(), { identity: ana.identity });
    await store.put(entryOf("a"));
    expect((await store.observe()).recipients).toEqual({ self: ana.recipient });
  });

  test("nobody could read it: refused before anything is written", async () => {
    const folder = temporaryFolder();
    const store = storeIn(folder, {});
    expect(await codeOf(store.put(entryOf("a")))).toBe("file-store/no-recipients");
    expect(await codeOf(store.record(storeAddress("a"), {}))).toBe("file-store/no-recipients");
    expect(await codeOf(store.checkWritable())).toBe("file-store/no-recipients");
    expect(filesBelow(folder)).toEqual([]);
  });

  test.each([
    ["one more", (a: string, b: string) => ({ ana: a, ci: b }), "`ci` cannot read it"],
    ["another key", (_: string, b: string) => ({ ana: b }), "`ana` has another recipient there"],
    ["another name", (a: string) => ({ anna: a }), "`ana` can read it and is not in the spec; `anna` cannot read it"],
  ])("%s than the store has: refused", async (_, recipientsOf, difference) => {
    const [ana, ci] = await Promise.all([newPerson(), newPerson()]);
    const folder = temporaryFolder();
    await storeIn(folder, { recipients: { ana: ana.recipient } }).put(entryOf("a"));
    const before = filesBelow(folder);
    const other = storeIn(folder, {
      recipients: recipientsOf(ana.recipient, ci.recipient),
      identity: ana.identity,
    });
    const failure = await failureOf(other.put(entryOf("b")));
    expect(failure?.diagnostic).toMatchObject({ code: "file-store/recipients-differ" });
    expect(failure?.diagnostic.message).toContain(difference);
    expect(await codeOf(other.checkWritable())).toBe("file-store/recipients-differ");
    expect(filesBelow(folder)).toEqual(before);
  });

  test("a secret half in the place of a recipient is refused and never shown", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    for (const text of [ana.identity, "age1nonsense", `${ana.recipient}x`]) {
      const failure = await failureOf(storeIn(folder, { recipients: { ana: text } }).put(entryOf("a")));
      expect(failure?.diagnostic.code).toBe("file-store/recipient-malformed");
      expect(JSON.stringify(failure?.diagnostic)).not.toContain(text);
    }
    expect(filesBelow(folder)).toEqual([]);
  });

  test.each(["", "# only a comment", "age1abc", "AGE-SECRET-KEY-1QQQQ", "hunter2-canary"])(
    "an identity that is none (%s) is refused and never shown",
    async (text) => {
      const failure = await failureOf(storeIn(temporaryFolder(), { identity: text }).put(entryOf("a")));
      expect(failure?.diagnostic.code).toBe("secret/malformed");
      if (text !== "") expect(JSON.stringify(failure?.diagnostic)).not.toContain(text);
    },
  );
});

describe("what lies on the disk is not trusted", () => {
  test("a changed, cut, swapped or missing object is refused", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    const [name = ""] = readdirSync(join(folder, "objects"));
    const file = join(folder, "objects", name);
    const good = readFileSync(file);
    const changed = Buffer.from(good);
    changed[good.length - 1] = (changed[good.length - 1] ?? 0) ^ 1;
    writeFileSync(file, changed);
    expect(await codeOf(store.get(storeAddress("a")))).toBe("file-store/corrupt");
    truncateSync(file, 10);
    expect(await codeOf(store.get(storeAddress("a")))).toBe("file-store/corrupt");
    rmSync(file);
    expect(await codeOf(store.get(storeAddress("a")))).toBe("file-store/corrupt");
    writeFileSync(file, good);
    expect(await codeOf(store.get(storeAddress("a")))).toBe("");
  });

  test("one object cannot stand in for another", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    const head = newestHead(folder);
    writeFileSync(head, readFileSync(head, "utf8").replace("store/key/a", "store/key/b"));
    const failure = await failureOf(store.get(storeAddress("b")));
    expect(failure?.diagnostic).toMatchObject({ code: "file-store/corrupt" });
    expect(failure?.diagnostic.message).toContain("another object");
  });

  test.each([
    ["", "not JSON"],
    ["{", "not JSON"],
    ["[]", "no manifest"],
    ["{}", "format version"],
    ['{"format_version":"1.0","head":2}', "digest"],
    ['{"format_version":"1.0","head":2,"previous_sha256":null}', "recipients"],
    ["[".repeat(1_000_000), "not JSON"],
    [
      '{"format_version":"1.0","head":9,"previous_sha256":null,"recipients":{},"objects":[],"records":[]}',
      "calls itself head 9",
    ],
    [
      '{"format_version":"1.0","head":2,"previous_sha256":null,"recipients":{"a":1},"objects":[],"records":[]}',
      "recipient",
    ],
    [
      '{"format_version":"1.0","head":2,"previous_sha256":null,"recipients":{},"objects":[{"object":"../../etc/passwd"}],"records":[]}',
      "object",
    ],
    [
      '{"format_version":"1.0","head":2,"previous_sha256":null,"recipients":{},"objects":[],"records":[null]}',
      "record",
    ],
    [
      `{"format_version":"1.0","head":2,"previous_sha256":null,"recipients":{},"objects":[],"records":[{"address":"a/b/c","facts":{"x":${"[".repeat(50)}${"]".repeat(50)}}}]}`,
      "record",
    ],
  ])("a head that is %.99s is refused", async (text, reason) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "heads"));
    writeFileSync(join(folder, "heads", "00000002.json"), text);
    const failure = await failureOf(storeIn(folder, {}).observe());
    expect(failure?.diagnostic.code).toBe("file-store/corrupt");
    expect(failure?.diagnostic.message).toContain(reason);
  });

  test("a newer format is refused; a newer minor one is read but not written", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    const head = newestHead(folder);
    const text = readFileSync(head, "utf8");
    writeFileSync(head, text.replace('"1.0"', '"1.7"'));
    expect((await store.observe()).objects).toHaveLength(1);
    expect(await codeOf(store.put(entryOf("b")))).toBe("file-store/newer-format");
    expect(await codeOf(store.checkWritable())).toBe("file-store/newer-format");
    writeFileSync(head, '{"format_version":"2.0","unheard":"of"}');
    expect(await codeOf(store.observe())).toBe("file-store/newer-format");
  });

  test("lost heads are told from an empty store", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    rmSync(join(folder, "heads"), { recursive: true });
    expect(await codeOf(store.observe())).toBe("file-store/corrupt");
  });

  test.each(["heads", "objects"])("a symbolic link in the place of %s is refused", async (name) => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(folder, name));
    const failure = await failureOf(storeIn(folder, { identity: ana.identity }).put(entryOf("a")));
    expect(failure?.diagnostic.code).toBe("file-store/corrupt");
    expect(failure?.diagnostic.message).toContain("symbolic link");
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("symbolic links in the place of files are not followed", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a"));
    const target = join(temporaryFolder(), "target");
    writeFileSync(target, "untouched");
    rmSync(join(folder, "log.jsonl"));
    symlinkSync(target, join(folder, "log.jsonl"));
    expect(await codeOf(store.put(entryOf("b")))).toBe("file-store/corrupt");
    rmSync(join(folder, "manifest.json"));
    rmSync(join(folder, "log.jsonl"));
    symlinkSync(target, join(folder, "manifest.json"));
    await store.put(entryOf("b"));
    expect(readFileSync(target, "utf8")).toBe("untouched");
  });
});

describe("files", () => {
  test("are 0600 in folders 0700, whatever the umask", async () => {
    const umask = process.umask(0);
    try {
      const ana = await newPerson();
      const folder = join(temporaryFolder(), "above", "store");
      const store = storeIn(folder, { identity: ana.identity });
      await store.put(entryOf("a"));
      await store.record(storeAddress("a"), {});
      expect(filesBelow(folder).map((f) => [f.path, f.mode.toString(8)])).toEqual(
        filesBelow(folder).map((f) => [f.path, "600"]),
      );
      expect(filesBelow(folder).length).toBeGreaterThan(4);
      for (const path of ["..", ".", "heads", "objects"])
        expect((statSync(join(folder, path)).mode & 0o777).toString(8)).toBe("700");
    } finally {
      process.umask(umask);
    }
  });

  test("hold no secret in any usual encoding, and the search would find one", async () => {
    const ana = await newPerson();
    const folder = temporaryFolder();
    const canary = "canary-7d1f0c2e-Zq+/x";
    const store = storeIn(folder, { identity: ana.identity });
    await store.put(entryOf("a", "1", "2026-11-03T09:00:00Z", `before ${canary} after`));
    const wanted = [canary, ana.identity].flatMap(encodings);
    const found = (): readonly string[] =>
      filesBelow(folder).flatMap((f) => (wanted.some((w) => f.bytes.includes(w)) ? [f.path] : []));
    expect(found()).toEqual([]);
    writeFileSync(join(folder, "leak"), Buffer.from(`{"p":"${Buffer.from(`x${canary}y`).toString("base64")}"}`));
    expect(found()).toEqual(["leak"]);
  });
});

/** A text as it is, in hex, URL-encoded and in base64 at each of the three alignments. */
function encodings(text: string): readonly string[] {
  const aligned = [0, 1, 2].map((shift) => {
    const whole = Buffer.from(" ".repeat(shift) + text).toString("base64");
    // The first and last quartet depend on the neighbours.
    return whole.slice(shift === 0 ? 0 : 4, -4);
  });
  return [text, Buffer.from(text).toString("hex"), encodeURIComponent(text), ...aligned];
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJks } from "../../src/formats/jks.ts";
import { decodeModifiedUtf8 } from "../../src/formats/modified-utf8.ts";
import { findKeystoreEntry } from "../../src/formats/keystore.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { outcomeOf } from "./format-failure.ts";
import { makeJks } from "./jks-maker.ts";

const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const leaf = makeIdentity({ name: [["CN", "Leaf"]], issuer: root });
const pkcs8 = leaf.privateKey.pkcs8.revealBytes();
const entry = (alias: string, password: string) => ({
  alias,
  key: { pkcs8, password },
  chain: [leaf.der, root.der],
});

describe("readJks", () => {
  it("reads aliases, dates, chains and keys of any alias and password", () => {
    const text = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 4 }), text, (aliases, password) => {
        const { kind, entries } = readJks(
          makeJks(
            aliases.map((alias) => entry(alias, password)),
            password,
          ),
          { password: new Secret(password) },
        );
        expect(kind).toBe("jks");
        expect(entries.map(({ alias }) => alias)).toEqual(aliases);
        for (const read of entries) {
          expect(read).toMatchObject({
            type: "private_key",
            locked: false,
            key: { algorithm: "ec", bits: 256 },
            created: "2026-02-03T04:05:06Z",
          });
          expect(read.chain.map(({ commonName }) => commonName)).toEqual(["Leaf", "Root"]);
          expect(read.privateKey?.publicKeySha256).toBe(leaf.privateKey.publicKeySha256);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("needs no password for aliases, certificates and truststores", () => {
    const { entries } = readJks(makeJks([entry("upload", "x"), { alias: "ca", chain: [root.der] }], "y"));
    expect(entries.map(({ alias, type, locked, key }) => [alias, type, locked, key?.algorithm])).toEqual([
      ["upload", "private_key", true, "ec"],
      ["ca", "certificate", false, undefined],
    ]);
  });

  it("opens keys with passwords of their own, and leaves the others locked", () => {
    const file = makeJks([entry("a", "one"), entry("b", "two"), entry("c", "store")], "store");
    const locked = (passwords: Parameters<typeof readJks>[1]) =>
      readJks(file, passwords).entries.map((read) => read.locked);
    const password = new Secret("store");
    expect(locked({ password })).toEqual([true, true, false]);
    expect(locked({ password, keyPassword: new Secret("two") })).toEqual([true, false, false]);
    const own: Record<string, Secret> = { a: new Secret("one"), b: new Secret("two") };
    expect(locked({ password, keyPassword: (alias) => own[alias] })).toEqual([false, false, false]);
  });

  it("never accepts a wrong password or a changed byte", async () => {
    const file = makeJks([entry("upload", "pw")], "pw");
    const password = new Secret("pw");
    expect(await outcomeOf(() => readJks(file, { password: new Secret("PW") }))).toBe("format/wrong-password");
    expect(await outcomeOf(() => readJks(file, { password: new Secret("") }))).toBe("format/wrong-password");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Uint8Array.from(file);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(await outcomeOf(() => readJks(changed, { password }))).not.toBe("read");
      }),
      { numRuns: 300 },
    );
  });

  it.each([3, 12, 30, 500])("refuses a file cut off at %i", async (length) => {
    const file = makeJks([entry("upload", "pw")], "pw");
    expect(await outcomeOf(() => readJks(file.subarray(0, length), {}))).toBe("format/malformed");
  });

  it("refuses a count of entries that no file has, at once", async () => {
    const file = Uint8Array.from(makeJks([], "pw"));
    file.fill(0xff, 8, 12);
    expect(await outcomeOf(() => readJks(file))).toBe("format/limit");
  });
});

describe("decodeModifiedUtf8", () => {
  it("reads NUL and pairs of surrogates, and refuses ordinary UTF-8 of four bytes", async () => {
    expect(decodeModifiedUtf8(Uint8Array.of(0xc0, 0x80, 0x41))).toBe("\0A");
    expect(decodeModifiedUtf8(Uint8Array.of(0xed, 0xa0, 0xbd, 0xed, 0xb4, 0x91))).toBe("🔑");
    expect(await outcomeOf(() => decodeModifiedUtf8(new TextEncoder().encode("🔑")))).toBe("format/malformed");
    expect(await outcomeOf(() => decodeModifiedUtf8(Uint8Array.of(0xe2, 0x98)))).toBe("format/malformed");
  });
});

describe("findKeystoreEntry", () => {
  const contents = readJks(makeJks([entry("upload", "x"), entry("Twice", "x"), entry("twice", "x")], "x"));
  it.each([
    ["upload", "upload"],
    ["Upload", "upload"],
    ["Twice", "Twice"],
    ["TWICE", undefined],
    ["uploads", undefined],
  ])("finds %s as %s", (alias, found) => {
    expect(findKeystoreEntry(contents, alias)?.alias).toBe(found);
  });
});

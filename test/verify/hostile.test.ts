import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readArtefact } from "../../src/formats/artefact/artefact.ts";
import { readBundlePropertyList } from "../../src/formats/artefact/bundle-property-list.ts";
import { memorySource, readWhole } from "../../src/formats/artefact/byte-source.ts";
import { readZip, zipTree } from "../../src/formats/artefact/zip-archive.ts";
import { openArtefact } from "../../src/workspace/open-artefact.ts";
import { makeZip } from "../proof/zip-maker.ts";
import { thrownCode } from "./thrown-code.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const codeOf = (bytes: Uint8Array): Promise<string | undefined> => thrownCode(() => readArtefact(memorySource(bytes)));

describe("archives that mean harm", () => {
  it.each(["Payload/../../x", "/etc/passwd", "Payload\\x", "C:x", "Payload//x", "./x", "x\u0000y", "x\u001b[2J"])(
    "refuses an entry named %j",
    async (name) => {
      expect(await codeOf(makeZip([{ name, bytes: text("x") }]))).toBe("format/malformed");
    },
  );

  it("refuses two entries of one name", async () => {
    const entries = ["one", "two"].map((value) => ({ name: "AndroidManifest.xml", bytes: text(value) }));
    expect(await codeOf(makeZip(entries))).toBe("format/malformed");
  });

  it("refuses a bomb by what it says", async () => {
    const zeros = new Uint8Array(100 * 1024 * 1024);
    expect(await codeOf(makeZip([{ name: "Payload/Shop.app/Info.plist", bytes: zeros }]))).toBe("format/limit");
  });

  it("refuses a bomb that says it is small, and unpacks no more than it says", async () => {
    const archive = makeZip([{ name: "Payload/Shop.app/Info.plist", bytes: new Uint8Array(50 * 1024 * 1024) }]);
    const sizes = [22, archive.indexOf(Buffer.from("504b0102", "hex")) + 24];
    for (const at of sizes) archive.writeUInt32LE(1000, at);
    expect(await codeOf(archive)).toMatch(/^format\/(malformed|limit)$/);
  });

  it("refuses entries over one another", async () => {
    const archive = makeZip([
      { name: "a", bytes: new Uint8Array(5000), stored: true },
      { name: "b", bytes: new Uint8Array(10), stored: true },
    ]);
    const second = archive.indexOf(Buffer.from("504b0102", "hex"), archive.indexOf(Buffer.from("504b0102", "hex")) + 4);
    archive.writeUInt32LE(8, second + 42);
    expect(await codeOf(archive)).toBe("format/malformed");
  });

  it("refuses an entry whose own header differs from the directory", async () => {
    const archive = makeZip([{ name: "AndroidManifest.xml", bytes: text("x".repeat(100)) }]);
    archive.write("androidManifest.xml", 30, "latin1");
    expect(await codeOf(archive)).toBe("format/malformed");
  });

  it("refuses what is encrypted, cut off, empty, or of no kind", async () => {
    const archive = makeZip([{ name: "AndroidManifest.xml", bytes: text("x".repeat(100)) }]);
    const encrypted = Buffer.from(archive);
    encrypted.writeUInt16LE(1, encrypted.indexOf(Buffer.from("504b0102", "hex")) + 8);
    expect(await codeOf(encrypted)).toBe("format/unsupported");
    for (let length = 0; length < archive.length; length += 5)
      expect(await codeOf(archive.subarray(0, length))).toMatch(/^format\//);
    expect(await codeOf(makeZip([]))).toBe("format/unrecognized");
    expect(await codeOf(makeZip([{ name: "readme.txt", bytes: text("x") }]))).toBe("format/unrecognized");
  });

  it("takes no time over a large file of zeros", async () => {
    const folder = mkdtempSync(join(tmpdir(), "signwright-zeros-"));
    try {
      for (const start of ["", "PK\u0003\u0004", "xar!"]) {
        const path = join(folder, "zeros.ipa");
        writeFileSync(path, start);
        truncateSync(path, 200 * 1024 * 1024);
        const seconds = await processorSeconds(async () =>
          expect(await thrownCode(() => openArtefact(path, "zeros.ipa"))).toMatch(/^format\//),
        );
        expect(seconds).toBeLessThan(2);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("never breaks on changed bytes", async () => {
    const files = ["Payload/Shop.app/Info.plist", "Payload/Shop.app/Shop", "Payload/Shop.app/x"];
    const archive = makeZip(files.map((name) => ({ name, bytes: text(`${name} `.repeat(30)) })));
    for (let at = 0; at < archive.length; at++) {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(await codeOf(changed)).toMatch(/^format\//);
    }
  });
});

describe("archives as they are", () => {
  it("gives every entry as it was packed, small or large, also a part of it", async () => {
    const large = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * 7) % 253);
    const archive = makeZip([
      { name: "small.txt", bytes: text("small") },
      { name: "folder/", bytes: new Uint8Array(), stored: true },
      { name: "large.bin", bytes: large },
      { name: "stored.bin", bytes: large.subarray(0, 1000), stored: true },
      { name: "empty", bytes: new Uint8Array() },
    ]);
    const tree = await zipTree(await readZip(memorySource(archive)));
    expect(tree.paths).toEqual(["empty", "large.bin", "small.txt", "stored.bin"]);
    const content = async (path: string): Promise<Uint8Array> =>
      readWhole(tree.open(path) ?? memorySource(new Uint8Array()), 1e8);
    expect(Buffer.compare(await content("large.bin"), large)).toBe(0);
    expect(new TextDecoder().decode(await content("small.txt"))).toBe("small");
    expect(await content("stored.bin")).toEqual(large.subarray(0, 1000));
    const parts: Uint8Array[] = [];
    for await (const chunk of tree.open("large.bin")?.chunks(8_999_000, 8_999_010) ?? []) parts.push(chunk);
    expect(Buffer.concat(parts)).toEqual(Buffer.from(large.subarray(8_999_000, 8_999_010)));
  });

  it("says that a large entry is damaged", async () => {
    const bytes = Uint8Array.from({ length: 6_000_000 }, (_, i) => (i * i) % 251);
    const archive = makeZip([{ name: "large.bin", bytes }]);
    archive.fill(0xff, 2000, 2400);
    const tree = await zipTree(await readZip(memorySource(archive)));
    expect(await thrownCode(() => readWhole(tree.open("large.bin") ?? memorySource(new Uint8Array()), 1e8))).toBe(
      "format/malformed",
    );
    expect(deflateRawSync(bytes).length).toBeGreaterThan(2400);
  });
});

/** Writes a binary property list from objects that are encoded already. */
function binaryList(objects: readonly Buffer[], top = 0): Buffer {
  const offsets: number[] = [];
  let at = 8;
  for (const object of objects) {
    offsets.push(at);
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(2, 6);
  trailer.writeUInt8(1, 7);
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(top), 16);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  const table = Buffer.alloc(objects.length * 2);
  offsets.forEach((offset, i) => table.writeUInt16BE(offset, i * 2));
  return Buffer.concat([Buffer.from("bplist00"), ...objects, table, trailer]);
}

describe("binary property lists", () => {
  const ascii = (value: string): Buffer => Buffer.concat([Buffer.from([0x50 | value.length]), Buffer.from(value)]);

  it("reads every type", () => {
    const date = Buffer.alloc(9);
    date.writeUInt8(0x33, 0);
    date.writeDoubleBE(86_400, 1);
    const real = Buffer.alloc(9);
    real.writeUInt8(0x23, 0);
    real.writeDoubleBE(1.5, 1);
    const keys = ["a", "b", "c", "d", "e", "f", "g"];
    const values = [
      Buffer.from([0x09]),
      Buffer.from([0x11, 0x01, 0x02]),
      date,
      real,
      Buffer.concat([Buffer.from([0x4f, 0x10, 20]), Buffer.alloc(20, 7)]),
      Buffer.concat([Buffer.from([0x62]), Buffer.from([0x00, 0xfc, 0x26, 0x3a])]),
      Buffer.from([0xa1, 1]),
    ];
    const dictionary = Buffer.from([0xd7, ...keys.map((_, i) => i + 1), ...values.map((_, i) => i + 8)]);
    expect(readBundlePropertyList(binaryList([dictionary, ...keys.map(ascii), ...values]))).toEqual({
      a: true,
      b: 258,
      c: new Date("2001-01-02T00:00:00Z"),
      d: 1.5,
      e: new Uint8Array(20).fill(7),
      f: "ü☺",
      g: ["a"],
    });
  });

  it.each([
    ["a list that holds itself", [Buffer.from([0xd1, 1, 0]), ascii("a")]],
    [
      "a list that doubles at every level",
      [
        Buffer.from([0xd1, 1, 2]),
        ascii("a"),
        ...Array.from({ length: 40 }, (_, i) => Buffer.from([0xa2, i + 3, i + 3])),
        ascii("x"),
      ],
    ],
    ["a length beyond the end", [Buffer.from([0xdf, 0x13, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])]],
    ["a reference to nothing", [Buffer.from([0xd1, 1, 9]), ascii("a")]],
    ["a key twice", [Buffer.from([0xd2, 1, 1, 1, 1]), ascii("a")]],
    ["a root that is no dictionary", [ascii("a")]],
    ["an unknown type", [Buffer.from([0xd1, 1, 2]), ascii("a"), Buffer.from([0x70])]],
  ])("refuses %s", async (_, objects) => {
    expect(await thrownCode(() => readBundlePropertyList(binaryList(objects)))).toMatch(/^format\/(malformed|limit)$/);
  });
});

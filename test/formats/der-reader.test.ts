import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contentBytes,
  expectObjectIdentifier,
  expectSmallInteger,
  octetsOf,
  readDer,
} from "../../src/formats/der-reader.ts";
import {
  concatBytes,
  integer,
  objectIdentifier,
  octetString,
  reencode,
  sequence,
} from "../../src/formats/der-writer.ts";
import { maximumDepth, maximumElements, maximumParseSize } from "../../src/formats/format-limits.ts";
import { failureOf, outcomeOf } from "./format-failure.ts";

describe("readDer", () => {
  it("reads what the writer wrote", () => {
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ maxLength: 700 }), (number, bytes) => {
        const [first, second] = readDer(sequence(integer(number), octetString(bytes))).children;
        expect(expectSmallInteger(first, "number")).toBe(number);
        expect(second && contentBytes(second)).toEqual(bytes);
      }),
    );
  });

  it.each(["1.2.840.113549.1.7.2", "2.16.840.1.101.3.4.2.1", "0.9.2342.19200300.100.1.1", "1.3.101.112", "2.999.1"])(
    "reads and writes the object identifier %s",
    (oid) => {
      expect(expectObjectIdentifier(readDer(objectIdentifier(oid)), "oid")).toBe(oid);
    },
  );

  it("joins the pieces of an octet string of indefinite length, nested or not", () => {
    const pieces = concatBytes(
      Uint8Array.of(0x24, 0x80, 0x04, 0x01, 0xaa, 0x24, 0x80, 0x04, 0x02, 0xbb, 0xcc, 0x00, 0x00, 0x00, 0x00),
      Uint8Array.of(0xff),
    );
    const element = readDer(pieces);
    expect(octetsOf(element)).toEqual(Uint8Array.of(0xaa, 0xbb, 0xcc));
    expect(element.end).toBe(pieces.length - 1);
  });

  it("leaves bytes after the element alone", () => {
    expect(readDer(concatBytes(integer(5), Uint8Array.of(1, 2, 3))).end).toBe(3);
  });

  it("gives definite lengths to what had none", () => {
    const indefinite = Uint8Array.of(0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00);
    expect(reencode(readDer(indefinite))).toEqual(sequence(integer(5)));
  });

  it.each([
    ["nothing", []],
    ["a header without length", [0x30]],
    ["a length beyond the end", [0x30, 0x05, 0x02, 0x01]],
    ["a length of five bytes", [0x30, 0x85, 1, 0, 0, 0, 0]],
    ["a child longer than its parent", [0x30, 0x03, 0x02, 0x05, 0x00]],
    ["an indefinite length that does not end", [0x30, 0x80, 0x02, 0x01, 0x05]],
    ["a primitive element without length", [0x04, 0x80, 0x00, 0x00]],
  ])("refuses %s", async (_what, bytes) => {
    expect(await outcomeOf(() => readDer(Uint8Array.from(bytes)))).toBe("format/malformed");
  });

  it("refuses nesting beyond the limit instead of overflowing the stack", async () => {
    const deep = new Uint8Array(400_000).fill(0x80);
    for (let i = 0; i < deep.length; i += 2) deep[i] = 0x30;
    expect((await failureOf(() => readDer(deep))).code).toBe("format/limit");
    let allowed = sequence();
    for (let i = 0; i < maximumDepth; i++) allowed = sequence(allowed);
    expect(await outcomeOf(() => readDer(allowed))).toBe("read");
    expect(await outcomeOf(() => readDer(sequence(allowed)))).toBe("format/limit");
  });

  it("refuses too many elements and too many bytes", async () => {
    const many = sequence(new Uint8Array(2 * (maximumElements + 1)).fill(0).map((_, i) => (i % 2 === 0 ? 5 : 0)));
    expect(await outcomeOf(() => readDer(many))).toBe("format/limit");
    expect(await outcomeOf(() => readDer(new Uint8Array(maximumParseSize + 1)))).toBe("format/limit");
  });

  it("refuses an integer that is negative or too long to be a count", async () => {
    expect(await outcomeOf(() => expectSmallInteger(readDer(Uint8Array.of(2, 1, 0xff)), "it"))).toBe("format/limit");
    expect(await outcomeOf(() => expectSmallInteger(readDer(integer(2n ** 60n)), "it"))).toBe("format/limit");
  });

  it("never fails with anything but a format error", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        async (bytes) => void (await outcomeOf(() => readDer(bytes))),
      ),
    );
  });
});

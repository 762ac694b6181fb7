import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalDate, normalSerial, normalUdid } from "../../../src/providers/app-store-connect/normal-form.ts";

test("a serial number is the same with and without leading zeros, colons, spaces, and in both cases", () => {
  expect(normalSerial("0F5A44933E05F97D")).toBe("f5a44933e05f97d");
  const number = fc.bigInt({ min: 0n, max: 2n ** 160n });
  fc.assert(
    fc.property(number, fc.integer({ min: 0, max: 6 }), fc.constantFrom("", ":", " "), (serial, zeros, separator) => {
      const hex = serial.toString(16);
      const written = ("0".repeat(zeros) + hex).toUpperCase().split("").join(separator);
      expect(normalSerial(written)).toBe(hex);
    }),
  );
});

test("a UDID is the same in both cases, with and without dashes", () => {
  const udids = [
    "00008030-001C2D3E4F5A6B7C",
    "4C4C4544-0051-3510-8052-B4C04F4A3532",
    "2B6F0CC904D137BE2E1730235F5664094B831186",
  ];
  for (const udid of udids) {
    const spellings = [udid, udid.toLowerCase(), udid.replaceAll("-", ""), udid.toLowerCase().replaceAll("-", "")];
    expect(new Set(spellings.map(normalUdid)).size).toBe(1);
  }
  expect(new Set(udids.map(normalUdid)).size).toBe(udids.length);
});

test.each([
  ["2020-02-12T13:17:50.000+0000", "2020-02-12T13:17:50Z"],
  ["2020-02-12T13:17:50.000+00:00", "2020-02-12T13:17:50Z"],
  ["2020-02-12T13:17:50.000-0800", "2020-02-12T21:17:50Z"],
  ["2020-02-12T13:17:50Z", "2020-02-12T13:17:50Z"],
  ["some day", "1970-01-01T00:00:00Z"],
  [undefined, "1970-01-01T00:00:00Z"],
])("the date %s is %s", (written, normal) => {
  expect(normalDate(written)).toBe(normal);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDeviceList } from "../../src/formats/device-list.ts";

const HEAD = "Device ID\tDevice Name\tDevice Platform";
const PHONE = "00008110-001A2B3C4D5E601E";
const MAC = "A5B5CD50-14AB-5AF7-8B78-AB4751AB10A8";
const OLD = "a123456789012345678901234567890123456789";

const read = (text: string) => readDeviceList(new TextEncoder().encode(text));
const faults = (text: string): readonly string[] => read(text).faults.map(({ line, reason }) => `${line}: ${reason}`);

describe("a list of devices", () => {
  it("has a device a line, with the platform words of Apple", () => {
    expect(read(`${HEAD}\n${PHONE}\tQA iPhone\tios\n${MAC}\tBuild Mac\tMAC\n${OLD}\tOld iPad\tiOS\n`)).toEqual({
      devices: [
        { udid: PHONE, name: "QA iPhone", platform: "ios" },
        { udid: MAC, name: "Build Mac", platform: "mac" },
        { udid: OLD, name: "Old iPad", platform: "ios" },
      ],
      faults: [],
    });
  });

  it("may leave the platform out, as before there were Macs", () => {
    expect(read(`Device ID\tDevice Name\n${PHONE}\tQA`).devices).toEqual([
      { udid: PHONE, name: "QA", platform: "ios" },
    ]);
  });

  it("may have blank lines, spaces around words, empty columns after them and quoted names", () => {
    const text = `\n \t \n${HEAD}\t\t\n\n ${PHONE} \t"Ana's ""QA"", red" \tios \t\t\n\n`;
    expect(read(text)).toEqual({ devices: [{ udid: PHONE, name: `Ana's "QA", red`, platform: "ios" }], faults: [] });
  });

  it.each([
    ["UTF-8 with a byte order mark", (text: string) => new TextEncoder().encode(`\uFEFF${text}`)],
    ["UTF-16, little endian, with mark", (text: string) => utf16(`\uFEFF${text}`, true)],
    ["UTF-16, little endian, without", (text: string) => utf16(text, true)],
    ["UTF-16, big endian, with mark", (text: string) => utf16(`\uFEFF${text}`, false)],
    ["UTF-16, big endian, without", (text: string) => utf16(text, false)],
  ])("is read from %s, with each kind of line end", (_, encode) => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const list = readDeviceList(encode(`${HEAD}${end}${PHONE}\tTÉLÉPHONE 😀\tios${end}`));
      expect(list).toEqual({ devices: [{ udid: PHONE, name: "TÉLÉPHONE 😀", platform: "ios" }], faults: [] });
    }
  });
});

describe("what is wrong in a list of devices", () => {
  it.each([
    ["", "1: there is no line of headings"],
    [`${PHONE}\tQA\tios`, "1: it must have the headings `Device ID`, `Device Name` and `Device Platform`"],
    ["Device ID,Device Name,Device Platform", "1: its columns are not separated by tabs"],
    ["\n\nDevice Name\tDevice ID", "3: it must have the headings `Device ID`, `Device Name` and `Device Platform`"],
    [`${HEAD}\n\n1234\tQA\tios`, "3: `1234` does not have the form of a UDID"],
    [`${HEAD}\n${PHONE}\t\tios`, `2: the device \`${PHONE}\` has no name`],
    [
      `${HEAD}\n${PHONE}\tQA\ttvos`,
      "2: `tvos` is not a platform: write `ios`, also for Apple TVs and Vision Pros, or `mac`",
    ],
    [`${HEAD}\n${PHONE}\tQA\tios\tred`, "2: it has more than three columns"],
    ["\0\0\0", "1: this is neither UTF-8 nor UTF-16 text: save it as Unicode text"],
  ])("is said with its line: %j", (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it("is said of every line, up to ten, and the others are read", () => {
    const text = [HEAD, ...Array.from({ length: 12 }, (_, n) => `bad${n}\tQA\tios`), `${PHONE}\tQA\tios`].join("\n");
    expect(faults(text)).toHaveLength(10);
    expect(read(text).devices).toHaveLength(1);
  });

  it("is text in another encoding", () => {
    expect(readDeviceList(new Uint8Array([...new TextEncoder().encode(`${HEAD}\n`), 0xe9])).faults).toHaveLength(1);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
        for (const device of [...readDeviceList(bytes).devices, ...read(`${HEAD}\n${text}`).devices])
          expect(device.name).not.toBe("");
      }),
    );
  });
});

function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), isLittleEndian);
  return bytes;
}

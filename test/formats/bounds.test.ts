import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  bitString,
  certificateTime,
  concatBytes,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  utf8String,
} from "../../src/formats/der-writer.ts";
import { maximumParseSize } from "../../src/formats/format-limits.ts";
import { inspect, type InspectionPasswords } from "../../src/formats/inspect.ts";
import { writePem } from "../../src/formats/pem.ts";
import { readPropertyList } from "../../src/formats/property-list.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity, makeKey } from "./certificate-maker.ts";
import { outcomeOf } from "./format-failure.ts";
import { makeJks } from "./jks-maker.ts";
import { certificateBag, dataPart, keyBag, plainPkcs12, rc2Part } from "./pkcs12-maker.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

// Files that are made to be expensive. Processor time is what counts, since the machine may be busy with other things.

const password = new Secret("pw");
const identity = makeIdentity({ name: [["CN", "Leaf"]] });
const date = certificateTime(new Date("2024-01-01T00:00:00Z"));
const someAlgorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2"));

/** The smallest bytes that are a certificate; `serial` tells them apart. */
function tinyCertificate(serial: number, name = sequence(), spki = sequence()): Uint8Array {
  const body = sequence(integer(serial), someAlgorithm, name, sequence(date, date), name, spki);
  return sequence(body, someAlgorithm, bitString(new Uint8Array(8)));
}

function commonName(text: string): Uint8Array {
  return sequence(setOf(sequence(objectIdentifier("2.5.4.3"), utf8String(text))));
}

/** One value after the other in lists of at most 500. */
function inParts<T>(values: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / 500) }, (_, i) => values.slice(i * 500, (i + 1) * 500));
}

function times<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

const spkiOf = (key: Parameters<typeof pkcs8Of>[0]): Uint8Array =>
  Uint8Array.from(key.publicKey.export({ type: "spki", format: "der" }));
const pkcs8Of = (key: ReturnType<typeof newEcKey>): Uint8Array =>
  Uint8Array.from(key.privateKey.export({ type: "pkcs8", format: "der" }));
const newEcKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** A PKCS#12 file with the same bag again and again, 500 in a part. */
function manyTimes(bag: Uint8Array, count: number): Uint8Array {
  const part = times(500, () => bag);
  return plainPkcs12(...times(count / 500, () => part));
}

interface Row {
  readonly what: string;
  readonly make: () => Uint8Array;
  readonly outcome: string;
  readonly passwords?: InspectionPasswords;
}

const rows: readonly Row[] = [
  {
    what: "ASN.1 of 20,000 levels",
    make: () => {
      let nested: Uint8Array = new Uint8Array();
      for (let i = 0; i < 20_000; i++) nested = sequence(nested);
      return nested;
    },
    outcome: "format/limit",
  },
  {
    what: "ASN.1 of 20,000 levels of indefinite length",
    make: () => Uint8Array.from(times(20_000, () => [0x30, 0x80]).flat()),
    outcome: "format/limit",
  },
  {
    what: "an octet string in 300,000 pieces without end",
    make: () =>
      concatBytes(
        Uint8Array.of(0x30, 0x80, 0x24, 0x80),
        new Uint8Array(600_000).fill(4).map((v, i) => (i % 2 === 0 ? v : 0)),
      ),
    outcome: "format/limit",
  },
  {
    what: "a length of 2^63 bytes",
    make: () => Uint8Array.of(0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01, 0x03),
    outcome: "format/malformed",
  },
  {
    what: "a length of 126 octets",
    make: () => concatBytes(Uint8Array.of(0x30, 0xfe), new Uint8Array(200).fill(0xff)),
    outcome: "format/malformed",
  },
  {
    what: "100,000 certificates in a PKCS#12 file",
    make: () => manyTimes(certificateBag(tinyCertificate(1)), 100_000),
    outcome: "format/limit",
  },
  {
    what: "as many certificates as a PKCS#12 file may have",
    make: () => plainPkcs12(...inParts(times(9_900, (i) => certificateBag(tinyCertificate(i, commonName("x")))))),
    outcome: "read",
  },
  {
    what: "100 keys and 4,000 certificates of another key",
    make: () => {
      const other = spkiOf(newEcKey());
      const keys = times(100, () => keyBag(pkcs8Of(newEcKey())));
      const certificates = times(4_000, (i) => certificateBag(tinyCertificate(i, commonName("x"), other)));
      return plainPkcs12(keys, ...inParts(certificates));
    },
    outcome: "read",
  },
  {
    what: "keys whose certificates could have been issued by any of 1,000 others",
    make: () => {
      const keys = times(100, newEcKey);
      const own = keys.map((key, i) => certificateBag(tinyCertificate(i, commonName("x"), spkiOf(key))));
      const issuer = spkiOf(newEcKey());
      const others = times(1_000, (i) => certificateBag(tinyCertificate(1_000 + i, commonName("x"), issuer)));
      return plainPkcs12(
        keys.map((key) => keyBag(pkcs8Of(key))),
        own,
        ...inParts(others),
      );
    },
    outcome: "format/limit",
  },
  {
    what: "10,000 private keys",
    make: () => manyTimes(keyBag(identity.privateKey.pkcs8.revealBytes()), 10_000),
    outcome: "format/limit",
  },
  {
    what: "three mebibytes of RC2",
    make: () => sequence(integer(3), dataPart(sequence(rc2Part(new Uint8Array(3 * 1024 * 1024))))),
    outcome: "format/wrong-password",
  },
  {
    what: "a JKS that claims 4,294,967,295 entries",
    make: () => Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff),
    outcome: "format/limit",
  },
  {
    what: "a JKS whose one key claims 4,294,967,295 certificates",
    make: () =>
      concatBytes(
        Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0x61),
        new Uint8Array(8),
        Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff),
      ),
    outcome: "format/limit",
  },
  {
    what: "a JKS with a block of 4,294,967,295 bytes",
    make: () =>
      concatBytes(
        Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0x61),
        new Uint8Array(8),
        Uint8Array.of(0xff, 0xff, 0xff, 0xff),
      ),
    outcome: "format/malformed",
  },
  {
    what: "four mebibytes of aliases in a JKS",
    make: () =>
      makeJks(
        times(62, () => ({ alias: "ä".repeat(32_767), chain: [identity.der] })),
        "pw",
      ),
    outcome: "read",
    passwords: {},
  },
  {
    what: "a JKS whose keys are four mebibytes",
    make: () =>
      makeJks([{ alias: "x", key: { pkcs8: new Uint8Array(4_190_000), password: "other" }, chain: [] }], "pw"),
    outcome: "format/wrong-key-password",
    passwords: { password, keyPassword: new Secret("third") },
  },
  {
    what: "a JKS of 1,000 keys",
    make: () =>
      makeJks(
        times(1_000, (i) => ({ alias: `a${i}`, key: { pkcs8: new Uint8Array(9), password: "q" }, chain: [] })),
        "pw",
      ),
    outcome: "format/limit",
  },
  {
    what: "a certificate whose names are four mebibytes of control characters",
    make: () => tinyCertificate(1, commonName("\u0001".repeat(2_090_000))),
    outcome: "format/limit",
  },
  {
    what: "as many control characters in the names of 32 certificates",
    make: () => plainPkcs12(times(32, (i) => certificateBag(tinyCertificate(i, commonName("\u0001".repeat(65_000)))))),
    outcome: "read",
  },
  {
    what: "19,000 certificates in PEM",
    make: () => new TextEncoder().encode(writePem("CERTIFICATE", tinyCertificate(1)).repeat(19_000)),
    outcome: "format/limit",
  },
  {
    what: "a key in PEM among 19,000 certificates",
    make: () => {
      const key = writePem("PRIVATE KEY", identity.privateKey.pkcs8.revealBytes());
      return new TextEncoder().encode(key + writePem("CERTIFICATE", tinyCertificate(1)).repeat(19_000));
    },
    outcome: "format/limit",
  },
  {
    what: "a property list of 10,000 levels",
    make: () => new TextEncoder().encode(`<?xml version="1.0"?><plist>${"<array>".repeat(10_000)}`),
    outcome: "format/limit",
  },
  {
    what: "a comment without end, and text that looks like the beginning of many",
    make: () => new TextEncoder().encode(`<?xml version="1.0"?><plist>${"<!--".repeat(900_000)}`),
    outcome: "format/malformed",
  },
  {
    what: "as many bytes as are parsed, all of them the beginning of an ASN.1 element",
    make: () => new Uint8Array(maximumParseSize).fill(0x30),
    outcome: "format/malformed",
  },
];

describe("inspect of a file that is made to be expensive", () => {
  it.each(rows)("ends soon: $what", async ({ make, outcome, passwords = { password } }) => {
    const bytes = make();
    const seconds = await processorSeconds(async () =>
      expect(await outcomeOf(() => inspect(bytes, passwords))).toBe(outcome),
    );
    expect(seconds).toBeLessThan(4);
  });

  it.each([
    ["more blocks than memory", [2, 1, 900_000], "format/limit"],
    ["a cost that the block size does not allow", [2 ** 18, 1, 1], "format/malformed"],
    ["much memory", [2 ** 20, 8, 1], "format/limit"],
    ["what is allowed", [2 ** 16, 8, 1], "format/wrong-password"],
  ] as const)("answers scrypt with %s", async (_what, numbers, outcome) => {
    const parameters = sequence(octetString(new Uint8Array(8)), ...numbers.map((n) => integer(n)));
    const derivation = sequence(objectIdentifier("1.3.6.1.4.1.11591.4.11"), parameters);
    expect(await outcomeOf(() => inspect(encryptedKey(derivation), { password }))).toBe(outcome);
  });

  it.each([
    ["1.2.840.113549.2.7", "SHA-1"],
    ["1.2.840.113549.2.9", "SHA-256"],
    ["1.2.840.113549.2.11", "SHA-512"],
    ["2.16.840.1.101.3.4.2.14", "SHA3-256"],
  ])("answers PBKDF2 with as many rounds as the budget has for %s (%s)", async (prf) => {
    for (const rounds of [900_000, 1_900_000, 3_900_000, 99_999_999]) {
      const parameters = sequence(
        octetString(new Uint8Array(8)),
        integer(rounds),
        sequence(objectIdentifier(prf), nullValue()),
      );
      const file = encryptedKey(sequence(objectIdentifier("1.2.840.113549.1.5.12"), parameters));
      const seconds = await processorSeconds(async () =>
        expect(["format/limit", "format/wrong-password"]).toContain(await outcomeOf(() => inspect(file, { password }))),
      );
      expect(seconds).toBeLessThan(4);
    }
  });
});

describe("entities of a property list", () => {
  it("are not expanded, whatever a document type declares", async () => {
    const entities = times(9, (i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
    const declared = `<!DOCTYPE plist [<!ENTITY l0 "lol">${entities.join("")}]>`;
    const text = `<?xml version="1.0"?>${declared}<plist><dict><key>UUID</key><string>&l9;</string></dict></plist>`;
    expect(await outcomeOf(() => inspect(new TextEncoder().encode(text)))).toBe("format/malformed");
  });

  it.each(["constructor", "toString", "l9"])("are not found under the name %s", async (name) => {
    const text = `<plist><dict><key>UUID</key><string>&${name};</string></dict></plist>`;
    expect(await outcomeOf(() => readPropertyList(new TextEncoder().encode(text)))).toBe("format/malformed");
  });
});

describe("names that objects of JavaScript have of their own", () => {
  it("are platforms like any other", async () => {
    const names = ["constructor", "__proto__", "OSX"].map((name) => `<string>${name}</string>`).join("");
    const text = `<plist><dict><key>UUID</key><string>u</string><key>Name</key><string>n</string>
      <key>CreationDate</key><date>2026-01-01T00:00:00Z</date><key>ExpirationDate</key><date>2027-01-01T00:00:00Z</date>
      <key>Platform</key><array>${names}</array>
      <key>Entitlements</key><dict><key>application-identifier</key><string>A.b</string></dict></dict></plist>`;
    const { profile } = await inspect(new TextEncoder().encode(text));
    expect(profile?.platforms).toEqual(["constructor", "__proto__", "macos"]);
  });
});

describe("a key among certificates", () => {
  it("finds its own although the point of that one is compressed", async () => {
    const key = makeKey("ec");
    const full = Uint8Array.from(key.export({ type: "pkcs8", format: "der" }));
    const { x = "", y = "" } = key.export({ format: "jwk" });
    const sign = ((Buffer.from(y, "base64url").at(-1) ?? 0) & 1) + 2;
    const curve = sequence(objectIdentifier("1.2.840.10045.2.1"), objectIdentifier("1.2.840.10045.3.1.7"));
    const compressed = sequence(curve, bitString(concatBytes(Uint8Array.of(sign), Buffer.from(x, "base64url"))));
    const own = tinyCertificate(7, commonName("own"), compressed);
    const others = times(20, (i) => certificateBag(tinyCertificate(100 + i, commonName("other"), spkiOf(newEcKey()))));
    const { entries } = await inspect(plainPkcs12([keyBag(full), ...others, certificateBag(own)]), {});
    const sha256 = createHash("sha256").update(own).digest("hex");
    expect(entries[0]).toMatchObject({ type: "private_key", certificates: [{ sha256 }] });
  });
});

function encryptedKey(derivation: Uint8Array): Uint8Array {
  const cipher = sequence(objectIdentifier("2.16.840.1.101.3.4.1.42"), octetString(new Uint8Array(16)));
  const algorithm = sequence(objectIdentifier("1.2.840.113549.1.5.13"), sequence(derivation, cipher));
  return sequence(algorithm, octetString(new Uint8Array(32)));
}

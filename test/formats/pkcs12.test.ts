import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../src/formats/certificate.ts";
import { contentBytes, octetsOf, readDer, type DerElement } from "../../src/formats/der-reader.ts";
import {
  bmpString,
  concatBytes,
  explicit,
  implicitPrimitive,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from "../../src/formats/der-writer.ts";
import { DerivationBudget, derivePbkdf2, derivePkcs12, digestNamed } from "../../src/formats/key-derivation.ts";
import { passwordEncodings } from "../../src/formats/keystore-password.ts";
import { readClosedPkcs12, readPkcs12 } from "../../src/formats/pkcs12.ts";
import { writePkcs12, type Pkcs12Content } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { failureOf, outcomeOf } from "./format-failure.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const identities = {
  rsa: makeIdentity({ name: [["CN", "RSA leaf"]], type: "rsa", issuer: root }),
  ec: makeIdentity({ name: [["CN", "EC leaf"]], type: "ec", issuer: root }),
  ed25519: makeIdentity({ name: [["CN", "Edwards leaf"]], type: "ed25519", issuer: root }),
};
const password = new Secret("s3cret");

function content(changes: Partial<Pkcs12Content> = {}): Pkcs12Content {
  const { privateKey, der } = identities.ec;
  return {
    privateKey,
    certificate: der,
    chain: [root.der],
    friendlyName: "upload",
    password,
    form: "compatible",
    ...changes,
  };
}

describe("writePkcs12", () => {
  const printable = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 40,
  });
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter((text) => !text.includes("\0"));

  it("writes what is read back the same, for every key, form, alias and password", async () => {
    const kinds = fc.constantFrom("rsa" as const, "ec" as const, "ed25519" as const);
    const forms = fc.constantFrom("compatible" as const, "modern" as const);
    await fc.assert(
      fc.asyncProperty(kinds, forms, name, printable, async (kind, form, friendlyName, text) => {
        const { privateKey, der } = identities[kind];
        const written = await writePkcs12(
          content({ privateKey, certificate: der, friendlyName, form, password: new Secret(text) }),
        );
        const { kind: found, entries } = await readPkcs12(written, new Secret(text));
        expect(found).toBe("pkcs12");
        expect(entries).toHaveLength(1);
        expect(entries[0]).toMatchObject({
          alias: friendlyName,
          type: "private_key",
          locked: false,
          key: { algorithm: kind },
        });
        expect(entries[0]?.privateKey?.pkcs8.revealBytes()).toEqual(privateKey.pkcs8.revealBytes());
        expect(entries[0]?.chain.map((certificate) => certificate.der)).toEqual([der, root.der]);
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ["", "it is empty"],
    ["pässword", "beyond printable ASCII"],
    ["tab\t", "beyond printable ASCII"],
  ])("refuses the password %j without repeating it", async (text, reason) => {
    const failure = await failureOf(() => writePkcs12(content({ password: new Secret(text) })));
    expect(failure.code).toBe("format/password-not-portable");
    expect(failure.message).toContain(reason);
    if (text !== "") expect(failure.message).not.toContain(text);
  });

  it("does not tie a key to the certificate of another", async () => {
    await expect(writePkcs12(content({ certificate: identities.rsa.der }))).rejects.toThrow(/invariant/);
  });
});

describe("readPkcs12", () => {
  it("tells a wrong password from a missing one", async () => {
    for (const form of ["compatible", "modern"] as const) {
      const file = await writePkcs12(content({ form }));
      expect(await outcomeOf(() => readPkcs12(file, new Secret("S3cret")))).toBe("format/wrong-password");
      expect(await outcomeOf(() => readPkcs12(file, new Secret("")))).toBe("format/wrong-password");
      expect(await outcomeOf(() => readPkcs12(file, undefined))).toBe("format/password-required");
    }
  });

  it("reads on although bytes follow, and refuses a file that is cut off", async () => {
    const file = await writePkcs12(content());
    expect((await readPkcs12(concatBytes(file, new Uint8Array(7)), password)).entries).toHaveLength(1);
    for (const length of [0, 1, 50, file.length >> 1, file.length - 1]) {
      expect(await outcomeOf(() => readPkcs12(file.subarray(0, length), password))).toBe("format/malformed");
    }
  });

  it("never accepts a MAC over a changed byte", async () => {
    const file = await writePkcs12(content());
    const covered = coveredRange(file);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: covered.start, max: covered.end - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Uint8Array.from(file);
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(await outcomeOf(() => readPkcs12(changed, password))).toBe("format/wrong-password");
        },
      ),
      { numRuns: 60 },
    );
  });

  it("answers any changed byte with the same contents or a format error", async () => {
    const file = await writePkcs12(content());
    const original = JSON.stringify((await readPkcs12(file, password)).entries);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 }), async (at, value) => {
        const changed = Uint8Array.from(file);
        changed[at] = value;
        let read: string | undefined;
        await outcomeOf(async () => (read = JSON.stringify((await readPkcs12(changed, password)).entries)));
        if (read !== undefined) expect(read).toBe(original);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    [1_000_000, "sha1"],
    [1_000_000, "sha256"],
    [1_000_000, "sha512"],
    [2 ** 31 - 1, "sha1"],
  ])("refuses a MAC of %i rounds of %s or answers within seconds", async (iterations, digest) => {
    const file = await macFile({ iterations, digest, computed: false });
    const seconds = await processorSeconds(async () =>
      expect(["format/limit", "format/wrong-password"]).toContain(await outcomeOf(() => readPkcs12(file, password))),
    );
    expect(seconds).toBeLessThan(4);
  });

  it.each(["sha1", "sha256", "sha384", "sha512", "sha512-256", "sha3-256", "blake2b512"])(
    "checks a MAC with %s",
    async (digest) => {
      const file = await macFile({ iterations: 10, digest, computed: true });
      expect((await readPkcs12(file, password)).entries.map(({ alias, type }) => [alias, type])).toEqual([
        ["leaf", "certificate"],
      ]);
      expect(await outcomeOf(() => readPkcs12(file, new Secret("other")))).toBe("format/wrong-password");
    },
    30_000,
  );

  it("takes PBMAC1, but not with a key that is short or of unsaid length", async () => {
    expect((await readPkcs12(await pbmac1File(32), password)).entries).toHaveLength(1);
    expect(await outcomeOf(async () => readPkcs12(await pbmac1File(32), new Secret("x")))).toBe(
      "format/wrong-password",
    );
    expect(await outcomeOf(async () => readPkcs12(await pbmac1File(19), password))).toBe("format/malformed");
    expect(await outcomeOf(async () => readPkcs12(await pbmac1File(undefined), password))).toBe("format/malformed");
  });

  it("opens a file without password whether it was written with an empty one or with none", async () => {
    const none = new Uint8Array();
    const empty = new Uint8Array(2);
    for (const utf16 of [none, empty]) {
      const file = await macFile({ iterations: 10, digest: "sha1", computed: true, utf16 });
      expect((await readPkcs12(file, undefined)).entries).toHaveLength(1);
      expect((await readPkcs12(file, new Secret(""))).entries).toHaveLength(1);
      expect(await outcomeOf(() => readPkcs12(file, password))).toBe("format/wrong-password");
    }
  });

  it("reads a file that has neither MAC nor encryption", async () => {
    const safe = plainSafe();
    const { entries } = await readPkcs12(sequence(integer(3), dataPart(safe)), undefined);
    expect(entries[0]?.chain[0]).toEqual(readCertificate(identities.ec.der));
  });

  it("counts a certificate once that is stored twice, and puts issuers into the chain whatever the order", async () => {
    const safe = sequence(
      dataPart(
        sequence(
          certificateBag(root.der, "root"),
          keyBag(),
          certificateBag(identities.ec.der, "a"),
          certificateBag(identities.ec.der, "b"),
          certificateBag(identities.rsa.der, "other"),
        ),
      ),
    );
    const { entries } = await readPkcs12(sequence(integer(3), dataPart(safe)), undefined);
    expect(entries.map(({ alias, type, chain }) => [alias, type, chain.map(({ commonName }) => commonName)])).toEqual([
      ["a", "private_key", ["EC leaf", "Root"]],
      ["other", "certificate", ["RSA leaf"]],
    ]);
  });

  it("says which file is protected by a public key, is of another version, or is no PKCS#12 at all", async () => {
    expect(
      await outcomeOf(() =>
        readPkcs12(sequence(integer(3), sequence(objectIdentifier("1.2.840.113549.1.7.2"))), password),
      ),
    ).toBe("format/unsupported");
    expect(await outcomeOf(() => readPkcs12(sequence(integer(1), dataPart(sequence())), password))).toBe(
      "format/unsupported",
    );
    expect(await outcomeOf(() => readPkcs12(integer(3), password))).toBe("format/malformed");
  });

  it("refuses bags within bags beyond the limit", async () => {
    let bags = sequence();
    for (let i = 0; i < 30; i++)
      bags = sequence(sequence(objectIdentifier("1.2.840.113549.1.12.10.1.6"), explicit(0, bags)));
    expect(await outcomeOf(() => readPkcs12(sequence(integer(3), dataPart(sequence(dataPart(bags)))), password))).toBe(
      "format/limit",
    );
  });
});

describe("readClosedPkcs12", () => {
  it("shows the names of the keys of what it writes, and that the certificates are missing", async () => {
    for (const form of ["compatible", "modern"] as const) {
      const { entries, complete } = await readClosedPkcs12(await writePkcs12(content({ form })));
      expect(complete).toBe(false);
      expect(entries).toEqual([
        {
          alias: "upload",
          type: "private_key",
          key: null,
          privateKey: undefined,
          chain: [],
          locked: true,
          created: null,
        },
      ]);
    }
  });

  it("shows everything that lies in the open", async () => {
    const file = sequence(
      integer(3),
      dataPart(sequence(dataPart(sequence(certificateBag(identities.ec.der, "leaf"), keyBag())))),
    );
    const closed = await readClosedPkcs12(file);
    expect(closed.complete).toBe(true);
    expect(closed.entries).toEqual((await readPkcs12(file, undefined)).entries);
  });

  it("holds the MAC to the limits of a file that is opened", async () => {
    const outcome = async (wish: Omit<MacWish, "computed">): Promise<string> =>
      outcomeOf(async () => readClosedPkcs12(await macFile({ ...wish, computed: false })));
    expect(await outcome({ iterations: 100_000, digest: "sha256" })).toBe("read");
    expect(await outcome({ iterations: 99_999_999, digest: "sha256" })).toBe("format/limit");
    expect(await outcome({ iterations: 2 ** 31 - 1, digest: "sha256" })).toBe("format/limit");
    expect(await outcome({ iterations: 0, digest: "sha256" })).toBe("format/malformed");
  });

  it("holds the encryption to the limits too, and reads nothing out of noise", async () => {
    const encrypted = (scheme: string, iterations: number): Uint8Array => {
      const parameters = sequence(octetString(new Uint8Array(8)), integer(iterations));
      const algorithm = sequence(objectIdentifier(`1.2.840.113549.1.12.1.${scheme}`), parameters);
      const info = sequence(
        objectIdentifier("1.2.840.113549.1.7.1"),
        algorithm,
        implicitPrimitive(0, new Uint8Array(64)),
      );
      const part = sequence(objectIdentifier("1.2.840.113549.1.7.6"), explicit(0, sequence(integer(0), info)));
      return sequence(integer(3), dataPart(sequence(part)));
    };
    for (const scheme of ["3", "6"]) {
      expect(await readClosedPkcs12(encrypted(scheme, 2048))).toEqual({ kind: "pkcs12", entries: [], complete: false });
      expect(await outcomeOf(() => readClosedPkcs12(encrypted(scheme, 99_999_999)))).toBe("format/limit");
    }
    expect(await outcomeOf(() => readClosedPkcs12(encrypted("99", 2048)))).toBe("format/unsupported");
  });

  it("asks for no password, however the file was damaged", async () => {
    const whole = await writePkcs12(content());
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), async (at, byte) => {
        const damaged = Uint8Array.from(whole);
        damaged[at] = byte;
        expect(await outcomeOf(() => readClosedPkcs12(damaged))).not.toMatch(/password/);
      }),
      { numRuns: 300 },
    );
  });
});

/** Where the bytes lie that the MAC is over. */
function coveredRange(file: Uint8Array): { readonly start: number; readonly end: number } {
  const octets = readDer(file).children[1]?.children[1]?.children[0] as DerElement;
  expect(contentBytes(octets)).toEqual(octetsOf(octets));
  return { start: octets.contentStart, end: octets.contentEnd };
}

function dataPart(bytes: Uint8Array): Uint8Array {
  return sequence(objectIdentifier("1.2.840.113549.1.7.1"), explicit(0, octetString(bytes)));
}

function certificateBag(der: Uint8Array, name: string): Uint8Array {
  const value = sequence(objectIdentifier("1.2.840.113549.1.9.22.1"), explicit(0, octetString(der)));
  const attributes = setOf(sequence(objectIdentifier("1.2.840.113549.1.9.20"), setOf(bmpString(name))));
  return sequence(objectIdentifier("1.2.840.113549.1.12.10.1.3"), explicit(0, value), attributes);
}

function keyBag(): Uint8Array {
  return sequence(
    objectIdentifier("1.2.840.113549.1.12.10.1.1"),
    explicit(0, identities.ec.privateKey.pkcs8.revealBytes()),
  );
}

function plainSafe(): Uint8Array {
  return sequence(dataPart(sequence(certificateBag(identities.ec.der, "leaf"))));
}

const digestIdentifiers: Readonly<Record<string, string>> = {
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
  "sha512-256": "2.16.840.1.101.3.4.2.6",
  "sha3-256": "2.16.840.1.101.3.4.2.8",
  blake2b512: "1.3.6.1.4.1.1722.12.2.1.16",
};

interface MacWish {
  readonly iterations: number;
  readonly digest: string;
  /** Whether the MAC is right; computing it takes as long as checking it. */
  readonly computed: boolean;
  readonly utf16?: Uint8Array;
}

async function macFile({ iterations, digest: name, computed, utf16 }: MacWish): Promise<Uint8Array> {
  const digest = digestNamed(name);
  const safe = plainSafe();
  const salt = new Uint8Array(8).fill(7);
  const bytes = utf16 ?? passwordEncodings(password)[0]?.utf16 ?? new Uint8Array();
  const derivation = {
    digest,
    purpose: 3,
    password: bytes,
    salt,
    iterations,
    length: digest.bytes,
  } as const;
  const mac = computed
    ? createHmac(name, await derivePkcs12(derivation, new DerivationBudget()))
        .update(safe)
        .digest()
    : new Uint8Array(digest.bytes);
  const algorithm = sequence(objectIdentifier(digestIdentifiers[name] ?? ""), nullValue());
  return sequence(
    integer(3),
    dataPart(safe),
    sequence(sequence(algorithm, octetString(mac)), octetString(salt), integer(iterations)),
  );
}

async function pbmac1File(keyLength: number | undefined): Promise<Uint8Array> {
  const safe = plainSafe();
  const salt = new Uint8Array(8).fill(9);
  const key = await derivePbkdf2(
    {
      digest: digestNamed("sha256"),
      password: password.revealBytes(),
      salt,
      iterations: 100,
      length: keyLength ?? 32,
    },
    new DerivationBudget(),
  );
  const hmac = sequence(objectIdentifier("1.2.840.113549.2.9"), nullValue());
  const length = keyLength === undefined ? [] : [integer(keyLength)];
  const kdf = sequence(
    objectIdentifier("1.2.840.113549.1.5.12"),
    sequence(octetString(salt), integer(100), ...length, hmac),
  );
  const algorithm = sequence(objectIdentifier("1.2.840.113549.1.5.14"), sequence(kdf, hmac));
  const mac = createHmac("sha256", key).update(safe).digest();
  return sequence(
    integer(3),
    dataPart(safe),
    sequence(sequence(algorithm, octetString(mac)), octetString(new Uint8Array(1)), integer(1)),
  );
}

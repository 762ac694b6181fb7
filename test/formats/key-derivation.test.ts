import { createHash, pbkdf2Sync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DerivationBudget,
  derivePbkdf2,
  derivePkcs12,
  deriveScrypt,
  digestNamed,
} from "../../src/formats/key-derivation.ts";
import { rehash } from "../../src/formats/iterated-hash.ts";
import { passwordEncodings } from "../../src/formats/keystore-password.ts";
import { Secret } from "../../src/secret/secret.ts";
import { outcomeOf } from "./format-failure.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

const sha1 = digestNamed("sha1");

describe("rehash", () => {
  it.each([
    ["sha1", 20],
    ["sha256", 32],
    ["sha512", 64],
  ] as const)("is %s of its own output, again and again", async (name, bytes) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: bytes, maxLength: bytes }),
        fc.nat({ max: 40 }),
        async (start, rounds) => {
          let expected: Uint8Array = start;
          for (let i = 0; i < rounds; i++) expected = createHash(name).update(expected).digest();
          expect(Buffer.from(await rehash(name, start, rounds)).toString("hex")).toBe(
            Buffer.from(expected).toString("hex"),
          );
        },
      ),
    );
  });
});

describe("derivePkcs12", () => {
  const derive = async (
    password: string,
    options: {
      readonly purpose: 1 | 2 | 3;
      readonly salt: string;
      readonly iterations: number;
      readonly length: number;
    },
  ): Promise<string> => {
    const [encoding] = passwordEncodings(new Secret(password));
    if (encoding === undefined) throw new Error("no encoding");
    const key = await derivePkcs12(
      {
        ...options,
        digest: sha1,
        password: encoding.utf16,
        salt: Uint8Array.from(Buffer.from(options.salt, "hex")),
      },
      new DerivationBudget(),
    );
    return Buffer.from(key).toString("hex");
  };

  // The known answers that have gone from implementation to implementation since Stephen Henson's of 1999.
  it.each([
    [
      "smeg",
      { purpose: 1, salt: "0a58cf64530d823f", iterations: 1, length: 24 },
      "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3",
    ],
    ["smeg", { purpose: 2, salt: "0a58cf64530d823f", iterations: 1, length: 8 }, "79993dfe048d3b76"],
    [
      "queeg",
      { purpose: 1, salt: "05dec959acff72f7", iterations: 1000, length: 24 },
      "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4",
    ],
  ] as const)("gives the known answer for %s", async (password, options, expected) => {
    expect(await derive(password, options)).toBe(expected);
  });

  it("lets the event loop turn while it derives", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await derive("long", { purpose: 1, salt: "00", iterations: 300_000, length: 20 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});

describe("the bounds of derivations", () => {
  it("are charged before anything is derived, for the file as a whole", async () => {
    const budget = new DerivationBudget();
    const derivation = {
      digest: sha1,
      purpose: 1,
      password: new Uint8Array(2),
      salt: new Uint8Array(8),
      length: 20,
    } as const;
    const seconds = await processorSeconds(async () => {
      expect(await outcomeOf(() => derivePkcs12({ ...derivation, iterations: 50_000_000 }, budget))).toBe(
        "format/limit",
      );
      expect(await outcomeOf(() => derivePkcs12({ ...derivation, iterations: 1 }, budget))).toBe("format/limit");
      expect(
        await outcomeOf(() => derivePbkdf2({ ...derivation, iterations: 2_000_000_000 }, new DerivationBudget())),
      ).toBe("format/limit");
    });
    expect(seconds).toBeLessThan(2);
  });

  it("refuse scrypt that wants too much memory", async () => {
    const scrypt = {
      password: new Uint8Array(1),
      salt: new Uint8Array(8),
      blockSize: 8,
      parallelization: 1,
      length: 32,
    };
    expect(await outcomeOf(() => deriveScrypt({ ...scrypt, cost: 2 ** 20 }, new DerivationBudget()))).toBe(
      "format/limit",
    );
    expect(await outcomeOf(() => deriveScrypt({ ...scrypt, cost: 2 ** 12 }, new DerivationBudget()))).toBe("read");
  });

  it("leave PBKDF2 as it is", async () => {
    const key = await derivePbkdf2(
      {
        digest: digestNamed("sha256"),
        password: Buffer.from("pw"),
        salt: Buffer.from("salt"),
        iterations: 1000,
        length: 40,
      },
      new DerivationBudget(),
    );
    expect(Buffer.from(key).equals(pbkdf2Sync("pw", "salt", 1000, 40, "sha256"))).toBe(true);
  });
});

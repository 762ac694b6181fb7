import { beforeAll, describe, expect, it } from "vitest";
import { inspect, type Inspection } from "../../src/formats/inspect.ts";
import { concatBytes } from "../../src/formats/der-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { encodeAsn1, nodesOf, parseAsn1, parseAsn1Surface } from "./asn1-tree.ts";
import { madeSeeds, seedPassword } from "./made-seeds.ts";
import { checkNoSecret, checkShape, KnownAnswers } from "./oracles.ts";
import type { Seed } from "./seed.ts";
import { runTarget, type Target } from "./targets.ts";
import { learnSeeds, planTrial, runTrial } from "./trial.ts";

// That the fuzzer finds what it looks for: each kind of fault is planted, and must be reported.

let seeds: readonly Seed[] = [];
let known = new KnownAnswers();
beforeAll(async () => {
  seeds = await madeSeeds();
  known = await learnSeeds(seeds);
});

function seedNamed(name: string): Seed {
  const found = seeds.find((seed) => seed.name === name);
  if (found === undefined) throw new Error(`there is no seed ${name}`);
  return found;
}

const secretOf = (text: string | null): Secret | undefined => (text === null ? undefined : new Secret(text));

function inspectSeed({ bytes, password, keyPassword }: Seed): Promise<Inspection> {
  return inspect(bytes, { password: secretOf(password), keyPassword: secretOf(keyPassword) });
}

const sealed = [
  "our own PKCS#12 1",
  "PKCS#12 in the open with a MAC",
  "JKS",
  "profile 0",
  "profile 1",
  "profile as PEM",
];

describe("what is covered", () => {
  it.each(sealed)("is known of a file that nobody changed, also with bytes after it: %s", async (name) => {
    const seed = seedNamed(name);
    const inspection = await inspectSeed(seed);
    known.check(seed.bytes, seed.password, inspection);
    known.check(concatBytes(seed.bytes, new Uint8Array(9)), seed.password, inspection);
  });

  it.each(sealed)("is seen to be changed when a reader accepts it nevertheless: %s", async (name) => {
    const seed = seedNamed(name);
    const inspection = await inspectSeed(seed);
    const changed = Uint8Array.from(seed.bytes);
    const at = Math.floor(changed.length / 3);
    // In base64 a changed case is another byte.
    changed[at] = (changed[at] ?? 0) ^ (name.endsWith("PEM") ? 0x20 : 1);
    expect(() => known.check(changed, seed.password, inspection)).toThrow(/covered/);
  });

  it.each(sealed)("gives one answer only: %s", async (name) => {
    const seed = seedNamed(name);
    const inspection = await inspectSeed(seed);
    const [entry] = inspection.entries;
    const other = entry
      ? { ...inspection, entries: [{ ...entry, alias: "other" }] }
      : { ...inspection, profile: inspection.profile && { ...inspection.profile, bundle_id: "com.evil" } };
    expect(() => known.check(seed.bytes, seed.password, other as Inspection)).toThrow("another answer");
  });

  it.each(sealed.slice(0, 2).concat("profile 1"))("is the same in BER: %s", async (name) => {
    const seed = seedNamed(name);
    const root = parseAsn1Surface(seed.bytes);
    if (root === undefined) throw new Error("it is no ASN.1");
    const outer = name.startsWith("profile") ? [root, root.children?.[1]] : nodesOf(root);
    for (const node of outer) {
      if (node?.children !== undefined) node.length = { form: "indefinite" };
      else if (node !== undefined) node.length = { form: "long" };
    }
    const bytes = encodeAsn1(root);
    expect(bytes).not.toEqual(seed.bytes);
    const inspection = await inspectSeed({ ...seed, bytes });
    expect(inspection).toEqual(await inspectSeed(seed));
    known.check(bytes, seed.password, inspection);
  });
});

describe("runTarget", () => {
  const trial = () => ({ bytes: new Uint8Array(), seed: seedNamed("JKS"), known });
  const planted = (run: Target["run"]): Target => ({ name: "planted", subject: "signing file", weight: 1, run });

  it.each<[what: string, run: Target["run"], message: RegExp]>([
    ["an error that is none of ours", () => Promise.reject(new TypeError("oops")), /oops/],
    ["a password in the answer", () => Promise.resolve({ alias: `x${seedPassword}` }), /password/],
    [
      "a password in the answer as base64",
      () => Promise.resolve({ alias: Buffer.from(seedPassword).toString("base64") }),
      /password/,
    ],
  ])("reports %s", async (_what, run, message) => {
    await expect(runTarget(planted(run), trial())).rejects.toThrow(message);
  });

  it("gives the code of a failure that is ours", async () => {
    expect(
      await runTarget(
        planted(() => inspect(new Uint8Array())),
        trial(),
      ),
    ).toBe("format/malformed");
  });
});

describe("checkShape", () => {
  it("sees a value that JSON does not have", async () => {
    const inspection = await inspectSeed(seedNamed("profile 0"));
    checkShape(inspection);
    const odd = { ...inspection, profile: { ...inspection.profile, platforms: [Object] } } as unknown as Inspection;
    expect(() => checkShape(odd)).toThrow(/platform/);
  });

  it("is not fooled by names of projects that are passwords of the corpus", () => {
    checkNoSecret("CN=cryptography.io", ["cryptography"]);
  });
});

describe("trials", () => {
  it("are the same for the same seed and number, and others for others", async () => {
    const plan = async (seed: string, number: number): Promise<string> => {
      const {
        target,
        bytes,
        seed: from,
      } = await planTrial(
        seeds.filter((one) => one.seal === undefined),
        seed,
        number,
      );
      return `${target.name} ${from.name} ${Buffer.from(bytes).toString("hex")}`;
    };
    const first = await Promise.all([1, 2, 3, 4, 5].map((n) => plan("a", n)));
    expect(await Promise.all([1, 2, 3, 4, 5].map((n) => plan("a", n)))).toEqual(first);
    expect(new Set([...first, ...(await Promise.all([1, 2, 3, 4, 5].map((n) => plan("b", n))))]).size).toBe(10);
  });

  it("reach every reader, and find nothing", async () => {
    const reached = new Map<string, number>();
    let read = 0;
    for (let number = 0; number < 1_500; number++) {
      const planned = await planTrial(seeds, "test", number);
      reached.set(planned.target.name, (reached.get(planned.target.name) ?? 0) + 1);
      if ((await runTrial(planned, known)) === "read") read++;
    }
    expect(reached.size).toBeGreaterThanOrEqual(15);
    // Changes that every reader refuses at once would find nothing behind the first check.
    expect(read).toBeGreaterThan(150);
  });
});

describe("parseAsn1", () => {
  it("writes what it has read", () => {
    for (const { bytes, syntax } of seeds) {
      if (syntax !== "asn1") continue;
      for (const root of [parseAsn1(bytes), parseAsn1Surface(bytes)]) expect(root && encodeAsn1(root)).toEqual(bytes);
    }
  });
});

import { createHash } from "node:crypto";
import { integer, sequence, utf16BigEndian, concatBytes } from "../../src/formats/der-writer.ts";
import { inspect } from "../../src/formats/inspect.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity } from "../formats/certificate-maker.ts";
import { dataPart, macData } from "../formats/pkcs12-maker.ts";
import { signMessage } from "../formats/profile-maker.ts";
import { mutateAsn1 } from "./mutate-asn1.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateJson } from "./mutate-json.ts";
import { mutateText } from "./mutate-text.ts";
import { mutateZip } from "./mutate-zip.ts";
import { KnownAnswers } from "./oracles.ts";
import { createRandom, type Random } from "./random.ts";
import type { Seed } from "./seed.ts";
import { pickTarget, runTarget, type Target } from "./targets.ts";

/** One thing to try: made from the fuzzer's seed and its number alone, so that it can be made again. */
export interface Planned {
  readonly number: number;
  readonly seed: Seed;
  readonly target: Target;
  readonly bytes: Uint8Array;
  /** Whether the changed inside was sealed again, so that the answer is not known beforehand. */
  readonly sealed: boolean;
}

const signer = makeIdentity({ name: [["CN", "Fuzzer"]] });

/** Makes the trial of that number. */
export async function planTrial(seeds: readonly Seed[], fuzzSeed: string, number: number): Promise<Planned> {
  const random = createRandom(`${fuzzSeed}/${number}`);
  const seed = pickWeighted(seeds, random);
  const donor = random.pick(seeds).bytes;
  const changed = await change(seed, random, donor);
  const target = pickTarget(seed, random);
  const sealed = seed.seal !== undefined;
  return { number, seed, target, sealed, bytes: sealed ? await seal(seed, changed) : changed };
}

function pickWeighted(seeds: readonly Seed[], random: Random): Seed {
  let left = random.below(seeds.reduce((sum, { weight = 1 }) => sum + weight, 0));
  return seeds.find(({ weight = 1 }) => (left -= weight) < 0) ?? random.pick(seeds);
}

async function change(seed: Seed, random: Random, donor: Uint8Array): Promise<Uint8Array> {
  // Every hundredth file is left as it is: what is right must stay right.
  if (random.oneIn(100)) return seed.bytes;
  if (random.oneIn(4)) return mutateBytes(seed.bytes, random, donor);
  switch (seed.syntax) {
    case "asn1":
      return mutateAsn1(seed.bytes, random, donor) ?? mutateBytes(seed.bytes, random, donor);
    case "text":
      return mutateText(seed.bytes, random);
    case "json":
      return mutateJson(seed.bytes, random);
    case "jks":
      return mutateJks(seed.bytes, random, donor);
    case "zip":
      return mutateZip(seed.bytes, random, donor);
    case "binary":
      return mutateBytes(seed.bytes, random, donor);
  }
}

/** Changes an element of a certificate or key inside of a JKS and sets its length right, or any bytes. */
function mutateJks(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  const blocks = blocksOf(bytes);
  if (blocks.length === 0 || random.oneIn(3)) return mutateBytes(bytes, random, donor);
  const [start, end] = random.pick(blocks);
  const changed = mutateAsn1(bytes.slice(start, end), random, donor) ?? bytes.slice(start, end);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(changed.length);
  return concatBytes(bytes.subarray(0, start - 4), length, changed, bytes.subarray(end));
}

/** Where bytes of ASN.1 stand after their own four-byte length. */
function blocksOf(bytes: Uint8Array): readonly (readonly [number, number])[] {
  const view = Buffer.from(bytes);
  const found: (readonly [number, number])[] = [];
  for (let at = 12; at + 6 < view.length; at++) {
    const length = view.readUInt32BE(at);
    if (view[at + 4] === 0x30 && length > 16 && at + 4 + length <= view.length && view[at + 5] === 0x82) {
      found.push([at + 4, at + 4 + length]);
      at += 3 + length;
    }
  }
  return found;
}

async function seal(seed: Seed, inside: Uint8Array): Promise<Uint8Array> {
  const password = seed.password ?? "";
  switch (seed.seal) {
    case "pkcs12":
      return sequence(integer(3), dataPart(inside), await macData(inside, password, 1));
    case "jks":
      return concatBytes(
        inside,
        createHash("sha1").update(utf16BigEndian(password)).update("Mighty Aphrodite").update(inside).digest(),
      );
    default:
      return signMessage(inside, { signer });
  }
}

/**
 * Runs a trial.
 * @returns the code of the failure, or `"read"`
 * @throws what should not be
 */
export async function runTrial({ seed, target, bytes, sealed }: Planned, known: KnownAnswers): Promise<string> {
  if (!sealed) return runTarget(target, { bytes, seed, known });
  const own = new KnownAnswers();
  await learn(own, seed, bytes);
  return runTarget(target, { bytes, seed, known: own });
}

/** What readers say of the seeds as they are: later trials are compared with it. Seeds that cannot be read are only fuzzed. */
export async function learnSeeds(seeds: readonly Seed[]): Promise<KnownAnswers> {
  const known = new KnownAnswers();
  for (const seed of seeds) {
    if (seed.subject === "signing file")
      await learn(known, seed, seed.seal === undefined ? seed.bytes : await seal(seed, seed.bytes));
  }
  return known;
}

async function learn(known: KnownAnswers, { password, keyPassword }: Seed, bytes: Uint8Array): Promise<void> {
  try {
    const passwords = {
      ...(password === null ? {} : { password: new Secret(password) }),
      ...(keyPassword === null ? {} : { keyPassword: new Secret(keyPassword) }),
    };
    known.learn(bytes, password, await inspect(bytes, passwords));
  } catch {
    // It is not read; a trial shows whether in a proper way.
  }
}

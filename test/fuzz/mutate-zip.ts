import { memorySource, readWhole } from "../../src/formats/artefact/byte-source.ts";
import { readZip } from "../../src/formats/artefact/zip-archive.ts";
import { makeZip, type ZipWish } from "../proof/zip-maker.ts";
import { mutateAsn1 } from "./mutate-asn1.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateText } from "./mutate-text.ts";
import type { Random } from "./random.ts";

/** Changes files of a good archive, or which there are, and packs it again; so that a change gets past the checksums. */
export async function mutateZip(bytes: Uint8Array, random: Random, donor: Uint8Array): Promise<Uint8Array> {
  const { entries } = await readZip(memorySource(bytes));
  const files: ZipWish[] = [];
  for (const [name, entry] of entries)
    files.push({ name, bytes: await readWhole(await entry.open(), 16 * 1024 * 1024) });
  for (let left = 1 + random.below(2); left > 0; left--) {
    const at = random.below(files.length);
    const file = files[at];
    if (file === undefined) break;
    const kind = random.below(10);
    if (kind === 0) files.splice(at, 1);
    else if (kind === 1)
      files[at] = {
        ...file,
        name: random.pick([`${file.name}x`, file.name.toLowerCase(), `Payload/Shop.app/${file.name}`]),
      };
    else if (kind === 2) files.push({ ...file, name: `${file.name.slice(0, file.name.lastIndexOf("/") + 1)}added` });
    else files[at] = { ...file, bytes: mutateFile(file.bytes, random, donor), stored: random.oneIn(2) };
  }
  return Uint8Array.from(makeZip(files));
}

function mutateFile(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  if (bytes.length === 0) return random.bytes(4);
  if (bytes[0] === 0x30) return mutateAsn1(bytes, random, donor) ?? mutateBytes(bytes, random, donor);
  if (bytes[0] === 0x3c && random.oneIn(2)) return mutateText(bytes, random);
  // The signature of an executable lies at its end, and is what its readers take apart.
  const tail = bytes.length > 12_000 ? 10_000 : 0;
  if (tail === 0 || random.oneIn(4)) return mutateBytes(bytes, random, donor);
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, tail), mutateBytes(bytes.slice(tail), random, donor)]));
}

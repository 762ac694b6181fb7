import { createInterface } from "node:readline";

import { createHeadFiles } from "../../../../src/providers/file-store/head-files.ts";
import { createHeadChain } from "../../../../src/providers/file-store/head-chain.ts";
import {
  readManifest,
  sha256Hex,
  writeManifest,
  type Manifest,
} from "../../../../src/providers/file-store/manifest.ts";
import type { Facts } from "../../../../src/providers/file-store/manifest.ts";
import { openBackend, type BackendPlace } from "./backend-place.ts";

/**
 * A process that races others for the heads of a store: `<place as JSON> <name>`. It does what its standard input says and answers
 * each line with one:
 * - `ready`: reads the newest head and builds the next one on it.
 * - `go`: adds that head; answers `won` or `lost`.
 * - `count <n>`: advances the chain n times, each time counting up the record of its own.
 */
const [place = "", name = ""] = process.argv.slice(2);
const backend = openBackend(JSON.parse(place) as BackendPlace);
const heads = backend.heads ?? createHeadFiles(backend);
const chain = createHeadChain(backend);
const address = `store/key/${name}` as const;
const recipients = { ana: "age1nobody" };
let next: Manifest | undefined;

async function prepare(): Promise<string> {
  const newest = await heads.newest();
  const held = newest && readManifest(newest.bytes, newest.name);
  const head = (held?.head ?? 0) + 1;
  next = {
    format_version: "1.0",
    head,
    previous_sha256: newest ? sha256Hex(newest.bytes) : null,
    recipients,
    objects: [],
    records: [
      ...(held?.records ?? []),
      { address: `store/key/round-${String(head).padStart(4, "0")}`, facts: { winner: name } },
    ],
  };
  return `ready ${head}`;
}

async function race(): Promise<string> {
  if (next === undefined) throw new Error("not ready");
  return (await heads.add(next.head, writeManifest(next))) ? "won" : "lost";
}

async function count(times: number): Promise<string> {
  for (let i = 0; i < times; i++) {
    await chain.advance((newest) => {
      const records = newest?.records ?? [];
      const facts: Facts = { n: Number(records.find((r) => r.address === address)?.facts["n"] ?? 0) + 1 };
      return {
        recipients,
        objects: [],
        records: [...records.filter((r) => r.address !== address), { address, facts }],
      };
    });
  }
  return "counted";
}

for await (const line of createInterface({ input: process.stdin })) {
  const [word, argument] = line.split(" ");
  const answer = word === "ready" ? await prepare() : word === "go" ? await race() : await count(Number(argument));
  process.stdout.write(`${answer}\n`);
}
await backend.close();

import { planText } from "../../src/cli/views/plan-text.ts";
import { planFromJson, planToJson } from "../../src/plan/plan-json.ts";
import { decryptWith, readAgeIdentities } from "../../src/providers/file-store/age-encryption.ts";
import { readContainer } from "../../src/providers/file-store/entry-container.ts";
import { createHeadChain } from "../../src/providers/file-store/head-chain.ts";
import { createJournal } from "../../src/providers/file-store/journal.ts";
import { inspectLock } from "../../src/providers/file-store/lock.ts";
import { readManifest, writeManifest } from "../../src/providers/file-store/manifest.ts";
import { readStoreLog } from "../../src/providers/file-store/store-log.ts";
import { recipientCount } from "../../src/providers/file-store/age-header.ts";
import { Secret } from "../../src/secret/secret.ts";
import { oneFileBackend } from "./memory-backend.ts";
import { Violation } from "./oracles.ts";
import type { Target } from "./targets.ts";

const digest = "0123456789abcdef".repeat(4);
const label = { address: "acme/certificate/ios-distribution", instance: "one" };

/** What reads the files of a store, and saved plans. */
export const storeTargets: readonly Target[] = [
  {
    name: "readManifest",
    subject: "manifest",
    weight: 1,
    run: async ({ bytes }) => {
      const manifest = readManifest(bytes, "manifest.json");
      // What is read must be what the next head can be written with.
      const written = writeManifest(manifest);
      if (Buffer.compare(writeManifest(readManifest(written, "manifest.json")), written) !== 0)
        throw new Violation("a manifest is not the same when it is written and read again");
      return Promise.resolve(manifest);
    },
  },
  {
    name: "newest head",
    subject: "heads",
    weight: 1,
    run: ({ bytes }) => createHeadChain(oneFileBackend(bytes)).newest(),
  },
  {
    name: "readContainer",
    subject: "container",
    weight: 1,
    run: ({ bytes }) => Promise.resolve().then(() => Object.keys(readContainer(bytes, label, "one.age"))),
  },
  {
    name: "journal",
    subject: "journal",
    weight: 1,
    run: ({ bytes }) => createJournal(oneFileBackend(bytes)).entries(digest),
  },
  {
    name: "lock",
    subject: "lock",
    weight: 1,
    run: async ({ bytes }) => {
      const held = await inspectLock(
        oneFileBackend(bytes, (name) => name !== "lock"),
        { user: "anna", host: "here", pid: 1 },
      ).holder();
      return { ...held };
    },
  },
  {
    name: "log",
    subject: "log",
    weight: 1,
    run: ({ bytes }) => readStoreLog(oneFileBackend(bytes)),
  },
  {
    name: "plan",
    subject: "plan",
    weight: 1,
    run: async ({ bytes }) => {
      let value: unknown;
      try {
        value = JSON.parse(new TextDecoder().decode(bytes));
      } catch {
        return Promise.resolve("no JSON");
      }
      const read = planFromJson(value);
      if (!("plan" in read)) return Promise.resolve(read.reason);
      // A saved plan is shown in both of its forms, so whatever was read must be possible to show.
      return Promise.resolve([
        JSON.stringify(planToJson(read.plan)).length,
        planText(read.plan, (_style, text) => text),
      ]);
    },
  },
  {
    name: "age",
    subject: "age",
    weight: 1,
    run: async ({ bytes, seed }) => {
      recipientCount(bytes);
      const plain = await decryptWith(
        await readAgeIdentities(new Secret(seed.password ?? ""), "a test"),
        bytes,
        "one.age",
      );
      if (Buffer.compare(bytes, seed.bytes) !== 0 && plain.length > 0)
        throw new Violation("age accepted a changed file");
      return plain.length;
    },
  },
];

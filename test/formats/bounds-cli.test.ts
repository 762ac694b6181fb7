import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  bitString,
  certificateTime,
  integer,
  objectIdentifier,
  sequence,
  setOf,
  utf8String,
} from "../../src/formats/der-writer.ts";
import { writePem } from "../../src/formats/pem.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { makeJks } from "./jks-maker.ts";
import { certificateBag, dataPart, plainPkcs12, rc2Part } from "./pkcs12-maker.ts";

// What a reader may cost, measured on the process as people run it: five seconds of the processor, 300 MB of memory.

const cli = join(import.meta.dirname, "../../dist/bin/signwright.cjs");
const identity = makeIdentity({ name: [["CN", "Leaf"]], type: "rsa" });
let folder = "";
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  if (!existsSync(cli)) throw new Error("the CLI is not built: run `npm run build` first (`npm test` does)");
  folder = mkdtempSync(join(tmpdir(), "bounds-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Cost {
  readonly status: number | null;
  readonly stdout: string;
  /** Processor time. */
  readonly seconds: number;
  /** The most memory that the process had at a time. */
  readonly megabytes: number;
}

/** Runs `inspect --json` on a file, with its password in a variable where there is one. */
function inspect(name: string, password?: string): Cost {
  const report = at(`${name}.usage`);
  const hook = `import { writeFileSync } from "node:fs";
    process.on("exit", () => writeFileSync(process.env.USAGE_REPORT, JSON.stringify(process.resourceUsage())));`;
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(hook)}`,
      cli,
      "inspect",
      name,
      "--json",
      ...(password === undefined ? [] : ["--password-env", "BOUNDS_PASSWORD"]),
    ],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 512 * 1024 * 1024,
      timeout: 60_000,
      env: { PATH: process.env["PATH"], HOME: folder, USAGE_REPORT: report, BOUNDS_PASSWORD: password },
    },
  );
  const usage = JSON.parse(readFileSync(report, "utf8")) as Record<"userCPUTime" | "systemCPUTime" | "maxRSS", number>;
  return {
    status,
    stdout,
    seconds: (usage.userCPUTime + usage.systemCPUTime) / 1_000_000,
    megabytes: usage.maxRSS / 1024,
  };
}

function expectWithinBounds({ seconds, megabytes }: Cost): void {
  expect(seconds).toBeLessThan(5);
  expect(megabytes).toBeLessThan(300);
}

const codeOf = ({ stdout }: Cost): string | undefined =>
  (JSON.parse(stdout) as { readonly diagnostics?: readonly { readonly code: string }[] }).diagnostics?.[0]?.code;

function certificate(serial: number, name: string): Uint8Array {
  const date = certificateTime(new Date("2024-01-01T00:00:00Z"));
  const algorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
  const subject = sequence(setOf(sequence(objectIdentifier("2.5.4.3"), utf8String(name))));
  const body = sequence(integer(serial), algorithm, subject, sequence(date, date), subject, sequence());
  return sequence(body, algorithm, bitString(new Uint8Array(8)));
}

const refused: readonly (readonly [string, () => Uint8Array, string])[] = [
  ["64 mebibytes of zeros", () => new Uint8Array(64 * 1024 * 1024), "format/unrecognized"],
  ["64 mebibytes of text", () => new Uint8Array(64 * 1024 * 1024).fill(0x41), "format/unrecognized"],
  [
    "64 mebibytes of a key and certificates",
    () => new TextEncoder().encode(writePem("PRIVATE KEY", new Uint8Array(1_000)).repeat(46_000)),
    "format/limit",
  ],
  [
    "three mebibytes of RC2",
    () => sequence(integer(3), dataPart(sequence(rc2Part(new Uint8Array(3 * 1024 * 1024))))),
    "format/password-required",
  ],
  ["two mebibytes of control characters in a name", () => certificate(1, "\u0001".repeat(2_090_000)), "format/limit"],
];

const read: readonly (readonly [string, () => Uint8Array])[] = [
  [
    "four mebibytes of control characters in names",
    () => plainPkcs12(Array.from({ length: 32 }, (_bag, i) => certificateBag(certificate(i, "\u0001".repeat(65_000))))),
  ],
  [
    "9,500 certificates in PKCS#12",
    () =>
      plainPkcs12(
        ...Array.from({ length: 19 }, (_part, part) =>
          Array.from({ length: 500 }, (_bag, i) => certificateBag(certificate(500 * part + i, "x".repeat(80)))),
        ),
      ),
  ],
  [
    "four mebibytes of aliases in a JKS",
    () =>
      makeJks(
        Array.from({ length: 62 }, () => ({ alias: "ä".repeat(32_767), chain: [identity.der] })),
        "pw",
      ),
  ],
];

describe("inspect as it is installed", () => {
  it("refuses a file of 200 MB of zeros", () => {
    writeFileSync(at("zeros.p12"), "");
    truncateSync(at("zeros.p12"), 200_000_000);
    const cost = inspect("zeros.p12");
    expect(cost.status).toBe(1);
    expect(codeOf(cost)).toBe("file/unreadable");
    expectWithinBounds(cost);
  });

  it.each(refused)("refuses %s", (_what, make, code) => {
    writeFileSync(at("refused"), make());
    const cost = inspect("refused");
    expect(codeOf(cost)).toBe(code);
    expect(cost.status).toBe(1);
    expectWithinBounds(cost);
  });

  it.each(read)("reads %s", (_what, make) => {
    writeFileSync(at("read"), make());
    const cost = inspect("read");
    expect(cost.status).toBe(0);
    expectWithinBounds(cost);
  });

  it.skipIf(!toolOrSkip("openssl"))("answers a PKCS#12 of 1,000,000 rounds in the new form and in the old one", () => {
    writeFileSync(at("key.pem"), writePem("PRIVATE KEY", identity.privateKey.pkcs8.revealBytes()));
    writeFileSync(at("leaf.pem"), writePem("CERTIFICATE", identity.der));
    for (const options of [[], ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]]) {
      const made = spawnSync(
        "openssl",
        [
          "pkcs12",
          "-export",
          "-inkey",
          "key.pem",
          "-in",
          "leaf.pem",
          "-passout",
          "pass:s3cret",
          "-iter",
          "1000000",
          "-out",
          "many.p12",
          ...options,
        ],
        { cwd: folder, encoding: "utf8" },
      );
      expect(made.status).toBe(0);
      const cost = inspect("many.p12", "s3cret");
      expectWithinBounds(cost);
      if (cost.status === 0)
        expect(JSON.parse(cost.stdout)).toMatchObject({ entries: [{ type: "private_key", key: { bits: 2048 } }] });
      else expect(codeOf(cost)).toBe("format/limit");
    }
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seed, Syntax } from "./seed.ts";

interface Expectation {
  readonly file: string;
  readonly password: string | null;
  readonly opens: boolean | "optional";
  readonly take_bytes?: number;
}

/**
 * The real files of a corpus (a folder with `expectations.json`), with the password that opens each; none without one.
 * They come under licences of their own, so the fuzzer refers to them and never copies them.
 */
export function corpusSeeds(corpus: string): readonly (Seed & { readonly file: string })[] {
  const list = join(corpus, "expectations.json");
  if (!existsSync(list)) return [];
  const { cases } = JSON.parse(readFileSync(list, "utf8")) as { readonly cases: readonly Expectation[] };
  const byFile = new Map<string, Expectation>();
  for (const one of cases) {
    if (one.take_bytes !== undefined) continue;
    if (byFile.get(one.file)?.opens !== true) byFile.set(one.file, one);
  }
  return [...byFile.values()].map(({ file, password }) => {
    const path = join(corpus, file);
    const bytes = Uint8Array.from(readFileSync(path));
    return {
      name: `corpus ${file}`,
      subject: "signing file",
      syntax: syntaxOf(bytes),
      bytes,
      password,
      keyPassword: null,
      file: path,
    };
  });
}

function syntaxOf(bytes: Uint8Array): Syntax {
  if (bytes[0] === 0x30) return "asn1";
  if (bytes[0] === 0xfe && bytes[1] === 0xed) return "jks";
  return bytes.subarray(0, 64).every((byte) => byte < 0x80) ? "text" : "binary";
}

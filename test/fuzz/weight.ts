import { nodesOf, parseAsn1, type Asn1Node } from "./asn1-tree.ts";
import type { Seed } from "./seed.ts";

/**
 * How often a file is chosen, from 1 to 20: what is read quickly is tried more often. Estimated and not measured, so that
 * the same seed of the fuzzer chooses the same files on every machine.
 */
export function weightOf({ bytes, syntax }: Seed): number {
  const root = syntax === "asn1" ? parseAsn1(bytes) : undefined;
  const rounds = root === undefined ? 0 : nodesOf(root).reduce((sum, node) => sum + roundsIn(node), 0);
  const milliseconds = rounds / 2_000 + bytes.length / 20_000;
  return Math.max(1, Math.min(20, Math.round(60 / (3 + milliseconds))));
}

/** An INTEGER that may be an iteration count: not small, no exponent of RSA, and not as large as serial numbers are. */
function roundsIn({ identifier, content }: Asn1Node): number {
  if (identifier[0] !== 2 || content.length > 4) return 0;
  const value = content.reduce((sum, byte) => sum * 256 + byte, 0);
  return value >= 1_000 && value <= 100_000_000 && value !== 65_537 ? value : 0;
}

import {
  contentBytes,
  expectObjectIdentifier,
  expectSmallInteger,
  expectUniversal,
  isUniversal,
  sequenceOf,
  tags,
  type DerElement,
} from "./der-reader.ts";

/** The curve of an EC key. */
export interface EllipticCurve {
  /** NIST's or OpenSSL's name, else the dotted object identifier; `undefined` where the key spells its curve out. */
  readonly name: string | undefined;
  /** The size of the field. */
  readonly bits: number;
}

/** Names that messages use (SEC 2, appendix A.2; RFC 5639, 4.1). */
const names: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.1": "prime192v1",
  "1.2.840.10045.3.1.7": "prime256v1",
  "1.3.132.0.10": "secp256k1",
  "1.3.132.0.33": "secp224r1",
  "1.3.132.0.34": "secp384r1",
  "1.3.132.0.35": "secp521r1",
  "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
  "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
  "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
};

/** Curves whose field is no whole number of bytes: below 1.3.132.0 those of SEC 2, below 1.2.840.10045.3 those of X9.62. */
const oddSizes: readonly (readonly [bits: number, identifiers: readonly string[]])[] = [
  [113, ["1.3.132.0.4", "1.3.132.0.5"]],
  [131, ["1.3.132.0.22", "1.3.132.0.23"]],
  [
    163,
    ["1.3.132.0.1", "1.3.132.0.2", "1.3.132.0.15", "1.2.840.10045.3.0.1", "1.2.840.10045.3.0.2", "1.2.840.10045.3.0.3"],
  ],
  [191, ["1.2.840.10045.3.0.5", "1.2.840.10045.3.0.6", "1.2.840.10045.3.0.7"]],
  [193, ["1.3.132.0.24", "1.3.132.0.25"]],
  [233, ["1.3.132.0.26", "1.3.132.0.27"]],
  [239, ["1.3.132.0.3", "1.2.840.10045.3.0.11", "1.2.840.10045.3.0.12", "1.2.840.10045.3.0.13"]],
  [239, ["1.2.840.10045.3.1.4", "1.2.840.10045.3.1.5", "1.2.840.10045.3.1.6"]],
  [283, ["1.3.132.0.16", "1.3.132.0.17"]],
  [359, ["1.2.840.10045.3.0.18"]],
  [409, ["1.3.132.0.36", "1.3.132.0.37"]],
  [431, ["1.2.840.10045.3.0.20"]],
  [521, ["1.3.132.0.35"]],
  [571, ["1.3.132.0.38", "1.3.132.0.39"]],
];
const bitsByCurve = new Map(oddSizes.flatMap(([bits, identifiers]) => identifiers.map((oid) => [oid, bits] as const)));

/**
 * The curve of a SubjectPublicKeyInfo of an EC key (RFC 5480, 2.1; explicit parameters: RFC 3279, 2.3.5).
 * Node is not asked: version 20 ends the whole process for some damaged keys.
 * @throws FormatError `format/malformed`
 */
export function curveOf(spki: DerElement): EllipticCurve {
  const [algorithm, key] = sequenceOf(spki, "the public key");
  const [, parameters] = sequenceOf(algorithm, "the public key's algorithm");
  if (isUniversal(parameters, tags.sequence)) return { name: undefined, bits: fieldBits(parameters) };
  const oid = expectObjectIdentifier(parameters, "the public key's curve");
  return { name: names[oid] ?? oid, bits: bitsByCurve.get(oid) ?? pointBits(key) };
}

/** The bits of a number without leading zeros. @param element an INTEGER that is not negative */
export function integerBits(element: DerElement | undefined, what: string): number {
  const bytes = contentBytes(expectUniversal(element, tags.integer, what));
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24;
}

function fieldBits(parameters: DerElement): number {
  const [, field] = sequenceOf(parameters, "the public key's curve");
  const [, size] = sequenceOf(field, "the field of the public key's curve");
  // A prime field is given by its prime, a binary one by its size and a polynomial.
  if (isUniversal(size, tags.integer)) return integerBits(size, "the prime of the public key's curve");
  return expectSmallInteger(
    sequenceOf(size, "the field of the public key's curve")[0],
    "the size of the public key's curve",
  );
}

/** Of an odd curve without a name in the table the point tells, in whole bytes. */
function pointBits(key: DerElement | undefined): number {
  const point = contentBytes(expectUniversal(key, tags.bitString, "the public key"));
  // One octet of unused bits, one of form (2 and 3 are compressed), then one or two coordinates.
  const coordinates = (point.length - 2) * 8;
  return point[1] === 2 || point[1] === 3 ? coordinates : coordinates / 2;
}

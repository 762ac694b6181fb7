import { concatBytes, nullValue, objectIdentifier } from "../../src/formats/der-writer.ts";
import { contentOf, encodeAsn1, nodesOf, parseAsn1, type Asn1Node } from "./asn1-tree.ts";
import type { Random } from "./random.ts";

/** Object identifiers that readers decide by: algorithms, bag types, content types, attributes. */
const identifiers = [
  "1.2.840.113549.1.7.1",
  "1.2.840.113549.1.7.2",
  "1.2.840.113549.1.7.3",
  "1.2.840.113549.1.7.6",
  "1.2.840.113549.1.12.10.1.1",
  "1.2.840.113549.1.12.10.1.2",
  "1.2.840.113549.1.12.10.1.3",
  "1.2.840.113549.1.12.10.1.4",
  "1.2.840.113549.1.12.10.1.5",
  "1.2.840.113549.1.12.10.1.6",
  "1.2.840.113549.1.9.20",
  "1.2.840.113549.1.9.21",
  "1.2.840.113549.1.9.3",
  "1.2.840.113549.1.9.4",
  "1.2.840.113549.1.9.22.1",
  "1.2.840.113549.1.9.22.2",
  "1.2.840.113549.1.5.12",
  "1.2.840.113549.1.5.13",
  "1.2.840.113549.1.5.14",
  "1.3.6.1.4.1.11591.4.11",
  "1.2.840.113549.1.12.1.3",
  "1.2.840.113549.1.12.1.4",
  "1.2.840.113549.1.12.1.5",
  "1.2.840.113549.1.12.1.6",
  "1.2.840.113549.3.2",
  "1.2.840.113549.3.7",
  "2.16.840.1.101.3.4.1.2",
  "2.16.840.1.101.3.4.1.42",
  "1.2.392.200011.61.1.1.1.4",
  "1.2.840.113549.2.5",
  "1.2.840.113549.2.7",
  "1.2.840.113549.2.9",
  "1.2.840.113549.2.11",
  "2.16.840.1.101.3.4.2.14",
  "1.3.14.3.2.26",
  "2.16.840.1.101.3.4.2.1",
  "2.16.840.1.101.3.4.2.3",
  "2.16.840.1.101.3.4.2.8",
  "1.3.6.1.4.1.1722.12.2.1.16",
  "1.2.840.113549.1.1.1",
  "1.2.840.113549.1.1.10",
  "1.2.840.113549.1.1.11",
  "1.2.840.10045.2.1",
  "1.2.840.10045.3.1.7",
  "1.3.132.0.34",
  "1.3.132.0.10",
  "1.2.840.10045.4.3.2",
  "1.3.101.112",
  "1.3.101.113",
  "1.3.101.110",
  "1.2.840.10040.4.1",
  "1.2.840.10046.2.1",
  "2.5.4.3",
  "2.5.4.10",
  "2.5.4.11",
  "2.5.29.14",
  "2.5.29.19",
  "1.3.6.1.4.1.42.2.17.1.1",
  "2.999.1",
].map((dotted) => objectIdentifier(dotted).subarray(2));

const contents = [
  [],
  [0],
  [1],
  [2],
  [3],
  [0xff],
  [0x7f, 0xff],
  [0x00, 0x80],
  [0x0f, 0x42, 0x40],
  [0x7f, 0xff, 0xff, 0xff],
  [0x00, 0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff],
  [1, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x80, 0, 0, 0],
].map((bytes) => Uint8Array.from(bytes));

const dates = [
  "491231235959Z",
  "500101000000Z",
  "20491231235959Z",
  "99991231235959Z",
  "00000101000000Z",
  "20240230000000Z",
  "2401010000Z",
  "240101000000+2400",
  "240101000000-0001",
  "20240101000000.999999999Z",
  "abc",
].map((text) => new TextEncoder().encode(text));

const singleTags = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1c, 0x1e, 0x24, 0x30, 0x31, 0x80, 0xa0,
  0xa1, 0xa2, 0xa3, 0x60, 0xe0,
];

interface Place {
  readonly node: Asn1Node;
  readonly random: Random;
  /** Some element of this or of another file. */
  readonly donor: () => Asn1Node;
}

const mutations: readonly ((place: Place) => void)[] = [
  function removeChild({ node, random }) {
    if (node.children !== undefined && node.children.length > 0)
      node.children.splice(random.below(node.children.length), 1);
  },
  function repeatChild({ node, random }) {
    if (node.children === undefined || node.children.length === 0) return;
    const at = random.below(node.children.length);
    const child = node.children[at] as Asn1Node;
    const count = random.pick([1, 1, 2, 20, 2_000]);
    if (count * encodeAsn1(child).length < 400_000)
      node.children.splice(at, 0, ...Array.from({ length: count }, () => child));
  },
  function swapChildren({ node, random }) {
    const { children } = node;
    if (children === undefined || children.length < 2) return;
    const [a, b] = [random.below(children.length), random.below(children.length)];
    [children[a], children[b]] = [children[b] as Asn1Node, children[a] as Asn1Node];
  },
  function replaceByDonor({ node, donor }) {
    Object.assign(node, structuredClone(donor()));
  },
  function insertDonor({ node, random, donor }) {
    node.children?.splice(random.below(node.children.length + 1), 0, structuredClone(donor()));
  },
  function setTag({ node, random }) {
    node.identifier = Uint8Array.of(random.oneIn(4) ? random.below(256) : random.pick(singleTags));
  },
  function longTag({ node, random }) {
    const first = node.identifier[0] ?? 0;
    node.identifier = random.oneIn(2)
      ? Uint8Array.of(first | 0x1f, first & 0x1f)
      : Uint8Array.of(first | 0x1f, 0x80, 0x80, first & 0x1f);
  },
  function setContent({ node, random }) {
    node.children = undefined;
    const first = node.identifier[0] ?? 0;
    const choices = first === 6 ? identifiers : first === 0x17 || first === 0x18 ? dates : contents;
    node.content = Uint8Array.from(random.pick(random.oneIn(6) ? [...identifiers, ...dates, ...contents] : choices));
  },
  function setIdentifier(place) {
    const found = nodesOf(place.node).filter(({ identifier }) => identifier[0] === 6);
    if (found.length > 0) place.random.pick(found).content = Uint8Array.from(place.random.pick(identifiers));
  },
  function setInteger(place) {
    const found = nodesOf(place.node).filter(({ identifier }) => identifier[0] === 2);
    if (found.length > 0) place.random.pick(found).content = Uint8Array.from(place.random.pick(contents));
  },
  function changeContent({ node, random }) {
    const content = Uint8Array.from(contentOf(node));
    node.children = undefined;
    if (content.length > 0) content[random.below(content.length)] = random.below(256);
    node.content = content;
  },
  function resizeContent({ node, random }) {
    const content = contentOf(node);
    node.children = undefined;
    const length = random.pick([0, 1, content.length - 1, content.length + 1, 2 * content.length, 5_000, 65_536]);
    node.content = Uint8Array.from(
      { length: Math.max(0, length) },
      (_, i) => content[i % Math.max(1, content.length)] ?? 0,
    );
  },
  function randomContent({ node, random }) {
    node.children = undefined;
    node.content = random.bytes(random.below(80));
  },
  function indefinite({ node }) {
    if (((node.identifier[0] ?? 0) & 0x20) !== 0) node.length = { form: "indefinite" };
  },
  function longLength({ node }) {
    node.length = { form: "long" };
  },
  function lieOfLength({ node, random }) {
    node.length = {
      form: random.pick(["minimal", "long"]),
      lie: random.pick([-1, 1, 2, -2, 127, 65_536, 2 ** 31, 2 ** 40]),
    };
  },
  function inPieces({ node, random }) {
    if (node.identifier[0] !== 4 && node.identifier[0] !== 0x80) return;
    const content = contentOf(node);
    const size = Math.max(1, random.pick([1, 7, Math.ceil(content.length / 2), 1000]));
    if (content.length / size > 5_000) return;
    node.identifier = Uint8Array.of((node.identifier[0] ?? 0) | 0x20);
    node.children = Array.from({ length: Math.ceil(content.length / size) }, (_, i) =>
      octets(content.slice(i * size, (i + 1) * size)),
    );
    node.prefix = new Uint8Array();
    node.length = { form: random.pick(["minimal", "indefinite"]) };
  },
  function wrap({ node, random }) {
    const identifier = random.oneIn(2) ? node.identifier : Uint8Array.of(random.pick([0x30, 0x31, 0xa0, 0x24]));
    const form = random.pick(["minimal", "indefinite"] as const);
    for (let depth = random.pick([1, 1, 2, 20, 70]); depth > 0; depth--) {
      const inner: Asn1Node = { ...node };
      Object.assign(node, {
        identifier,
        children: [inner],
        content: new Uint8Array(),
        prefix: new Uint8Array(),
        length: { form },
      });
    }
  },
  function unwrap({ node, random }) {
    if (node.children !== undefined && node.children.length > 0) Object.assign(node, { ...random.pick(node.children) });
  },
  function addNull({ node }) {
    node.children?.push(parseAsn1(nullValue()) as Asn1Node);
  },
];

function octets(content: Uint8Array): Asn1Node {
  return {
    identifier: Uint8Array.of(4),
    children: undefined,
    content,
    prefix: new Uint8Array(),
    length: { form: "minimal" },
  };
}

/**
 * One to four changes of the elements of BER bytes, their lengths kept true unless the change is about them.
 * @param donor another file, from which elements are taken
 * @returns `undefined` when the bytes do not begin with an element
 */
export function mutateAsn1(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array | undefined {
  const root = parseAsn1(bytes);
  if (root === undefined) return undefined;
  if (random.oneIn(100)) return nestDeep(bytes, random);
  const other = (random.oneIn(2) ? parseAsn1(donor) : undefined) ?? root;
  const donors = nodesOf(other);
  for (let left = 1 + random.below(random.oneIn(3) ? 4 : 2); left > 0; left--) {
    const place: Place = { node: random.pick(nodesOf(root)), random, donor: () => random.pick(donors) };
    random.pick(mutations)(place);
    if (nodesOf(root).length > 20_000) break;
  }
  const encoded = encodeAsn1(root);
  return encoded.length > 2_000_000 ? undefined : encoded;
}

/** Puts bytes inside of up to 50,000 elements. Not by way of the tree, whose writer has a stack too. */
function nestDeep(bytes: Uint8Array, random: Random): Uint8Array {
  const levels = random.pick([60, 200, 5_000, 50_000]);
  const identifier = random.pick([0x30, 0x31, 0x24, 0xa0]);
  if (random.oneIn(2)) {
    const opening = new Uint8Array(2 * levels).map((_, i) => (i % 2 === 0 ? identifier : 0x80));
    return concatBytes(opening, bytes, new Uint8Array(2 * levels));
  }
  const headers: Uint8Array[] = [];
  let length = bytes.length;
  for (let i = 0; i < levels; i++) {
    const header = Uint8Array.of(identifier, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
    headers.push(header);
    length += header.length;
  }
  return concatBytes(...headers.toReversed(), bytes);
}

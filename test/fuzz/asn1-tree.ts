import { concatBytes } from "../../src/formats/der-writer.ts";

/**
 * One element of BER as a tree that can be changed. The fuzzer reads files with this and never with the reader that it tests.
 * Octet and bit strings whose content is an element again hold it as children, so that changes reach what is inside.
 */
export interface Asn1Node {
  /** The identifier octets as they stand. */
  identifier: Uint8Array;
  /** Elements inside; `undefined` for a primitive element without any. */
  children: Asn1Node[] | undefined;
  /** For a primitive element without children. */
  content: Uint8Array;
  /** What stands before the children of a string that holds them: the unused bits of a bit string. */
  prefix: Uint8Array;
  /** How the length is written. `lie` is added to the true length. */
  length: { readonly form: "minimal" | "indefinite" | "long"; readonly lie?: number };
}

interface Parsed {
  readonly node: Asn1Node;
  readonly end: number;
}

interface Budget {
  left: number;
  /** How deep the element is that is read; this has a stack like everybody else. */
  depth: number;
  /** Whether strings are looked into. */
  readonly deep: boolean;
}

/** The first element of some bytes with what its strings hold; `undefined` when there is none, or too much of it. */
export function parseAsn1(bytes: Uint8Array): Asn1Node | undefined {
  return parseAt(bytes, 0, bytes.length, { left: 20_000, depth: 0, deep: true })?.node;
}

/** The same without looking into strings. */
export function parseAsn1Surface(bytes: Uint8Array): Asn1Node | undefined {
  return parseAt(bytes, 0, bytes.length, { left: 300_000, depth: 0, deep: false })?.node;
}

const maximumDepth = 400;

function parseAt(bytes: Uint8Array, start: number, limit: number, budget: Budget): Parsed | undefined {
  if (budget.depth >= maximumDepth) return undefined;
  budget.depth++;
  const parsed = parseElement(bytes, start, limit, budget);
  budget.depth--;
  return parsed;
}

function parseElement(bytes: Uint8Array, start: number, limit: number, budget: Budget): Parsed | undefined {
  if (--budget.left < 0 || start + 2 > limit) return undefined;
  const first = bytes[start] ?? 0;
  let at = start + 1;
  if ((first & 0x1f) === 0x1f) {
    while (at < limit && ((bytes[at] ?? 0) & 0x80) !== 0) at++;
    at++;
  }
  const identifier = bytes.slice(start, at);
  const lengthOctet = bytes[at++];
  if (lengthOctet === undefined || at > limit) return undefined;
  const constructed = (first & 0x20) !== 0;
  if (lengthOctet === 0x80) return constructed ? parseIndefinite(bytes, { identifier, at, limit }, budget) : undefined;
  let length = lengthOctet;
  if (lengthOctet > 0x80) {
    length = 0;
    for (let i = lengthOctet & 0x7f; i > 0; i--) length = length * 256 + (bytes[at++] ?? 0);
  }
  const end = at + length;
  if (end > limit) return undefined;
  const form = lengthOctet > 0x80 && length < 0x80 ? "long" : "minimal";
  const leaf = { identifier, content: new Uint8Array(), prefix: new Uint8Array(), length: { form } } as const;
  if (constructed) {
    const children = parseChildren(bytes, at, end, budget);
    return children && { node: { ...leaf, children }, end };
  }
  const content = bytes.slice(at, end);
  return { node: { ...leaf, content, ...holding(first, content, budget) }, end };
}

function parseIndefinite(
  bytes: Uint8Array,
  { identifier, at: start, limit }: { readonly identifier: Uint8Array; readonly at: number; readonly limit: number },
  budget: Budget,
): Parsed | undefined {
  const children: Asn1Node[] = [];
  let at = start;
  while (!(bytes[at] === 0 && bytes[at + 1] === 0)) {
    const child = parseAt(bytes, at, limit, budget);
    if (child === undefined) return undefined;
    children.push(child.node);
    at = child.end;
  }
  if (at + 2 > limit) return undefined;
  const node: Asn1Node = {
    identifier,
    children,
    content: new Uint8Array(),
    prefix: new Uint8Array(),
    length: { form: "indefinite" },
  };
  return { node, end: at + 2 };
}

function parseChildren(bytes: Uint8Array, start: number, end: number, budget: Budget): Asn1Node[] | undefined {
  const children: Asn1Node[] = [];
  for (let at = start; at < end;) {
    const child = parseAt(bytes, at, end, budget);
    if (child === undefined) return undefined;
    children.push(child.node);
    at = child.end;
  }
  return children;
}

/** What a string holds, when that is exactly one constructed element. */
function holding(tag: number, content: Uint8Array, budget: Budget): Pick<Asn1Node, "children" | "prefix"> {
  const nothing = { children: undefined, prefix: new Uint8Array() };
  if (!budget.deep || (tag !== 4 && tag !== 3)) return nothing;
  const prefix = tag === 3 ? content.slice(0, 1) : new Uint8Array();
  const inner = content.slice(prefix.length);
  if (inner.length < 2 || ((inner[0] ?? 0) & 0x20) === 0) return nothing;
  const parsed = parseAt(inner, 0, inner.length, budget);
  if (parsed === undefined || parsed.end !== inner.length) return nothing;
  return { children: [parsed.node], prefix };
}

/** The bytes of a tree. */
export function encodeAsn1(node: Asn1Node): Uint8Array {
  const content = contentOf(node);
  const { form, lie = 0 } = node.length;
  if (form === "indefinite") return concatBytes(node.identifier, Uint8Array.of(0x80), content, new Uint8Array(2));
  const length = Math.max(0, content.length + lie);
  if (form === "minimal" && length < 0x80) return concatBytes(node.identifier, Uint8Array.of(length), content);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  if (form === "long") octets.unshift(0, 0);
  return concatBytes(node.identifier, Uint8Array.of(0x80 | octets.length, ...octets), content);
}

/** The content octets: what stands between the length and the end. */
export function contentOf(node: Asn1Node): Uint8Array {
  return node.children === undefined ? node.content : concatBytes(node.prefix, ...node.children.map(encodeAsn1));
}

/** The same tree in DER: with the shortest lengths. The order of sets is left alone. */
export function encodeDer(node: Asn1Node): Uint8Array {
  const content =
    node.children === undefined ? node.content : concatBytes(node.prefix, ...node.children.map(encodeDer));
  return encodeAsn1({ ...node, children: undefined, content, length: { form: "minimal" } });
}

/** Whether an element has the class and the tag below 31 of an identifier octet; the constructed bit and the long form do not matter. */
export function isTag(node: Asn1Node | undefined, identifier: number): node is Asn1Node {
  if (node === undefined) return false;
  const [first = 0, ...rest] = node.identifier;
  const tag = rest.reduce((value, octet) => value * 128 + (octet & 0x7f), rest.length === 0 ? first & 0x1f : 0);
  return first >> 6 === identifier >> 6 && tag === (identifier & 0x1f);
}

/** Every element of a tree, parents first. */
export function nodesOf(root: Asn1Node): readonly Asn1Node[] {
  const found: Asn1Node[] = [];
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    if (next.children !== undefined) open.push(...next.children);
  }
  return found;
}

/** The bytes of an octet string, joined when it is in pieces. */
export function octetsOf(node: Asn1Node): Uint8Array {
  const constructed = ((node.identifier[0] ?? 0) & 0x20) !== 0;
  return constructed ? concatBytes(...(node.children ?? []).map(octetsOf)) : contentOf(node);
}

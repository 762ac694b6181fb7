import { formatError, malformed } from "../format-error.ts";
import { maximumFiles } from "./archive-limits.ts";

/** One section of a manifest: an entry of the archive and what is said of it. */
export interface ManifestSection {
  /** Attribute name in lower case → value. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The section as it stands in the file, its empty line included: what digests of a section are over. */
  readonly bytes: Uint8Array;
}

/** A manifest or signature file of a JAR. */
export interface ManifestFile {
  /** Attributes before the first section, by name in lower case. */
  readonly main: ReadonlyMap<string, string>;
  readonly sections: ReadonlyMap<string, ManifestSection>;
}

/** Reads `MANIFEST.MF` or a `.SF` file (JAR File Specification, "Name-Value pairs and Sections"). @throws FormatError `format/malformed`, `format/limit` */
export function readManifestFile(bytes: Uint8Array): ManifestFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let main: ReadonlyMap<string, string> | undefined;
  const sections = new Map<string, ManifestSection>();
  for (const { start, end } of splitSections(buffer)) {
    const attributes = readAttributes(buffer.subarray(start, end));
    if (main === undefined) {
      main = attributes;
      continue;
    }
    const name = attributes.get("name");
    if (name === undefined) throw malformed("a section of its manifest has no name");
    // Readers differ in which of two sections they take.
    if (sections.has(name)) throw malformed(`its manifest names ${name.slice(0, 200)} twice`);
    if (sections.size >= maximumFiles)
      throw formatError("format/limit", { reason: "its manifest has too many sections" });
    sections.set(name, { attributes, bytes: buffer.subarray(start, end) });
  }
  return { main: main ?? new Map(), sections };
}

/** A section ends with its empty line; further empty lines belong to none. */
function* splitSections(bytes: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  let start: number | undefined;
  for (let at = 0; at < bytes.length;) {
    const line = endOfLine(bytes, at);
    const isEmpty = line.contentEnd === at;
    if (isEmpty && start !== undefined) {
      yield { start, end: line.next };
      start = undefined;
    } else if (!isEmpty) start ??= at;
    at = line.next;
  }
  if (start !== undefined) yield { start, end: bytes.length };
}

function endOfLine(bytes: Buffer, at: number): { readonly contentEnd: number; readonly next: number } {
  let end = at;
  while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
  const isPair = bytes[end] === 13 && bytes[end + 1] === 10;
  return { contentEnd: end, next: Math.min(end + (isPair ? 2 : 1), bytes.length) };
}

/** A line that begins with a space goes on with the one before it, cut anywhere, also inside of a character. */
function readAttributes(section: Buffer): ReadonlyMap<string, string> {
  const lines: Buffer[][] = [];
  for (let at = 0; at < section.length;) {
    const { contentEnd, next } = endOfLine(section, at);
    if (section[at] === 32) {
      const last = lines.at(-1);
      if (last === undefined) throw malformed("its manifest begins with a continued line");
      last.push(section.subarray(at + 1, contentEnd));
    } else if (contentEnd > at) lines.push([section.subarray(at, contentEnd)]);
    at = next;
  }
  const attributes = new Map<string, string>();
  for (const parts of lines) {
    const line = Buffer.concat(parts).toString("utf8");
    const [, name, value] = /^([A-Za-z0-9][A-Za-z0-9_-]{0,69}): (.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) throw malformed("a line of its manifest is no attribute");
    if (attributes.has(name.toLowerCase())) throw malformed(`its manifest says ${name} twice in one section`);
    attributes.set(name.toLowerCase(), value);
  }
  return attributes;
}

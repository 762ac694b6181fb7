import { malformed } from "./format-error.ts";
import { checkSize } from "./format-limits.ts";

/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** What stands after BEGIN, for example `CERTIFICATE` or `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The header lines of an old encrypted key (`Proc-Type`, `DEK-Info`); empty for everything else. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** The block as it stands in the file, armour included. */
  readonly text: string;
}

const begin = /-----BEGIN ([A-Z0-9 #]{1,64})-----/g;

/** Whether the bytes hold a PEM block; text before it (openssl writes "Bag Attributes" there) does not matter. */
export function looksLikePem(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("-----BEGIN ");
}

/**
 * Reads every PEM block of a text. Line ends, indentation and missing line breaks do not matter.
 * @throws FormatError `format/malformed` for a block without end or with text that is not base64
 */
export function readPem(bytes: Uint8Array): readonly PemBlock[] {
  checkSize(bytes);
  const text = new TextDecoder("latin1").decode(bytes);
  const blocks: PemBlock[] = [];
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const label = match[1] ?? "";
    const bodyStart = match.index + match[0].length;
    const closing = `-----END ${label}-----`;
    const bodyEnd = text.indexOf(closing, bodyStart);
    if (bodyEnd < 0) throw malformed(`its ${label} block has no end`);
    const end = bodyEnd + closing.length;
    blocks.push({
      label,
      ...readBody(text.slice(bodyStart, bodyEnd), label),
      text: text.slice(match.index, end),
    });
    begin.lastIndex = end;
  }
  return blocks;
}

function readBody(
  body: string,
  label: string,
): { readonly headers: Readonly<Record<string, string>>; readonly bytes: Uint8Array } {
  const headers: Record<string, string> = {};
  const lines = body.split(/\r\n|\r|\n/);
  // RFC 1421: headers stand before the first line of base64. A line like one further down is damage.
  let first = 0;
  for (; first < lines.length; first++) {
    const line = lines[first] ?? "";
    const [, name, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) headers[name] = value ?? "";
    else if (line.trim() !== "") break;
  }
  const bytes = decodeBase64(lines.slice(first).join(""));
  if (bytes === undefined) throw malformed(`its ${label} block is not base64`);
  return { headers, bytes };
}

/** Decodes base64 with any whitespace in it; `undefined` for anything else, and for the empty text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/\s+/g, "");
  if (packed === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed) || packed.replace(/=+$/, "").length % 4 === 1)
    return undefined;
  return Uint8Array.from(Buffer.from(packed, "base64"));
}

/** Writes a PEM block with lines of 64 characters and a final line end. */
export function writePem(label: string, bytes: Uint8Array): string {
  const body = Buffer.from(bytes)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

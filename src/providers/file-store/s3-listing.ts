import { unreachable } from "./store-failure.ts";

/** One page of a listing. */
export interface S3Listing {
  /** Keys, and common prefixes of keys, which end in `/`. */
  readonly names: readonly string[];
  /** What the next page is asked for with; `undefined` on the last one. */
  readonly next: string | undefined;
}

/**
 * Reads the answer of ListObjectsV2 with `encoding-type=url`. The few elements that count hold no markup, so that patterns read them;
 * an answer that is none of the kind is a failure of the service. (Amazon S3 API reference, ListObjectsV2.)
 */
export function readListing(body: Uint8Array, where: string): S3Listing {
  const xml = new TextDecoder().decode(body);
  const truncated = textOf(xml, "IsTruncated");
  const next = textOf(xml, "NextContinuationToken");
  if (
    !/<ListBucketResult[\s>]/.test(xml) ||
    (truncated !== "true" && truncated !== "false") ||
    (truncated === "true" && next === undefined)
  )
    throw unreachable(where, "it does not answer like an S3 service");
  const isEncoded = textOf(xml, "EncodingType") === "url";
  const read = (text: string): string => (isEncoded ? decode(unescape(text), where) : unescape(text));
  const keys = [...xml.matchAll(/<Contents>[^]*?<Key>([^<]*)<\/Key>[^]*?<\/Contents>/g)].map(([, key = ""]) =>
    read(key),
  );
  const folders = [...xml.matchAll(/<CommonPrefixes>\s*<Prefix>([^<]*)<\/Prefix>/g)].map(([, prefix = ""]) =>
    read(prefix),
  );
  return {
    names: [...keys, ...folders],
    next: truncated === "true" && next !== undefined ? unescape(next) : undefined,
  };
}

function textOf(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (name !== undefined) return ENTITIES[name] ?? whole;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function decode(text: string, where: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    throw unreachable(where, "it does not answer like an S3 service", error);
  }
}

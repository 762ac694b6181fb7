import type { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import type { ObservedRateLimit } from "../../plan/observed.ts";
import { isBadCursor } from "./apple-refusal.ts";
import { AppleRefusal } from "./apple-refusal.ts";
import { unexpectedAnswer, type Call, type Exchange } from "./exchange.ts";
import { parseJson, readDocument, type ApiDocument, type Resource } from "./json-api.ts";

/** Query parameters; a list is joined by commas, as Apple wants arrays. */
export type Query = Readonly<Record<string, string | number | readonly string[]>>;

/** What a request asks for. */
export interface Ask {
  /** Path below the host, from `/v1/`. */
  readonly path: string;
  readonly query?: Query;
  /** What it is about, as the object of a sentence, for messages. */
  readonly what: string;
}

/** All pages of a list: rows and included resources without repetition, by `type/id` for the latter. */
export interface Listing {
  readonly rows: readonly Resource[];
  readonly included: ReadonlyMap<string, Resource>;
}

/** A write's answer; `unclear` when it may or may not have been carried out, so that the caller has to look before anything else. */
export type WriteOutcome =
  | { readonly kind: "written"; readonly resource: Resource }
  | { readonly kind: "unclear"; readonly error: DiagnosableError };

/** The App Store Connect API as one key sees it. Everything throws `DiagnosableError`; a refusal is an `AppleRefusal`. */
export interface AppStoreConnectClient {
  /** One resource with what it includes; `undefined` when Apple does not know it (404). */
  get(ask: Ask, signal: AbortSignal): Promise<ApiDocument | undefined>;
  /** All rows of a top-level list, 200 a page. */
  list(ask: Ask, signal: AbortSignal): Promise<Listing>;
  /** All rows of a list that belongs to a resource; `undefined` when Apple does not know the resource (404). */
  related(ask: Ask, signal: AbortSignal): Promise<Listing | undefined>;
  /** Creates. Never repeated after it may have arrived. */
  post(ask: Ask & { readonly body: unknown }, signal: AbortSignal): Promise<WriteOutcome>;
  /** Changes; repeated when the outcome is not clear, since it says the same each time. */
  patch(ask: Ask & { readonly body: unknown }, signal: AbortSignal): Promise<Resource>;
  /** Deletes; false when it was gone already (404). */
  delete(ask: Ask, signal: AbortSignal): Promise<boolean>;
  /** What the newest answer said of the hourly limit. */
  rateLimit(): ObservedRateLimit | undefined;
}

/** The most that Apple gives on one page. */
const PAGE = 200;

/** Creates a client of the server at `baseUrl`; the token goes to no other origin. */
export function createClient(baseUrl: string, exchange: Exchange): AppStoreConnectClient {
  const base = baseUrl.replace(/\/+$/, "");
  const { origin } = new URL(base);

  const read = async (url: string, what: string, signal: AbortSignal): Promise<ApiDocument> => {
    const outcome = await exchange.send({ method: "GET", url, what }, signal);
    if (outcome.kind === "unclear") throw outcome.error;
    const document = readDocument(parseJson(outcome.response.body));
    if (document === undefined) throw unexpectedAnswer(`no JSON:API document for ${what}`);
    return document;
  };

  const pages = async (url: string, what: string, signal: AbortSignal): Promise<Collected> => {
    const collected: Collected = { rows: new Map(), included: new Map(), total: undefined };
    const seen = new Set<string>();
    let next: string | undefined = url;
    // `links.next` can lead past the end or back to a page that was read (bitrise profiles.go): a page without new rows ends the walk.
    while (next !== undefined && !seen.has(next)) {
      seen.add(next);
      const document: ApiDocument = await read(next, what, signal);
      if (!collect(document, collected)) break;
      next = document.next === undefined ? undefined : sameOrigin(document.next, next, origin);
    }
    return collected;
  };

  const list = async (ask: Ask, signal: AbortSignal): Promise<Listing> => {
    const query = { ...ask.query, limit: PAGE };
    try {
      return listingOf(await pages(urlOf(base, ask.path, query), ask.what, signal));
    } catch (error) {
      if (!isBadCursor(error)) throw error;
      return listFromBothEnds((sort) => read(urlOf(base, ask.path, { ...query, sort }), ask.what, signal), ask.what);
    }
  };

  const write = async (call: Call, signal: AbortSignal): Promise<WriteOutcome> => {
    const outcome = await exchange.send(call, signal);
    if (outcome.kind === "unclear") return outcome;
    const resource = readDocument(parseJson(outcome.response.body))?.data[0];
    // Something between us and Apple garbled the answer; Apple may well have done it.
    return resource === undefined
      ? {
          kind: "unclear",
          error: unexpectedAnswer(`no JSON:API resource in the answer for ${call.what}`),
        }
      : { kind: "written", resource };
  };

  return {
    rateLimit: () => exchange.rateLimit(),
    get: (ask, signal) => orGone(read(urlOf(base, ask.path, ask.query ?? {}), ask.what, signal)),
    list,
    related: (ask, signal) => orGone(pages(urlOf(base, ask.path, ask.query ?? {}), ask.what, signal).then(listingOf)),
    post: (ask, signal) =>
      write({ method: "POST", url: urlOf(base, ask.path, {}), body: ask.body, what: ask.what }, signal),
    async patch(ask, signal) {
      const outcome = await write(
        { method: "PATCH", url: urlOf(base, ask.path, {}), body: ask.body, what: ask.what },
        signal,
      );
      if (outcome.kind === "unclear") throw outcome.error;
      return outcome.resource;
    },
    async delete(ask, signal) {
      return (
        (await orGone(exchange.send({ method: "DELETE", url: urlOf(base, ask.path, {}), what: ask.what }, signal))) !==
        undefined
      );
    },
  };
}

interface Collected {
  readonly rows: Map<string, Resource>;
  readonly included: Map<string, Resource>;
  total: number | undefined;
}

/** Adds a page; false when it brought nothing new. */
function collect(document: ApiDocument, into: Collected): boolean {
  const before = into.rows.size;
  for (const row of document.data) into.rows.set(row.id, row);
  for (const resource of document.included) into.included.set(`${resource.type}/${resource.id}`, resource);
  into.total = document.total ?? into.total;
  return into.rows.size > before;
}

function listingOf(collected: Collected): Listing {
  return { rows: [...collected.rows.values()], included: collected.included };
}

/**
 * Apple sometimes refuses its own cursor. One page from each end reaches 400 rows without any (bitrise's way, go-xcode #263);
 * when the two do not meet, the list is incomplete and must not be planned with.
 */
async function listFromBothEnds(readSorted: (sort: string) => Promise<ApiDocument>, what: string): Promise<Listing> {
  const collected: Collected = { rows: new Map(), included: new Map(), total: undefined };
  let complete = false;
  for (const sort of ["id", "-id"]) {
    const document = await readSorted(sort);
    const fresh = document.data.filter((row) => !collected.rows.has(row.id)).length;
    complete ||= document.data.length < PAGE || (sort === "-id" && fresh < document.data.length);
    collect(document, collected);
  }
  if (collected.total !== undefined && collected.total > 0) complete = collected.rows.size >= collected.total;
  if (!complete) throw unexpectedAnswer(`Apple's paging of ${what} fails, and there are more than two pages of them`);
  return listingOf(collected);
}

/** `links.next`, checked: a token must not follow a link to somewhere else. */
function sameOrigin(next: string, current: string, origin: string): string {
  const url = URL.canParse(next, current) ? new URL(next, current) : undefined;
  if (url?.origin !== origin) throw unexpectedAnswer("the link to the next page leads to another host");
  return url.href;
}

function urlOf(base: string, path: string, query: Query): string {
  const parameters = Object.entries(query).map(
    ([name, value]) =>
      `${encodeURIComponent(name)}=${Array.isArray(value) ? value.map(encodeURIComponent).join(",") : encodeURIComponent(String(value))}`,
  );
  return `${base}${path}${parameters.length === 0 ? "" : `?${parameters.join("&")}`}`;
}

async function orGone<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof AppleRefusal && error.status === 404) return undefined;
    throw error;
  }
}

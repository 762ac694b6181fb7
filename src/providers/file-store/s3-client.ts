import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { AwsV4Signer } from "aws4fetch";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Secret } from "../../secret/secret.ts";
import { HttpFailure, type Http, type HttpResponse } from "../provider.ts";
import { sha256Hex } from "./manifest.ts";
import { conditionsIgnored, s3Failure } from "./s3-failure.ts";
import { unreachable } from "./store-failure.ts";
import { readListing } from "./s3-listing.ts";

/** Who asks. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Only of temporary credentials. */
  readonly sessionToken?: Secret | undefined;
}

/** What a client of one bucket is made with. */
export interface S3ClientOptions {
  /** Base URL of the service, without a slash at its end: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Undefined where the environment has none: then the first request fails. */
  readonly credentials: S3Credentials | undefined;
  readonly http: Http;
  /** Keys that one page of a listing holds; default 1000, which is also the most that services give. */
  readonly pageSize?: number;
}

/** One bucket, with the few requests that every S3 service knows. */
export interface S3Client {
  /** `s3://bucket`, for people. */
  readonly where: string;
  /** The bytes of an object; `undefined` when it is absent. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Creates an object unless it is there; false when it is. Throws `file-store/conditions-ignored` when the service knows no conditions. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes an object, whether it is there or not. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Removes an object; an absent one is fine. */
  remove(key: string): Promise<void>;
  /** The keys that begin with `prefix` and come after `after`, and instead of those with a further `/` what stands before it. */
  list(prefix: string, after?: string): Promise<readonly string[]>;
}

const ATTEMPTS = 6;
const TIMEOUT = 60_000;
/** Tells our own object from one with the same content: an answer that was lost is found out by it. */
const WRITE_HEADER = "x-amz-meta-signwright-write";

interface Request {
  readonly method: "GET" | "PUT" | "DELETE";
  /** Undefined for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** A client of one bucket. Nothing is asked before the first call. */
export function createS3Client(options: S3ClientOptions): S3Client {
  const where = `s3://${options.bucket}`;
  const fail = (response: HttpResponse): never => {
    throw s3Failure(where, response);
  };
  const get = async (key: string): Promise<HttpResponse | undefined> => {
    const response = await sendAgain(options, where, { method: "GET", key });
    if (response.status === 200) return response;
    // A missing bucket is no missing object.
    return isMissingObject(response) ? undefined : fail(response);
  };
  return {
    where,
    get: async (key) => (await get(key))?.body,
    create: async (key, body) => {
      const id = randomUUID();
      const headers = { "if-none-match": "*", [WRITE_HEADER]: id };
      const isOurs = async (): Promise<boolean> => (await get(key))?.headers[WRITE_HEADER] === id;
      return createOnce(() => send(options, where, { method: "PUT", key, headers, body }), isOurs, where);
    },
    put: async (key, body) => {
      const response = await sendAgain(options, where, { method: "PUT", key, body });
      if (response.status !== 200) fail(response);
    },
    remove: async (key) => {
      const response = await sendAgain(options, where, { method: "DELETE", key });
      if (response.status !== 204 && response.status !== 200 && !isMissingObject(response)) fail(response);
    },
    list: async (prefix, after) => {
      const names: string[] = [];
      let page: Readonly<Record<string, string>> = after === undefined ? {} : { "start-after": after };
      for (;;) {
        const query = {
          "list-type": "2",
          "encoding-type": "url",
          delimiter: "/",
          prefix,
          "max-keys": String(options.pageSize ?? 1000),
        };
        const response = await sendAgain(options, where, { method: "GET", query: { ...query, ...page } });
        if (response.status !== 200) return fail(response);
        const listing = readListing(response.body, where);
        names.push(...listing.names);
        if (listing.next === undefined) return names;
        page = { "continuation-token": listing.next };
      }
    },
  };
}

/**
 * Sends a conditional PUT until it is certain what became of it. An answer that was lost leaves open whether the object was made:
 * then "it is there already" may speak of our own, and the object itself tells.
 */
async function createOnce(
  put: () => Promise<HttpResponse>,
  isOurs: () => Promise<boolean>,
  where: string,
): Promise<boolean> {
  let uncertain = false;
  for (let attempt = 1; ; attempt++) {
    const response = await put().catch((error: unknown) => {
      if (error instanceof HttpFailure) return error;
      throw error;
    });
    if (response instanceof HttpFailure) {
      uncertain ||= response.sent;
      if (attempt < ATTEMPTS && response.obstacle === undefined) {
        await pause(attempt);
        continue;
      }
      if (uncertain && (await isOurs())) return true;
      throw unreachable(where, response.message, response);
    }
    if (response.status === 200) return true;
    if (response.status === 412) return uncertain && isOurs();
    // Amazon S3 gives 409 when another conditional write of the key is under way; it made nothing.
    if (isBusy(response) && attempt < ATTEMPTS) {
      uncertain ||= response.status >= 500;
      await pause(attempt);
      continue;
    }
    if (uncertain && (await isOurs())) return true;
    if (response.status === 501 || response.status === 405)
      throw conditionsIgnored(where, "it does not know conditional writes");
    throw s3Failure(where, response);
  }
}

/** Sends a request that may be repeated, again while the service is busy or does not answer. */
async function sendAgain(options: S3ClientOptions, where: string, request: Request): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send(options, where, request);
      if (!isBusy(response) || attempt === ATTEMPTS) return response;
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      if (attempt === ATTEMPTS || error.obstacle !== undefined) throw unreachable(where, error.message, error);
    }
    await pause(attempt);
  }
}

async function send(options: S3ClientOptions, where: string, request: Request): Promise<HttpResponse> {
  const { endpoint, region, bucket, credentials, http } = options;
  if (credentials === undefined || credentials.accessKeyId === "") throw missing(where, "AWS_ACCESS_KEY_ID");
  const { method, key = "", query = {}, headers = {}, body } = request;
  const secretAccessKey = credentials.secretAccessKey.revealText();
  if (secretAccessKey === "") throw missing(where, "AWS_SECRET_ACCESS_KEY");
  const url = new URL(`${endpoint}/${bucket}/${key}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  // The signature covers the digest of the body, so that nobody on the way can exchange it.
  const digest = sha256Hex(body ?? new Uint8Array());
  const sessionToken = credentials.sessionToken?.revealText() ?? "";
  const signed = await new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers, "x-amz-content-sha256": digest },
    service: "s3",
    region,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey,
    ...(sessionToken === "" ? {} : { sessionToken }),
  }).sign();
  return http(
    {
      method,
      url: signed.url.href,
      headers: Object.fromEntries(signed.headers),
      timeout: TIMEOUT,
      ...(body === undefined ? {} : { body }),
    },
    new AbortController().signal,
  );
}

function missing(where: string, name: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/credentials-missing", { where, missing: name }));
}

function isMissingObject({ status, body }: HttpResponse): boolean {
  return status === 404 && !new TextDecoder().decode(body.subarray(0, 4096)).includes("NoSuchBucket");
}

/** Whether the same request may work in a moment: too many at once, a conflict of conditional writes, or trouble at the service. */
function isBusy({ status }: HttpResponse): boolean {
  return status === 409 || status === 429 || status === 500 || status === 502 || status === 503 || status === 504;
}

async function pause(attempt: number): Promise<void> {
  await sleep((0.5 + Math.random() / 2) * Math.min(3000, 50 * 2 ** attempt));
}

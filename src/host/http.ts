import { File } from "node:buffer";
import { fetch, FormData, Headers, type Dispatcher, type Response } from "undici";
import {
  HttpFailure,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type MultipartBody,
} from "../providers/provider.ts";
import { ABOUT_PROXY, explainHttpError } from "./http-errors.ts";
import { openWaysOut, type Way, type WaysOutOptions } from "./way-out.ts";

/** The largest answer that is read, in bytes, after decompression. The largest honest answers are lists of profiles, a few MiB. */
export const ANSWER_LIMIT = 32 * 1024 * 1024;

const DEFAULT_TIMEOUT = 60_000;

/** Headers in which servers name a request, for support cases: Apple's, then the common one. */
const REQUEST_ID_HEADERS = ["x-apple-request-uuid", "x-apple-jingle-correlation-key", "x-request-id"];

/** What may be told about an exchange: never a header, a body or a query. */
export interface HttpLogEntry {
  readonly method: string;
  /** Host and port. */
  readonly host: string;
  /** Without the query, whose values may be personal. */
  readonly path: string;
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Whole milliseconds that the exchange took. */
  readonly ms: number;
  /** How the server calls the request; null when it does not say. */
  readonly request_id: string | null;
}

/** How a connection to the outside is made. */
export interface HttpOptions extends WaysOutOptions {
  readonly userAgent: string;
  /** Told of every exchange. */
  readonly log?: ((entry: HttpLogEntry) => void) | undefined;
}

/** The port `Http`, with its open connections, which keep the process alive until `close`. */
export interface ClosableHttp extends Http {
  /** Ends every connection, also one in use. May be called again. */
  close(): Promise<void>;
}

/**
 * Makes the port through which all requests leave: certificates are always verified (whatever the environment says), redirects
 * are not followed, requests to this machine never go through a proxy, and answers are bounded by {@link ANSWER_LIMIT}.
 * It refuses no host: {@link isTrustedHost} is asked before a credential is used.
 */
export function createHttp(options: HttpOptions): ClosableHttp {
  const ways = openWaysOut(options);

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const url = parseUrl(request.url);
    const started = performance.now();
    const attempt: Attempt = { url, request, userAgent: options.userAgent, sent: false };
    let answer: HttpResponse | undefined;
    try {
      answer = await exchange(attempt, ways.to(url), signal);
      return answer;
    } finally {
      options.log?.({
        method: request.method,
        host: url.host,
        path: url.pathname,
        status: answer?.status ?? null,
        ms: Math.round(performance.now() - started),
        request_id: REQUEST_ID_HEADERS.map((name) => answer?.headers[name]).find((id) => id !== undefined) ?? null,
      });
    }
  }

  return Object.assign(send, { close: () => ways.close() });
}

/** One request on its way; `sent` turns true when its first byte is handed to an open connection. */
interface Attempt {
  readonly url: URL;
  readonly request: HttpRequest;
  readonly userAgent: string;
  sent: boolean;
}

async function exchange(attempt: Attempt, way: Way, signal: AbortSignal): Promise<HttpResponse> {
  const { request, url } = attempt;
  const headers = headersOf(attempt);
  const timeout = request.timeout ?? DEFAULT_TIMEOUT;
  const stop = new AbortController();
  let timedOut = false;
  const onAbort = (): void => {
    stop.abort();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop.abort();
  }, timeout);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) stop.abort();
  try {
    const response = await fetch(url, {
      method: request.method,
      headers,
      body: bodyOf(request.body),
      redirect: "manual",
      signal: stop.signal,
      dispatcher: watchSending(way.dispatcher, attempt),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      setCookies: response.headers.getSetCookie(),
      body: await readBounded(response, url),
    };
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    const { sent } = attempt;
    if (signal.aborted) throw new HttpFailure(`the request to ${url.host} was stopped`, { sent });
    if (timedOut) throw timeoutOf(attempt, way);
    const { message, ...reasons } = explainHttpError(error, url.host);
    throw new HttpFailure(message, { sent, ...reasons });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Before anything is sent, a proxy that was asked is what keeps us waiting. */
function timeoutOf({ url, request, sent }: Attempt, way: Way): HttpFailure {
  const seconds = `${(request.timeout ?? DEFAULT_TIMEOUT) / 1000} seconds`;
  const proxy = sent ? undefined : way.proxy();
  if (proxy === undefined) return new HttpFailure(`${url.host} did not answer within ${seconds}`, { sent });
  return new HttpFailure(`the proxy ${proxy} gave no connection to ${url.host} within ${seconds}`, {
    sent,
    help: ABOUT_PROXY,
  });
}

/**
 * Notes when undici starts to write the request to a connected (and, for https, verified) socket: before that nothing can have
 * arrived, after it anything can.
 */
function watchSending(dispatcher: Dispatcher, attempt: Attempt): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, {
        onRequestStart(controller, context) {
          attempt.sent = true;
          handler.onRequestStart?.(controller, context);
        },
        onRequestUpgrade: (controller, status, headers, socket) =>
          handler.onRequestUpgrade?.(controller, status, headers, socket),
        onResponseStart: (controller, status, headers, text) =>
          handler.onResponseStart?.(controller, status, headers, text),
        onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
        onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
        onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
      }),
  );
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new HttpFailure("the address is no http or https URL", { sent: false });
  }
  if (url.username !== "" || url.password !== "") {
    throw new HttpFailure(`the address of ${url.host} holds a user name or password`, {
      sent: false,
    });
  }
  return url;
}

function headersOf(attempt: Attempt): Headers {
  const headers = new Headers({ "user-agent": attempt.userAgent });
  for (const [name, value] of Object.entries(attempt.request.headers ?? {})) {
    try {
      headers.set(name, value);
    } catch {
      // The error of undici quotes the value, which may be a credential.
      throw new HttpFailure(`the header ${name} has a value that cannot be sent`, { sent: false });
    }
  }
  return headers;
}

function bodyOf(body: HttpRequest["body"]): string | Uint8Array | FormData | null {
  if (body === undefined) return null;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  return formDataOf(body);
}

function formDataOf(multipart: MultipartBody): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(multipart.fields))
    for (const one of typeof value === "string" ? [value] : value) form.append(name, one);
  for (const { field, fileName, bytes } of multipart.files) {
    form.append(field, new File([bytes], fileName, { type: "application/octet-stream" }));
  }
  return form;
}

async function readBounded(response: Response, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > ANSWER_LIMIT)
      throw new HttpFailure(`the answer of ${url.host} is larger than ${ANSWER_LIMIT / 1024 / 1024} MiB`, {
        sent: true,
      });
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

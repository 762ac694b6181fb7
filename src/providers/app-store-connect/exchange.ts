import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import type { ObservedRateLimit } from "../../plan/observed.ts";
import { HttpFailure, type Clock, type Http, type HttpRequest, type HttpResponse } from "../provider.ts";
import { appleErrorsOf, describeAppleErrors, plainText } from "./apple-error.ts";
import { AppleRefusal } from "./apple-refusal.ts";
import { backoff, rateLimitOf, retryAfterOf } from "./rate-limit.ts";
import type { TokenSource } from "./token.ts";
import { createTurnstile } from "./turnstile.ts";
import { diagnoseUnauthorized, type RefusedKey } from "./unauthorized.ts";

/** Waits; rejects with the signal's reason when it aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What an exchange works with. */
interface ExchangeOptions {
  readonly key: RefusedKey;
  readonly tokens: TokenSource;
  readonly http: Http;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** One call of the API. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
  /** What it is about, for messages; see `RequestSubject`. */
  readonly what: string;
}

/** An answer of the 2xx kind, or `unclear`: a write whose request may or may not have been carried out. */
type ExchangeOutcome =
  | { readonly kind: "answer"; readonly response: HttpResponse }
  | { readonly kind: "unclear"; readonly error: DiagnosableError };

/** Sends one call and tries again where that is safe. */
export interface Exchange {
  /**
   * Gives the 2xx answer. A refusal (4xx) throws `AppleRefusal`; 401, 429 and an unreachable server throw a `DiagnosableError`
   * after the tries that they deserve. GET, PATCH and DELETE are repeated after 5xx and cut connections; POST never is:
   * its outcome is then `unclear`, and the caller has to look.
   */
  send(call: Call, signal: AbortSignal): Promise<ExchangeOutcome>;
  /** What the newest answer said of the hourly limit; `undefined` while none did. */
  rateLimit(): ObservedRateLimit | undefined;
}

/** How often a call is tried in all when Apple refuses a good token (codemagic-cli-tools #502), answers too many requests, or fails. */
const TRIES = { unauthorized: 3, tooMany: 6, failed: 4 } as const;
/** Requests at once; Apple's burst limit is not documented. */
const CONCURRENCY = 4;
/** Milliseconds of `Retry-After` that are waited for; a longer one is the hourly limit, and the person decides. */
const LONGEST_WAIT = 120_000;

/** Creates the exchange of one key with one server. */
export function createExchange(options: ExchangeOptions): Exchange {
  const pass = createTurnstile(CONCURRENCY);
  let rateLimit: ObservedRateLimit | undefined;

  const sendOnce = async (call: Call, signal: AbortSignal): Promise<HttpResponse | HttpFailure> => {
    const request = await requestOf(call, options.tokens);
    try {
      const response = await pass(() => options.http(request, signal));
      rateLimit = rateLimitOf(response) ?? rateLimit;
      return response;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof HttpFailure) return error;
      throw error;
    }
  };

  return {
    rateLimit: () => rateLimit,
    async send(call, signal) {
      const tried = { unauthorized: 0, tooMany: 0, failed: 0 };
      for (;;) {
        signal.throwIfAborted();
        const result = await sendOnce(call, signal);
        const verdict = judge(result, call, { ...options, remaining: rateLimit?.remaining });
        if (verdict.kind === "answer") return verdict;
        if (verdict.kind === "refused") throw verdict.error;
        if (verdict.kind === "unclear") return verdict;
        if (++tried[verdict.because] >= TRIES[verdict.because]) throw verdict.error;
        if (verdict.because === "unauthorized") options.tokens.renew();
        await options.sleep(verdict.wait ?? backoff(tried[verdict.because] - 1, FIRST_WAIT[verdict.because]), signal);
      }
    },
  };
}

/** Milliseconds of the first pause, which then doubles. */
const FIRST_WAIT = { unauthorized: 500, tooMany: 1000, failed: 500 } as const;

type Verdict =
  | ExchangeOutcome
  | { readonly kind: "refused"; readonly error: DiagnosableError }
  | {
      readonly kind: "again";
      readonly because: keyof typeof TRIES;
      readonly error: DiagnosableError;
      readonly wait?: number;
    };

interface JudgeContext {
  readonly key: RefusedKey;
  readonly clock: Clock;
  readonly remaining: number | undefined;
}

function judge(result: HttpResponse | HttpFailure, call: Call, context: JudgeContext): Verdict {
  if (result instanceof HttpFailure) {
    const error = unanswered(result);
    if (result.obstacle !== undefined) return { kind: "refused", error };
    // What was never sent can be sent again, whatever it is.
    return !result.sent || call.method !== "POST"
      ? { kind: "again", because: "failed", error }
      : { kind: "unclear", error };
  }
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: "answer", response: result };
  if (status === 401) {
    const error = new DiagnosableError(diagnoseUnauthorized(context.key, result, context.clock()));
    return { kind: "again", because: "unauthorized", error };
  }
  if (status === 429) return judgeTooMany(result, context);
  const errors = appleErrorsOf(result.body);
  if (status >= 500) {
    const error = unavailable(`HTTP status ${status}${errors.length === 0 ? "" : `, ${describeAppleErrors(errors)}`}`);
    return call.method === "POST" ? { kind: "unclear", error } : { kind: "again", because: "failed", error };
  }
  if (status >= 400)
    return {
      kind: "refused",
      error: new AppleRefusal(status, errors, { key: context.key.name, what: call.what }),
    };
  return {
    kind: "refused",
    error: unexpectedAnswer(
      `HTTP status ${status} for ${call.what}; redirects are not followed, because the token would go along`,
    ),
  };
}

/** 429 also comes with plenty left in the hour (developer forums 731014): then it is a burst limit and a pause helps. */
function judgeTooMany(response: HttpResponse, context: JudgeContext): Verdict {
  const diagnostic = createDiagnostic("app-store-connect/rate-limited", { key: context.key.name });
  const error = new DiagnosableError(diagnostic, { retryable: true });
  const wait = retryAfterOf(response, context.clock());
  const usedUp = wait === undefined ? context.remaining === 0 : wait > LONGEST_WAIT;
  if (usedUp) return { kind: "refused", error };
  return { kind: "again", because: "tooMany", error, ...(wait === undefined ? {} : { wait }) };
}

async function requestOf(call: Call, tokens: TokenSource): Promise<HttpRequest> {
  const headers = { authorization: `Bearer ${await tokens.token()}`, accept: "application/json" };
  if (call.body === undefined) return { method: call.method, url: call.url, headers };
  return {
    method: call.method,
    url: call.url,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(call.body),
  };
}

/** The server cannot be reached, or fails. The same run may work later. */
export function unavailable(detail: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("app-store-connect/unavailable", { detail }), { retryable: true });
}

/** There was no answer. */
export function unanswered(failure: HttpFailure): DiagnosableError {
  const { help, obstacle } = failure;
  const code = obstacle === "certificate" ? "app-store-connect/untrusted-certificate" : "app-store-connect/unavailable";
  const diagnostic = createDiagnostic(code, { detail: plainText(failure.message) }, { help });
  return new DiagnosableError(diagnostic, { retryable: obstacle === undefined, cause: failure });
}

/** The server answered something that it should not. */
export function unexpectedAnswer(detail: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("app-store-connect/unexpected-answer", { detail }));
}

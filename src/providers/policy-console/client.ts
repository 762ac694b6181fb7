import { CookieJar } from "tough-cookie";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { checkTrustedHost } from "../../host/trusted-hosts.ts";
import type { Secret } from "../../secret/secret.ts";
import { HttpFailure, type Http, type HttpRequest, type MultipartBody } from "../provider.ts";
import { asObject, isNotLoggedIn, presentable, readAnswer, type Answer, type JsonObject } from "./answers.ts";

/** Milliseconds for an upload: the console looks into the file before it answers. */
const WRITE_TIMEOUT = 120_000;
/** Milliseconds for the logout, which nobody waits for gladly. */
const LOGOUT_TIMEOUT = 10_000;
const MAX_REDIRECTS = 5;

/** Who is logged in. */
export interface ConsoleUser {
  /** Whether the console lets the user change profiles (`ua_admin`). */
  readonly isAdministrator: boolean;
}

/** What came of a request that changes something. A refusal is thrown. */
export type WriteOutcome =
  | { readonly kind: "done"; readonly payload: JsonObject }
  /** The session was dead: the console did nothing, and the session, which may keep the request for later, is given up. */
  | { readonly kind: "not-executed" }
  /** It may have happened or not. `settled`: the console has answered, so it is not still at it. `error` is for giving up. */
  | { readonly kind: "unknown"; readonly settled: boolean; readonly error: DiagnosableError };

/** A request that changes something. */
export interface WriteRequest {
  readonly method: "POST" | "PUT";
  /** Relative to the base URL, for example `profile`. */
  readonly path: string;
  readonly body: MultipartBody;
  /** Secrets in the body, which no message may show. */
  readonly secrets: readonly Secret[];
}

/** How the console is reached. */
export interface ConsoleClientOptions {
  /** The key of the spec, for messages. */
  readonly name: string;
  /** Base URL, ending in `/mocana-app-control/rest`. */
  readonly url: string;
  readonly username: () => Promise<Secret>;
  readonly password: () => Promise<Secret>;
  readonly http: Http;
}

/** A session on a policy console. All failures are thrown as `DiagnosableError`, or as the abort's reason. */
export interface ConsoleClient {
  /**
   * Asks the console whether the session lives (`user/ping`), and logs in afresh when it does not: then `renewed` is true and what
   * was seen before is to be looked at again.
   */
  ensureSession(signal: AbortSignal): Promise<{ readonly user: ConsoleUser; readonly renewed: boolean }>;
  /** Reads a resource, relative to the base URL; logs in when needed. */
  get(path: string, signal: AbortSignal): Promise<JsonObject>;
  /** Sends a change once, right after {@link ConsoleClient.ensureSession}. It logs in to nothing: see {@link WriteOutcome}. */
  write(request: WriteRequest, signal: AbortSignal): Promise<WriteOutcome>;
  /** Logs out if logged in. May be called again; never throws. */
  close(): Promise<void>;
}

/**
 * Makes a client with a form login whose cookies stay in memory.
 *
 * A request that changes something and meets a dead session is *kept* by the console and carried out when that same session logs
 * in (Tomcat, FormAuthenticator). So a login always starts with an empty cookie jar: the old session, and what it keeps, is never
 * logged in to. A refused login is never tried again, so that the account is not locked.
 */
export function createConsoleClient(options: ConsoleClientOptions): ConsoleClient {
  const base = new URL(options.url.endsWith("/") ? options.url : `${options.url}/`);
  const hidden = new Set<string>();
  let jar: CookieJar | undefined;
  let refusal: DiagnosableError | undefined;

  const messages = failureMessages(options.name, hidden);

  async function send(request: HttpRequest, cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    const cookie = await cookies.getCookieString(request.url);
    const headers = { ...request.headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await options.http({ ...request, headers }, signal);
    for (const line of response.setCookies) await cookies.setCookie(line, request.url, { ignoreError: true });
    return readAnswer(response);
  }

  /** Sends a request and follows redirects by GET, on the console only. `HttpFailure` becomes a diagnostic. */
  async function follow(request: HttpRequest, cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    let next = request;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await send(next, cookies, signal).catch((error: unknown) => {
        throw messages.unanswered(error, signal);
      });
      if (answer.kind !== "redirect") return answer;
      next = { method: "GET", url: redirectTarget(answer, next.url, messages) };
    }
    throw messages.unexpected("it redirects without end");
  }

  async function ping(cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    return follow({ method: "GET", url: urlOf(base, "user/ping") }, cookies, signal);
  }

  async function logIn(signal: AbortSignal): Promise<ConsoleUser> {
    if (refusal) throw refusal;
    const untrusted = checkTrustedHost({ url: base.href, key: options.name, allowed: [base.host] });
    if (untrusted) throw new DiagnosableError(untrusted);
    const [username, password] = [await options.username(), await options.password()];
    hidden.add(username.revealText()).add(password.revealText());
    const cookies = newJar();
    const before = await ping(cookies, signal);
    if (before.kind === "refused" || (before.kind === "page" && !isNotLoggedIn(before))) throw messages.failed("GET user/ping", before);
    const already = userIn(before);
    if (already) {
      jar = cookies;
      return already;
    }
    const form = new URLSearchParams({ j_username: username.revealText(), j_password: password.revealText() });
    const answer = await follow(
      {
        method: "POST",
        url: urlOf(base, "user/ping/j_security_check"),
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form.toString(),
      },
      cookies,
      signal,
    );
    // From here on there may be a session to log out of, whatever the answer says.
    jar = cookies;
    const user = userIn(answer) ?? userIn(await afterLogin(answer, cookies, signal));
    if (user) return user;
    jar = undefined;
    refusal = new DiagnosableError(createDiagnostic("policy-console/unauthorized", { key: options.name }));
    throw refusal;
  }

  /** A login may end on another page than `user/ping`; asking once more tells that from a refusal, without a second attempt. */
  async function afterLogin(answer: Answer, cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    if ("status" in answer && answer.status >= 500) throw messages.failed("the login", answer);
    // Tomcat: there was no session to log in to. User name and password were not looked at.
    if (answer.kind === "page" && answer.status === 408) throw messages.unavailable("the session ended during the login");
    return ping(cookies, signal);
  }

  async function isAlive(cookies: CookieJar, signal: AbortSignal): Promise<ConsoleUser | undefined> {
    const answer = await ping(cookies, signal);
    const user = userIn(answer);
    if (user || isNotLoggedIn(answer) || (answer.kind === "page" && answer.status === 403)) return user;
    throw messages.failed("GET user/ping", answer);
  }

  async function ensureSession(signal: AbortSignal): Promise<{ readonly user: ConsoleUser; readonly renewed: boolean }> {
    const user = jar && (await isAlive(jar, signal));
    if (user) return { user, renewed: false };
    jar = undefined;
    return { user: await logIn(signal), renewed: true };
  }

  /** One GET; a connection that is cut is tried once more, as nothing can have changed. */
  async function read(path: string, signal: AbortSignal): Promise<Answer> {
    if (!jar) await logIn(signal);
    const cookies = jar ?? newJar();
    const request: HttpRequest = { method: "GET", url: urlOf(base, path) };
    try {
      return await send(request, cookies, signal);
    } catch (error) {
      if (!(error instanceof HttpFailure) || !error.sent || signal.aborted) throw messages.unanswered(error, signal);
    }
    return send(request, cookies, signal).catch((error: unknown) => {
      throw messages.unanswered(error, signal);
    });
  }

  async function get(path: string, signal: AbortSignal): Promise<JsonObject> {
    let answer = await read(path, signal);
    if (isNotLoggedIn(answer)) {
      await ensureSession(signal);
      answer = await read(path, signal);
    }
    if (answer.kind === "json") return answer.payload;
    throw messages.failed(`GET ${path}`, answer);
  }

  async function write(request: WriteRequest, signal: AbortSignal): Promise<WriteOutcome> {
    for (const secret of request.secrets) hidden.add(secret.revealText());
    const cookies = jar;
    if (!cookies) return { kind: "not-executed" };
    const what = `${request.method} ${request.path}`;
    let answer: Answer;
    try {
      const { method, path, body } = request;
      answer = await send({ method, url: urlOf(base, path), body, timeout: WRITE_TIMEOUT }, cookies, signal);
    } catch (error) {
      const failure = messages.unanswered(error, signal);
      if (error instanceof HttpFailure && error.sent && failure instanceof DiagnosableError) return { kind: "unknown", settled: false, error: failure };
      throw failure;
    }
    if (answer.kind === "json") return { kind: "done", payload: answer.payload };
    const error = messages.failed(what, answer);
    if (answer.status >= 500) return { kind: "unknown", settled: true, error };
    if (answer.kind === "refused") throw error;
    // A page is a login page, the refusal to keep a large request for after the login (403), or an error of a live session.
    const user = await isAlive(cookies, signal);
    if (!user) {
      jar = undefined;
      return { kind: "not-executed" };
    }
    if (!user.isAdministrator) throw messages.forbidden();
    return { kind: "unknown", settled: true, error };
  }

  async function close(): Promise<void> {
    const cookies = jar;
    jar = undefined;
    if (!cookies) return;
    // A session that cannot be ended now ends by itself; the person has heard of the real failure already.
    await send({ method: "GET", url: urlOf(base, "user/logout"), timeout: LOGOUT_TIMEOUT }, cookies, new AbortController().signal).catch(() => undefined);
  }

  return { ensureSession, get, write, close };
}

function newJar(): CookieJar {
  // Consoles stand in internal networks, under names that no public suffix list knows.
  return new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true, allowSecureOnLocal: true });
}

function urlOf(base: URL, path: string): string {
  return new URL(path, base).href;
}

/** Where a redirect leads, as an absolute URL; thrown when that is another host, or when it asks to send the password once more. */
function redirectTarget(answer: Answer & { readonly kind: "redirect" }, from: string, messages: FailureMessages): string {
  if (answer.location === undefined || !URL.canParse(answer.location, from)) throw messages.unexpected("it redirects to nowhere");
  const to = new URL(answer.location, from);
  if (to.origin !== new URL(from).origin) throw messages.unexpected(`it redirects to another address (${to.protocol}//${to.host}), which is not followed`);
  if (answer.status === 307 || answer.status === 308) throw messages.unexpected(`it redirects with status ${answer.status}, which is not followed`);
  return to.href;
}

/** The user of a `user/ping` answer: `user` is documented as an array of one; flags are the strings "0" and "1". */
function userIn(answer: Answer): ConsoleUser | undefined {
  if (answer.kind !== "json") return undefined;
  const field = answer.payload["user"];
  const user = asObject(Array.isArray(field) ? (field as readonly unknown[])[0] : field);
  if (user === undefined) return undefined;
  const flag = user["ua_admin"];
  return { isAdministrator: flag === "1" || flag === 1 || flag === true };
}

interface FailureMessages {
  /** The failure for a request that got no answer; the abort's reason when it was aborted. */
  readonly unanswered: (error: unknown, signal: AbortSignal) => Error;
  /** The failure for an answer that is not what was asked for. */
  readonly failed: (what: string, answer: Answer) => DiagnosableError;
  readonly unexpected: (detail: string) => DiagnosableError;
  readonly unavailable: (detail: string) => DiagnosableError;
  readonly forbidden: () => DiagnosableError;
}

function failureMessages(name: string, hidden: ReadonlySet<string>): FailureMessages {
  const unexpected = (detail: string, help?: string): DiagnosableError =>
    new DiagnosableError(createDiagnostic("policy-console/unexpected-answer", { detail }, { help }));
  const unavailable = (detail: string, help?: string): DiagnosableError =>
    new DiagnosableError(createDiagnostic("policy-console/unavailable", { detail }, { help }), { retryable: true });
  return {
    unexpected,
    unavailable,
    forbidden: () => new DiagnosableError(createDiagnostic("policy-console/forbidden", { key: name })),
    unanswered: (error, signal) => {
      if (signal.aborted) return signal.reason instanceof Error ? signal.reason : new DOMException("aborted", "AbortError");
      if (!(error instanceof HttpFailure)) return error instanceof Error ? error : new Error("a request failed without an error");
      const aboutTrust = error.message.startsWith("the TLS certificate");
      return unavailable(error.message, aboutTrust ? "name the certificate authority of the console with `ca_file`; verification cannot be turned off" : undefined);
    },
    failed: (what, answer) => {
      if (answer.kind === "refused" && answer.status < 500) {
        return new DiagnosableError(createDiagnostic("policy-console/rejected", { detail: presentable(answer.message, hidden) }));
      }
      const status = "status" in answer ? answer.status : 200;
      if (status >= 500) return unavailable(`${what} was answered with status ${status}`);
      const help = status === 404 ? "check `url`: it ends in `/mocana-app-control/rest`" : undefined;
      return unexpected(`${what} was answered with status ${status} and ${answer.kind === "page" ? "a page instead of JSON" : "something else than was asked for"}`, help);
    },
  };
}

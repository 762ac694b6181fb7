import { CookieJar } from "tough-cookie";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { checkTrustedHost } from "../../host/trusted-hosts.ts";
import type { Secret } from "../../secret/secret.ts";
import { HttpFailure, type Http, type HttpRequest, type MultipartBody } from "../provider.ts";
import { asObject, isNotLoggedIn, readAnswer, type Answer, type JsonObject } from "./answers.ts";
import { createConsoleFailures, type ConsoleFailures } from "./console-failures.ts";

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
  readonly method: "POST" | "PUT" | "DELETE";
  /** Relative to the base URL, for example `profile`. */
  readonly path: string;
  readonly body?: MultipartBody;
  /** Secrets in the body, which no message may show. */
  readonly secrets?: readonly Secret[];
  /** Milliseconds until the answer is given up; two minutes when absent. */
  readonly timeout?: number;
}

/** How the console is reached. */
export interface ConsoleClientOptions {
  /** The key of the spec, for failures. */
  readonly name: string;
  /** Base URL, ending in `/mocana-app-control/rest`. */
  readonly url: string;
  readonly username: () => Promise<Secret>;
  readonly password: () => Promise<Secret>;
  readonly http: Http;
}

/**
 * A session on a policy console: a form login whose cookies stay in memory. All failures are thrown as `DiagnosableError`, or as the
 * abort's reason.
 *
 * A request that changes something and meets a dead session is *kept* by the console and carried out when that same session logs
 * in (Tomcat, FormAuthenticator). So a login always starts with an empty cookie jar: the old session, and what it keeps, is never
 * logged in to. A refused login is never tried again, so that the account is not locked.
 */
export class ConsoleClient {
  readonly #options: ConsoleClientOptions;
  readonly #base: URL;
  /** Secrets that were sent, which the console's own words must not show. */
  readonly #hidden = new Set<string>();
  readonly #failures: ConsoleFailures;
  /** The cookies of a session that was logged in to; undefined without one. */
  #jar: CookieJar | undefined;
  #refusal: DiagnosableError | undefined;

  constructor(options: ConsoleClientOptions) {
    this.#options = options;
    this.#base = new URL(options.url.endsWith("/") ? options.url : `${options.url}/`);
    this.#failures = createConsoleFailures(options.name, this.#hidden);
  }

  /**
   * Asks the console whether the session lives (`user/ping`), and logs in afresh when it does not: then `renewed` is true and what
   * was seen before is to be looked at again.
   */
  async ensureSession(signal: AbortSignal): Promise<{ readonly user: ConsoleUser; readonly renewed: boolean }> {
    const user = this.#jar && (await this.#userOf(this.#jar, signal));
    if (user) return { user, renewed: false };
    this.#jar = undefined;
    return { user: await this.#logIn(signal), renewed: true };
  }

  /**
   * {@link ConsoleClient.ensureSession} of somebody who may change things, right before a change; whether the session was renewed.
   * @throws DiagnosableError `policy-console/forbidden` for anybody else.
   */
  async ensureAdministrator(signal: AbortSignal): Promise<boolean> {
    const { user, renewed } = await this.ensureSession(signal);
    if (!user.isAdministrator) throw this.#failures.forbidden();
    return renewed;
  }

  /** The failure of a change that found no live session however often it was tried. */
  sessionKeepsEnding(): DiagnosableError {
    return this.#failures.unavailable("the session ends again and again");
  }

  /** Reads a resource, relative to the base URL; logs in when needed. */
  async get(path: string, signal: AbortSignal): Promise<JsonObject> {
    let answer = await this.#read(path, signal);
    if (isNotLoggedIn(answer)) {
      await this.ensureSession(signal);
      answer = await this.#read(path, signal);
    }
    if (answer.kind === "json") return answer.payload;
    throw this.#failures.failed(`GET ${path}`, answer);
  }

  /** Sends a change once, right after {@link ConsoleClient.ensureAdministrator}. It logs in to nothing: see {@link WriteOutcome}. */
  async write(request: WriteRequest, signal: AbortSignal): Promise<WriteOutcome> {
    for (const secret of request.secrets ?? []) this.#hidden.add(secret.revealText());
    const cookies = this.#jar;
    if (!cookies) return { kind: "not-executed" };
    const { method, path, timeout = WRITE_TIMEOUT } = request;
    const body = request.body ? { body: request.body } : {};
    let answer: Answer;
    try {
      answer = await this.#send({ method, url: this.#url(path), ...body, timeout }, cookies, signal);
    } catch (error) {
      const failure = this.#failures.unanswered(error, signal);
      const mayHaveArrived = error instanceof HttpFailure && error.sent;
      if (mayHaveArrived && failure instanceof DiagnosableError)
        return { kind: "unknown", settled: false, error: failure };
      throw failure;
    }
    if (answer.kind === "json") return { kind: "done", payload: answer.payload };
    const error = this.#failures.failed(`${method} ${path}`, answer);
    // A gateway answers in the place of a console that may still be at it.
    const isGateway = answer.status === 502 || answer.status === 504;
    if (answer.status >= 500) return { kind: "unknown", settled: !isGateway, error };
    if (answer.kind === "refused" || answer.kind === "foreign") throw error;
    // A page is a login page, the refusal to keep a large request for after the login (403), or an error of a live session.
    const user = await this.#userOf(cookies, signal);
    if (!user) {
      this.#jar = undefined;
      return { kind: "not-executed" };
    }
    if (!user.isAdministrator) throw this.#failures.forbidden();
    return { kind: "unknown", settled: true, error };
  }

  /** Logs out if logged in. May be called again; never throws. */
  async close(): Promise<void> {
    const cookies = this.#jar;
    this.#jar = undefined;
    if (!cookies) return;
    const request: HttpRequest = {
      method: "GET",
      url: this.#url("user/logout"),
      timeout: LOGOUT_TIMEOUT,
    };
    // A session that cannot be ended now ends by itself; the person has heard of the real failure already.
    await this.#send(request, cookies, new AbortController().signal).catch(() => undefined);
  }

  async #logIn(signal: AbortSignal): Promise<ConsoleUser> {
    if (this.#refusal) throw this.#refusal;
    const { name, username, password } = this.#options;
    const untrusted = checkTrustedHost({
      url: this.#base.href,
      key: name,
      allowed: [this.#base.host],
    });
    if (untrusted) throw new DiagnosableError(untrusted);
    const [user, pass] = [(await username()).revealText(), (await password()).revealText()];
    this.#hidden.add(user).add(pass);
    const cookies = newJar();
    const before = await this.#ping(cookies, signal);
    if (before.kind !== "json" && !isNotLoggedIn(before)) throw this.#failures.failed("GET user/ping", before);
    const login: HttpRequest = {
      method: "POST",
      url: this.#url("user/ping/j_security_check"),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ j_username: user, j_password: pass }).toString(),
    };
    // From here on there may be a session to log out of, whatever the answer says, and when there is none.
    this.#jar = cookies;
    const answer = userIn(before) ? before : await this.#follow(login, cookies, signal);
    const loggedIn = userIn(answer) ?? userIn(await this.#afterLogin(answer, cookies, signal));
    if (loggedIn) return loggedIn;
    this.#jar = undefined;
    this.#refusal = new DiagnosableError(createDiagnostic("policy-console/unauthorized", { key: name }));
    throw this.#refusal;
  }

  /** A login may end on another page than `user/ping`; asking once more tells that from a refusal, without a second attempt. */
  async #afterLogin(answer: Answer, cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    if (answer.kind !== "json" && answer.status >= 500) throw this.#failures.failed("the login", answer);
    // Tomcat: there was no session to log in to. User name and password were not looked at.
    if (answer.kind === "page" && answer.status === 408)
      throw this.#failures.unavailable("the session ended during the login");
    return this.#ping(cookies, signal);
  }

  /** Who is logged in with these cookies; undefined when nobody is. */
  async #userOf(cookies: CookieJar, signal: AbortSignal): Promise<ConsoleUser | undefined> {
    const answer = await this.#ping(cookies, signal);
    const user = userIn(answer);
    if (user || isNotLoggedIn(answer) || (answer.kind === "page" && answer.status === 403)) return user;
    throw this.#failures.failed("GET user/ping", answer);
  }

  async #ping(cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    return this.#follow({ method: "GET", url: this.#url("user/ping") }, cookies, signal);
  }

  /** One GET; a connection that is cut is tried once more, as nothing can have changed. */
  async #read(path: string, signal: AbortSignal): Promise<Answer> {
    if (!this.#jar) await this.#logIn(signal);
    const cookies = this.#jar ?? newJar();
    const request: HttpRequest = { method: "GET", url: this.#url(path) };
    try {
      return await this.#send(request, cookies, signal);
    } catch (error) {
      if (!(error instanceof HttpFailure) || !error.sent || signal.aborted)
        throw this.#failures.unanswered(error, signal);
    }
    return this.#send(request, cookies, signal).catch((error: unknown) => {
      throw this.#failures.unanswered(error, signal);
    });
  }

  /** Sends a request and follows redirects by GET, on the console only. */
  async #follow(request: HttpRequest, cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    let next = request;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await this.#send(next, cookies, signal).catch((error: unknown) => {
        throw this.#failures.unanswered(error, signal);
      });
      if (answer.kind !== "redirect") return answer;
      next = { method: "GET", url: redirectTarget(answer, next.url, this.#failures) };
    }
    throw this.#failures.unexpected("it redirects without end");
  }

  /** Sends a request with the cookies and keeps those that come back. Throws what the port throws. */
  async #send(request: HttpRequest, cookies: CookieJar, signal: AbortSignal): Promise<Answer> {
    const cookie = await cookies.getCookieString(request.url);
    const headers = { ...request.headers, ...(cookie === "" ? {} : { cookie }) };
    const response = await this.#options.http({ ...request, headers }, signal);
    for (const line of response.setCookies) await cookies.setCookie(line, request.url, { ignoreError: true });
    return readAnswer(response);
  }

  #url(path: string): string {
    return new URL(path, this.#base).href;
  }
}

function newJar(): CookieJar {
  // Consoles stand in internal networks, under names that no public suffix list knows.
  return new CookieJar(undefined, {
    rejectPublicSuffixes: false,
    looseMode: true,
    allowSecureOnLocal: true,
  });
}

/** Where a redirect leads, as an absolute URL; thrown when that is another host, or when it asks to send the password once more. */
function redirectTarget(
  answer: Answer & { readonly kind: "redirect" },
  from: string,
  failures: ConsoleFailures,
): string {
  if (answer.location === undefined || !URL.canParse(answer.location, from))
    throw failures.unexpected("it redirects to nowhere");
  const to = new URL(answer.location, from);
  if (to.origin !== new URL(from).origin)
    throw failures.unexpected(`it redirects to another address (${to.protocol}//${to.host}), which is not followed`);
  if (answer.status === 307 || answer.status === 308)
    throw failures.unexpected(`it redirects with status ${answer.status}, which is not followed`);
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

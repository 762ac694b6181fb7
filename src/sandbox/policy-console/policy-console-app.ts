import type { Hono } from "hono";

import { createConsoleResources, type ConsoleVisit } from "./console-resources.ts";
import type { ConsoleState, ConsoleUser } from "./console-state.ts";
import { consolePath, containerError, loginPage, loginPagePath } from "./html-pages.ts";
import { createSessionTable, type SavedRequest, type Session, type SessionTable } from "./session.ts";

/** The largest body that is kept for after the login (Tomcat's `maxSavePostSize`), unless the options say otherwise. */
const largestSavedBody = 4096;
const cookieName = "JSESSIONID";

/** The policy console as one function from request to answer, and its hook for tests of dead sessions. */
export interface PolicyConsoleApp {
  fetch(request: Request): Promise<Response>;
  expireSessions(): void;
}

/** A request with its body read, so that it can be looked at, kept and carried out. */
interface ReceivedRequest extends SavedRequest {
  readonly url: URL;
  readonly cookie: string | undefined;
}

/**
 * The policy console: form login and cookie session as Tomcat does them, and the documented resources below
 * `/mocana-app-control/rest/`. What the documentation leaves open follows the decisions of the reference page; each
 * place says which.
 */
export function createPolicyConsoleApp(state: ConsoleState): PolicyConsoleApp {
  const sessions = createSessionTable<ConsoleUser>(state.options.sessionIdleSeconds ?? 1800, state.clock);
  const resources = createConsoleResources(state);
  return {
    expireSessions: () => {
      sessions.expireAll();
    },
    async fetch(request) {
      const received = await receive(request);
      const session = sessions.find(received.cookie);
      if (received.url.pathname === loginPagePath) return loginPage();
      if (session?.user === undefined) {
        const isLogin = received.url.pathname.endsWith("/j_security_check");
        return isLogin ? logIn(state, sessions, received, session) : turnAway(state, sessions, received, session);
      }
      const { administrator = true } = state.options;
      const user = { ...session.user, isAdmin: session.user.isAdmin && administrator };
      return carryOut({ state, sessions, resources }, restored(received, session), user);
    },
  };
}

async function receive(request: Request): Promise<ReceivedRequest> {
  const url = new URL(request.url);
  const cookies = (request.headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  return {
    url,
    method: request.method,
    target: url.pathname + url.search,
    contentType: request.headers.get("content-type") ?? undefined,
    body: new Uint8Array(await request.arrayBuffer()),
    cookie: cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1),
  };
}

/** Shows the login page at the requested URL, and keeps the request for after the login. Sandbox assumption (reference decisions 1 to 3). */
function turnAway(
  state: ConsoleState,
  sessions: SessionTable<ConsoleUser>,
  received: ReceivedRequest,
  session: Session<ConsoleUser> | undefined,
): Response {
  const cookie =
    session === undefined || received.cookie === undefined ? sessions.open() : sessions.rotate(received.cookie);
  const opened = sessions.find(cookie);
  if (received.body.length > (state.options.savedPostBytes ?? largestSavedBody))
    return withCookie(
      containerError(403, "The request body was too large to be cached during the authentication process."),
      cookie,
    );
  const { method, target, contentType, body } = received;
  if (opened !== undefined) opened.savedRequest = { method, target, contentType, body };
  const answer =
    state.options.loginMode === "redirect"
      ? new Response(null, { status: 302, headers: { Location: loginPagePath } })
      : loginPage();
  return withCookie(answer, cookie);
}

function logIn(
  state: ConsoleState,
  sessions: SessionTable<ConsoleUser>,
  received: ReceivedRequest,
  session: Session<ConsoleUser> | undefined,
): Response {
  if (session === undefined || received.cookie === undefined) {
    return containerError(408, "The time allowed for the login process has been exceeded.");
  }
  const form = new URLSearchParams(Buffer.from(received.body).toString("utf8"));
  const user = state.users.find(
    (candidate) => candidate.email === form.get("j_username") && candidate.password === form.get("j_password"),
  );
  // Reference decision 5: the error page comes with status 200.
  if (user?.isActive !== true) return loginPage("Invalid user name or password.");
  if (session.savedRequest === undefined) return containerError(400, "Invalid direct reference to form login page");
  session.user = user;
  state.record({ event: "started", kind: "session", id: user.id });
  const { loginStatus = 303, loginCookie = "new" } = state.options;
  const response = new Response(null, { status: loginStatus, headers: { Location: session.savedRequest.target } });
  return loginCookie === "new" ? withCookie(response, sessions.rotate(received.cookie)) : response;
}

/** The request that was kept for this URL, in the place of the one that came: this is how a POST happens twice. */
function restored(received: ReceivedRequest, session: Session<ConsoleUser>): ReceivedRequest {
  const saved = session.savedRequest;
  if (saved?.target !== received.target) return received;
  session.savedRequest = undefined;
  return { ...received, ...saved };
}

function withCookie(response: Response, cookie: string): Response {
  response.headers.append("Set-Cookie", `${cookieName}=${cookie}; Path=${consolePath}; HttpOnly`);
  return response;
}

/** What carries requests out. */
interface Carrier {
  readonly state: ConsoleState;
  readonly sessions: SessionTable<ConsoleUser>;
  readonly resources: Hono<{ Bindings: ConsoleVisit }>;
}

async function carryOut(
  { state, sessions, resources }: Carrier,
  received: ReceivedRequest,
  user: ConsoleUser,
): Promise<Response> {
  // Reference decision 27: everybody may read, only administrators may change.
  if (received.method !== "GET" && !user.isAdmin)
    return containerError(403, "Access to the requested resource has been denied");
  const endSession = (): void => {
    if (received.cookie !== undefined) sessions.end(received.cookie);
    state.record({ event: "ended", kind: "session", id: user.id });
  };
  const hasBody = received.method !== "GET" && received.method !== "HEAD";
  const request = new Request(received.url, {
    method: received.method,
    ...(received.contentType === undefined ? {} : { headers: { "content-type": received.contentType } }),
    ...(hasBody ? { body: received.body } : {}),
  });
  return resources.fetch(request, {
    user,
    endSession,
    restUrl: `${received.url.origin}${consolePath}/rest`,
  });
}

import { Hono } from "hono";

import { ConsoleError, consoleAnswer, consoleErrorAnswer } from "./console-answer.ts";
import { appAnswer, applyPolicies, findConsoleApp } from "./console-apps.ts";
import type { ConsoleState, ConsoleUser } from "./console-state.ts";
import { readFormFields } from "./form-fields.ts";
import { consolePath, containerError, loginPage, loginPagePath } from "./html-pages.ts";
import {
  archivePolicyProfile,
  createPolicyProfile,
  profileAnswer,
  profileCatalog,
  readPolicyProfile,
  updatePolicyProfile,
} from "./policy-profiles.ts";
import {
  createSessionTable,
  type SavedRequest,
  type Session,
  type SessionTable,
} from "./session.ts";

/** The largest body that is kept for after the login (Tomcat's `maxSavePostSize`). */
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
  const sessions = createSessionTable<ConsoleUser>(
    state.options.sessionIdleSeconds ?? 1800,
    state.clock,
  );
  const resources = createResources(state);
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
        return isLogin
          ? logIn(state, sessions, received, session)
          : turnAway(state, sessions, received, session);
      }
      return carryOut({ state, sessions, resources }, restored(received, session), session.user);
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
    cookie: cookies
      .find((cookie) => cookie.startsWith(`${cookieName}=`))
      ?.slice(cookieName.length + 1),
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
    session === undefined || received.cookie === undefined
      ? sessions.open()
      : sessions.rotate(received.cookie);
  const opened = sessions.find(cookie);
  if (received.body.length > largestSavedBody)
    return withCookie(
      containerError(
        403,
        "The request body was too large to be cached during the authentication process.",
      ),
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
    (candidate) =>
      candidate.email === form.get("j_username") && candidate.password === form.get("j_password"),
  );
  // Reference decision 5: the error page comes with status 200.
  if (user?.isActive !== true) return loginPage("Invalid user name or password.");
  if (session.savedRequest === undefined)
    return containerError(400, "Invalid direct reference to form login page");
  session.user = user;
  state.record({ event: "started", kind: "session", id: user.id, name: user.email });
  return withCookie(
    new Response(null, { status: 303, headers: { Location: session.savedRequest.target } }),
    sessions.rotate(received.cookie),
  );
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

interface Carrier {
  readonly state: ConsoleState;
  readonly sessions: SessionTable<ConsoleUser>;
  readonly resources: Hono<{ Bindings: Visit }>;
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
    state.record({ event: "ended", kind: "session", id: user.id, name: user.email });
  };
  const hasBody = received.method !== "GET" && received.method !== "HEAD";
  const request = new Request(received.url, {
    method: received.method,
    ...(received.contentType === undefined
      ? {}
      : { headers: { "content-type": received.contentType } }),
    ...(hasBody ? { body: received.body } : {}),
  });
  return resources.fetch(request, {
    user,
    endSession,
    restUrl: `${received.url.origin}${consolePath}/rest`,
  });
}

/** One request of a user who is logged in. */
interface Visit {
  readonly user: ConsoleUser;
  readonly endSession: () => void;
  readonly restUrl: string;
}

/** The resources of the console; the visit comes with each request. */
function createResources(state: ConsoleState): Hono<{ Bindings: Visit }> {
  const app = new Hono<{ Bindings: Visit }>({ strict: false }).basePath(`${consolePath}/rest`);
  app.get("/user/ping", ({ env }) => consoleAnswer({ user: [userAnswer(env.user, env.restUrl)] }));
  app.get("/user/logout", ({ env }) => {
    env.endSession();
    // Vendor page user-logout: the values are what Java prints of its objects.
    const facade = "org.apache.catalina.session.StandardSessionFacade@1f4a3b2c";
    return consoleAnswer({
      session: {
        request: "org.apache.catalina.connector.RequestFacade@5d3a1c90",
        session_before: facade,
        session_after: "session doesn't exist",
      },
    });
  });
  app.get("/profile/catalog", () => consoleAnswer({ profiles: profileCatalog(state, undefined) }));
  app.get("/profile/catalog/:type", (context) =>
    consoleAnswer({ profiles: profileCatalog(state, context.req.param("type")) }),
  );
  app.post("/profile", async (context) =>
    consoleAnswer({
      profiles: profileAnswer(createPolicyProfile(state, await readFormFields(context.req.raw))),
    }),
  );
  app.get("/profile/:id", (context) =>
    consoleAnswer({ profiles: profileAnswer(readPolicyProfile(state, context.req.param("id"))) }),
  );
  app.put("/profile/:id", async (context) => {
    const form = await readFormFields(context.req.raw);
    return consoleAnswer({
      profiles: profileAnswer(updatePolicyProfile(state, context.req.param("id"), form)),
    });
  });
  app.delete("/profile/:id", (context) => {
    archivePolicyProfile(state, context.req.param("id"));
    return consoleAnswer({ profiles: {} });
  });
  app.get("/app-market/catalog", ({ env }) =>
    consoleAnswer({
      application: [...state.apps.values()].map((listed) => appAnswer(state, listed, env.restUrl)),
    }),
  );
  app.post("/app-market/policy", async (context) => {
    const secured = applyPolicies(state, await readFormFields(context.req.raw));
    return consoleAnswer({ application: [appAnswer(state, secured, context.env.restUrl)] });
  });
  app.get("/app-market/:id", (context) =>
    consoleAnswer({
      application: [
        appAnswer(state, findConsoleApp(state, context.req.param("id")), context.env.restUrl),
      ],
    }),
  );
  for (const path of [
    "/user/ping",
    "/user/logout",
    "/profile",
    "/profile/:id",
    "/profile/catalog/:type",
    "/app-market/policy",
    "/app-market/:id",
  ]) {
    app.all(path, () =>
      containerError(
        405,
        "The method received in the request-line is known by the origin server but not supported by the target resource.",
      ),
    );
  }
  app.notFound(() => containerError(404, "The requested resource is not available."));
  app.onError((error) => {
    if (error instanceof ConsoleError) return consoleErrorAnswer(error);
    throw error;
  });
  return app;
}

function userAnswer(user: ConsoleUser, restUrl: string): Readonly<Record<string, string>> {
  return {
    email: user.email,
    first_name: "",
    last_name: "",
    id: user.id,
    ua_admin: user.isAdmin ? "1" : "0",
    ua_status: user.isActive ? "1" : "0",
    ua_creation_date: user.created,
    ua_modification_date: user.created,
    userUrl: `${restUrl}/user/${user.id}`,
  };
}

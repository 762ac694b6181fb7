import { Hono } from "hono";

import { ConsoleError, consoleAnswer, consoleErrorAnswer } from "./console-answer.ts";
import { appAnswer, applyPolicies, findConsoleApp } from "./console-apps.ts";
import type { ConsoleState, ConsoleUser } from "./console-state.ts";
import { readFormFields } from "./form-fields.ts";
import { consolePath, containerError } from "./html-pages.ts";
import {
  archivePolicyProfile,
  catalogAnswer,
  createPolicyProfile,
  profileAnswer,
  profileCatalog,
  readPolicyProfile,
  updatePolicyProfile,
} from "./policy-profiles.ts";

/** One request of a user who is logged in. */
export interface ConsoleVisit {
  readonly user: ConsoleUser;
  readonly endSession: () => void;
  /** Base of the links in answers. */
  readonly restUrl: string;
}

type Resources = Hono<{ Bindings: ConsoleVisit }>;

/** The resources of the console below `/mocana-app-control/rest/`; the visit comes with each request. */
export function createConsoleResources(state: ConsoleState): Resources {
  const resources: Resources = new Hono<{ Bindings: ConsoleVisit }>({ strict: false }).basePath(`${consolePath}/rest`);
  const paths = [
    ...addUserResources(resources, state),
    ...addProfileResources(resources, state),
    ...addAppResources(resources, state),
  ];
  for (const path of paths) {
    resources.all(path, () => containerError(405, "The method is not supported by this resource."));
  }
  resources.notFound(() => containerError(404, "The requested resource is not available."));
  resources.onError((error) => {
    if (error instanceof ConsoleError) return consoleErrorAnswer(state, error);
    throw error;
  });
  return resources;
}

function addUserResources(resources: Resources, state: ConsoleState): readonly string[] {
  resources.get("/user/ping", ({ env }) => consoleAnswer(state, { user: [userAnswer(env.user, env.restUrl)] }));
  resources.get("/user/logout", ({ env }) => {
    env.endSession();
    // Vendor page user-logout: the values are what Java prints of its objects.
    const session = {
      request: "org.apache.catalina.connector.RequestFacade@5d3a1c90",
      session_before: "org.apache.catalina.session.StandardSessionFacade@1f4a3b2c",
      session_after: "session doesn't exist",
    };
    return consoleAnswer(state, { session });
  });
  return ["/user/ping", "/user/logout"];
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

function addProfileResources(resources: Resources, state: ConsoleState): readonly string[] {
  resources.get("/profile/catalog", () => consoleAnswer(state, { profiles: profileCatalog(state, undefined) }));
  resources.get("/profile/catalog/:type", ({ req }) =>
    consoleAnswer(state, { profiles: profileCatalog(state, req.param("type")) }),
  );
  resources.post("/profile", async ({ req }) => {
    const created = await createPolicyProfile(state, await readFormFields(req.raw));
    return consoleAnswer(state, { profiles: profileAnswer(state, created) });
  });
  resources.get("/profile/:id", ({ req }) =>
    consoleAnswer(state, { profiles: profileAnswer(state, readPolicyProfile(state, req.param("id"))) }),
  );
  resources.put("/profile/:id", async ({ req }) => {
    const updated = await updatePolicyProfile(state, req.param("id"), await readFormFields(req.raw));
    return consoleAnswer(state, { profiles: profileAnswer(state, updated) });
  });
  resources.delete("/profile/:id", ({ req }) => {
    archivePolicyProfile(state, req.param("id"));
    return consoleAnswer(state, { profiles: {} });
  });
  return ["/profile", "/profile/:id", "/profile/catalog/:type"];
}

function addAppResources(resources: Resources, state: ConsoleState): readonly string[] {
  resources.get("/app-market/catalog", ({ env }) => {
    const apps = [...state.apps.values()].map((app) => appAnswer(state, app, env.restUrl));
    return consoleAnswer(state, { application: catalogAnswer(state, apps, "app_policies") });
  });
  resources.post("/app-market/policy", async ({ req, env }) => {
    const secured = await applyPolicies(state, await readFormFields(req.raw));
    return consoleAnswer(state, { application: [appAnswer(state, secured, env.restUrl)] });
  });
  resources.get("/app-market/:id", ({ req, env }) => {
    const app = findConsoleApp(state, req.param("id"));
    return consoleAnswer(state, { application: [appAnswer(state, app, env.restUrl)] });
  });
  return ["/app-market/policy", "/app-market/:id"];
}

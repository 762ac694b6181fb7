import { Hono, type Context } from "hono";

import type { JsonObject } from "../json-value.ts";
import {
  ApiError,
  errorResponse,
  forbidden,
  operationNotAllowed,
  rateLimitExceeded,
  unknownPath,
} from "./api-error.ts";
import { appRules, findApp } from "./apps.ts";
import { bundleIdRules, createBundleId, deleteBundleId, findBundleId, updateBundleId } from "./bundle-ids.ts";
import { capabilityRules, createCapability, deleteCapability, updateCapability } from "./capabilities.ts";
import {
  certificateRules,
  createCertificate,
  enterpriseCertificateRules,
  findCertificate,
  revokeCertificate,
  updateCertificate,
} from "./certificates.ts";
import { createDevice, deviceRules, findDevice, updateDevice } from "./devices.ts";
import {
  linkageDocument,
  linkagesDocument,
  linkedResources,
  listDocument,
  singleDocument,
  type DocumentRequest,
} from "./document.ts";
import { createListLag, type ListLag } from "./list-lag.ts";
import { createProfile, deleteProfile, findProfile, listedProfiles, profileRules } from "./profiles.ts";
import { readQuery, type QueryRules } from "./query.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { Relationship, Resource, ResourceRules } from "./resource.ts";
import {
  appResource,
  bundleIdResource,
  certificateResource,
  deviceResource,
  profileResource,
} from "./team-resources.ts";
import type { Team } from "./team.ts";
import type { TokenVerifier } from "./token.ts";

const rulesByType: Readonly<Record<string, ResourceRules>> = {
  apps: appRules,
  bundleIds: bundleIdRules,
  bundleIdCapabilities: capabilityRules,
  certificates: certificateRules,
  devices: deviceRules,
  profiles: profileRules,
};

/** One resource type of the API: what its paths do. An operation that is absent is refused, as Apple refuses it. */
interface Endpoint {
  readonly rules: ResourceRules;
  readonly list?: () => readonly Resource[];
  readonly find?: (id: string) => Resource;
  readonly create?: (body: string) => Resource | Promise<Resource>;
  readonly update?: (id: string, body: string) => Resource;
  readonly remove?: (id: string) => void;
}

function endpointsOf(team: Team): readonly Endpoint[] {
  return [
    {
      rules: appRules,
      list: () => [...team.apps.values()].map(appResource),
      find: (id) => appResource(findApp(team, id)),
    },
    {
      rules: bundleIdRules,
      list: () => [...team.bundleIds.values()].map((bundleId) => bundleIdResource(team, bundleId)),
      find: (id) => bundleIdResource(team, findBundleId(team, id)),
      create: (body) => createBundleId(team, body),
      update: (id, body) => updateBundleId(team, id, body),
      remove: (id) => {
        deleteBundleId(team, id);
      },
    },
    {
      rules: capabilityRules,
      create: (body) => createCapability(team, body),
      update: (id, body) => updateCapability(team, id, body),
      remove: (id) => {
        deleteCapability(team, id);
      },
    },
    {
      rules: team.options.program === "enterprise" ? enterpriseCertificateRules : certificateRules,
      list: () => [...team.certificates.values()].map((certificate) => certificateResource(team, certificate)),
      find: (id) => certificateResource(team, findCertificate(team, id)),
      create: (body) => createCertificate(team, body),
      // The API of the Enterprise Program lags behind: it cannot change a certificate.
      ...(team.options.program === "enterprise"
        ? {}
        : { update: (id: string, body: string) => updateCertificate(team, id, body) }),
      remove: (id) => {
        revokeCertificate(team, id);
      },
    },
    {
      rules: deviceRules,
      list: () => [...team.devices.values()].map((device) => deviceResource(team, device)),
      find: (id) => deviceResource(team, findDevice(team, id)),
      create: (body) => createDevice(team, body),
      update: (id, body) => updateDevice(team, id, body),
    },
    {
      rules: profileRules,
      list: () => listedProfiles(team),
      find: (id) => profileResource(team, findProfile(team, id)),
      create: (body) => createProfile(team, body),
      remove: (id) => {
        deleteProfile(team, id);
      },
    },
  ];
}

/** What a request has been found out to be, for the handlers after the token check. */
interface Environment {
  /** Undefined while the token is not checked. */
  readonly Variables: { keyId: string | undefined };
}

/**
 * The App Store Connect API of one team, as far as signing goes: paths under `/v1`, JSON:API documents, Apple's refusals.
 */
export function createAppStoreConnectApp(team: Team, tokens: TokenVerifier): Hono<Environment> {
  const app = new Hono<Environment>();
  const rateLimit = createRateLimit(team);
  const lag = createListLag(team.clock, () => team.quirks.listLagSeconds ?? 0);
  app.use(async (context, next) => {
    await next();
    context.res.headers.set("X-Rate-Limit", rateLimit.header(context.get("keyId")));
  });
  app.use(async (context, next) => {
    const key = await tokens.verify(context.req.header("authorization") ?? null);
    context.set("keyId", key.keyId);
    if (!rateLimit.spend(key.keyId)) throw rateLimitExceeded();
    const mayWrite = (key.role ?? "ADMIN") === "ADMIN" || key.role === "APP_MANAGER";
    if (context.req.method !== "GET" && !mayWrite) throw forbidden();
    await next();
  });
  for (const endpoint of endpointsOf(team)) addRoutes(app, endpoint, { team, lag });
  app.notFound((context) => errorResponse(unknownPath(context.req.path).content));
  app.onError((error) => {
    if (error instanceof ApiError) return errorResponse(error.content);
    throw error;
  });
  return app;
}

/** Reads the query of a request by the rules of what it answers with. */
type QueryReader = (context: Context, shape: QueryRules["shape"], more?: Partial<QueryRules>) => DocumentRequest;

/** What the routes of all types share. */
interface Surroundings {
  readonly team: Team;
  readonly lag: ListLag;
}

function addRoutes(app: Hono<Environment>, endpoint: Endpoint, { team, lag }: Surroundings): void {
  const { list, find, rules } = endpoint;
  const path = `/v1/${rules.type}`;
  const defaultLimit = team.options.pageSizeDefault ?? 20;
  const read: QueryReader = (context, shape, more = {}) => {
    const url = new URL(context.req.url);
    const refusesCursors = team.quirks.cursors === "refused";
    const query = { resource: rules, types: rulesByType, shape, defaultLimit, refusesCursors, ...more };
    return { origin: url.origin, url, query: readQuery(url.searchParams, query), quirks: team.quirks };
  };
  if (list !== undefined) {
    app.get(path, (context) => answer(context, listDocument(lag.listed(rules.type, list()), read(context, "list"))));
  }
  if (find !== undefined) {
    app.get(`${path}/:id`, (context) =>
      answer(context, singleDocument(find(context.req.param("id")), read(context, "one"))),
    );
    addRelationshipRoutes(app, { find, path, rules, read, team, lag });
  }
  addWriteRoutes(app, endpoint, { read, lag });
  addRefusals(app, endpoint);
}

interface WriteRoutes {
  readonly read: QueryReader;
  readonly lag: ListLag;
}

function addWriteRoutes(app: Hono<Environment>, endpoint: Endpoint, { read, lag }: WriteRoutes): void {
  const { find, create, update, remove, rules } = endpoint;
  const path = `/v1/${rules.type}`;
  if (create !== undefined) {
    app.post(path, async (context) => {
      const request = read(context, "one");
      const created = await create(await context.req.text());
      lag.noteCreated(created);
      return answer(context, singleDocument(created, request), 201);
    });
  }
  if (update !== undefined) {
    app.patch(`${path}/:id`, async (context) => {
      const request = read(context, "one");
      const updated = update(context.req.param("id"), await context.req.text());
      return answer(context, singleDocument(updated, request));
    });
  }
  if (remove !== undefined) {
    app.delete(`${path}/:id`, (context) => {
      const id = context.req.param("id");
      const removed = findQuietly(find, id);
      remove(id);
      if (removed !== undefined) lag.noteRemoved(removed);
      return context.body(null, 204);
    });
  }
}

/** What is about to go; undefined for what cannot be read by its id. */
function findQuietly(find: Endpoint["find"], id: string): Resource | undefined {
  try {
    return find?.(id);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** Every other method on the paths of a type is refused, with the operations that there are. */
function addRefusals(app: Hono<Environment>, endpoint: Endpoint): void {
  const { list, find, create, update, remove, rules } = endpoint;
  const path = `/v1/${rules.type}`;
  const allowed = [
    ...(create === undefined ? [] : ["CREATE"]),
    ...(update === undefined ? [] : ["UPDATE"]),
    ...(remove === undefined ? [] : ["DELETE"]),
    ...(list === undefined ? [] : ["GET_COLLECTION"]),
    ...(find === undefined ? [] : ["GET_INSTANCE"]),
  ];
  const refuse = (method: string, names: Readonly<Record<string, string>>): never => {
    throw operationNotAllowed(rules.type, names[method] ?? method, allowed);
  };
  app.all(path, ({ req }) => refuse(req.method, { GET: "GET_COLLECTION", POST: "CREATE" }));
  app.all(`${path}/:id`, ({ req }) => refuse(req.method, { GET: "GET_INSTANCE", PATCH: "UPDATE", DELETE: "DELETE" }));
}

interface RelationshipRoutes {
  readonly find: (id: string) => Resource;
  readonly path: string;
  readonly rules: ResourceRules;
  readonly read: QueryReader;
  readonly team: Team;
  readonly lag: ListLag;
}

function addRelationshipRoutes(
  app: Hono<Environment>,
  { find, path, rules, read, team, lag }: RelationshipRoutes,
): void {
  for (const [name, type] of Object.entries(rules.includes)) {
    const resource = rulesByType[type] ?? rules;
    const more = (): Partial<QueryRules> => {
      const refusesLimit = name === "bundleIdCapabilities" && (team.quirks.capabilitiesRefuseLimit ?? true);
      // Where no limit can be given there are no pages either: 200 are more than there are capabilities.
      return refusesLimit ? { resource, refusesLimit, defaultLimit: 200 } : { resource };
    };
    const linkedTo = (relationship: Relationship): readonly Resource[] =>
      lag.listed(type, linkedResources(relationship));
    app.get(`${path}/:id/${name}`, (context) => {
      const relationship = find(context.req.param("id")).relationships[name];
      if (relationship?.kind === "to-many")
        return answer(context, listDocument(linkedTo(relationship), read(context, "related", more())));
      const linked = relationship?.linked();
      const request = read(context, "related-one", more());
      return answer(
        context,
        linked === undefined ? { data: null, links: { self: request.url.href } } : singleDocument(linked, request),
      );
    });
    app.get(`${path}/:id/relationships/${name}`, (context) => {
      const relationship = find(context.req.param("id")).relationships[name];
      if (relationship?.kind === "to-many")
        return answer(context, linkagesDocument(linkedTo(relationship), read(context, "linkages", more())));
      return answer(context, linkageDocument(relationship?.linked(), read(context, "linkage", more())));
    });
  }
}

function answer(context: Context, document: JsonObject, status: 200 | 201 = 200): Response {
  return context.body(JSON.stringify(document), status, { "Content-Type": "application/json" });
}

import type { JsonObject } from "../json-value.ts";

/** Where in the request an error lies: a JSON pointer into the body, or a query parameter. */
export type ErrorSource = { readonly pointer: string } | { readonly parameter: string };

/** One error object as the App Store Connect API sends it (SPEC ResponseError). */
export interface ApiErrorContent {
  readonly status: number;
  /** Dotted hierarchy, for example `ENTITY_ERROR.ATTRIBUTE.REQUIRED`. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly source?: ErrorSource;
  readonly links?: JsonObject;
  readonly meta?: JsonObject;
}

/** The answer that carries one error object. */
export function errorResponse(error: ApiErrorContent, headers: Readonly<Record<string, string>> = {}): Response {
  const { status, ...content } = error;
  const body = { errors: [{ id: crypto.randomUUID(), status: String(status), ...content }] };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/json",
      ...(status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
      ...headers,
    },
  });
}

/** A request that the sandbox refuses; the router turns it into Apple's error body. */
export class ApiError extends Error {
  readonly content: ApiErrorContent;

  constructor(content: ApiErrorContent) {
    super(`${content.code}: ${content.detail ?? content.title}`);
    this.name = "ApiError";
    this.content = content;
  }
}

/** 401: the token is missing, badly signed, expired or from another clock. Apple gives the same text for all of them. */
export function notAuthorized(): ApiError {
  return new ApiError({
    status: 401,
    code: "NOT_AUTHORIZED",
    title: "Authentication credentials are missing or invalid.",
    detail:
      "Provide a properly configured and signed bearer token, and make sure that it has not expired. Learn more about Generating Tokens for API Requests https://developer.apple.com/go/?id=api-generating-tokens",
  });
}

/** 403: the key's role or kind does not allow the request. */
export function forbidden(detail = "The API key in use does not allow this request"): ApiError {
  return new ApiError({
    status: 403,
    code: "FORBIDDEN_ERROR",
    title: "This request is forbidden for security reasons",
    detail,
  });
}

/** 403: the resource exists, but the API has no such operation on it. */
export function operationNotAllowed(type: string, operation: string, allowed: readonly string[]): ApiError {
  return new ApiError({
    status: 403,
    code: "FORBIDDEN_ERROR",
    title: "The given operation is not allowed",
    detail: `The resource '${type}' does not allow '${operation}'. Allowed operations are: ${allowed.join(", ")}`,
  });
}

/** 404: no such resource. */
export function notFound(type: string, id: string): ApiError {
  return new ApiError({
    status: 404,
    code: "NOT_FOUND",
    title: "The specified resource does not exist",
    detail: `There is no resource of type '${type}' with id '${id}'`,
  });
}

/** 404: no such path. */
export function unknownPath(path: string): ApiError {
  return new ApiError({
    status: 404,
    code: "PATH_ERROR",
    title: "The URL path is not valid",
    detail: `The URL path '${path}' does not exist`,
  });
}

/** 400: the request does not take this query parameter. */
export function parameterNotAllowed(parameter: string): ApiError {
  return new ApiError({
    status: 400,
    code: "PARAMETER_ERROR.ILLEGAL",
    title: "A parameter is not allowed",
    detail: `The parameter '${parameter}' can not be used with this request`,
    source: { parameter },
  });
}

/** 400: the query parameter is known, its value is not. */
export function parameterInvalid(parameter: string, detail: string): ApiError {
  return new ApiError({
    status: 400,
    code: "PARAMETER_ERROR.INVALID",
    title: "A parameter has an invalid value",
    detail,
    source: { parameter },
  });
}

/** 400: the body is not the JSON document that the request needs. */
export function entityInvalid(detail: string): ApiError {
  return new ApiError({
    status: 400,
    code: "ENTITY_INVALID",
    title: "JSON processing failed",
    detail,
  });
}

const entityErrorTitles = {
  ENTITY_ERROR: "There is a problem with the request entity",
  "ENTITY_ERROR.ATTRIBUTE.REQUIRED": "The provided entity is missing a required attribute",
  "ENTITY_ERROR.ATTRIBUTE.UNKNOWN": "The provided entity includes an unknown attribute",
  "ENTITY_ERROR.ATTRIBUTE.TYPE": "An attribute in the provided entity has the wrong type",
  "ENTITY_ERROR.ATTRIBUTE.INVALID": "The provided entity includes an attribute with an invalid value",
  "ENTITY_ERROR.RELATIONSHIP.REQUIRED": "The provided entity is missing a required relationship",
  "ENTITY_ERROR.RELATIONSHIP.UNKNOWN": "The provided entity includes an unknown relationship",
  "ENTITY_ERROR.RELATIONSHIP.INVALID": "The provided entity includes a relationship with an invalid value",
  "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED": "A relationship is not allowed in the provided entity",
  "ENTITY_ERROR.TYPE.INVALID": "The provided entity has the wrong type",
} as const;

/** 409: the entity that was sent cannot be made or changed so. */
export function entityError(code: keyof typeof entityErrorTitles, detail: string, pointer?: string): ApiError {
  return new ApiError({
    status: 409,
    code,
    title: entityErrorTitles[code],
    detail,
    ...(pointer === undefined ? {} : { source: { pointer } }),
  });
}

/** 429: the key has used up its requests of the hour. */
export function rateLimitExceeded(): ApiError {
  return new ApiError({
    status: 429,
    code: "RATE_LIMIT_EXCEEDED",
    title: "The request rate limit has been reached.",
    detail: "We've received too many requests for this API. Please wait and try again or slow down your request rate.",
  });
}

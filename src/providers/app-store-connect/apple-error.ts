import { isObject, parseJson, type UnknownObject } from "./json-api.ts";

/** One entry of the `errors` of an Apple answer. `code` is a dotted hierarchy: match it by prefix. */
export interface AppleError {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** `source.parameter`: the query parameter that is refused. */
  readonly parameter: string | undefined;
  /** `links.see`: where Apple wants somebody to act. */
  readonly see: string | undefined;
  /** `meta.associatedErrors` of all paths. */
  readonly associated: readonly AppleError[];
}

/** The errors of an answer's body; empty when it holds none, which a proxy's or a 502's text does not. */
export function appleErrorsOf(body: Uint8Array): readonly AppleError[] {
  const value = parseJson(body);
  return isObject(value) ? errorList(value["errors"]) : [];
}

/** What the errors say, for people: details (or titles), nested ones too, once each, in at most 500 characters. */
export function describeAppleErrors(errors: readonly AppleError[]): string {
  const texts = errors.flatMap((error) => [
    error.detail === "" ? error.title || error.code : error.detail,
    ...error.associated.map((nested) => (nested.detail === "" ? nested.title || nested.code : nested.detail)),
  ]);
  return [...new Set(texts.filter((text) => text !== ""))].join("; ").slice(0, 500);
}

/**
 * Text from a server made fit for a message: no control characters (a terminal would obey them), no line breaks,
 * and nothing that looks like a token, which a server could send back.
 */
export function plainText(text: string): string {
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "<redacted>")
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
}

function errorList(value: unknown): readonly AppleError[] {
  return Array.isArray(value) ? value.filter(isObject).map(readError) : [];
}

function readError(value: UnknownObject): AppleError {
  const text = (field: unknown): string => (typeof field === "string" ? plainText(field) : "");
  const within = (name: string): UnknownObject => {
    const inner = value[name];
    return isObject(inner) ? inner : {};
  };
  const associated = within("meta")["associatedErrors"];
  return {
    code: text(value["code"]),
    title: text(value["title"]),
    detail: text(value["detail"]),
    parameter: text(within("source")["parameter"]) || undefined,
    see: text(within("links")["see"]) || undefined,
    associated: isObject(associated) ? Object.values(associated).flatMap(errorList) : [],
  };
}

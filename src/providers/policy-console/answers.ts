import type { HttpResponse } from "../provider.ts";

/** A JSON object whose content is not checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What an answer of the console is. The documented envelope is `{status: "OK" | "Error", message, …}`; errors "may instead be a
 * block of HTML", and an unauthenticated request gets a login page of any status (Blue Cedar, "Accessing and invoking policy
 * console resources"; Apache Tomcat, FormAuthenticator). So the HTTP status alone says little.
 */
export type Answer =
  /** JSON that does not say that it failed. `status` may be missing: published samples leave it out. */
  | { readonly kind: "json"; readonly payload: JsonObject }
  /** JSON that says that it failed. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string | undefined }
  /** Anything else that is not JSON: usually HTML. */
  | { readonly kind: "page"; readonly status: number; readonly isLogin: boolean }
  /** JSON that no policy console writes. */
  | { readonly kind: "foreign"; readonly status: number };

/** Longest text of the console that a message shows, in characters. */
const SHOWN_LIMIT = 300;

/** Reads what an answer is. It takes nothing from a page: that could be anything, what was sent included. */
export function readAnswer(response: HttpResponse): Answer {
  const { status } = response;
  if (status >= 300 && status < 400) return { kind: "redirect", status, location: response.headers["location"] };
  const text = new TextDecoder().decode(response.body);
  const value = parseJson(text);
  if (value === undefined) return { kind: "page", status, isLogin: text.includes("j_security_check") };
  const payload = asObject(value);
  const said = payload?.["status"];
  if (payload && status < 400 && (said === "OK" || said === undefined)) return { kind: "json", payload };
  const message = payload?.["message"];
  if (typeof message !== "string" && typeof said !== "string") return { kind: "foreign", status };
  return { kind: "refused", status, message: typeof message === "string" ? message : "" };
}

/** Whether an answer is what a request without a live session gets. */
export function isNotLoggedIn(answer: Answer): boolean {
  if (answer.kind === "redirect") return true;
  return (
    answer.kind === "page" && (answer.isLogin || answer.status < 400 || answer.status === 401 || answer.status === 408)
  );
}

/** The object in a JSON text, or `undefined` when it is not JSON or holds something else. */
export function parseObject(text: string): JsonObject | undefined {
  return asObject(parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value as an object, or `undefined` when it is an array or no object. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/**
 * Makes a text of the console fit to be shown: one line, not too long, and without the given secrets in any form in which the
 * console may have received or kept them.
 */
export function presentable(text: string, secrets: Iterable<string>): string {
  let shown = text;
  for (const secret of secrets) {
    for (const form of formsOf(secret)) shown = shown.replaceAll(form, "<redacted>");
  }
  shown = shown.replace(/[\p{C}\s]+/gu, " ").trim();
  if (shown === "") return "it gives no reason";
  return shown.length > SHOWN_LIMIT ? `${shown.slice(0, SHOWN_LIMIT)}…` : shown;
}

function formsOf(secret: string): readonly string[] {
  if (secret === "") return [];
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  const html = secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    html,
    form,
    encodeURIComponent(secret),
    bytes.toString("base64"),
    bytes.toString("hex"),
  ];
}

import type { JsonObject } from "../json-value.ts";
import type { ConsoleState } from "./console-state.ts";
import { containerError } from "./html-pages.ts";

/** A request that the console refuses in its own words: `status` "Error". */
export class ConsoleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConsoleError";
  }
}

/** The console's envelope around a good answer; published samples leave `status` out. */
export function consoleAnswer({ options }: ConsoleState, content: JsonObject): Response {
  return json({ message: "", ...content, ...(options.showsStatus === false ? {} : { status: "OK" }) }, 200);
}

/** The console's envelope around an error, or the block of HTML that it "may instead" be. Sandbox assumption (reference decision 4). */
export function consoleErrorAnswer({ options }: ConsoleState, error: ConsoleError): Response {
  const { as, status } = errorForms[options.errorMode ?? "json"];
  if (as === "page") return containerError(status, "The request cannot be carried out.");
  return json({ message: error.message, status: "Error" }, status);
}

const errorForms: Readonly<
  Record<
    NonNullable<ConsoleState["options"]["errorMode"]>,
    { readonly as: "json" | "page"; readonly status: 200 | 400 | 500 }
  >
> = {
  json: { as: "json", status: 200 },
  "json-400": { as: "json", status: 400 },
  page: { as: "page", status: 400 },
  "page-200": { as: "page", status: 200 },
  "page-500": { as: "page", status: 500 },
};

function json(body: JsonObject, status: number): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json;charset=UTF-8" },
  });
}

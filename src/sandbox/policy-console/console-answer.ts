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
  if (options.errorMode === "page") return containerError(400, "The request cannot be carried out.");
  return json({ message: error.message, status: "Error" }, options.errorMode === "json-400" ? 400 : 200);
}

function json(body: JsonObject, status: number): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json;charset=UTF-8" },
  });
}

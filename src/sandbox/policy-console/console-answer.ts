import type { JsonObject } from "../json-value.ts";

/** A request that the console refuses in its own words: HTTP 200 with `status` "Error". Sandbox assumption (reference decision 4). */
export class ConsoleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConsoleError";
  }
}

/** The console's envelope around a good answer. */
export function consoleAnswer(content: JsonObject): Response {
  return json({ message: "", ...content, status: "OK" });
}

/** The console's envelope around an error. */
export function consoleErrorAnswer(error: ConsoleError): Response {
  return json({ message: error.message, status: "Error" });
}

function json(body: JsonObject): Response {
  return new Response(JSON.stringify(body), {
    status: 200,
    headers: { "Content-Type": "application/json;charset=UTF-8" },
  });
}

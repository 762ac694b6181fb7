import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { failureOf, http, never, serve } from "./http-fixture.ts";

/** Ways in which a server keeps a client waiting once it has the request. */
const slow: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "headers that never come": () => undefined,
  "a body that stops in the middle": (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half");
  },
  "a body that never begins": (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.flushHeaders();
  },
  "a body that drips": (response) => {
    response.writeHead(200);
    // Each byte comes long before the time of the request is over; together they would take for ever.
    const drip = setInterval(() => response.write("."), 20);
    response.once("close", () => {
      clearInterval(drip);
    });
  },
};
const ways = Object.keys(slow);

describe.each(ways)("%s", (name) => {
  const keepWaiting = slow[name] ?? ((): void => undefined);

  test("the time of the request bounds the whole exchange", async () => {
    const url = await serve((_, response) => {
      keepWaiting(response);
    });
    const failure = await failureOf(http(), { method: "POST", url, body: "x", timeout: 400 });
    expect(failure).toMatchObject({
      sent: true,
      obstacle: undefined,
      message: `${new URL(url).host} did not answer within 0.4 seconds`,
    });
  });

  test("Ctrl-C ends it", async () => {
    const stop = new AbortController();
    const url = await serve((_, response) => {
      keepWaiting(response);
      setTimeout(() => {
        stop.abort();
      }, 100);
    });
    const failure = await failureOf(http(), { method: "POST", url, body: "x" }, stop.signal);
    expect(failure).toMatchObject({ sent: true, message: `the request to ${new URL(url).host} was stopped` });
  });
});

test("each request has its own time, and one that is over leaves the others alone", async () => {
  const url = await serve((request, response) => {
    if (request.url === "/slow") setTimeout(() => response.end("late"), 600);
  });
  const send = http();
  const [late, early] = await Promise.all([
    send({ method: "GET", url: `${url}/slow`, timeout: 30_000 }, never),
    failureOf(send, { method: "GET", url: `${url}/never`, timeout: 100 }),
  ]);
  expect(Buffer.from(late.body).toString()).toBe("late");
  expect(early.message).toContain("within 0.1 seconds");
});

import { describe, expect, test } from "vitest";
import { checkTrustedHost, isLoopback, isTrustedHost } from "../../src/host/trusted-hosts.ts";

describe("isTrustedHost", () => {
  test.each([
    ["https://api.appstoreconnect.apple.com/v1", []],
    ["https://API.AppStoreConnect.Apple.com", []],
    ["https://api.enterprise.developer.apple.com", []],
    ["http://127.0.0.1:4010", []],
    ["http://127.8.9.1", []],
    ["https://127.0.0.1:8443/x", []],
    ["http://localhost:1", []],
    ["http://[::1]:4010/", []],
    ["https://console.acme.example/mocana-app-control/rest", ["console.acme.example"]],
    ["https://console.acme.example:8443/", ["Console.Acme.Example"]],
    ["https://console.acme.example:8443/", ["console.acme.example:8443"]],
    ["https://console.acme.example/", ["console.acme.example:443"]],
  ])("%s is trusted with %j", (url, allowed) => {
    expect(isTrustedHost(url, allowed)).toBe(true);
  });

  test.each([
    ["http://api.appstoreconnect.apple.com", []],
    ["https://api.appstoreconnect.apple.com.evil.example", []],
    ["https://api.appstoreconnect.apple.com@evil.example/", []],
    ["https://me:secret@api.appstoreconnect.apple.com/", []],
    ["https://evil-api.appstoreconnect.apple.com", []],
    ["https://127.0.0.1.evil.example", []],
    ["http://127.0.0.1@evil.example/", []],
    ["http://localhost.evil.example", []],
    ["http://0.0.0.0/", []],
    ["http://10.0.0.1/", ["10.0.0.1"]],
    ["http://console.acme.example/", ["console.acme.example"]],
    ["https://sub.console.acme.example/", ["console.acme.example"]],
    ["https://console.acme.example:8443/", ["console.acme.example:443"]],
    ["ftp://localhost/", []],
    ["file:///etc/passwd", []],
    ["console.acme.example", ["console.acme.example"]],
    ["https://console.acme.example/", [""]],
  ])("%s is not trusted with %j", (url, allowed) => {
    expect(isTrustedHost(url, allowed)).toBe(false);
  });
});

describe("a host for which the signing file's own authority vouches", () => {
  const apple = "https://api.appstoreconnect.apple.com/v1";

  test("is trusted on this machine and where the person named it, and Apple's name alone no longer counts", () => {
    expect(isTrustedHost(apple, [], true)).toBe(false);
    expect(isTrustedHost(apple, ["api.appstoreconnect.apple.com"], true)).toBe(true);
    expect(isTrustedHost("https://127.0.0.1:8443/", [], true)).toBe(true);
    expect(isTrustedHost("https://gateway.acme.example/", ["gateway.acme.example"], true)).toBe(true);
  });

  test("the refusal names both ways out", () => {
    const found = checkTrustedHost({ url: apple, key: "acme", allowed: [], ownAuthority: true });
    expect(found?.code).toBe("trust/untrusted-host");
    expect(found?.help).toContain("--allow-host api.appstoreconnect.apple.com");
    expect(found?.help).toContain("NODE_EXTRA_CA_CERTS");
    const other = { url: "https://gateway.acme.example/", key: "acme", allowed: [], ownAuthority: true };
    expect(checkTrustedHost(other)?.help).not.toContain("Apple");
  });
});

test("loopback is told by the address, however it is written", () => {
  expect(isLoopback(new URL("http://127.1/").hostname)).toBe(true);
  expect(isLoopback(new URL("http://0x7f000001/").hostname)).toBe(true);
  expect(isLoopback(new URL("http://[0:0:0:0:0:0:0:1]/").hostname)).toBe(true);
  expect(isLoopback(new URL("http://128.0.0.1/").hostname)).toBe(false);
});

describe("checkTrustedHost", () => {
  test("says how to allow an https host", () => {
    const found = checkTrustedHost({
      url: "https://console.acme.example:8443/rest",
      key: "console",
      allowed: [],
    });
    expect(found).toMatchObject({
      code: "trust/untrusted-host",
      severity: "error",
      message: "credentials of `console` would go to `console.acme.example:8443`, which is not trusted",
    });
    expect(found?.help).toContain("--allow-host console.acme.example:8443");
    expect(
      checkTrustedHost({
        url: "https://console.acme.example:8443/rest",
        key: "console",
        allowed: ["console.acme.example:8443"],
      }),
    ).toBeUndefined();
  });

  test("does not offer to allow plain http", () => {
    const found = checkTrustedHost({
      url: "http://console.acme.example/",
      key: "console",
      allowed: ["console.acme.example"],
    });
    expect(found?.code).toBe("trust/untrusted-host");
    expect(found?.help).not.toContain("--allow-host");
    expect(found?.help).toContain("https");
  });

  test("never quotes a password of the URL", () => {
    expect(
      JSON.stringify(checkTrustedHost({ url: "https://me:CANARY@x.example/", key: "k", allowed: [] })),
    ).not.toContain("CANARY");
  });
});

import { createHash } from "node:crypto";

import { CookieJar } from "tough-cookie";
import { describe, expect, test } from "vitest";

import { startTestSandbox, type TestSandbox, type TestSandboxOptions } from "./sandbox-fixture.ts";

const password = "correct horse";
const admin = { username: "admin@acme.example", password, admin: true };
const keystore = new Uint8Array([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]);
const provisioningProfile = new Uint8Array([0x30, 0x80, 1, 2]);
const androidData = JSON.stringify({ keystore_alias: "keyalias", keystore_pass: "android123" });
const iosData = JSON.stringify({ signing_cert_id: "iPhone Distribution" });

interface ConsoleAnswer {
  status: number;
  isHtml: boolean;
  location: string | null;
  text: string;
  body: Record<string, unknown>;
}

/** A profile as the console writes it. */
interface ConsoleProfile {
  profile_id: string;
  data: { profile_data_id: string; profile_data_stamp: string };
}

function profileIn({ body }: ConsoleAnswer): ConsoleProfile {
  return body["profiles"] as ConsoleProfile;
}

interface Visitor {
  ask: (method: string, path: string, body?: FormData | URLSearchParams) => Promise<ConsoleAnswer>;
  follow: (location: string | null) => Promise<ConsoleAnswer>;
  logIn: (username?: string, secret?: string) => Promise<ConsoleAnswer>;
  cookie: () => Promise<string>;
}

/** A browser without anything but a cookie jar. */
function visitor({ sandbox }: TestSandbox): Visitor {
  const jar = new CookieJar();
  const ask: Visitor["ask"] = async (method, path, body) => {
    const url = path.startsWith("/") ? sandbox.url + path : `${sandbox.policyConsoleUrl}/${path}`;
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: { cookie: await jar.getCookieString(url) },
      ...(body === undefined ? {} : { body }),
    });
    for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, url);
    const text = await response.text();
    const isHtml = (response.headers.get("content-type") ?? "").startsWith("text/html");
    const location = response.headers.get("location");
    const body_ = isHtml || text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, isHtml, location, text, body: body_ };
  };
  const follow: Visitor["follow"] = (location) => ask("GET", location ?? "");
  return {
    ask,
    follow,
    cookie: () => jar.getCookieString(sandbox.policyConsoleUrl),
    async logIn(username = admin.username, secret = password) {
      await ask("GET", "user/ping");
      const form = new URLSearchParams({ j_username: username, j_password: secret });
      const answer = await ask("POST", "user/ping/j_security_check", form);
      return answer.status === 303 ? follow(answer.location) : answer;
    },
  };
}

function form(fields: Record<string, string>, files: Record<string, Uint8Array> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const [name, bytes] of Object.entries(files)) {
    data.append(name, new Blob([new Uint8Array(bytes)]), "file");
  }
  return data;
}

const android = (fields: Record<string, string> = {}): FormData =>
  form(
    {
      name: "Android Signing",
      type: "signing",
      desc: "Android Signing Profile",
      data: androidData,
      ...fields,
    },
    { keystore },
  );
const ios = (fields: Record<string, string> = {}): FormData =>
  form({ name: "iOS Signing", type: "signing", data: iosData, ...fields }, { provisioningProfile });

async function loggedIn(options: TestSandboxOptions["policyConsole"] = {}): Promise<TestSandbox & Visitor> {
  const started = await startTestSandbox({ policyConsole: options });
  const person = visitor(started);
  const [first] = options.users ?? [admin];
  await person.logIn(first?.username, first?.password);
  return { ...started, ...person };
}

describe("session", () => {
  test("the login page comes with status 200 at the URL that was asked for, and the cookie changes at login", async () => {
    const started = await startTestSandbox();
    const { ask, cookie, follow } = visitor(started);
    const page = await ask("GET", "user/ping");
    expect([page.status, page.isHtml, page.text.includes("j_security_check")]).toEqual([200, true, true]);
    const before = await cookie();
    const answer = await ask(
      "POST",
      "user/ping/j_security_check",
      new URLSearchParams({ j_username: admin.username, j_password: password }),
    );
    expect([answer.status, answer.location]).toEqual([303, "/mocana-app-control/rest/user/ping"]);
    expect(await cookie()).toMatch(/^JSESSIONID=[0-9A-F]{32}$/);
    expect(await cookie()).not.toBe(before);
    const ping = await follow(answer.location);
    expect(ping.body).toMatchObject({
      message: "",
      status: "OK",
      user: [
        {
          email: admin.username,
          ua_admin: "1",
          ua_status: "1",
          ua_creation_date: "2026-03-01 12:00:00.0",
        },
      ],
    });
  });

  test("a wrong password, an unknown and an inactive user get a page, and stay outside", async () => {
    const started = await startTestSandbox({
      policyConsole: { users: [admin, { ...admin, username: "gone@acme.example", active: false }] },
    });
    for (const [username, secret] of [
      [admin.username, "wrong"],
      ["nobody@acme.example", password],
      ["gone@acme.example", password],
    ] as const) {
      const { logIn, ask } = visitor(started);
      const answer = await logIn(username, secret);
      expect([answer.status, answer.isHtml]).toEqual([200, true]);
      expect((await ask("GET", "user/ping")).isHtml).toBe(true);
    }
  });

  test("a login without a session, and one that nothing led to, are refused by the container", async () => {
    const started = await startTestSandbox();
    const { ask } = visitor(started);
    const credentials = new URLSearchParams({ j_username: admin.username, j_password: password });
    expect(await ask("POST", "user/ping/j_security_check", credentials)).toMatchObject({
      status: 408,
      isHtml: true,
    });
  });

  test("ends after its idle time, by the hook, and by logout", async () => {
    const { ask, logIn, clock, sandbox } = await loggedIn({ sessionIdleSeconds: 60 });
    const isIn = async (): Promise<boolean> => !(await ask("GET", "user/ping")).isHtml;
    clock.now = new Date(clock.now.getTime() + 59_000);
    expect(await isIn()).toBe(true);
    clock.now = new Date(clock.now.getTime() + 61_000);
    expect(await isIn()).toBe(false);
    await logIn();
    expect(await isIn()).toBe(true);
    await fetch(`${sandbox.url}/_sandbox/console/expire-sessions`, { method: "POST" });
    expect(await isIn()).toBe(false);
    await logIn();
    expect((await ask("GET", "user/logout")).body).toMatchObject({
      status: "OK",
      session: { session_after: "session doesn't exist" },
    });
    expect(await isIn()).toBe(false);
  });

  test("loginMode redirect sends to a login page instead", async () => {
    const started = await startTestSandbox({ policyConsole: { loginMode: "redirect" } });
    const { ask, follow } = visitor(started);
    const answer = await ask("GET", "profile/catalog");
    expect(answer.status).toBe(302);
    expect((await follow(answer.location)).text).toContain("j_security_check");
  });

  test("a POST that met the login page is carried out after the login: sent again, it would be there twice", async () => {
    const { ask, follow, sandbox } = await loggedIn();
    sandbox.expireConsoleSessions();
    expect((await ask("POST", "profile", android())).isHtml).toBe(true);
    expect(sandbox.state().signingProfiles).toEqual([]);
    const login = await ask(
      "POST",
      "profile/j_security_check",
      new URLSearchParams({ j_username: admin.username, j_password: password }),
    );
    expect(login.status).toBe(303);
    expect((await follow(login.location)).body["profiles"]).toMatchObject({
      profile_name: "Android Signing",
    });
    expect(sandbox.state().signingProfiles).toHaveLength(1);
    expect((await ask("POST", "profile", android())).body).toEqual({
      message: "A profile named Android Signing already exists",
      status: "Error",
    });
  });

  test("a POST over 4 KB that meets a dead session is refused with 403", async () => {
    const { ask, logIn, sandbox } = await loggedIn();
    sandbox.expireConsoleSessions();
    expect(await ask("POST", "profile", android({ desc: "x".repeat(5000) }))).toMatchObject({
      status: 403,
      isHtml: true,
    });
    await logIn();
    expect(sandbox.state().signingProfiles).toEqual([]);
  });
});

describe("signing profiles", () => {
  test("the vendor's Android and iOS examples work, and give passwords back but never the file", async () => {
    const { ask, sandbox } = await loggedIn();
    const created = await ask("POST", "profile", android());
    expect(created.body).toEqual({
      message: "",
      status: "OK",
      profiles: {
        profile_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        profile_name: "Android Signing",
        profile_desc: "Android Signing Profile",
        profile_type: "signing",
        profile_url: "",
        data: {
          profile_data: androidData,
          profile_data_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          profile_data_stamp: "2026-03-01 12:00:00.0",
        },
      },
    });
    const { profile_id: id } = profileIn(created);
    expect((await ask("GET", `profile/${id}`)).body).toEqual(created.body);
    const second = (await ask("POST", "profile", ios())).body["profiles"];
    expect(second).toMatchObject({ profile_name: "iOS Signing", profile_desc: "" });
    expect((await ask("GET", "profile/catalog/signing")).body).toEqual({
      message: "",
      status: "OK",
      profiles: [created.body["profiles"], second],
    });
    expect((await ask("GET", "profile/catalog")).body["profiles"]).toHaveLength(2);
    expect((await ask("GET", "profile/catalog/vpn")).body["profiles"]).toEqual([]);
    const fileSha256 = createHash("sha256").update(keystore).digest("hex");
    expect(sandbox.state().signingProfiles[0]).toEqual({
      id,
      name: "Android Signing",
      description: "Android Signing Profile",
      platform: "android",
      fileSha256,
      isArchived: false,
    });
  });

  test.each([
    ["no name", () => android({ name: "" }), "Missing parameter name"],
    ["no data", () => android({ data: "" }), "Missing parameter data"],
    ["an unknown type", () => android({ type: "magic" }), "Unknown policy type magic"],
    ["data that is no JSON", () => android({ data: "{" }), "The parameter data is not a JSON object"],
    ["no password", () => android({ data: '{"keystore_alias":"a"}' }), "The parameter data has no keystore_pass"],
    [
      "the keys of both platforms",
      () => android({ data: JSON.stringify({ ...JSON.parse(androidData), ...JSON.parse(iosData) }) }),
      "The parameter data must hold the keys of either Android or iOS signing",
    ],
    ["no file", () => form({ name: "A", type: "signing", data: androidData }), "Missing file keystore"],
    [
      "the other platform's file",
      () => form({ name: "A", type: "signing", data: androidData }, { provisioningProfile }),
      "Unexpected file provisioningProfile",
    ],
    [
      "a file of another kind",
      () => form({ name: "A", type: "signing", data: androidData }, { keystore: new Uint8Array([1, 2, 3, 4]) }),
      "The file keystore is not valid",
    ],
    [
      "a JKS as provisioning profile",
      () => form({ name: "A", type: "signing", data: iosData }, { provisioningProfile: keystore }),
      "The file provisioningProfile is not valid",
    ],
  ])("with %s are refused with status 200 and an error", async (_, body, message) => {
    const { ask, sandbox } = await loggedIn();
    const answer = await ask("POST", "profile", body());
    expect([answer.status, answer.body]).toEqual([200, { message, status: "Error" }]);
    expect(sandbox.state().signingProfiles).toEqual([]);
  });

  test("PUT keeps what it does not send, or blanks it, as the console is set", async () => {
    for (const [putMode, description] of [
      ["keep", "Android Signing Profile"],
      ["replace", ""],
    ] as const) {
      const { ask } = await loggedIn({ putMode });
      const { profile_id: id, data } = profileIn(await ask("POST", "profile", android()));
      const changed = profileIn(await ask("PUT", `profile/${id}`, form({ name: "Renamed", data: androidData })));
      expect(changed).toMatchObject({
        profile_id: id,
        profile_name: "Renamed",
        profile_desc: description,
      });
      expect(changed.data.profile_data_stamp).not.toBe(data.profile_data_stamp);
      expect(changed.data.profile_data_id).not.toBe(data.profile_data_id);
    }
  });

  test("PUT takes a new file, also urlencoded forms, but no other type, platform or taken name", async () => {
    const { ask, sandbox } = await loggedIn();
    const { profile_id: id } = profileIn(await ask("POST", "profile", android()));
    await ask("POST", "profile", ios());
    const pkcs12 = new Uint8Array([0x30, 1, 2, 3]);
    await ask("PUT", `profile/${id}`, form({}, { keystore: pkcs12 }));
    expect(sandbox.state().signingProfiles[0]?.fileSha256).toBe(createHash("sha256").update(pkcs12).digest("hex"));
    expect((await ask("PUT", `profile/${id}`, new URLSearchParams({ desc: "New" }))).body["profiles"]).toMatchObject({
      profile_desc: "New",
    });
    for (const change of [{ type: "vpn" }, { data: iosData }, { name: "iOS Signing" }]) {
      expect((await ask("PUT", `profile/${id}`, form(change))).body["status"]).toBe("Error");
    }
  });

  test("DELETE archives: gone from the catalog, its name free again, its id unknown", async () => {
    const { ask, sandbox } = await loggedIn();
    const { profile_id: id } = profileIn(await ask("POST", "profile", android()));
    expect((await ask("DELETE", `profile/${id}`)).body).toEqual({
      message: "",
      profiles: {},
      status: "OK",
    });
    expect((await ask("GET", "profile/catalog/signing")).body["profiles"]).toEqual([]);
    for (const method of ["GET", "DELETE"])
      expect((await ask(method, `profile/${id}`)).body).toEqual({
        message: "Profile not found",
        status: "Error",
      });
    expect((await ask("POST", "profile", android())).body["status"]).toBe("OK");
    expect(sandbox.state().signingProfiles.map((profile) => profile.isArchived)).toEqual([false, true]);
  });

  test("somebody who is no administrator reads and may not change", async () => {
    const { ask, sandbox } = await loggedIn({
      users: [{ username: "reader@acme.example", password, admin: false }],
    });
    expect((await ask("GET", "profile/catalog/signing")).body["status"]).toBe("OK");
    expect(await ask("POST", "profile", android())).toMatchObject({ status: 403, isHtml: true });
    expect(sandbox.state().signingProfiles).toEqual([]);
  });

  test("unknown paths and methods get the container's pages", async () => {
    const { ask } = await loggedIn();
    expect(await ask("GET", "nothing")).toMatchObject({ status: 404, isHtml: true });
    expect(await ask("DELETE", "profile")).toMatchObject({ status: 405, isHtml: true });
  });

  test("no password, cookie or body is in the ledger", async () => {
    const { ask, cookie, sandbox } = await loggedIn();
    await ask("POST", "profile", android());
    await ask("POST", `user/ping/j_security_check?j_username=x&j_password=${encodeURIComponent(password)}`);
    const ledger = JSON.stringify([sandbox.ledger(), sandbox.state()]);
    expect(ledger).toContain("Android Signing");
    for (const secret of [
      password,
      encodeURIComponent(password),
      "android123",
      (await cookie()).replace("JSESSIONID=", ""),
    ])
      expect(ledger).not.toContain(secret);
  });
});

describe("apps", () => {
  const apps = [
    {
      name: "Shop",
      packageName: "com.acme.shop",
      platform: "android",
      appId: "11111111-2222-3333-4444-555555555555",
    },
    {
      name: "Shop",
      packageName: "com.acme.shop.ios",
      platform: "ios",
      appId: "66666666-7777-8888-9999-000000000000",
    },
  ] as const;
  const [androidApp, iosApp] = apps;

  async function apply(
    ask: Visitor["ask"],
    fields: Record<string, string>,
    codes = ["POLICY_CODE_MAP_NEXT", "POLICY_CODE_SIGNING"],
  ): Promise<ConsoleAnswer> {
    const body = form({ signing: '{"signing_type":"SIGN_ON_CONSOLE"}', ...fields });
    for (const code of codes) body.append("policyCodes[]", code);
    return ask("POST", "app-market/policy", body);
  }

  test("are listed, and secured with a signing profile that they then name", async () => {
    const { ask } = await loggedIn({ apps });
    expect((await ask("GET", "app-market/catalog")).body["application"]).toMatchObject([
      {
        app_id: androidApp.appId,
        package_name: "com.acme.shop",
        platform: "PLATFORM_ANDROID",
        app_policies: [],
      },
      { app_id: iosApp.appId, platform: "PLATFORM_IOS" },
    ]);
    const { profile_id: id, data } = profileIn(await ask("POST", "profile", android()));
    await apply(ask, { appId: androidApp.appId, signing_profile_id: id });
    await apply(ask, { appID: androidApp.appId, signing_profile_id: id }, ["POLICY_CODE_MAP_NEXT", "POLICY_CODE_DAR"]);
    const app = await ask("GET", `app-market/${androidApp.appId}`);
    expect(app.body["application"]).toMatchObject([
      {
        app_policies: [
          { policy_code: "POLICY_CODE_MAP_NEXT", policy_status: "active" },
          {
            policy_code: "POLICY_CODE_SIGNING",
            policy_data: JSON.stringify({
              signing_profile_id: id,
              signing_type: "SIGN_ON_CONSOLE",
            }),
            policy_profile_data: data.profile_data_id,
          },
          { policy_code: "POLICY_CODE_DAR" },
        ],
      },
    ]);
  });

  test("are not secured with a profile of the other platform, an archived one, an unknown identity, or without MAP_NEXT", async () => {
    const { ask, sandbox } = await loggedIn({
      apps,
      identities: ["iPhone Distribution: Acme Inc (ACME123456)", "Apple Distribution: Acme Inc (ACME123456)"],
    });
    const idOf = async (body: FormData): Promise<string> => profileIn(await ask("POST", "profile", body)).profile_id;
    const android_ = await idOf(android());
    const ios_ = await idOf(ios());
    const unknownIdentity = await idOf(ios({ name: "Unknown", data: '{"signing_cert_id":"Mac Developer"}' }));
    const ambiguous = await idOf(ios({ name: "Ambiguous", data: '{"signing_cert_id":"iPhone"}' }));
    const archived = await idOf(ios({ name: "Archived" }));
    await ask("DELETE", `profile/${archived}`);
    const message = async (fields: Record<string, string>, codes?: string[]): Promise<unknown> =>
      (await apply(ask, { appId: iosApp.appId, ...fields }, codes)).body["message"];
    expect(await message({ signing_profile_id: android_ })).toBe(
      "The signing profile does not fit the platform of the application",
    );
    expect(await message({ signing_profile_id: archived })).toBe("Profile not found");
    expect(await message({ signing_profile_id: unknownIdentity })).toBe("Mac Developer: no identity found");
    expect(await message({ signing_profile_id: ios_ }, ["POLICY_CODE_SIGNING"])).toBe(
      "POLICY_CODE_MAP_NEXT must be applied with other policies",
    );
    expect(await message({ signing: '{"signing_type":"MAYBE"}', signing_profile_id: ios_ })).toBe(
      "The parameter signing has no known signing_type",
    );
    expect(await message({})).toBe("Missing parameter signing_profile_id");
    expect(await message({ appId: "nothing", signing_profile_id: ios_ })).toBe("Application not found");
    expect(await message({ signing_profile_id: ambiguous })).toBe("");
    expect(await message({ signing_profile_id: ios_ })).toBe("");
    expect(await message({ signing: '{"signing_type":"SKIP_CODESIGN"}', signing_profile_id: archived })).toBe("");
    expect(sandbox.ledger().filter((entry) => entry.entry === "object" && entry.event === "applied")).toHaveLength(3);
  });
});

describe("switches while it runs", () => {
  const post = async ({ sandbox }: TestSandbox, body: unknown): Promise<[number, unknown]> => {
    const answer = await fetch(`${sandbox.url}/_sandbox/console/quirks`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return [answer.status, await answer.json()];
  };

  test("change what is named, and nothing else", async () => {
    const person = await loggedIn();
    await person.ask("POST", "profile", android());
    expect(await post(person, { catalogShape: "lone-object", showsStatus: false })).toEqual([
      200,
      { changed: ["catalogShape", "showsStatus"] },
    ]);
    const catalog = await person.ask("GET", "profile/catalog/signing");
    expect(catalog.body).toMatchObject({ profiles: { profile_name: "Android Signing" } });
    expect(catalog.body).not.toHaveProperty("status");
    expect(await post(person, { catalogShape: "without-details" })).toMatchObject([200, {}]);
    const [entry] = (await person.ask("GET", "profile/catalog/signing")).body["profiles"] as object[];
    expect(entry).not.toHaveProperty("data");
  });

  test("refuse what they do not know, and what the console holds", async () => {
    const started = await startTestSandbox();
    expect(await post(started, { catalogShape: "round" })).toMatchObject([
      400,
      { error: ["catalogShape: round is none of list, lone-object, without-details"] },
    ]);
    expect((await post(started, { apps: [] }))[0]).toBe(400);
    expect((await post(started, { users: [] }))[0]).toBe(400);
  });
});

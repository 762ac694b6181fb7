import { randomBytes } from "node:crypto";

/** A request that met the login page and is carried out after the login, as Tomcat's FormAuthenticator keeps it. */
export interface SavedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly contentType: string | undefined;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A session of the console; without a user it stands at the login page. */
export interface Session<User> {
  user: User | undefined;
  savedRequest: SavedRequest | undefined;
}

/** The sessions of the console, by the value of the cookie. */
export interface SessionTable<User> {
  /** Opens a session at the login page and gives the cookie's value. */
  open(): string;
  /** The live session of a cookie, whose idle time starts anew. */
  find(cookie: string | undefined): Session<User> | undefined;
  /** Gives a session a new cookie; the old one is dead. */
  rotate(cookie: string): string;
  end(cookie: string): void;
  /** Ends all sessions of users. */
  expireAll(): void;
}

/** Life of a session that has not logged in (Tomcat's FormAuthenticator, current versions). */
const loginPageSeconds = 120;

/** Creates an empty table; sessions end after `idleSeconds` without a request. */
export function createSessionTable<User>(idleSeconds: number, clock: () => Date): SessionTable<User> {
  const sessions = new Map<string, { session: Session<User>; lastAccess: number }>();
  const newCookie = (): string => randomBytes(16).toString("hex").toUpperCase();
  return {
    open() {
      const cookie = newCookie();
      sessions.set(cookie, {
        session: { user: undefined, savedRequest: undefined },
        lastAccess: clock().getTime(),
      });
      return cookie;
    },
    find(cookie) {
      const entry = cookie === undefined ? undefined : sessions.get(cookie);
      if (cookie === undefined || entry === undefined) return undefined;
      const now = clock().getTime();
      const life = entry.session.user === undefined ? loginPageSeconds : idleSeconds;
      if (now - entry.lastAccess > life * 1000) {
        sessions.delete(cookie);
        return undefined;
      }
      entry.lastAccess = now;
      return entry.session;
    },
    rotate(cookie) {
      const entry = sessions.get(cookie);
      const next = newCookie();
      sessions.delete(cookie);
      if (entry !== undefined) sessions.set(next, entry);
      return next;
    },
    end(cookie) {
      sessions.delete(cookie);
    },
    expireAll() {
      for (const [cookie, { session }] of sessions) {
        if (session.user !== undefined) sessions.delete(cookie);
      }
    },
  };
}

import type { Connection } from "vscode-languageserver";
import type { ClientFeatures } from "./protocol/client-features.ts";
import type { MessageQueue } from "./protocol/message-queue.ts";
import type { OpenDocuments } from "./protocol/open-documents.ts";
import type { Settings } from "./protocol/settings.ts";
import type { SurroundingsReader } from "./read-surroundings.ts";

/** What the parts of the server share while an editor is connected. */
export interface Session {
  readonly connection: Connection;
  readonly queue: MessageQueue;
  /** What the editor can do; nothing before it said so. */
  readonly client: () => ClientFeatures;
  readonly documents: OpenDocuments;
  readonly surroundings: SurroundingsReader;
  readonly settingsFor: (uri: string) => Settings;
  /** Whether files around a document may be read: the folder is trusted, and the settings do not forbid it. */
  readonly mayRead: (uri: string) => boolean;
  /** Says in the editor's log that something of ours went wrong. Never throws. */
  readonly logFailure: (what: string, error: unknown) => void;
}

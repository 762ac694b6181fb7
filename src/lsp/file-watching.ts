import { DidChangeWatchedFilesNotification, type Disposable, type FileSystemWatcher } from "vscode-languageserver";
import { cacheFiles } from "../plan/world-cache.ts";
import { namedFiles } from "./named-files.ts";
import { folderOf } from "./read-surroundings.ts";
import type { EditorDocument } from "./service/editor-document.ts";
import type { Session } from "./session.ts";

/** Has the editor watch the files that the open documents name. */
export interface FileWatching {
  /** Watches what a document names now, where the editor can do that. */
  readonly update: (document: EditorDocument) => void;
  readonly close: (uri: string) => void;
}

interface Watched {
  readonly files: string;
  readonly registration: Promise<Disposable | undefined>;
}

/** Makes the watching of a session. */
export function createFileWatching(session: Session): FileWatching {
  const watched = new Map<string, Watched>();
  const stop = (uri: string): void => {
    const before = watched.get(uri);
    watched.delete(uri);
    void before?.registration.then((registration) => registration?.dispose());
  };
  return {
    update(document) {
      const { watchesFiles, watchesRelativePatterns } = session.client();
      const folder = folderOf(document.uri);
      if (!watchesFiles || !folder || !session.mayRead(document.uri)) return;
      const paths = [...namedFiles(document.compilation), cacheFiles.plan, cacheFiles.facts];
      const files = JSON.stringify(paths);
      if (watched.get(document.uri)?.files === files) return;
      stop(document.uri);
      const watchers = paths.map((path): FileSystemWatcher => {
        const pattern = escapedGlob(path);
        return {
          globPattern: watchesRelativePatterns
            ? { baseUri: folder.toString(), pattern }
            : `${escapedGlob(folder.fsPath.replaceAll("\\", "/"))}/${pattern}`,
        };
      });
      const registration = session.connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers })
        .catch((error: unknown) => {
          session.logFailure("client/registerCapability", error);
          return undefined;
        });
      watched.set(document.uri, { files, registration });
    },
    close: stop,
  };
}

/** A path as a glob pattern that fits only it. LSP's patterns have no escape, so that a special character fits any one. */
function escapedGlob(path: string): string {
  return path.replace(/[*?[\]{}]/g, "?");
}

import { createHttp } from "../../../../src/host/http.ts";
import { runToEnd } from "../../../../src/host/run-command.ts";
import type { Backend } from "../../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../../src/providers/file-store/directory-backend.ts";
import { createGitBackend } from "../../../../src/providers/file-store/git-backend.ts";
import { createS3Backend } from "../../../../src/providers/file-store/s3-backend.ts";
import { Secret } from "../../../../src/secret/secret.ts";

/** Where a store of the tests lies, as data, so that another process can open it too. */
export type BackendPlace =
  | { readonly kind: "directory"; readonly directory: string }
  | { readonly kind: "git"; readonly remote: string; readonly branch: string }
  | {
      readonly kind: "s3";
      readonly endpoint: string;
      readonly bucket: string;
      readonly prefix: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly pageSize?: number;
    };

/** Runs a step of a write: a git command or a request. What is put in its place may end the process around it. */
export type Step = <T>(work: () => Promise<T>) => Promise<T>;

/** git without the settings of whoever runs the tests. */
export const plainGit: Readonly<Record<string, string | undefined>> = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  TMPDIR: process.env["TMPDIR"],
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

/** Opens a backend of its own there, as another run would. */
export function openBackend(place: BackendPlace, step: Step = (work) => work()): Backend {
  switch (place.kind) {
    case "directory":
      return createDirectoryBackend(place.directory);
    case "git":
      return createGitBackend({
        ...place,
        env: plainGit,
        author: { name: "ana", email: "ana@build-1" },
        run: (command) => step(() => runToEnd(command)),
      });
    case "s3": {
      const http = createHttp({ userAgent: "signwright-test" });
      return createS3Backend({
        ...place,
        region: "us-east-1",
        credentials: { accessKeyId: place.accessKeyId, secretAccessKey: new Secret(place.secretAccessKey) },
        http: (request, signal) => step(() => http(request, signal)),
        closeHttp: () => http.close(),
      });
    }
  }
}

import type { DocumentPath } from "../../../compiler/document.ts";
import { itemKinds, type Candidate } from "./candidate.ts";
import { propertyOf, recordOf, type CompletionRequest } from "./completion-input.ts";

/** Which files a place can name. */
interface WantedFiles {
  /** Endings of their names; `undefined` for any, none for folders only. */
  readonly endings: readonly string[] | undefined;
}

const KEYSTORES = [".jks", ".keystore", ".p12", ".pfx"];
const CERTIFICATES = [".cer", ".crt", ".pem", ".der"];

/** The files that a place can name; `undefined` where no path belongs. `type` is that of the entry of `keys` around. */
export function wantedFiles(path: DocumentPath, type: unknown): WantedFiles | undefined {
  const [section, , ...rest] = path;
  const property = propertyOf(path);
  if (section === "store") return property === "url" || path.length === 1 ? { endings: [] } : secretFile(path);
  if (section === "devices") return property === "file" ? { endings: [".txt"] } : undefined;
  if (section === "keys" && rest.length === 1) {
    if (property === "certificate" || property === "ca_file") return { endings: CERTIFICATES };
    if (property !== "file") return undefined;
    return { endings: type === "keystore" ? KEYSTORES : type === "certificate" ? [".p12", ".pfx"] : undefined };
  }
  if ((section === "targets" || section === "defaults") && property === "profiles")
    return { endings: [".mobileprovision", ".provisionprofile"] };
  return secretFile(path);
}

/** `{ file: … }` of a secret reference. */
function secretFile(path: DocumentPath): WantedFiles | undefined {
  return path.length > 2 && path.at(-1) === "file" ? { endings: undefined } : undefined;
}

/** Files and folders that can go on the path that is being written. */
export function fileCandidates(request: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  const { input, cursor } = request;
  const wanted = wantedFiles(path, entryType(request, path));
  if (!wanted || !input.folder || cursor.token.prefix.includes("://")) return [];
  const folder = folderOfPath(cursor.token.prefix);
  const { endings } = wanted;
  return input.folder
    .filter(({ name, isFolder }) => isFolder || !endings || endings.some((end) => name.toLowerCase().endsWith(end)))
    .filter(({ name }) => !name.startsWith("."))
    .toSorted((a, b) => Number(a.isFolder) - Number(b.isFolder) || (a.name < b.name ? -1 : 1))
    .map(({ name, isFolder }) =>
      isFolder
        ? { text: `${folder}${name}/`, kind: itemKinds.folder, partial: true }
        : { text: `${folder}${name}`, kind: itemKinds.file },
    );
}

/** The folder part of a path that is being written, with its last `/`; empty for the folder of the signing file. */
export function folderOfPath(text: string): string {
  return text.slice(0, text.lastIndexOf("/") + 1);
}

function entryType({ value }: CompletionRequest, [section, name]: DocumentPath): unknown {
  return recordOf(recordOf(recordOf(value)[String(section)])[String(name)])["type"];
}

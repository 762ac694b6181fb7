import type { DocumentPath } from "../document.ts";

/** The path of a JSON pointer; numbers where the value has lists. */
export function pathOfPointer(pointer: string, value: unknown): DocumentPath {
  const path: (string | number)[] = [];
  let current = value;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    const segment = Array.isArray(current) ? Number(name) : name;
    path.push(segment);
    current =
      typeof current === "object" && current !== null
        ? (current as Readonly<Record<string | number, unknown>>)[segment]
        : undefined;
  }
  return path;
}

import type { Relationship, Resource } from "./resource.ts";

/** Lists that show the team as it was a moment ago: what was just made is missing, what was just deleted is still there. */
export interface ListLag {
  readonly noteCreated: (resource: Resource) => void;
  readonly noteRemoved: (resource: Resource) => void;
  /** A list of one type as a reader sees it now. */
  readonly listed: (type: string, resources: readonly Resource[]) => readonly Resource[];
}

/** Creates the lag; `seconds` is asked at each look, because it can change while the sandbox runs. */
export function createListLag(clock: () => Date, seconds: () => number): ListLag {
  const created = new Map<string, number>();
  const removed: { readonly resource: Resource; readonly at: number }[] = [];
  const isRecent = (at: number): boolean => clock().getTime() - at < seconds() * 1000;
  const listed = (resources: readonly Resource[]): readonly Resource[] =>
    resources
      .filter(({ id }) => !isRecent(created.get(id) ?? -Infinity))
      .map((resource) => ({ ...resource, relationships: lagging(resource.relationships) }));
  const lagging = (relationships: Resource["relationships"]): Resource["relationships"] =>
    Object.fromEntries(
      Object.entries(relationships).map(([name, relationship]): [string, Relationship] => [
        name,
        relationship.kind === "to-one"
          ? relationship
          : { kind: "to-many", linked: () => listed(relationship.linked()) },
      ]),
    );
  return {
    noteCreated: ({ id }) => {
      created.set(id, clock().getTime());
    },
    noteRemoved: (resource) => {
      removed.push({ resource, at: clock().getTime() });
    },
    listed: (type, resources) =>
      seconds() === 0
        ? resources
        : [
            ...listed(resources),
            ...removed.flatMap(({ resource, at }) => (resource.type === type && isRecent(at) ? [resource] : [])),
          ],
  };
}

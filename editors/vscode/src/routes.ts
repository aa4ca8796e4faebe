// Endpoints as the server lists them, and how they are put together by resource.

/** One method on one path, as `backlight/endpoints` answers. */
export interface Endpoint {
  method: string;
  path: string;
  handler: string;
  stack: string;
  file: string;
  location: { uri: string; range: { start: { line: number; character: number } } };
}

/** A resource and its endpoints. */
export interface Group {
  name: string;
  rows: Endpoint[];
}

/** Parts of a path that say how, not what: `/api/v1/boats` is about boats. */
const MOUNT = /^(api|rest|v\d+(\.\d+)?)$/i;

/**
 * Endpoints by the first part of their path that says what they are about.
 * A part that all of them begin with (`/petclinic`) says nothing.
 */
export function grouped(endpoints: Endpoint[]): Group[] {
  const paths = endpoints.map(({ path }) => path.split("/").filter(Boolean));
  const shared = common(paths.filter((parts) => parts.length > 1));
  const found = behind(shared, endpoints);
  return found.length < endpoints.length ? found : behind(0, endpoints);
}

/** Endpoints by resource, where so many parts of each path say nothing. */
function behind(shared: number, endpoints: Endpoint[]): Group[] {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const parts = endpoint.path.split("/").filter(Boolean);
    const first = parts.findIndex((part, place) => place >= shared && !MOUNT.test(part));
    const name = `/${parts.slice(0, first < 0 ? parts.length : first + 1).join("/")}`;
    groups.set(name, [...(groups.get(name) ?? []), endpoint]);
  }
  return [...groups].map(([name, rows]) => ({ name, rows }));
}

/** How many parts all paths begin with, if there is a choice after them. */
function common(paths: string[][]): number {
  const [first = []] = paths;
  const differs = first.findIndex((part, at) => paths.some((parts) => parts[at] !== part));
  if (paths.length < 2 || differs < 0 || first[differs]?.startsWith("{")) return 0;
  return paths.some((parts) => parts[differs]?.startsWith("{")) ? 0 : differs;
}

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

/** Endpoints by the first part of their path that says what they are about. */
export function grouped(endpoints: Endpoint[]): Group[] {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const parts = endpoint.path.split("/").filter(Boolean);
    const first = parts.findIndex((part) => !MOUNT.test(part));
    const name = `/${parts.slice(0, first < 0 ? parts.length : first + 1).join("/")}`;
    groups.set(name, [...(groups.get(name) ?? []), endpoint]);
  }
  return [...groups].map(([name, rows]) => ({ name, rows }));
}

import { columnRoutes } from "./columns";
import { contentTypeRoutes } from "./content-types";
import { deltaRoutes } from "./delta";
import { itemRoutes } from "./items";
import { listRoutes } from "./lists";
import { permissionRoutes } from "./permissions";
import type { Route } from "./route";
import { siteRoutes } from "./sites";
import { subscriptionRoutes } from "./subscriptions";
import { versionRoutes } from "./versions";

const routes: Route[] = [
  ...siteRoutes,
  ...permissionRoutes,
  ...subscriptionRoutes,
  ...listRoutes,
  ...columnRoutes,
  ...contentTypeRoutes,
  ...deltaRoutes,
  ...versionRoutes,
  ...itemRoutes,
];

interface Compiled {
  route: Route;
  segments: string[];
}

const byShape = new Map<string, Compiled[]>();
for (const route of routes) {
  const segments = route.path.split("/").slice(1);
  const key = `${route.method} ${segments.length}`;
  byShape.set(key, [...(byShape.get(key) ?? []), { route, segments }]);
}

export interface Found {
  route: Route;
  params: Record<string, string>;
}

/** The first route that fits; fixed segments are written before named ones (`delta` before an item's id). */
export function findRoute(method: string, segments: string[]): Found | undefined {
  for (const { route, segments: pattern } of byShape.get(`${method} ${segments.length}`) ?? []) {
    const params: Record<string, string> = {};
    const fits = pattern.every((part, at) => {
      const given = segments[at] ?? "";
      if (!part.startsWith(":")) return part === given;
      params[part.slice(1)] = given;
      return given !== "";
    });
    if (fits) return { route, params };
  }
  return undefined;
}

/** Whether another method would find something here. */
export const isKnownPath = (segments: string[]): boolean =>
  ["GET", "POST", "PATCH", "DELETE"].some((method) => findRoute(method, segments) !== undefined);

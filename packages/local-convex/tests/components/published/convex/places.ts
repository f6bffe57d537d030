/** Places on a map; their cells are computed by WebAssembly. */
import { GeospatialIndex } from "@convex-dev/geospatial";
import { mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
import { components } from "./components";

const places = new GeospatialIndex<string, { kind: string }>(
  components.geospatial,
);

export const add = mutationGeneric({
  args: {
    key: v.string(),
    latitude: v.number(),
    longitude: v.number(),
    kind: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, { key, kind, ...point }) => {
    await places.insert(ctx, key, point, { kind });
    return null;
  },
});

export const within = queryGeneric({
  args: {
    west: v.number(),
    south: v.number(),
    east: v.number(),
    north: v.number(),
    kind: v.string(),
  },
  returns: v.array(v.string()),
  handler: async (ctx, { kind, ...rectangle }) => {
    const { results } = await places.query(ctx, {
      shape: { type: "rectangle", rectangle },
      filter: (q) => q.eq("kind", kind),
      limit: 10,
    });
    return results.map(({ key }) => key);
  },
});

export const nearest = queryGeneric({
  args: { latitude: v.number(), longitude: v.number() },
  returns: v.array(v.string()),
  handler: async (ctx, point) => {
    const found = await places.nearest(ctx, { point, limit: 5 });
    return found.map(({ key }) => key);
  },
});

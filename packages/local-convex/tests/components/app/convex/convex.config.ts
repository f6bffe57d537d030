/** An app with a component of its own, mounted twice. */
import { defineApp } from "convex/server";
import shelf from "./shelf/convex.config";

const app = defineApp();
app.use(shelf, { name: "upper" });
app.use(shelf, { name: "lower" });

export default app;

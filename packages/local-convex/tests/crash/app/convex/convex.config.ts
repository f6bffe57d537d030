/** An app whose work goes through every queue there is. */
import workpool from "@convex-dev/workpool/convex.config";
import { defineApp } from "convex/server";

const app = defineApp();
app.use(workpool, { name: "pool" });

export default app;

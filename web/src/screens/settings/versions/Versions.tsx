/** What runs by itself, what Kapso does, and how both were before. */
import { AutomationSwitch } from "./AutomationSwitch";
import { KapsoSync } from "./KapsoSync";
import { VersionList } from "./VersionList";

export const Versions = () => (
  <>
    <AutomationSwitch />
    <KapsoSync />
    <VersionList />
  </>
);

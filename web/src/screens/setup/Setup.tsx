/** The checklist as a place of its own. */
import { Region } from "../../app/Region";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { Checklist } from "./Checklist";

export function Setup() {
  const { t } = useScreenTexts();
  return (
    <>
      <ScreenHead title={t.setup.title} />
      <Region>
        <Checklist />
      </Region>
    </>
  );
}

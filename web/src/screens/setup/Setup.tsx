/** The checklist as a place of its own. */
import { Region } from "../../app/Region";
import { useTexts } from "../../text/TextProvider";
import { ScreenHead } from "../../ui/ScreenHead";
import { Checklist } from "./Checklist";

export function Setup() {
  const { t } = useTexts();
  return (
    <>
      <ScreenHead title={t.setup.title} />
      <Region>
        <Checklist />
      </Region>
    </>
  );
}

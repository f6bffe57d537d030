/** What does not exist and what is somebody else's look the same. */
import { useTexts } from "../text/TextProvider";

export function NotFound() {
  const { t } = useTexts();
  return (
    <div className="alone">
      <h1>{t.errors.not_found}</h1>
      <a className="button" href="/">
        {t.toStart}
      </a>
    </div>
  );
}

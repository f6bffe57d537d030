/** The workspace's business numbers and webhook addresses. */
import { useMutation, useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { useNotify } from "../../ui/Toasts";
import { Endpoints } from "./Endpoints";

/** Numbers that something came for and that no workspace has. */
function Unclaimed() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const clock = useClock();
  const now = useNow();
  const notify = useNotify();
  const claim = useMutation(api.phoneNumbers.claim);
  const { act, isBusy } = useAct();
  const workspace_id = workspace._id;
  const waiting = useQuery(api.phoneNumbers.listUnclaimed, { workspace_id });
  const texts = t.settings.numbers;
  const take = async (phone_number_id: string) => {
    if (await act(() => claim({ workspace_id, phone_number_id }))) {
      notify(t.setup.claimed);
    }
  };
  if (waiting === undefined || waiting.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{texts.waiting}</h3>
      <ul className="panel rows">
        {waiting.map(({ phone_number_id, count, last_at }) => (
          <li key={phone_number_id} className="row">
            <span className="row-main">
              <b className="num">{phone_number_id}</b>
              <span className="muted small">
                {texts.knocked(count, listTime(last_at, now, clock))}
              </span>
            </span>
            <button
              className="button"
              type="button"
              disabled={isBusy}
              aria-label={t.setup.claim(phone_number_id)}
              onClick={() => void take(phone_number_id)}
            >
              {texts.claim}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Numbers() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const numbers = useQuery(api.phoneNumbers.list, {
    workspace_id: workspace._id,
  });
  const texts = t.settings.numbers;
  return (
    <>
      <section className="section">
        <h2>{texts.title}</h2>
        {numbers && (
          <ul className="panel rows">
            {numbers.length === 0 && (
              <li className="row-empty">{texts.none}</li>
            )}
            {numbers.map(({ phone_number_id, status }) => (
              <li key={phone_number_id} className="row">
                <span className="row-main">
                  <b className="num">{phone_number_id}</b>
                </span>
                <span className="muted">{texts.status[status]}</span>
              </li>
            ))}
          </ul>
        )}
        <Unclaimed />
      </section>
      <Endpoints />
    </>
  );
}

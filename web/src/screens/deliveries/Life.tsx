/** One delivery's life, step by step, and what can be done with it. */
import { Link } from "@tanstack/react-router";
import { useMutation, usePaginatedQuery, useQuery } from "convex/react";
import type { ReactNode } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { useAct } from "../../app/useAct";
import { useMay, useMembership } from "../../app/workspace";
import { useCopy } from "../../people/copy";
import { exactTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { OlderButton } from "../../ui/OlderButton";
import { useNotify } from "../../ui/Toasts";
import { When } from "../../ui/When";
import { Body } from "./Body";
import { ContactLink, DeliveryPill } from "./Parts";
import { type Item, type Life as LifeView, meaningOf, tookOf } from "./views";

const PAGE = 20;

function Step({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <li className="life-step">
      <h3>{title}</h3>
      {children}
    </li>
  );
}

function ItemLine({ item, isOnly }: { item: Item; isOnly: boolean }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const { life, effects } = t.deliveries;
  return (
    <li>
      {!isOnly && <b>{life.item(item.item_index + 1)}: </b>}
      {item.outcome === "applied"
        ? item.effects.map((effect) => effects[effect]).join(", ")
        : life[item.outcome]}
      {item.code !== undefined && ` (${item.code})`}
      {item.contact && (
        <>
          {" · "}
          <ContactLink contact={item.contact} />
        </>
      )}
      {item.conversation_id && (
        <>
          {" · "}
          <Link
            to="/w/$slug/conversations/$conversationId"
            params={{
              slug: workspace.slug,
              conversationId: item.conversation_id,
            }}
          >
            {life.thread}
          </Link>
        </>
      )}
    </li>
  );
}

function Items({ auditId }: { auditId: Id<"webhookAudit"> }) {
  const { t } = useScreenTexts();
  const { results, status, loadMore } = usePaginatedQuery(
    api.audit.items,
    { audit_id: auditId },
    { initialNumItems: PAGE },
  );
  if (status === "LoadingFirstPage") {
    return null;
  }
  return (
    <Step title={t.deliveries.life.items}>
      {results.length === 0 ? (
        <p className="muted">{t.deliveries.life.noItems}</p>
      ) : (
        <ul className="life-items">
          {results.map((item) => (
            <ItemLine
              key={item.item_index}
              item={item}
              isOnly={results.length === 1 && status === "Exhausted"}
            />
          ))}
        </ul>
      )}
      <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
    </Step>
  );
}

function Failures({ life }: { life: LifeView }) {
  const { t } = useScreenTexts();
  const texts = t.deliveries.life;
  return (
    life.failures.length > 0 && (
      <Step title={texts.failures}>
        <ul className="life-items">
          {life.failures.map((failure, index) => (
            <li key={index}>
              <b>
                {failure.item_index !== undefined &&
                  `${texts.item(failure.item_index + 1)}: `}
                {failure.error_code}
              </b>
              <p>{meaningOf(failure.error_code, t)}</p>
              <p className="muted small">
                {texts.tries(failure.attempts)}
                {" · "}
                {failure.resolved_at !== undefined ? (
                  <>
                    {texts.mended} <When at={failure.resolved_at} />
                  </>
                ) : failure.next_retry_at === undefined ? (
                  texts.noTry
                ) : (
                  <>
                    {texts.nextTry} <When at={failure.next_retry_at} />
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      </Step>
    )
  );
}

function Replays({ life }: { life: LifeView }) {
  const { t } = useScreenTexts();
  const texts = t.deliveries.life;
  return (
    life.replays.length > 0 && (
      <Step title={texts.replays}>
        <ul className="life-items" aria-live="polite">
          {life.replays.map((replay) => (
            <li key={replay._id}>
              <When at={replay.requested_at} />
              {` · ${replay.by ?? texts.byOperator} · `}
              {replay.status_after === undefined ? (
                texts.running
              ) : (
                <>
                  <DeliveryPill status={replay.status_after} />{" "}
                  {texts.news(replay.news_count)}
                </>
              )}
            </li>
          ))}
        </ul>
      </Step>
    )
  );
}

function Steps({ life }: { life: LifeView }) {
  const { t, language } = useScreenTexts();
  const clock = useClock();
  const { delivery } = life;
  const { _id, received_at, duplicate_count, verified_by } = delivery;
  const texts = t.deliveries.life;
  const number = new Intl.NumberFormat(language);
  const took = tookOf(delivery);
  return (
    <ol className="life-steps">
      <Step title={texts.received}>
        <p>{exactTime(received_at, clock)}</p>
        <p>
          {texts.size(
            number.format(delivery.body_bytes),
            delivery.endpoint_key,
          )}
        </p>
        <p className="muted small life-hash">{delivery.body_sha256}</p>
      </Step>
      <Step title={texts.signature}>
        <p>
          {verified_by === undefined
            ? texts.secretUnknown
            : texts.secret[verified_by]}
        </p>
      </Step>
      <Step title={texts.stored}>
        <p className="muted small life-hash">{delivery.idempotency_key}</p>
      </Step>
      <Step title={took === undefined ? texts.waiting : texts.processed}>
        <p>
          <DeliveryPill status={delivery.status} />{" "}
          {took !== undefined && texts.after(number.format(took))}
        </p>
        <p className="muted">
          {t.deliveries.itemsHelp(
            delivery.applied_count,
            delivery.ignored_count,
            delivery.failed_count,
          )}
        </p>
      </Step>
      <Items auditId={_id} />
      {duplicate_count > 0 && (
        <Step title={texts.duplicates(duplicate_count)}>
          {delivery.last_duplicate_at !== undefined && (
            <p>
              {texts.lastDuplicate} <When at={delivery.last_duplicate_at} />
            </p>
          )}
        </Step>
      )}
      <Failures life={life} />
      <Replays life={life} />
    </ol>
  );
}

/** Replaying by button and by R; Y copies the id. */
function useActions(auditId: Id<"webhookAudit">) {
  const { t } = useScreenTexts();
  const notify = useNotify();
  const copy = useCopy();
  const mayReplay = useMay("admin");
  const replay = useMutation(api.audit.replay);
  const { act, isBusy } = useAct();
  const run = async () => {
    if ((await act(() => replay({ audit_id: auditId }))) !== undefined) {
      notify(t.deliveries.replay.started);
    }
  };
  useKeys([
    {
      keys: ["y"],
      text: t.deliveries.keys.copyId,
      run: () => copy(auditId),
    },
    ...(mayReplay
      ? [
          {
            keys: ["r"],
            text: t.deliveries.replay.one,
            run: () => void run(),
          },
        ]
      : []),
  ]);
  return { mayReplay, isBusy, run };
}

/** @throws what the query threw, for the region around it */
export function Life({
  auditId,
  lead,
}: {
  auditId: Id<"webhookAudit">;
  lead?: ReactNode;
}) {
  const { t } = useScreenTexts();
  const mayRead = useMay("admin");
  const life = useQuery(api.audit.get, { audit_id: auditId });
  const { mayReplay, isBusy, run } = useActions(auditId);
  if (life === undefined) {
    return <div className="skeleton life-skeleton" />;
  }
  return (
    <div className="life">
      <header className="life-head">
        <h2>{life.delivery.event_type}</h2>
        {lead}
      </header>
      {mayReplay && (
        <p className="life-actions">
          <button
            className="button"
            type="button"
            disabled={isBusy || !life.body.is_kept}
            onClick={() => void run()}
          >
            {t.deliveries.replay.one}
          </button>
          {!life.body.is_kept && (
            <span className="muted">{t.refusals.payload_expired}</span>
          )}
        </p>
      )}
      <Steps life={life} />
      {mayRead && <Body key={auditId} life={life} />}
    </div>
  );
}

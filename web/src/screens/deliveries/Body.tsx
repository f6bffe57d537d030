/** The raw body, masked, when an admin asks for it. */
import { useMutation } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useCopy } from "../../people/copy";
import { dayText } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { ScrollBox } from "../../ui/ScrollBox";
import type { Delivery, Life } from "./views";

type Look = FunctionReturnType<typeof api.audit.body>;

/** The request again; whoever has the secret signs the body that they put there. */
const curlOf = (delivery: Delivery): string =>
  [
    'curl -X POST "$WEBHOOK_URL"',
    "-H 'Content-Type: application/json'",
    `-H 'X-Webhook-Event: ${delivery.event_type.replaceAll("'", "")}'`,
    `-H 'X-Idempotency-Key: ${delivery.idempotency_key.replaceAll("'", "")}'`,
    '-H "X-Webhook-Signature: $SIGNATURE"',
    "--data-binary @body.json",
  ].join(" \\\n  ");

function Shown({ look }: { look: Look }) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const texts = t.deliveries.body;
  switch (look.kind) {
    case "deleted":
      return (
        <p>
          {look.deleted_at === undefined
            ? texts.deletedUnknown
            : texts.deleted(dayText(look.deleted_at, clock))}
        </p>
      );
    case "too_large":
      return <p>{texts.tooLarge}</p>;
    case "kept":
      return (
        <ScrollBox label={texts.title} className="life-body">
          <pre>{look.body}</pre>
        </ScrollBox>
      );
  }
}

export function Body({ life }: { life: Life }) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const copy = useCopy();
  const read = useMutation(api.audit.body);
  const { act, isBusy } = useAct();
  const [look, setLook] = useState<Look>();
  const texts = t.deliveries.body;
  const { delivery, body, looks } = life;
  const gone = body.expires_at;
  return (
    <section className="life-part">
      <h3>{texts.title}</h3>
      {look === undefined ? (
        body.is_kept ? (
          <p className="muted">
            {[
              gone !== undefined && texts.until(dayText(gone, clock)),
              texts.logged,
              looks.length > 0 && texts.looks(looks.length),
            ]
              .filter((text) => text !== false)
              .join(" ")}
          </p>
        ) : (
          <Shown look={{ kind: "deleted", deleted_at: gone }} />
        )
      ) : (
        <Shown look={look} />
      )}
      <p className="life-actions">
        {body.is_kept && look === undefined && (
          <button
            className="button"
            type="button"
            disabled={isBusy}
            onClick={() =>
              void act(() => read({ audit_id: delivery._id })).then(setLook)
            }
          >
            {texts.show}
          </button>
        )}
        <button
          className="button quiet"
          type="button"
          onClick={() => copy(curlOf(delivery), texts.curlNamed)}
        >
          {texts.curl}
        </button>
      </p>
    </section>
  );
}

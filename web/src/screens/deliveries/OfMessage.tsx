/** Where a message comes from: the deliveries that told of it. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { useIsPhone } from "../../data/useIsPhone";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import "./deliveries.css";
import { DeliverySheet } from "./DeliverySheet";
import { DeliveryTable } from "./DeliveryTable";

interface OfMessageProps {
  conversationId: Id<"conversations">;
  messageId: Id<"messages">;
}

function Told({ conversationId, messageId }: OfMessageProps) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const isPhone = useIsPhone();
  const navigate = useNavigate();
  const told = useQuery(api.audit.byMessage, {
    conversation_id: conversationId,
    message_id: messageId,
  });
  if (told === undefined) {
    return <div className="skeleton delivery-skeleton" />;
  }
  // The first one is where it came from; receipts followed.
  const first = told.at(-1);
  return (
    <div className="deliveries">
      <div className="screen-body delivery-list">
        {first === undefined ? (
          <div className="empty">
            <h2>{t.deliveries.noDelivery}</h2>
          </div>
        ) : (
          <DeliveryTable deliveries={told} search={{}} />
        )}
        <p>
          <Link
            to="/w/$slug/conversations/$conversationId"
            params={{ slug: workspace.slug, conversationId }}
          >
            {t.deliveries.life.thread}
          </Link>
        </p>
      </div>
      {!isPhone && first && (
        <DeliverySheet
          auditId={first._id}
          onClose={() =>
            void navigate({
              to: "/w/$slug/deliveries",
              params: { slug: workspace.slug },
            })
          }
        />
      )}
    </div>
  );
}

export function OfMessage(props: OfMessageProps) {
  const { t } = useScreenTexts();
  return (
    <>
      <ScreenHead title={t.people.fromMessage} />
      <Region
        notFound={
          <div className="empty">
            <h2>{t.deliveries.noDelivery}</h2>
          </div>
        }
      >
        <Told {...props} />
      </Region>
    </>
  );
}

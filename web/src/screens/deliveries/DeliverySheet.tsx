/** A delivery beside the list, which stays usable; and on a page of its own. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { SheetButtons } from "../../ui/SheetButtons";
import "./deliveries.css";
import { Life } from "./Life";

function Around({
  auditId,
  lead,
}: {
  auditId: Id<"webhookAudit">;
  lead?: ReactNode;
}) {
  const { t } = useScreenTexts();
  return (
    <Region
      key={auditId}
      notFound={
        <div className="empty">
          <h2>{t.deliveries.gone}</h2>
          <p>{t.deliveries.goneHelp}</p>
          {lead}
        </div>
      }
    >
      <Life auditId={auditId} lead={lead} />
    </Region>
  );
}

export function DeliverySheet({
  auditId,
  onClose,
}: {
  auditId: Id<"webhookAudit">;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  useKeys([{ keys: ["Escape"], text: t.close, run: onClose }]);
  return (
    <aside className="delivery-sheet" aria-label={t.deliveries.title}>
      <Around
        auditId={auditId}
        lead={
          <span>
            <SheetButtons
              page={{
                to: "/w/$slug/deliveries/$auditId",
                params: { slug: workspace.slug, auditId },
              }}
              onClose={onClose}
            />
          </span>
        }
      />
    </aside>
  );
}

export function DeliveryPage({ auditId }: { auditId: Id<"webhookAudit"> }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  return (
    <>
      <ScreenHead title={t.deliveries.title}>
        <Link
          className="button quiet"
          to="/w/$slug/deliveries"
          params={{ slug: workspace.slug }}
        >
          {t.deliveries.back}
        </Link>
      </ScreenHead>
      <div className="screen-body delivery-page">
        <Around auditId={auditId} />
      </div>
    </>
  );
}

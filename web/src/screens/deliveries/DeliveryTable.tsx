/** Deliveries as rows; a press on the time opens one. */
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useKeys } from "../../app/keys";
import { useMembership } from "../../app/workspace";
import { useIsPhone } from "../../data/useIsPhone";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScrollBox } from "../../ui/ScrollBox";
import { When } from "../../ui/When";
import { ContactLink, DeliveryPill } from "./Parts";
import type { DeliverySearch } from "./search";
import { type Delivery, tookOf } from "./views";

function OpenLink({
  delivery,
  search,
}: {
  delivery: Delivery;
  search: DeliverySearch;
}) {
  const { workspace } = useMembership();
  const { slug } = workspace;
  const isPhone = useIsPhone();
  const { _id: auditId } = delivery;
  return isPhone ? (
    <Link
      className="delivery-link"
      to="/w/$slug/deliveries/$auditId"
      params={{ slug, auditId }}
    >
      <When at={delivery.received_at} />
    </Link>
  ) : (
    <Link
      className="delivery-link"
      to="/w/$slug/deliveries"
      params={{ slug }}
      search={{ ...search, open: auditId }}
      aria-current={search.open === auditId ? "true" : undefined}
    >
      <When at={delivery.received_at} />
    </Link>
  );
}

function Row({
  delivery,
  search,
}: {
  delivery: Delivery;
  search: DeliverySearch;
}) {
  const { t } = useScreenTexts();
  const { applied_count, ignored_count, failed_count, item_count } = delivery;
  return (
    <tr className={search.open === delivery._id ? "is-open" : undefined}>
      <td>
        <OpenLink delivery={delivery} search={search} />
      </td>
      <td>{delivery.event_type}</td>
      <td>{delivery.payload_form}</td>
      <td>
        <DeliveryPill status={delivery.status} />
      </td>
      <td
        className="num"
        title={t.deliveries.itemsHelp(
          applied_count,
          ignored_count,
          failed_count,
        )}
      >
        {applied_count}/{ignored_count}/{failed_count} · {item_count}
      </td>
      <td className="num">{delivery.attempts}</td>
      <td className="num">{delivery.duplicate_count}</td>
      <td className="num">{tookOf(delivery) ?? "–"}</td>
      <td>
        <ContactLink contact={delivery.contact} />
      </td>
      <td>{delivery.error_code ?? ""}</td>
    </tr>
  );
}

export function DeliveryTable({
  deliveries,
  search,
}: {
  deliveries: readonly Delivery[];
  search: DeliverySearch;
}) {
  const { t } = useScreenTexts();
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (by: 1 | -1) => {
    const links = [
      ...(body.current?.querySelectorAll<HTMLElement>(".delivery-link") ?? []),
    ];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = links[Math.max(0, at + by)] ?? links.at(-1);
    next?.focus();
    if (search.open !== undefined) {
      next?.click();
    }
  };
  useKeys([
    { keys: ["j"], text: t.keys.next, run: () => move(1) },
    { keys: ["k"], text: t.keys.previous, run: () => move(-1) },
  ]);
  return (
    <ScrollBox label={t.nav.deliveries}>
      <table className="table">
        <thead>
          <tr>
            {Object.values(t.deliveries.columns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {deliveries.map((delivery) => (
            <Row key={delivery._id} delivery={delivery} search={search} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

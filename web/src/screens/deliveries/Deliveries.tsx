/** Where a message went: one row for each request of Kapso, without its content. */
import { usePaginatedQuery, useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { isId } from "../../data/guards";
import { useIsPhone } from "../../data/useIsPhone";
import { useScreenTexts } from "../../text/useScreenTexts";
import { OlderButton } from "../../ui/OlderButton";
import { ScreenHead } from "../../ui/ScreenHead";
import "./deliveries.css";
import { DeliverySheet } from "./DeliverySheet";
import { DeliveryTable } from "./DeliveryTable";
import { Filters, FindLine } from "./Filters";
import { Hours } from "./Hours";
import { ContactLink } from "./Parts";
import { LastRun, ReplayManyButton } from "./ReplayMany";
import { type DeliverySearch, hasFilter, toFilter } from "./search";

const PAGE = 50;

interface DeliveriesProps {
  search: DeliverySearch;
  onSearch: (search: DeliverySearch) => void;
}

function Nothing({ title, help }: { title: string; help: string }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{help}</p>
    </div>
  );
}

function Found({ search, text }: { search: DeliverySearch; text: string }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const found = useQuery(api.audit.find, {
    workspace_id: workspace._id,
    query: text,
  });
  if (found === undefined) {
    return <div className="skeleton delivery-skeleton" />;
  }
  if (found.deliveries.length === 0) {
    const { notFound, notFoundHelp } = t.deliveries;
    return <Nothing title={notFound(text)} help={notFoundHelp} />;
  }
  return (
    <>
      {found.contacts.length > 0 && (
        <p className="found-people">
          {found.contacts.map((contact) => (
            <ContactLink key={contact.contact_id} contact={contact} />
          ))}
        </p>
      )}
      <DeliveryTable deliveries={found.deliveries} search={search} />
    </>
  );
}

function List({ search, onSearch }: DeliveriesProps) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const { results, status, loadMore } = usePaginatedQuery(
    api.audit.list,
    { workspace_id: workspace._id, ...toFilter(search) },
    { initialNumItems: PAGE },
  );
  const known = {
    events: results.map(({ event_type }) => event_type),
    endpoints: results.map(({ endpoint_key }) => endpoint_key),
  };
  const isEmpty = results.length === 0 && status === "Exhausted";
  return (
    <>
      <Filters search={search} onSearch={onSearch} known={known} />
      {isEmpty && hasFilter(search) ? (
        <div className="empty">
          <h2>{t.deliveries.noMatch}</h2>
          <button className="button" type="button" onClick={() => onSearch({})}>
            {t.deliveries.clear}
          </button>
        </div>
      ) : isEmpty ? (
        <Nothing title={t.deliveries.empty} help={t.deliveries.emptyHelp} />
      ) : (
        <DeliveryTable deliveries={results} search={search} />
      )}
      <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
    </>
  );
}

export function Deliveries({ search, onSearch }: DeliveriesProps) {
  const { t } = useScreenTexts();
  const isPhone = useIsPhone();
  const { open, find } = search;
  return (
    <>
      <ScreenHead title={t.nav.deliveries}>
        <ReplayManyButton />
      </ScreenHead>
      <div className="deliveries">
        <div className="screen-body delivery-list">
          <FindLine key={find} search={search} onSearch={onSearch} />
          <Region>
            <LastRun />
          </Region>
          {!isPhone && find === undefined && (
            <Region>
              <Hours
                from={search.from}
                onPick={(range) =>
                  onSearch({
                    ...search,
                    from: range?.from,
                    until: range?.until,
                  })
                }
              />
            </Region>
          )}
          <Region key={find}>
            {find === undefined ? (
              <List search={search} onSearch={onSearch} />
            ) : (
              <Found search={search} text={find} />
            )}
          </Region>
        </div>
        {!isPhone && open !== undefined && isId("webhookAudit", open) && (
          <DeliverySheet
            auditId={open}
            onClose={() => onSearch({ ...search, open: undefined })}
          />
        )}
      </div>
    </>
  );
}

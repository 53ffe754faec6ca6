// An order in one line, for wherever somebody has to know of it: its number, where it stands, when it was placed.
import { useTranslation } from "react-i18next";
import { Time } from "../common/Time";
import { STATES } from "./states";
import { shownNumber } from "./words";

interface OrderLineProps {
  number: string;
  /** One of ours, or a word this screen does not know and leaves out. */
  state: string | null;
  placedAt: string | null;
}

export function OrderLine({ number, state, placedAt }: OrderLineProps) {
  const { t } = useTranslation("orders");
  const known = STATES.find((each) => each === state);
  return (
    <>
      <bdi>{shownNumber(number)}</bdi>
      {known && ` · ${t(`states.${known}`)}`}
      {placedAt && (
        <>
          {" · "}
          <Time at={placedAt} exact />
        </>
      )}
    </>
  );
}

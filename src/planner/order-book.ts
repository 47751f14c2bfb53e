import { dateOfDay, dayOf } from "../terms/period.ts";
import { type LeadTime, leadTimeP80 } from "./lead-time.ts";

/** An item that must stand on site by a day, and what stands behind its lead time. */
export interface ItemNeed {
  readonly id: string;
  readonly needDate: string;
  readonly lead: LeadTime;
}

/** A line of the order book: the last day to order so that the item is there in time with 80 % probability. */
export interface OrderLine {
  readonly id: string;
  readonly needDate: string;
  /** By the median lead time. */
  readonly orderByMedian: string;
  /** By the 80 % quantile of the lead time: the planning default. */
  readonly orderBy: string;
  readonly leadDaysP80: number;
  /** Whole weeks by which the order-by day has passed on the planning day; 0 when it has not. */
  readonly lateWeeks: number;
  /** Earliest day on which the item can stand on site when ordered on the planning day (80 %). */
  readonly earliest: string;
}

/**
 * Order-by dates of items, earliest first: need date minus the 80 % quantile of the lead time.
 * @param today the planning day (the as-of day; never the wall clock)
 * @cite  BUILDOUT section 6
 */
export function orderBook(items: readonly ItemNeed[], today: string): OrderLine[] {
  return items
    .map((item): OrderLine => {
      const need = dayOf(item.needDate);
      const p80 = leadTimeP80(item.lead);
      const orderDay = Math.floor(need - p80);
      return {
        id: item.id,
        needDate: item.needDate,
        orderBy: dateOfDay(orderDay),
        orderByMedian: dateOfDay(Math.floor(need - item.lead.median)),
        leadDaysP80: p80,
        lateWeeks: Math.max(0, Math.ceil((dayOf(today) - orderDay) / 7)),
        earliest: dateOfDay(Math.ceil(dayOf(today) + p80)),
      };
    })
    .sort((a, b) => (a.orderBy < b.orderBy ? -1 : a.orderBy > b.orderBy ? 1 : a.id < b.id ? -1 : 1));
}

/*
 * Events, one after the other, for as long as there are any: across restarts of the gateway and lost connections.
 *
 *     oy_events *events = oy_events_open(client, "book-payments", NULL, 0, OY_AFTER_ACKNOWLEDGED);
 *     Oy__V1__Event *event = NULL;
 *     while (oy_events_next(events, &event, -1, &error) == OY_OK) {
 *       // handle it so that handling it twice is harmless
 *       if (oy_events_ack(events, event, 5000, &error) != OY_OK)
 *         fprintf(stderr, "not acknowledged yet: %s\n", error.message); // the next event's covers it
 *       oy__v1__event__free_unpacked(event, NULL);
 *     }
 *     fprintf(stderr, "no more events: %s: %s\n", error.reason, error.message);
 *     oy_events_free(events);
 *
 * Each event comes at least once, and again after a new start unless it or a later one was acknowledged. What tells a
 * repetition is transaction_id for payments, and partner_trx_id with the state for payouts. A cursor is only a place in one
 * ledger: one that was restored from a copy gives the same cursor to another event.
 */
#ifndef OY_EVENTS_H
#define OY_EVENTS_H

#include <oy/oy.h>
#include <oy/v1/event.pb-c.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default) /* what is declared here is all that the library lets out */

typedef struct oy_events oy_events;

/* For `after`: after the last event that the consumer acknowledged. 0 is before the oldest event. */
#define OY_AFTER_ACKNOWLEDGED (-1)

/*
 * Makes ready to read. `kinds` are n_kinds of Oy__V1__EventKind; none: all that the caller may see. The client must
 * outlive it. NULL when there is no memory, no file descriptor, no consumer, or n_kinds without kinds; oy_events_next then
 * fails with the reason NULL_GIVEN.
 */
oy_events *oy_events_open(oy_client *client, const char *consumer, const Oy__V1__EventKind *kinds, size_t n_kinds,
                          int64_t after);

/*
 * Waits up to wait_ms (negative: for ever) for the next event, which the caller frees. A lost stream is opened again.
 *
 * OY_OK with an event; OY_DEADLINE_EXCEEDED with the reason NOTHING_YET when wait_ms is over, and a message that says why no
 * stream is open, where none is; any other error will not go away by retrying: the caller may not watch, events were
 * deleted (EVENTS_GONE), there is no way to the socket (no permission, or its path can't be one), or it was cancelled. While
 * the gateway is down the call waits; pass a wait_ms to be told. What the gateway asks to be waited for is waited out,
 * however many calls of this that takes.
 */
oy_result oy_events_next(oy_events *events, Oy__V1__Event **event, int wait_ms, oy_error *error);

/*
 * Ends the reading for good, from any thread or from a signal handler: who waits in oy_events_next gets OY_CANCELLED with
 * the reason EVENTS_CANCELLED, and so does every later call. It takes 5 s at most where the gateway is too busy to let
 * anyone connect, and no time otherwise. Events can still be acknowledged. NULL is allowed.
 */
void oy_events_cancel(oy_events *events);

/* Says that this event, and every one before it, is dealt with. Where it failed, the next event's covers it. */
oy_result oy_events_ack(oy_events *events, const Oy__V1__Event *event, int timeout_ms, oy_error *error);

/* Ends and frees. No other thread may be using it, nor a signal handler cancel it any more. NULL is allowed. */
void oy_events_free(oy_events *events);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif

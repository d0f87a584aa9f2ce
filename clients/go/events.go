package oygateway

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// Events gives events one after the other and never ends by itself: when the stream is lost it opens it again, after the
// last event that it gave.
//
// Each event comes at least once. It comes again after the process was started anew, unless Ack was called for it or a
// later one: so deal with an event first, in a way that does no harm a second time, and acknowledge it then. What tells a
// repetition is TransactionId for payments, and PartnerTrxId with the state for payouts. A cursor is only a place in one
// ledger: one that was restored from a copy gives the same cursor to another event.
//
// One goroutine reads and closes; what ends a Next that waits is its context.
type Events struct {
	client   *Client
	consumer string
	kinds    []oyv1.EventKind
	after    *int64
	watching *watching // nil: no stream is open
	pause    time.Duration
	opens    time.Time // the stream is not opened again before
}

// Events begins after what the consumer of that name acknowledged last, with events of these kinds, or of all that the
// caller may see. Close it.
func (c *Client) Events(consumer string, kinds ...oyv1.EventKind) *Events {
	return &Events{client: c, consumer: consumer, kinds: kinds, pause: firstPause}
}

// After lets it begin after the event with this cursor instead; 0: with the oldest there is.
func (e *Events) After(cursor int64) *Events {
	e.after = &cursor
	return e
}

// Next waits for the next event. It fails where the context ends, and the stream goes on then; or where opening the
// stream again would not help: the caller may not watch, or events were deleted (EVENTS_GONE).
func (e *Events) Next(ctx context.Context) (*oyv1.Event, error) {
	for {
		if err := e.rest(ctx); err != nil {
			return nil, err
		}
		if e.watching == nil {
			e.watching = e.watch()
		}
		select {
		case event := <-e.watching.events:
			e.pause = firstPause
			cursor := event.Cursor
			e.after = &cursor
			return event, nil
		case err := <-e.watching.failed:
			e.Close()
			if !passes(err) {
				return nil, err
			}
			e.putOff(err)
		case <-ctx.Done():
			return nil, noEvent(ctx.Err())
		}
	}
}

// Ack says that this event, and every one before it, is dealt with. It may be called again; where it failed, the next
// event's covers it.
func (e *Events) Ack(ctx context.Context, event *oyv1.Event) error {
	_, err := e.client.Event.Ack(ctx, &oyv1.AckRequest{Consumer: e.consumer, Cursor: event.Cursor})
	return err
}

// Close ends the stream. Next opens another.
func (e *Events) Close() {
	if e.watching != nil {
		e.watching.end()
		e.watching = nil
	}
}

// rest waits until the stream may be opened again, however many calls of Next that takes.
func (e *Events) rest(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return noEvent(err)
	}
	left := time.Until(e.opens)
	if e.watching != nil || left <= 0 {
		return nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return noEvent(ctx.Err())
	case <-timer.C:
		return nil
	}
}

// putOff says when the stream is opened again: after the usual pause, or as late as the gateway asked for.
func (e *Events) putOff(err error) {
	pause := e.pause
	var told *Error
	if errors.As(err, &told) && told.RetryDelay > pause {
		pause = told.RetryDelay
	}
	e.opens = time.Now().Add(pause)
	if e.pause *= 2; e.pause > longestPause {
		e.pause = longestPause
	}
}

// noEvent says that the context has ended. Nothing is lost with it.
func noEvent(cause error) *Error {
	err := contextError(cause, false)
	err.Message = "no event came while the context lived; the stream goes on"
	return err
}

// passes tells whether the stream may be had again: the gateway is away, took this reader for one that stays away, or
// is busy.
func passes(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return errors.Is(err, io.EOF)
	}
	switch e.Code {
	case codes.Unavailable, codes.Canceled:
		return true
	case codes.ResourceExhausted:
		return e.Reason == "" || e.RetryDelay >= 0 || e.Reason == "TOO_MANY_WATCHES"
	}
	return false
}

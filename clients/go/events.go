package oygateway

import (
	"context"
	"errors"
	"io"
	"syscall"
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
// later one: so handle an event first, so that handling it twice is harmless, and acknowledge it then. What tells a repetition
// is TransactionId for payments, and PartnerTrxId with the state for payouts. A cursor is only a place in one ledger: one that
// was restored from a copy gives the same cursor to another event.
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
	lost     error     // why the last stream was lost or not to be had
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
// stream again would not help: the caller may not watch, events were deleted (EVENTS_GONE), or there is no way to the
// socket (no permission, or its path can't be one). While the gateway is away it waits; LastError says why.
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
			before := e.LastError()
			e.Close()
			// A daemon that starts makes its socket before it lets others in: no way is one that is none the second time.
			if !passes(err) || isNoWay(err) && before != nil && before.Error() == err.Error() {
				return nil, err
			}
			e.putOff(err)
		case <-ctx.Done():
			return nil, e.noEvent(ctx.Err())
		}
	}
}

// LastError says why no stream is open: why the last one was lost, or not to be had. It is nil while one is open, and
// before the first try. The goroutine that calls Next may ask, say after a context that ended: such an error has it in
// its message too.
func (e *Events) LastError() error {
	if e.watching != nil && e.watching.open.Load() {
		return nil
	}
	return e.lost
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
		return e.noEvent(err)
	}
	left := time.Until(e.opens)
	if e.watching != nil || left <= 0 {
		return nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return e.noEvent(ctx.Err())
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
	e.opens, e.lost = time.Now().Add(pause), err
	if e.pause *= 2; e.pause > longestPause {
		e.pause = longestPause
	}
}

// noEvent says that the context has ended. Nothing is lost with it.
func (e *Events) noEvent(cause error) *Error {
	code, reason, _ := endOf(cause)
	message := "no event came while the context lived; the stream goes on"
	if lost := e.LastError(); lost != nil {
		message = "no event came while the context lived, and no stream is open: " + lost.Error()
	}
	return clientError(code, reason, message, cause)
}

// isNoWay tells whether time will not make the path lead to a socket: no permission, a file in a folder's place, or too
// long, which Go calls invalid.
func isNoWay(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Reason == "CONNECT_FAILED" &&
		(errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EINVAL))
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

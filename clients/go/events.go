package oygateway

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/golang/protobuf/ptypes/wrappers"
	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// Events gives events one after the other, for as long as its context lives: when the stream is lost it opens it again,
// after the last event that it gave.
//
// Each event comes at least once. It comes again after the process was started anew, unless Ack was called for it or a
// later one: so deal with an event first, in a way that does no harm a second time (its cursor is its name for ever), and
// acknowledge it then. One goroutine reads.
type Events struct {
	client   *Client
	consumer string
	kinds    []oyv1.EventKind
	after    *int64
	stream   *EventWatchStream
	pause    time.Duration
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

// Next waits for the next event. It fails where the context ends, or where opening the stream again would not help: the
// caller may not watch, or events were deleted (EVENTS_GONE).
func (e *Events) Next(ctx context.Context) (*oyv1.Event, error) {
	for {
		event, err := e.receive(ctx)
		if err == nil {
			e.pause = firstPause
			cursor := event.Cursor
			e.after = &cursor
			return event, nil
		}
		e.Close()
		if ctx.Err() != nil || !passes(err) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, contextError(ctx.Err(), false)
		case <-time.After(e.pause):
		}
		if e.pause *= 2; e.pause > longestPause {
			e.pause = longestPause
		}
	}
}

// Ack says that this event, and every one before it, is dealt with.
func (e *Events) Ack(ctx context.Context, event *oyv1.Event) error {
	_, err := e.client.Event.Ack(ctx, &oyv1.AckRequest{Consumer: e.consumer, Cursor: event.Cursor})
	return err
}

// Close lets go of the stream. Next opens another.
func (e *Events) Close() {
	if e.stream != nil {
		e.stream.Close()
		e.stream = nil
	}
}

func (e *Events) receive(ctx context.Context) (*oyv1.Event, error) {
	if e.stream == nil {
		request := &oyv1.WatchRequest{Consumer: e.consumer, Kinds: e.kinds}
		if e.after != nil {
			request.After = &wrappers.Int64Value{Value: *e.after}
		}
		stream, err := e.client.Event.Watch(context.Background(), request)
		if err != nil {
			return nil, err
		}
		e.stream = stream
	}
	// The stream outlives the context of one Next: a context that ends closes it, and the next Next opens another.
	stop := make(chan struct{})
	defer close(stop)
	stream := e.stream
	go func() {
		select {
		case <-ctx.Done():
			stream.Close()
		case <-stop:
		}
	}()
	response, err := stream.Receive()
	if err != nil {
		if ctx.Err() != nil {
			return nil, contextError(ctx.Err(), true)
		}
		return nil, err
	}
	return response.Event, nil
}

// passes tells whether the stream may be had again: the gateway is away, or took this reader for one that stays away.
func passes(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return errors.Is(err, io.EOF)
	}
	switch e.Code {
	case codes.Unavailable, codes.Canceled:
		return true
	case codes.ResourceExhausted:
		return e.Reason == ""
	}
	return false
}

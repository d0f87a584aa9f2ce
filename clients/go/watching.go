package oygateway

import (
	"context"
	"sync/atomic"

	"github.com/golang/protobuf/ptypes/wrappers"

	"oygateway/oyv1"
)

// watching is a stream of events that is open, or being opened. A goroutine of its own reads it, so that it outlives the
// contexts of those who wait.
type watching struct {
	// Unbuffered: of what nobody asks for yet one event is kept here, and the rest waits at the gateway.
	events chan *oyv1.Event
	failed chan error
	open   atomic.Bool // the gateway has been asked
	end    context.CancelFunc
}

func (e *Events) watch() *watching {
	request := &oyv1.WatchRequest{Consumer: e.consumer, Kinds: e.kinds}
	if e.after != nil {
		request.After = &wrappers.Int64Value{Value: *e.after}
	}
	ctx, end := context.WithCancel(context.Background())
	w := &watching{events: make(chan *oyv1.Event), failed: make(chan error, 1), end: end}
	go func() { w.failed <- w.read(ctx, e.client, request) }()
	return w
}

// read gives events until the stream or the context ends.
func (w *watching) read(ctx context.Context, client *Client, request *oyv1.WatchRequest) error {
	stream, err := client.Event.Watch(ctx, request)
	if err != nil {
		return err
	}
	defer stream.Close()
	w.open.Store(true)
	for {
		response, err := stream.Receive()
		if err != nil {
			return err
		}
		if response.Event == nil {
			continue // a message without one says nothing
		}
		select {
		case w.events <- response.Event:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

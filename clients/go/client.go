package oygateway

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/containerd/ttrpc"
	"github.com/golang/protobuf/proto"
	"google.golang.org/grpc/status"
)

const (
	// largest is what a ttrpc frame may hold.
	largest = 4 << 20
	// lastCall is after how many calls a new connection is made: stream ids are odd, only grow, and end at 2³²-1.
	lastCall = 1 << 30
	// margin is how much earlier than the context's deadline the gateway's is, so that the gateway's own answer
	// comes first: for a payout that answer says where it stands.
	margin = 250 * time.Millisecond
)

// caller is whoever carries calls to the gateway.
type caller interface {
	Call(ctx context.Context, service, method string, request, response proto.Message) error
	OpenStream(ctx context.Context, service, method string, request proto.Message) (*Stream, error)
}

// Client calls the gateway at a Unix socket. Any number of goroutines may use it at once; their calls share one
// connection. It connects with the first call, and after a connection was lost it makes a new one for the next call.
// A call is sent once: whether to repeat it is for the caller to decide.
type Client struct {
	Services

	path    string
	closed  atomic.Bool
	turn    chan struct{} // holds something while one goroutine uses what is below
	current *connection
}

// New makes a client of the gateway's socket at path. It connects with the first call.
func New(path string) *Client {
	c := &Client{path: path, turn: make(chan struct{}, 1)}
	c.Services = newServices(c)
	return c
}

// Call calls any unary method by its name. The fields of Services are the convenient way.
//
// The gateway is given a deadline a little earlier than the context's, by a quarter of a second or a quarter of what is
// left. An *Error of a payout that is not NotPaid leaves open what becomes of it: repeat it with the same
// partner_trx_id only, or look it up. ttrpc.WithMetadata adds metadata.
func (c *Client) Call(ctx context.Context, service, method string, request, response proto.Message) error {
	if err := ctx.Err(); err != nil {
		return contextEndedBefore(err)
	}
	// The stock client reports an unwritable request and an unreadable answer alike.
	payload, err := proto.Marshal(request)
	if err != nil {
		return unwritable(err)
	}
	if len(payload)+len(service)+len(method)+64 > largest {
		return tooLarge()
	}
	conn, err := c.connected(ctx)
	if err != nil {
		return err
	}
	conn.socket.waiting.Add(1)
	err = conn.ttrpc.Call(withMargin(ctx), service, method, request, response)
	conn.socket.waiting.Add(-1)
	if err == nil {
		return nil
	}
	if from, ok := status.FromError(err); ok {
		return errorFromStatus(from.Proto())
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		if ctx.Err() != nil {
			return contextEnded(err)
		}
		return connectionLost(err) // the stock client's own context ended
	}
	if errors.Is(err, ttrpc.ErrClosed) || conn.socket.lost.Load() {
		return connectionLost(err)
	}
	return unreadable(err)
}

// Close ends the connection. Calls that still wait fail, and so do calls and streams that come later: with CLIENT_CLOSED,
// which is net.ErrClosed. Streams that are open are closed on their own.
func (c *Client) Close() error {
	c.closed.Store(true)
	c.turn <- struct{}{}
	defer func() { <-c.turn }()
	if c.current != nil {
		c.current.socket.lost.Store(true)
		return c.current.ttrpc.Close()
	}
	return nil
}

// connected gives a connection that can take a call.
func (c *Client) connected(ctx context.Context) (*connection, error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done(): // another call is still connecting
		return nil, contextEndedBefore(ctx.Err())
	}
	if c.closed.Load() {
		return nil, clientClosed()
	}
	if c.current == nil || c.current.socket.lost.Load() || c.current.calls >= lastCall {
		conn, err := dial(ctx, c.path)
		if err != nil {
			return nil, connectFailed(err)
		}
		if old := c.current; old != nil && !old.socket.lost.Load() {
			time.AfterFunc(time.Hour, func() { old.ttrpc.Close() }) // its calls have ended by then
		}
		socket := newSocket(conn)
		c.current = &connection{ttrpc: ttrpc.NewClient(socket), socket: socket}
	}
	c.current.calls++
	return c.current, nil
}

type connection struct {
	ttrpc  *ttrpc.Client
	socket *socket
	calls  int64
}

// withMargin reports an earlier deadline; when the context ends is unchanged.
func withMargin(ctx context.Context) context.Context {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx
	}
	earlier := time.Until(deadline) / 4
	if earlier > margin {
		earlier = margin
	}
	return hurried{ctx, deadline.Add(-earlier)}
}

type hurried struct {
	context.Context
	deadline time.Time
}

func (h hurried) Deadline() (time.Time, bool) { return h.deadline, true }

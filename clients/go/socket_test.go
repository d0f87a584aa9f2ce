package oygateway

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

// The stock client panics at such an answer.
func TestPeerAnswerThatIsTooLarge(t *testing.T) {
	client := peer(t)
	waiting := make(chan error)
	go func() {
		_, err := play(soon(t), client, "late")
		waiting <- err
	}()
	for client.waiting() == 0 {
		time.Sleep(time.Millisecond)
	}
	used := client.current
	mustRefuse(t, client, "oversized", codes.ResourceExhausted, "ANSWER_TOO_LARGE", false)
	mustPlay(t, client, "after-late", "in time")
	if err := <-waiting; err != nil || client.current != used {
		t.Errorf("the others fail with it: %v", err)
	}
}

func (c *Client) waiting() int64 {
	c.turn <- struct{}{}
	defer func() { <-c.turn }()
	if c.current == nil {
		return 0
	}
	return c.current.socket.waiting.Load()
}

// The stock client may give a call either its answer or the end that follows it.
func TestPeerEndWaitsForWhoWasAnswered(t *testing.T) {
	for _, goes := range []bool{true, false} {
		ours, theirs := net.Pipe()
		theirs.Close()
		socket := newSocket(ours)
		socket.waiting.Store(1)
		var gone atomic.Bool
		if goes {
			time.AfterFunc(20*time.Millisecond, func() {
				gone.Store(true)
				socket.waiting.Store(0)
			})
		}
		begun := time.Now()
		_, err := socket.Read(make([]byte, 1))
		if took := time.Since(begun); err != io.EOF || goes && !gone.Load() || !goes && took < linger {
			t.Errorf("%v after %v", err, took)
		}
	}
}

func fullQueue() string { return os.Getenv("OY_PEER") + ".full" }

func TestPeerFullQueueIsWaitedOut(t *testing.T) {
	client := peer(t)
	connected := make(chan error)
	go func() {
		conn, err := dial(soon(t), fullQueue())
		if err == nil {
			err = conn.Close()
		}
		connected <- err
	}()
	select {
	case err := <-connected:
		t.Fatalf("its queue is not full: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	mustPlay(t, client, "make-room", "John Doe")
	if err := <-connected; err != nil {
		t.Error(err)
	}
}

// Two calls, so that one of them waits for the other to connect.
func TestPeerFullQueueIsWaitedForAsLongAsTheContext(t *testing.T) {
	peer(t)
	client := New(fullQueue())
	var all sync.WaitGroup
	begun := time.Now()
	for _, patience := range []time.Duration{2 * time.Second, 100 * time.Millisecond} {
		all.Add(1)
		go func(patience time.Duration) {
			defer all.Done()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			_, err := client.Gateway.WhoAmI(ctx, &oyv1.WhoAmIRequest{})
			took := time.Since(begun)
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(e.Message, "nothing was sent for this call") || took < patience || took > patience+1500*time.Millisecond {
				t.Errorf("after %v: %v", took, err)
			}
		}(patience)
		for len(client.turn) == 0 && time.Since(begun) < patience {
			time.Sleep(time.Millisecond)
		}
	}
	all.Wait()
}

package oygateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

// One event a connection, and each connection ends in another way.
func TestPeerEventsGoOn(t *testing.T) {
	events := peer(t).Events("events").After(0)
	defer events.Close()
	for cursor := int64(1); cursor <= 7; cursor++ {
		event, err := events.Next(soon(t))
		if err != nil || event.Cursor != cursor {
			t.Fatalf("%v, %v; not %d", event, err, cursor)
		}
	}
	_, err := events.Next(soon(t))
	refused(t, err, codes.OutOfRange, "EVENTS_GONE", true)
}

func TestPeerEventsAcknowledgeTheEvent(t *testing.T) {
	events := peer(t).Events("events-acknowledged")
	defer events.Close()
	event, err := events.Next(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := events.Ack(soon(t), event); err != nil {
		t.Error(err)
	}
}

func TestPeerEventsGoOnWhereTheGatewayCancels(t *testing.T) {
	events := peer(t).Events("events-cancelled").After(0)
	defer events.Close()
	for cursor := int64(1); cursor <= 3; cursor++ {
		if event, err := events.Next(soon(t)); err != nil || event.Cursor != cursor {
			t.Fatalf("%v, %v; not %d", event, err, cursor)
		}
	}
}

// The peer takes a Watch that comes too early as an error.
func TestPeerEventsPauseLongerEachTimeUntilOneComes(t *testing.T) {
	events := peer(t).Events("events-away")
	defer events.Close()
	if event, err := events.Next(soon(t)); err != nil || event.Cursor != 1 || events.pause != firstPause {
		t.Errorf("%v, %v; the next pause is of %v", event, err, events.pause)
	}
}

// What has no event in it is passed over, on the same stream.
func TestPeerEventsPassOverAMessageWithoutOne(t *testing.T) {
	events := peer(t).Events("events-without-one").After(6)
	defer events.Close()
	event, err := events.Next(soon(t))
	if err != nil || event.Cursor != 7 {
		t.Fatalf("%v, %v; not 7", event, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err = events.Next(ctx); err == nil || errorOf(t, err).Code != codes.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}

// The peer takes a Watch that comes before the delay it gave as an error: also the next call of Next waits it out.
func TestPeerEventsWaitOutWhatExhausts(t *testing.T) {
	events := peer(t).Events("events-exhausted").After(0)
	defer events.Close()
	var event *oyv1.Event
	err := error(&Error{Code: codes.DeadlineExceeded})
	for begun := time.Now(); time.Since(begun) < 10*time.Second && errorOf(t, err).Code == codes.DeadlineExceeded; {
		ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
		event, err = events.Next(ctx)
		cancel()
		if err == nil {
			break
		}
	}
	if err != nil || event.Cursor != 1 {
		t.Fatalf("%v, %v; not 1", event, err)
	}
	_, err = events.Next(soon(t))
	refused(t, err, codes.ResourceExhausted, "TOO_MANY_CONSUMERS", true)
}

// Each stream costs the caller's rate.
func TestPeerEventsWaitInVainOnOneStream(t *testing.T) {
	events := peer(t).Events("events-counted")
	defer events.Close()
	for round := 0; round < 10; round++ {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		_, err := events.Next(ctx)
		cancel()
		if e := refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false); !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("%v is not the context's error", e)
		}
	}
	if event, err := events.Next(soon(t)); err != nil || event.Cursor != 1 {
		t.Errorf("%v streams were opened, %v", event.GetCursor(), err)
	}
}

// 40 events of half a megabyte: who does not ask for them keeps one.
func TestPeerEventsAreNotKeptForWhoLags(t *testing.T) {
	events := peer(t).Events("events-large")
	defer events.Close()
	before := heap()
	for cursor := int64(1); cursor <= 40; cursor++ {
		event, err := events.Next(soon(t))
		if err != nil || event.Cursor != cursor {
			t.Fatalf("%v, %v; not %d", event.GetCursor(), err, cursor)
		}
		if cursor == 1 {
			time.Sleep(200 * time.Millisecond)
			if kept := heap() - before; kept > 5<<20 {
				t.Errorf("%d bytes are kept", kept)
			}
		}
	}
}

func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// One is closed while it waits for an event, the other with an event that nobody asked for.
func TestPeerEventsCloseLeavesNothingBehind(t *testing.T) {
	client := peer(t)
	before := runtime.NumGoroutine()
	for _, consumer := range []string{"events-without-one", "events-large"} {
		events := client.Events(consumer).After(0)
		if event, err := events.Next(soon(t)); err != nil || event.Cursor != 1 {
			t.Errorf("%v, %v", event.GetCursor(), err)
		}
		time.Sleep(20 * time.Millisecond)
		events.Close()
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines, before %d", now, before)
	}
}

func TestPeerEventsWaitAsLongAsTheContext(t *testing.T) {
	events := peer(t).Events("events-stall")
	defer events.Close()
	for round := 0; round < 2; round++ {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		_, err := events.Next(ctx)
		cancel()
		if err == nil || errorOf(t, err).Code != codes.DeadlineExceeded {
			t.Errorf("%v", err)
		}
	}
}

// Who waits is told why nothing comes, and goes on when the gateway is there.
func TestPeerEventsSayThatTheGatewayIsAway(t *testing.T) {
	peer(t)
	path := filepath.Join(t.TempDir(), "oyd.sock")
	events := New(path).Events("events-without-one").After(6)
	defer events.Close()
	for round := 0; round < 4; round++ {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		_, err := events.Next(ctx)
		cancel()
		e := refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false)
		if !strings.Contains(e.Message, "no such file or directory") || !errors.Is(events.LastError(), syscall.ENOENT) {
			t.Errorf("%v, %v", e, events.LastError())
		}
	}
	if err := os.Symlink(os.Getenv("OY_PEER"), path); err != nil {
		t.Fatal(err)
	}
	if event, err := events.Next(soon(t)); err != nil || event.Cursor != 7 || events.LastError() != nil {
		t.Fatalf("%v, %v, %v", event, err, events.LastError())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := events.Next(ctx)
	if e := errorOf(t, err); strings.Contains(e.Message, "no such file") {
		t.Errorf("a stream that is open is blamed: %v", e)
	}
}

func TestPeerEventsFailWhereThereIsNoWayToTheSocket(t *testing.T) {
	peer(t)
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	failsToWatch(t, filepath.Join(plain, "oyd.sock"))
	failsToWatch(t, "/"+strings.Repeat("x", 200))
	closed := filepath.Join(t.TempDir(), "closed.sock")
	listener, err := net.Listen("unix", closed)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // who may open every socket
		if err := syscall.Seteuid(65534); err != nil {
			t.Fatal(err)
		}
		defer syscall.Seteuid(0)
	}
	failsToWatch(t, closed)
}

func failsToWatch(t *testing.T, path string) {
	t.Helper()
	events := New(path).Events("events")
	defer events.Close()
	_, err := events.Next(soon(t))
	refused(t, err, codes.Unavailable, "CONNECT_FAILED", false)
}

func TestGatewayTellsOfAPayoutUntilItIsAcknowledged(t *testing.T) {
	client := gateway(t)
	name := fmt.Sprintf("go-%d-%d", time.Now().UnixNano(), os.Getpid())
	_, err := client.Disbursement.Remit(soon(t), &oyv1.RemitRequest{
		RecipientBank: "014", RecipientAccount: "1239812390", Amount: 10000, PartnerTrxId: name,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	for round := 0; round < 2; round++ {
		events := client.Events(name, oyv1.EventKind_EVENT_KIND_PAYOUT)
		var event *oyv1.Event
		for event.GetPayoutChange().GetPartnerTrxId() != name || event.PayoutChange.State != oyv1.PayoutState_PAYOUT_STATE_COMPLETED {
			if event, err = events.Next(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if round == 1 {
			if err := events.Ack(ctx, event); err != nil {
				t.Fatal(err)
			}
		}
		events.Close()
	}
	soonOver, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	events := client.Events(name, oyv1.EventKind_EVENT_KIND_PAYOUT)
	defer events.Close()
	for {
		event, err := events.Next(soonOver)
		if err != nil {
			refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false)
			break
		}
		if event.PayoutChange.PartnerTrxId == name {
			t.Errorf("%v was acknowledged", event)
		}
	}
}

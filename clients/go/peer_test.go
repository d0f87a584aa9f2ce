package oygateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/ioutil"
	"net"
	"os"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/containerd/ttrpc"
	"github.com/sirupsen/logrus"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"oygateway/healthv1"
	"oygateway/oyv1"
)

// The tests of this file run against the scripted peer of clients/testing, at OY_PEER: what the worst server does.

func peer(t *testing.T) *Client {
	t.Helper()
	path := os.Getenv("OY_PEER")
	if path == "" {
		t.Fatal("OY_PEER must name the socket of clients/testing/peer; run clients/go/unit-test")
	}
	logrus.SetOutput(ioutil.Discard) // the stock client reports stray frames there
	client := New(path)
	t.Cleanup(func() { client.Close() })
	return client
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func play(ctx context.Context, client *Client, scene string) (string, error) {
	answer, err := client.Disbursement.InquireAccount(ctx, &oyv1.InquireAccountRequest{RecipientBank: scene})
	return answer.GetRecipientName(), err
}

func mustPlay(t *testing.T, client *Client, scene, name string) {
	t.Helper()
	if got, err := play(soon(t), client, scene); err != nil || got != name {
		t.Errorf("%s: %q, %v; not %q", scene, got, err, name)
	}
}

func refused(t *testing.T, err error, code codes.Code, reason string, answered bool) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	if e.Code != code || e.Reason != reason || e.Answered() != answered {
		t.Errorf("%v, answered %v; not %v %s, %v", e, e.Answered(), code, reason, answered)
	}
	return e
}

func mustRefuse(t *testing.T, client *Client, scene string, code codes.Code, reason string, answered bool) *Error {
	t.Helper()
	_, err := play(soon(t), client, scene)
	return refused(t, err, code, reason, answered)
}

func TestPeerUnary(t *testing.T) {
	client := peer(t)
	mustPlay(t, client, "success", "John Doe")
	mustPlay(t, client, "empty", "")
	mustPlay(t, client, "bytes", "one byte at a time")
	mustPlay(t, client, "stray", "yours")
	mustPlay(t, client, "stray-kind", "yours")
	mustPlay(t, client, "twice", "first")
	mustPlay(t, client, "success", "John Doe")
	if got, err := play(soon(t), client, "largest"); err != nil || len(got) != 4<<20-200 {
		t.Errorf("largest: %d bytes, %v", len(got), err)
	}
}

func TestPeerSeesADeadlineALittleBeforeTheContexts(t *testing.T) {
	client := peer(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	got, err := play(ttrpc.WithMetadata(ctx, ttrpc.MD{"trace-id": {"7"}}), client, "mirror")
	var timeout int64
	if err == nil {
		_, err = fmt.Sscanf(got, "oy.v1.DisbursementService/InquireAccount flags=0 timeout=%d metadata=trace-id:7", &timeout)
	}
	if err != nil || timeout > int64(9750*time.Millisecond) || timeout < int64(5*time.Second) {
		t.Errorf("%q: timeout %d, %v", got, timeout, err)
	}
	if got, err := play(context.Background(), client, "mirror"); err != nil || !strings.Contains(got, " timeout=0 ") {
		t.Errorf("without a deadline: %q, %v", got, err)
	}
}

func TestPeer50CallsAtOnceEachGetTheirOwnAnswer(t *testing.T) {
	client := peer(t)
	names := make([]string, 50)
	var all sync.WaitGroup
	for i := range names {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			names[i], _ = play(soon(t), client, "reversed")
		}(i)
	}
	all.Wait()
	var expected []string
	for i := range names {
		expected = append(expected, fmt.Sprintf("stream %d", 2*i+1))
	}
	sort.Strings(names)
	sort.Strings(expected)
	if strings.Join(names, ",") != strings.Join(expected, ",") {
		t.Errorf("%v", names)
	}
}

func TestPeerErrors(t *testing.T) {
	client := peer(t)
	e := mustRefuse(t, client, "not-found", codes.NotFound, "UPSTREAM_REJECTED", true)
	if e.Domain != "oyindonesia.com" || e.OYCode() != "209" || e.OYMessage() != "Bank Account is not found" ||
		e.Metadata["attempts"] != "1" {
		t.Errorf("%+v", e)
	}
	if st, ok := status.FromError(errors.Unwrap(e)); !ok || st.Code() != codes.NotFound {
		t.Errorf("beneath lies %v", errors.Unwrap(e))
	}
	if st, ok := status.FromError(e); !ok || st.Code() != codes.NotFound || len(st.Details()) != 1 {
		t.Errorf("as a gRPC error it is %v", st)
	}
	e = mustRefuse(t, client, "violations", codes.InvalidArgument, "REQUEST_INVALID", true)
	if len(e.FieldViolations) != 2 || e.FieldViolations[1] != (FieldViolation{"recipient_account", "holds a NUL"}) {
		t.Errorf("%+v", e.FieldViolations)
	}
	e = mustRefuse(t, client, "retry", codes.ResourceExhausted, "RATE_LIMITED", true)
	if e.RetryDelay != 1500*time.Millisecond {
		t.Errorf("%v", e.RetryDelay)
	}
	for scene, delay := range map[string]time.Duration{"retry-empty": -1, "retry-huge": 24 * time.Hour, "retry-negative": 0} {
		if e = mustRefuse(t, client, scene, codes.ResourceExhausted, "RATE_LIMITED", true); e.RetryDelay != delay {
			t.Errorf("%s: %v", scene, e.RetryDelay)
		}
	}
	if e = mustRefuse(t, client, "two-infos", codes.Unavailable, "FIRST", true); e.Domain != "oy-gateway" || e.NotPaid() {
		t.Errorf("the second ErrorInfo counts: %+v", e)
	}
	if len(e.FieldViolations) != 1 || e.FieldViolations[0].Field != "amount" || e.RetryDelay != 1500*time.Millisecond {
		t.Errorf("the second detail of a kind counts: %+v", e)
	}
	mustRefuse(t, client, "strange-details", codes.Unavailable, "STRANGE", true)
	e = mustRefuse(t, client, "no-details", codes.DeadlineExceeded, "", true)
	if e.RetryDelay >= 0 {
		t.Errorf("%v", e.RetryDelay)
	}
	if e = mustRefuse(t, client, "strange-code", codes.Unknown, "", true); status.Code(e) != codes.Unknown {
		t.Errorf("as a gRPC error it is %v", status.Convert(e))
	}
	mustRefuse(t, client, "unreadable-envelope", codes.Internal, "ANSWER_UNREADABLE", false)
	mustRefuse(t, client, "unreadable-payload", codes.Internal, "ANSWER_UNREADABLE", false)
	mustRefuse(t, client, "data-for-unary", codes.Internal, "ANSWER_UNREADABLE", false)
	mustRefuse(t, client, strings.Repeat("x", 4<<20), codes.ResourceExhausted, "REQUEST_TOO_LARGE", false)
	mustPlay(t, client, "success", "John Doe")
}

func TestPeerNotPaid(t *testing.T) {
	client := peer(t)
	for scene, notPaid := range map[string]bool{
		"payout-rejected":        true,
		"payout-failed":          true,
		"payout-cancelled":       true,
		"payout-duplicate":       false,
		"payout-decided":         false,
		"payout-still-recording": false,
		"no-details":             false,
		"retry":                  false,
		"close":                  false,
	} {
		_, err := play(soon(t), client, scene)
		if e := errorOf(t, err); e.NotPaid() != notPaid {
			t.Errorf("%s: %v: not paid %v", scene, e, e.NotPaid())
		}
	}
	own := &Error{Domain: ClientDomain, Metadata: map[string]string{"not_paid": "true"}}
	if own.NotPaid() {
		t.Error("only the gateway knows")
	}
}

func TestPeerRequestsThatCanNotBeWritten(t *testing.T) {
	client := peer(t)
	var none *oyv1.InquireAccountRequest
	_, err := client.Disbursement.InquireAccount(soon(t), none)
	refused(t, err, codes.InvalidArgument, "REQUEST_UNWRITABLE", false)
	err = client.Call(soon(t), "oy.v1.DisbursementService", "InquireAccount", nil, new(oyv1.InquireAccountResponse))
	refused(t, err, codes.InvalidArgument, "REQUEST_UNWRITABLE", false)
	e := mustRefuse(t, client, "no utf-8: \xff", codes.InvalidArgument, "REQUEST_UNWRITABLE", false)
	if !strings.Contains(e.Message, "nothing was sent for this call") {
		t.Errorf("%v", e)
	}
	mustPlay(t, client, "success", "John Doe")
}

func TestPeerDeadlines(t *testing.T) {
	client := peer(t)
	hurry := func(scene string) error {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		defer cancel()
		_, err := play(ctx, client, scene)
		return err
	}
	e := refused(t, hurry("never"), codes.DeadlineExceeded, "DEADLINE_PASSED", false)
	if st := status.Convert(e); st.Code() != codes.DeadlineExceeded || !strings.Contains(fmt.Sprint(st.Details()), ClientDomain) {
		t.Errorf("as a gRPC error it is %v, %v", st, st.Details())
	}
	if !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("%v is not the context's error", e)
	}
	mustPlay(t, client, "success", "John Doe")
	refused(t, hurry("late"), codes.DeadlineExceeded, "DEADLINE_PASSED", false)
	mustPlay(t, client, "after-late", "in time")

	cancelled, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := play(cancelled, client, "never")
	refused(t, err, codes.Canceled, "CALL_CANCELLED", false)
	_, err = play(cancelled, client, "success")
	if e := refused(t, err, codes.Canceled, "CALL_CANCELLED", false); !strings.Contains(e.Message, "nothing was sent") {
		t.Errorf("%v", e)
	}
}

func TestPeerConnectionLostAndMadeAnew(t *testing.T) {
	client := peer(t)
	for _, scene := range []string{"close", "close-in-header", "close-in-body"} {
		mustRefuse(t, client, scene, codes.Unavailable, "CONNECTION_LOST", false)
		mustPlay(t, client, "success", "John Doe")
	}
	mustPlay(t, client, "deaf", "John Doe") // takes no more, which a client learns only when it sends
	mustRefuse(t, client, "success", codes.Unavailable, "CONNECTION_LOST", false)
	mustPlay(t, client, "success", "John Doe")
	for i := 0; i < 200; i++ {
		mustPlay(t, client, "close-after", "the last word")
		for !client.current.socket.lost.Load() {
			time.Sleep(time.Millisecond)
		}
	}
	mustPlay(t, client, "success", "John Doe")
	used := client.current
	used.calls = lastCall
	mustPlay(t, client, "success", "John Doe")
	if client.current == used {
		t.Error("the ids will run out")
	}
	absent := New(os.Getenv("OY_PEER") + ".absent")
	mustRefuse(t, absent, "success", codes.Unavailable, "CONNECT_FAILED", false)
}

func TestPeerCloseWakesWhoWaits(t *testing.T) {
	client := peer(t)
	time.AfterFunc(30*time.Millisecond, func() { client.Close() })
	mustRefuse(t, client, "never", codes.Unavailable, "CONNECTION_LOST", false)
}

func TestPeerClosedClientSaysSo(t *testing.T) {
	client := peer(t)
	mustPlay(t, client, "success", "John Doe")
	client.Close()
	closed := func(what string, err error) {
		t.Helper()
		if e := refused(t, err, codes.FailedPrecondition, "CLIENT_CLOSED", false); !errors.Is(e, net.ErrClosed) || !e.Unsent() {
			t.Errorf("%s: %v", what, e)
		}
	}
	_, err := play(soon(t), client, "success")
	closed("call", err)
	_, err = client.Health.Watch(soon(t), &healthv1.HealthCheckRequest{Service: "stream"})
	closed("stream", err)
	events := client.Events("events").After(0)
	defer events.Close()
	_, err = events.Next(soon(t))
	closed("events", err)
}

func watch(t *testing.T, ctx context.Context, scene string) (statuses []int, err error) {
	t.Helper()
	stream, err := peer(t).Health.Watch(ctx, &healthv1.HealthCheckRequest{Service: scene})
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	for {
		message, err := stream.Receive()
		if err != nil {
			if _, again := stream.Receive(); again != io.EOF {
				t.Errorf("%s: after the end: %v", scene, again)
			}
			return statuses, err
		}
		statuses = append(statuses, int(message.Status))
	}
}

func TestPeerStreams(t *testing.T) {
	for _, each := range []struct {
		scene, statuses string
		code            codes.Code
		reason          string
		answered        bool
	}{
		{"stream", "[1 0 2]", codes.OK, "", true},
		{"stream-none", "[]", codes.OK, "", true},
		{"stream-bytes", "[1 0]", codes.OK, "", true},
		{"stream-last-with-data", "[1 2]", codes.OK, "", true},
		{"stream-response-ends", "[1]", codes.OK, "", true},
		{"stream-error", "[1]", codes.Unavailable, "DRAINING", true},
		{"stream-refused", "[]", codes.PermissionDenied, "METHOD_NOT_ALLOWED", true},
		{"stream-close", "[1]", codes.Unavailable, "CONNECTION_LOST", false},
		{"stream-unreadable", "[]", codes.Internal, "ANSWER_UNREADABLE", false},
		{"stream-oversized", "[]", codes.ResourceExhausted, "ANSWER_TOO_LARGE", false},
	} {
		statuses, err := watch(t, soon(t), each.scene)
		if fmt.Sprint(statuses) != each.statuses {
			t.Errorf("%s: %v, not %s", each.scene, statuses, each.statuses)
		}
		if each.code == codes.OK {
			if err != io.EOF {
				t.Errorf("%s: %v", each.scene, err)
			}
		} else {
			e := refused(t, err, each.code, each.reason, each.answered)
			if e.Reason == "CONNECTION_LOST" && strings.Contains(e.Message, "carried out") {
				t.Errorf("%s: a stream carries nothing out: %v", each.scene, e)
			}
		}
	}
	if statuses, err := watch(t, soon(t), "stream-flood"); len(statuses) != 20000 || err != io.EOF {
		t.Errorf("%d messages, %v", len(statuses), err)
	}
}

func TestPeerStreamEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	statuses, err := watch(t, ctx, "stream-stalls")
	refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false)
	if len(statuses) != 1 {
		t.Errorf("%v", statuses)
	}
}

func TestPeerStreamCloseWakesWhoWaits(t *testing.T) {
	stream, err := peer(t).Health.Watch(context.Background(), &healthv1.HealthCheckRequest{Service: "stream-stalls"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Receive(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(30*time.Millisecond, func() { stream.Close() })
	if _, err := stream.Receive(); err != io.EOF {
		t.Errorf("%v", err)
	}
}

// The stock client alone, with none of this package but the messages.
func TestPeerStockClientUnchanged(t *testing.T) {
	peer(t)
	conn, err := dial(soon(t), os.Getenv("OY_PEER"))
	if err != nil {
		t.Fatal(err)
	}
	stock := ttrpc.NewClient(conn)
	defer stock.Close()
	var answer oyv1.InquireAccountResponse
	request := &oyv1.InquireAccountRequest{RecipientBank: "success"}
	if err := stock.Call(soon(t), "oy.v1.DisbursementService", "InquireAccount", request, &answer); err != nil {
		t.Fatal(err)
	}
	if answer.RecipientName != "John Doe" {
		t.Error(answer.String())
	}
	request.RecipientBank = "not-found"
	err = stock.Call(soon(t), "oy.v1.DisbursementService", "InquireAccount", request, &answer)
	st, _ := status.FromError(err)
	if st.Code() != codes.NotFound || !strings.Contains(fmt.Sprint(st.Details()), "209") {
		t.Errorf("%v, %v", st, st.Details())
	}
}

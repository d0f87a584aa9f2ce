package oygateway

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/golang/protobuf/proto"
	"google.golang.org/grpc/codes"

	"oygateway/oyv1"
)

// till plays Remit: each answer is a state or an error. WaitPayout takes no time.
type till struct {
	answers []any
	remits  []string
	waits   int
	waiting error // what WaitPayout meets
	pauses  []time.Duration
	left    int // pauses until the context ends
}

func (g *till) Call(ctx context.Context, service, method string, request, response proto.Message) error {
	if method == "WaitPayout" {
		g.waits++
		return g.waiting
	}
	g.remits = append(g.remits, request.(*oyv1.RemitRequest).String())
	answer := g.answers[0]
	g.answers = g.answers[1:]
	switch answer := answer.(type) {
	case *Error:
		return answer
	case oyv1.PayoutState:
		response.(*oyv1.RemitResponse).State = answer
	}
	return nil
}

func (g *till) OpenStream(context.Context, string, string, proto.Message) (*Stream, error) {
	return nil, errors.New("nothing here streams")
}

func (g *till) rest(ctx context.Context, pause time.Duration) error {
	if g.left--; g.left < 0 {
		return context.DeadlineExceeded
	}
	g.pauses = append(g.pauses, pause)
	return nil
}

// pays plays the answers, all of them, and looks whether each Remit was the same.
func pays(t *testing.T, left int, answers ...any) (g *till, paid bool, err error) {
	t.Helper()
	return paysWaiting(t, left, nil, answers...)
}

// paysWaiting does the same where WaitPayout meets an error.
func paysWaiting(t *testing.T, left int, waiting error, answers ...any) (g *till, paid bool, err error) {
	t.Helper()
	g = &till{answers: answers, left: left, waiting: waiting}
	request := &oyv1.RemitRequest{RecipientBank: "014", RecipientAccount: "1", Amount: 125000, PartnerTrxId: "invoice-1"}
	paid, err = pay(context.Background(), newServices(g), request, g.rest)
	for _, remit := range g.remits {
		if remit != request.String() {
			t.Errorf("%s was paid", remit)
		}
	}
	if len(g.answers) > 0 {
		t.Errorf("%v was not asked for", g.answers)
	}
	return g, paid, err
}

func gatewayError(code codes.Code, reason string, delay time.Duration) *Error {
	return &Error{Code: code, Reason: reason, Domain: "oy-gateway", RetryDelay: delay}
}

const completed = oyv1.PayoutState_PAYOUT_STATE_COMPLETED

func TestPeerPayUntilItIsPaid(t *testing.T) {
	lost := connectionLost(nil)
	g, paid, err := pays(t, 9, lost, oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS, completed)
	if !paid || err != nil || g.waits != 1 || len(g.pauses) != 2 {
		t.Errorf("%v, %v, %+v", paid, err, g)
	}
	for state := range oyv1.PayoutState_name {
		if state := oyv1.PayoutState(state); state != completed {
			if g, paid, err = pays(t, 9, state, completed); !paid || err != nil || g.waits != 1 {
				t.Errorf("%v: %v, %v, %+v", state, paid, err, g)
			}
		}
	}
	if g, _, _ = pays(t, 9, gatewayError(codes.ResourceExhausted, "", 7*time.Second), completed); g.pauses[0] != 7*time.Second {
		t.Errorf("%v", g.pauses)
	}
}

func TestPeerPayEndsWhereItIsNotPaid(t *testing.T) {
	refused := gatewayError(codes.InvalidArgument, "", -1)
	refused.Metadata = map[string]string{"not_paid": "true"}
	if _, paid, err := pays(t, 9, oyv1.PayoutState_PAYOUT_STATE_UNKNOWN, refused); paid || err != nil {
		t.Errorf("%v, %v", paid, err)
	}
}

// Only Remit says how a payout has ended.
func TestPeerPayIsEndedByNoAnswerOfWaitPayout(t *testing.T) {
	inProgress := oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS
	denied := gatewayError(codes.PermissionDenied, "METHOD_NOT_ALLOWED", -1)
	notPaid := gatewayError(codes.FailedPrecondition, "", -1)
	notPaid.Metadata = map[string]string{"not_paid": "true"}
	busy := gatewayError(codes.ResourceExhausted, "TOO_MANY_WAITS", 7*time.Second)
	for _, waiting := range []error{denied, notPaid, busy, errors.New("of another library")} {
		pause := time.Second
		if waiting == error(busy) {
			pause = 7 * time.Second
		}
		g, paid, err := paysWaiting(t, 9, waiting, inProgress, inProgress, completed)
		if !paid || err != nil || g.waits != 2 || len(g.pauses) != 2 || g.pauses[0] != pause || g.pauses[1] != pause {
			t.Errorf("%v: %v, %v, %+v", waiting, paid, err, g)
		}
	}
	_, _, err := paysWaiting(t, 0, denied, inProgress)
	if e := refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false); !strings.Contains(e.Message, "METHOD_NOT_ALLOWED") {
		t.Errorf("%v", e)
	}
}

func TestPeerPayLeavesToAPersonWhatRetryingDoesNotMend(t *testing.T) {
	for _, each := range []*Error{
		gatewayError(codes.InvalidArgument, "", -1),
		gatewayError(codes.PermissionDenied, "", -1),
		gatewayError(codes.AlreadyExists, "", -1),
		gatewayError(codes.FailedPrecondition, "", -1),
		gatewayError(codes.OutOfRange, "", -1),
		gatewayError(codes.Unimplemented, "METHOD_UNKNOWN", -1),
		gatewayError(codes.ResourceExhausted, "DAILY_LIMIT_REACHED", 11*time.Hour),
		tooLarge(),
		clientClosed(),
	} {
		if _, paid, err := pays(t, 9, each); paid || err != error(each) {
			t.Errorf("%v: %v, %v", each, paid, err)
		}
	}
}

// A program that pays in another way where nothing was sent would pay twice.
func TestPeerPaySaysThatItWasSentWhateverItsLastTryMet(t *testing.T) {
	closed := clientClosed()
	away := connectFailed(errors.New("nobody is there"))
	inProgress := oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS
	for _, answers := range [][]any{{connectionLost(nil), closed}, {inProgress, closed}, {connectionLost(nil), away, closed}} {
		_, _, err := pays(t, 9, answers...)
		e := refused(t, err, codes.FailedPrecondition, "CLIENT_CLOSED", false)
		if e.Unsent() || !errors.Is(e, net.ErrClosed) || e.Message != "the client is closed; the payout was sent before, and may be paid" {
			t.Errorf("%v, %v", e.Unsent(), e)
		}
	}
	if _, _, err := pays(t, 1, connectionLost(nil), away); !strings.Contains(err.Error(), "there); the payout was sent before") {
		t.Errorf("%v", err)
	}
	_, _, err := paysWaiting(t, 9, closed, inProgress, closed)
	if e := refused(t, err, codes.FailedPrecondition, "CLIENT_CLOSED", false); e.Unsent() {
		t.Errorf("%v", e)
	}
	if _, _, err := pays(t, 9, away, closed); !refused(t, err, codes.FailedPrecondition, "CLIENT_CLOSED", false).Unsent() {
		t.Errorf("%v", err)
	}
	if !closed.Unsent() || !away.Unsent() {
		t.Error("an error of somebody else was changed")
	}
}

func TestPeerPaySaysThatItIsStillOpen(t *testing.T) {
	_, paid, err := pays(t, 1, gatewayError(codes.Unavailable, "DRAINING", -1), oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS)
	if e := refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false); paid || e.Unsent() ||
		!errors.Is(e, context.DeadlineExceeded) || !strings.Contains(e.Message, "invoice-1 is still open") {
		t.Errorf("%v, %v", paid, e)
	}
	_, _, err = pays(t, 0, gatewayError(codes.Unavailable, "DRAINING", -1))
	if !strings.Contains(err.Error(), "DRAINING") {
		t.Errorf("%v", err)
	}
}

// A context that ends says nothing of the tries before: the one error tells of them all.
func TestPeerPayThatIsStillOpenIsUnsentOnlyIfNoTryWasSent(t *testing.T) {
	away := connectFailed(errors.New("nobody is there"))
	draining := gatewayError(codes.Unavailable, "DRAINING", -1)
	inProgress := oyv1.PayoutState_PAYOUT_STATE_IN_PROGRESS
	for _, each := range []struct {
		unsent  bool
		answers []any
	}{
		{true, []any{away}},
		{true, []any{away, away}},
		{false, []any{connectionLost(nil), away}},
		{false, []any{away, connectionLost(nil)}},
		{false, []any{inProgress, away}},
		{false, []any{away, inProgress}},
		{false, []any{draining}},
	} {
		_, _, err := pays(t, len(each.answers)-1, each.answers...)
		if e := refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false); e.Unsent() != each.unsent {
			t.Errorf("%v: %v", e, e.Unsent())
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := peer(t).Pay(ctx, &oyv1.RemitRequest{RecipientBank: "pay-open", PartnerTrxId: "invoice-1"})
	if e := refused(t, err, codes.Canceled, "CALL_CANCELLED", false); !e.Unsent() || !errors.Is(e, context.Canceled) {
		t.Errorf("%v: %v", e, e.Unsent())
	}
}

func TestPeerPayRestsNoLongerThanItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	if err := rest(ctx, time.Hour); err != context.DeadlineExceeded || ctx.Err() != nil {
		t.Errorf("%v", err)
	}
	if err := rest(ctx, time.Nanosecond); err != nil {
		t.Errorf("%v", err)
	}
	cancel()
	if err := rest(ctx, time.Second); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

func TestPeerPayAtThePeer(t *testing.T) {
	client := peer(t)
	order := func(scene string) *oyv1.RemitRequest {
		return &oyv1.RemitRequest{RecipientBank: scene, RecipientAccount: "1", Amount: 125000, PartnerTrxId: scene}
	}
	if paid, err := client.Pay(soon(t), order("pay-rejected")); paid || err != nil {
		t.Errorf("%v, %v", paid, err)
	}
	_, err := client.Pay(soon(t), order("payout-duplicate"))
	refused(t, err, codes.AlreadyExists, "DUPLICATE_PARTNER_TRX_ID", true)
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	_, err = client.Pay(ctx, order("pay-open"))
	if e := refused(t, err, codes.DeadlineExceeded, "DEADLINE_PASSED", false); !strings.Contains(e.Message, "PAYOUT_STILL_RECORDING") {
		t.Errorf("%v", e)
	}
}
